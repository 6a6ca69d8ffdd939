#!/bin/bash
# SPDX-License-Identifier: ISC
# A change of shifts by keys, on two screens side by side: who goes writes a line
# for each red one while who comes takes them, asks back and takes the rest at
# once; customers write, a colleague resolves one, the server is killed once and
# each front end once; in the end everything is with who came, once.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
. "$top_srcdir/tests/lib/tmux.sh"

# asks N MESSAGE: what that customer writes
asks() { item "m$1.$2" "message $2 of $1" "author={\"id\":\"p$1\",\"handle\":\"@p$1@example.org\",\"name\":\"P$1\"}" "thread={\"root\":\"m$1.1\"}" "at=\"$(date -u +%FT%TZ)\""; }
accounts=(kiln brand shop)
guichet desk set target=8h --from 2026-01-01T00:00:00Z >/dev/null
for a in 0 1 2; do
	for n in $(seq $((a * 40 + 1)) $((a * 40 + 40))); do asks "$n" 1; done >items
	guichet import items items --account "${accounts[a]}" >/dev/null || bail 'no conversations'
done
for name in maria jonas; do guichet agent add $name >/dev/null; done
guichet assign --where status:open maria >/dev/null
for a in "${accounts[@]}"; do guichet list "account:$a" --limit 4 --json | jq .id; done | guichet tag - vip >/dev/null
guichet --as maria handover prepare --to jonas >/dev/null

# ---- two screens: the left one goes, the right one comes
front() { echo "cd '$TEST_DIR'; while :; do '$top_builddir/guichet' --as $1; [ -e enough ] && break; sleep 0.2; done"; }
mux new-session -d -x 161 -y 24 -s desk "$(front maria)"
mux split-window -h -t desk "$(front jonas)"
sees() { mux capture-pane -p -t "desk.$1" | grep -qF -- "$2"; }
until_sees() { wait_for 20 sees "$1" "$2" || { mux capture-pane -p -t "desk.$1" | sed 's/^/#   /'; return 1; }; }
keys() { local pane=$1; shift; mux send-keys -t "desk.$pane" "$@"; }
told() { guichet handover list --json 2>/dev/null | jq -r "$1"; }
is() { [ "$(told "$1")" = "$2" ]; }
for pane in 0 1; do
	until_sees $pane 'needs action'; ok $? "screen $pane is there"
	keys $pane g h
	until_sees $pane 'of 12 red lines written'; ok $? "and shows what is handed over"
done
writes() { # N: that line, and waits until the desk has it and the screen has gone on
	keys 0 e
	until_sees 0 ':handover line #' || return
	keys 0 -l "next: $1"
	keys 0 Enter
	wait_for 20 is .written "$1" && until_sees 0 "$1 of 12 red lines written"
}
for n in 1 2 3 4; do writes $n; done
ok $? 'four red lines are written'
keys 1 a
wait_for 20 is .accepted 1; ok $? 'the first is taken meanwhile'
until_sees 0 '1 of 120 settled'; ok $? 'which the other screen shows by itself'
keys 0 g g j
until_sees 0 '▌ ! #2 '; ok $? 'who goes stands on a line that is written'
asks 50 2 >more
fine 'a customer writes' import items more --account brand
fine 'a colleague resolves one' resolve 60
until_sees 0 '2 of 120 settled'; ok $? 'which is shown'
sees 0 '▌ ! #2 '; ok $? 'and one still stands there'
keys 1 b
until_sees 1 ':handover ask #'; ok $? 'who comes asks back'
keys 1 -l 'which number?'
keys 1 Enter
until_sees 0 '? which number?'; ok $? 'a question is on the other screen'
keys 0 e
until_sees 0 ':handover line #2'
keys 0 -l 'the second one'
keys 0 Enter
until_sees 1 'the second one'; ok $? 'and its answer on this one'
pid=$(server_pid)
kill -9 "$pid"; ok $? 'the server is killed'
wait_for 10 gone
for n in 5 6 7 8 9 10 11 12; do writes $n; done
ok $? 'the lines go on behind that'
is .written 12; ok $? 'all twelve are written, the one that was asked about too'

# ---- each front end is killed once
for pane in 0 1; do
	front=$(pgrep -P "$(mux display-message -p -t desk.$pane '#{pane_pid}')" -x guichet | head -n 1)
	kill -9 "$front"; ok $? "front end $pane is killed"
	until_sees $pane 'needs action' || true
	keys $pane g h
	until_sees $pane '12 of 12 red lines written'; ok $? 'and is here again, with everything'
done
taken() { # presses a until no red line is left to take
	local n=0
	while [ "$(guichet handover show 1 --json | jq -r 'select(.red and (.state == "offered" or .state == "asked")).id' | wc -l)" -gt 0 ] && [ $n -lt 30 ]; do
		n=$((n + 1)); before=$(told .accepted)
		keys 1 a
		wait_for 5 eval '! is .accepted "$before"' >/dev/null || true
	done
	presses=$n
}
taken
same 'one key for each red line' true "$([ "$presses" -le 14 ] && echo true)"
keys 1 A
wait_for 30 is '.over_at != null' true; ok $? 'the rest at once, and it is over'
touch enough
same 'all that is open is with who came' jonas "$(guichet list 'status:open,pending' --limit 500 --json | jq -r '.assignee // "nobody"' | sort -u)"
same 'none was handed twice' 1 "$(guichet ledger export | jq -r 'select(.kind == "assigned" and .detail.handover != null) | .conv' | sort | uniq -c | awk '$1 > m { m = $1 } END { print m }')"
fine 'the ledger is sound' ledger verify
finish
