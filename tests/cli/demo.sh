#!/bin/bash
# SPDX-License-Identifier: ISC
# The demo desk is there at once and worth looking at, the same for a seed;
# people come while somebody watches; and nothing of it stays, whatever ends
# it, while nothing that is not a dead demo's is ever taken away.
. "$(dirname "$0")/../lib/tap.sh"
export TMPDIR=$TEST_DIR/tmp
mkdir "$TMPDIR"
left() { ls -A "$TMPDIR"; }

out=$(guichet demo --lines --seed 5 2>err.txt </dev/null); status=$?
same 'the script plays to its end' 0 "$status"
has 'it sends' '3 replies sent' "$out"
has 'it verifies' 'chain sound' "$out"
has 'and says how to begin' 'guichet account add mastodon' "$out"
same 'nothing stays' '' "$(left)"
guichet demo | grep -q 'chain sound'
ok $? 'without a terminal the script is played'
guichet demo --wibble 2>/dev/null; same 'a wrong option is wrong usage' 64 "$?"

# stage NAME [SEED]: a desk in the background; $path, $took, $pid; ends when descriptor 9 is closed
stage() {
	mkfifo "$1.in"
	"$top_builddir/tests/cli/stage" "${2-7}" <"$1.in" >"$1.out" 2>"$1.err" &
	pid=$!
	remember $pid
	exec 9>"$1.in"
	wait_for 30 test -s "$1.out" || cat "$1.err"
	read -r path took <"$1.out"
}
unstage() { exec 9>&-; wait "$pid"; }
# What must not depend on the moment.
picture() {
	guichet --desk "$path" list status:open,pending,snoozed,resolved --limit 200 --json |
		jq -c '[.id, .handle, .status, .assignee, .tags, .text]'
}

stage first
ok "$([ "$took" -lt 5000 ]; echo $?)" "it is there at once ($took ms)"
d() { guichet --desk "$path" "$@"; }
d list status:open --limit 100 --json >open
between() { ok "$([ "$3" -ge "$1" ] && [ "$3" -le "$2" ]; echo $?)" "$4: $3 of $1 to $2"; }
between 22 30 "$(d list status:open,pending,snoozed,resolved --limit 200 --json | wc -l)" 'a backlog'
between 8 12 "$(d list 'status:open is:waiting' --limit 100 --json | wc -l)" 'some wait'
between 2 5 "$(d list 'status:open is:breached' --limit 100 --json | wc -l)" 'some are late'
now=$(date +%s)
between 2 6 "$(jq -r '.due_at // empty' open | while read -r due; do s=$(date -d "$due" +%s); [ "$s" -gt "$now" ] && [ "$s" -lt $((now + 900)) ] && echo .; done | wc -l)" 'some are due soon'
same 'one is put away' 1 "$(d list status:snoozed --json | wc -l)"
same 'one reply failed' failed "$(d outbox list --json | jq -r .state)"
ok "$([ "$(d list assignee:maria --limit 99 --json | wc -l)" -ge 2 ]; echo $?)" 'maria has some'
ok "$([ "$(d list assignee:jonas --limit 99 --json | wc -l)" -ge 2 ]; echo $?)" 'jonas has some'
same 'the evening team has one' 1 "$(d list assignee:evening --json | wc -l)"
same 'tags' 'broken outage refund' "$(d list 'status:open,pending' --limit 99 --json | jq -r '.tags[]' | sort -u | tr '\n' ' ' | sed 's/ $//')"
noted=$(jq -r 'select(.handle | startswith("marjorie")) | .id' open)
same 'a note' note "$(d show "$noted" --json | jq -r '.messages[] | select(.direction == "note") | .direction')"
head -n 12 open >first-screen
same 'the first screen: private and public' 'private public' "$(jq -r .visibility first-screen | sort -u | tr '\n' ' ' | sed 's/ $//')"
same 'English and French' 'en fr' "$(jq -r .lang first-screen | sort -u | tr '\n' ' ' | sed 's/ $//')"
same 'all three brands' 'aurore brightwater kiln' "$(jq -r .account first-screen | sort -u | tr '\n' ' ' | sed 's/ $//')"
ok "$(jq -r .text first-screen | grep -qP '\p{So}'; echo $?)" 'an emoji'
ok "$(jq -r .contact first-screen | grep -qP '\p{Han}'; echo $?)" 'a name in wide characters'
d ledger verify >/dev/null
ok $? 'its ledger is sound'
picture >picture.1
unstage
same 'it goes without a trace' '' "$(left)"

stage again
picture >picture.2
same 'the same seed, the same desk' '' "$(diff picture.1 picture.2)"

# While somebody watches people come; an answered one reacts.
guichet --desk "$path" watch status:open,pending --limit 200 --json >followed & watcher=$!	# no function: its shell would be ended instead
remember $watcher
known=$(d list status:open,pending,snoozed,resolved --limit 200 --json | jq .id | sort -n | tail -n 1)
newer() { [ "$(jq -r '(.put // .) | .id // 0' followed | sort -n | tail -n 1)" -gt "$known" ]; }
wait_for 40 newer
ok $? 'somebody new comes'
joe=$(d list from:joe.brindle --json | jq .id)
d reply "$joe" 'Oh no. Send us a picture, a new one is on its way.' --yes >/dev/null
reacted() { d show "$joe" --json | jq -e '.messages[-1].text | startswith("Photo sent")' >/dev/null; }
wait_for 60 reacted
ok $? 'who was answered reacts'
kill $watcher; wait $watcher 2>/dev/null

# Who looks may be a colleague, who is there already.
echo ':screen-dump' >steps
has 'the screen is of a colleague' ' maria' "$(guichet --as maria --screen 80x10 --script steps demo 2>&1 | head -n 1)"
has 'a stranger is none' 'there is no agent nobody' "$(guichet --as nobody --screen 80x10 --script steps demo 2>&1)"
guichet --as maria demo --lines >/dev/null 2>said; same 'the lines are played by one person' 64 $?
has 'and say so' '--as maria is for the screen' "$(cat said)"

# Signals, and what a killed demo leaves.
kill -TERM "$pid"; wait "$pid"
same 'a signal to a screen: gone' '' "$(left)"
exec 9>&-
for signal in TERM HUP; do
	guichet demo --lines >/dev/null 2>&1 & pid=$!
	wait_for 10 sh -c 'ls "$TMPDIR"/guichet-demo.*/desk.db'
	kill -$signal $pid; { wait $pid; } 2>/dev/null
	same "$signal in the middle of the script: gone" '' "$(left)"
done
stage killed
kill -KILL "$pid"; wait "$pid" 2>/dev/null
exec 9>&-
ok "$([ -d "${path%/*}" ]; echo $?)" 'a killed demo leaves its directory'
wait_for 10 flock -n "$path.lock" true
mkdir "$TMPDIR/guichet-demo.abc" "$TMPDIR/guichet-demo.abcdefg" "$TMPDIR/guichet-demo.newone" "$TMPDIR/guichet-demo.lively" "$TMPDIR/other.abcdef"
ln -s "$TEST_DIR" "$TMPDIR/guichet-demo.linked"
exec 8>"$TMPDIR/guichet-demo.lively/demo.lock"
flock 8
guichet demo --lines >/dev/null 2>&1
same 'the next one removes it, and nothing else' 'guichet-demo.abc guichet-demo.abcdefg guichet-demo.linked guichet-demo.lively guichet-demo.newone other.abcdef' \
	"$(left | tr '\n' ' ' | sed 's/ $//')"
ok "$([ -e followed ]; echo $?)" 'no link is followed'
finish
