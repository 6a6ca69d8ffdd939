#!/bin/bash
# SPDX-License-Identifier: ISC
# A command on ten thousand conversations is one step, whoever works beside it:
# it is previewed, shown while it goes on, stopped by ctrl-c, and after a
# kill -9 at any moment continued or taken back, exactly once for each.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
seed=${GUICHET_SEED:-$$}
RANDOM=$seed
echo "# seed $seed (GUICHET_SEED)"
many=${GUICHET_BULK_MANY:-10000}

awk -v n="$many" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"uid\":\"m%d\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\"," \
	"\"author\":{\"id\":\"c%d\",\"handle\":\"@c%d@example.org\",\"name\":\"C%d\"},\"at\":\"2026-11-20T10:00:00Z\",\"text\":\"thread %d\"}\n", i, i, i, i, i }' >items
fine 'import' import items items --account shop
fine 'maria' agent add maria
fine 'bob' agent add bob
count() { guichet count "$@" | awk '{ printf "%s%s", sep, $1; sep = " " }'; }
# states: what undo must bring back, of every conversation
states() { guichet list status:open,resolved,closed,snoozed --json --limit 500 | jq -c '[.id, .status, .assignee, .tags, .marks]' | sort | cksum; }
done_of() { guichet bulk list --json | jq -s 'map(.done) | add // 0'; }
# loud COMMAND...: a person's command, which ctrl-c reaches
loud() { exec env --default-signal=INT guichet "$@"; }

# ---- what would be done, and what is refused before anything is done
fine 'some are urgent' urgent 1 2 3
fine 'some are with bob' --as bob claim 4 5 6 7 8
before=$(states)
fine 'a preview' resolve --where status:open --dry-run
has 'says how many, and which' "would resolve $(printf "%'d" "$many" | sed 's/^\([0-9]*\)\([0-9]\{3\}\)$/\1,\2/; s/,,/,/') conversations (3 urgent, others have 5)" "$out"
has 'names the first' '#1 #2 #3 ' "$out"
fine 'of some' resolve 1 2 1 9 --dry-run --json
same 'each once' '{"dry_run":true,"call":"resolve","count":3,"same":0,"urgent":2,"others":0,"drafts":0,"ids":[1,2,9],"left":[],"left_count":0}' "$out"
same 'and does nothing' "$before" "$(states)"
fine 'a text that was not sent' draft save 2 'Dear'
fine 'would be left behind' resolve 1 2 --dry-run
has 'and is counted' ', 1 with your unsent draft)' "$out"
fine 'not by what ends nothing' hold 1 2 --dry-run
ok "$(case $out in *draft*) echo 1 ;; *) echo 0 ;; esac)" 'which is no word of it'
fine 'it is dropped again' draft drop 2
refused 'a claim of what bob has' 75 'claim #4: taken by bob' --as maria claim --where id:1,2,4,5
has 'counts the others' 'and 1 more cannot be; nothing was changed, --partly does the others' "$err"
same 'nobody has them' 'null null' "$(echo $(guichet list id:1,2 --json | jq .assignee))"
fine 'partly' --as maria claim --where id:1,2,4,5 --partly
has 'says how many' '2 conversations claimed' "$out"
has 'and names who stays' '#4 stays as it is: taken by bob ' "$out"
fine 'back' --as maria undo
refused 'numbers are narrowed by a query' 75 'resolve #9: it does not match any more' resolve 1 9 --where is:urgent
fine 'partly too' resolve 1 9 --where is:urgent --partly --dry-run --json
same 'one of them' '[1] 9' "$(echo "$out" | jq -cr '"\(.ids) \(.left[0].id)"')"
refused 'nobody of that name' 1 'there is no agent or team zoe' assign --where status:open zoe
refused 'a time that is over' 64 'the time is over' snooze --where status:open 2020-01-01T00:00:00Z
refused 'neither numbers nor a query' 64 'missing ID...' resolve
refused 'a bad query' 64 'query' resolve --where 'status:nope'
refused 'not for rules' 64 'for people' rule add all 'status:open' 'resolve --where status:open'
g resolve --where tag:nothing
same 'nobody matches' '0 no conversation matches' "$status $err"
refused 'nothing was stopped' 1 'nothing of yours was stopped' bulk continue
same 'still nothing was done' "$before" "$(states)"

# ---- ten thousand, one step
fine 'resolve them all' resolve --where status:open --json
same 'all are resolved' "0 $many" "$(count status:open status:resolved)"
same 'the answer' "[$many,$many,0,20,0]" "$(echo "$out" | jq -c '[.count, .total, .same, (.changed | length), .left_count]')"
fine 'what would be undone' undo --dry-run
has 'is one step' 'would undo: resolve of ' "$out"
fine 'one undo' undo
has 'takes back all of it' "undone: resolve of " "$out"
same 'they are as they were' "$before" "$(states)"
fine 'one redo' redo --json
same 'brings all of it' "resolve $many" "$(echo "$out" | jq -r '"\(.redone) \(.count)"')"
fine 'and back' undo
same 'as they were, again' "$before" "$(states)"
refused 'no more than that' 1 'nothing of yours to take back' --as maria undo
fine 'the ledger is sound' ledger verify
fine 'ids' ids id:11,12,13
same 'one a line' '11 12 13' "$(echo $out)"
guichet ids status:open >all-ids
same 'all of them' "$many" "$(wc -l <all-ids)"
g tag - wave <all-ids
same 'a thousand and more on standard input' "0 $many" "$status $(count tag:wave)"
fine 'untag them' undo
same 'nobody has it' 0 "$(count tag:wave)"

# ---- what a colleague did since stays
g tag $(seq 1 150) depot
same 'more than a transaction holds' 0 "$status"
fine 'bob resolves one of them' --as bob resolve 42
refused 'undo is refused' 75 'undo #42: bob resolved it ' undo
same 'and nothing was undone' 150 "$(count tag:depot)"
fine 'partly' undo --partly
has 'names him' '#42 stays as it is: bob resolved it ' "$out"
same 'the others are free' 1 "$(count tag:depot)"
fine 'bob takes his back' --as bob undo

# ---- ctrl-c
stop_at() { # stop_at N PID: an interrupt when more than N are done
	wait_for 20 eval "[ \"\$(done_of)\" -gt $1 ]"
	kill -INT "$2"
	wait "$2"
}
before=$(states)
loud --as maria resolve --where status:open >c.out 2>c.err & pid=$!
stop_at 300 $pid
same 'ctrl-c: the exit status' "$?" 1
has 'says how far it came' 'stopped at ' "$(cat c.err)"
has 'and what can be done' 'guichet bulk continue, guichet bulk undo or guichet bulk drop' "$(cat c.err)"
came=$(done_of)
same 'as many are resolved' "$came" "$(count status:resolved)"
has 'status says it' "stopped at" "$(guichet --as maria status)"
g doctor
has 'doctor says whose' 'by maria was stopped at' "$out"
refused 'it is hers' 77 'another agent' --as bob bulk continue "$(guichet bulk list --json | jq .bulk)"
fine 'she drops it' --as maria bulk drop
same 'nothing is under way' 0 "$(guichet bulk list --json 2>/dev/null | wc -l)"
fine 'and takes it back' --as maria undo
same 'as they were' "$before" "$(states)"

# ---- kill -9, the server alone: the command is carried through
server() { guichet status --json | jq -r .pid; }
guichet --as maria resolve --where status:open >k.out 2>&1 & pid=$!
wait_for 20 eval '[ "$(done_of)" -gt 500 ]'
kill -KILL "$(server)"
wait "$pid"
same 'killed: carried through' "0 0 $many" "$? $(count status:open status:resolved)"
fine 'one step still' --as maria undo
same 'as they were' "$before" "$(states)"

# ---- kill -9 of both, a colleague beside it, then on or back
some=2500
seq 1 $some | guichet tag - round >/dev/null || bail 'tagging failed'
events() { guichet ledger export | jq -r 'select(.kind == "status" and .who == "human:maria" and .seq > '"$1"') | .conversation_id' |
	sort | uniq -c | awk '{ print $1 }' | sort -u | tr '\n' ' '; }
claims() { local i; for ((i = 0; i < 25; i++)); do guichet --as bob claim $((RANDOM % some + 1)) 2>/dev/null; done; }
middle=0
# What has not begun, or is over, when somebody looks is not killed: there would be nothing to go on with.
reached() { [ "$(done_of)" -gt "$1" ] || ! kill -0 "$2" 2>/dev/null; }
for round in 1 2 3 4; do
	last=$(guichet ledger verify --json | jq .rows)
	at=$((RANDOM % (some / 2)))
	guichet --as maria resolve --where 'status:open tag:round -assignee:bob' >k.out 2>&1 & pid=$!
	claims >claims & other=$!
	server=$(server)
	if wait_for 60 reached "$at" "$pid"; then kill -KILL "$pid" "$server" 2>/dev/null; fi
	wait "$pid" 2>/dev/null
	wait "$other"
	if [ -z "$(guichet bulk list --json 2>/dev/null)" ]; then
		echo "# round $round: it was over before it was killed: $(tail -n 1 k.out)"
		fine "round $round: one step" --as maria undo --partly
	else
		middle=$((middle + 1))
		has "round $round: killed at $at, the next server says so" 'resolve of ' "$(guichet --as maria status)"
		same "round $round: as many are resolved as were counted" "$(done_of)" "$(count 'status:resolved tag:round')"
		if [ $((RANDOM % 2)) = 0 ]; then
			fine "round $round: continue" --as maria bulk continue
			same "round $round: each was resolved once" '1 ' "$(events "$last")"
			same "round $round: all of them" 0 "$(count 'status:open tag:round -assignee:bob')"
			fine "round $round: one step" --as maria undo --partly
		else
			fine "round $round: back" --as maria bulk undo --partly
		fi
	fi
	same "round $round: nothing is under way" '' "$(guichet bulk list --json 2>/dev/null)"
	same "round $round: bob's claims lasted" '' "$(comm -23 <(sed -n 's/^#\([0-9]*\) claimed$/\1/p' claims | sort -u) \
		<(guichet ledger export | jq -r 'select(.kind == "assigned" and .who == "human:bob") | .conversation_id' | sort -u))"
	# That there may be none is said, and is no mistake.
	g --as bob release --where assignee:bob
	same "round $round: he gives back" '0 0' "$status $(count 'assignee:bob')"
	g --as maria reopen --where status:resolved
	same "round $round: none is left behind" '0 0' "$status $(count 'status:resolved')"
	fine "round $round: the ledger is sound" ledger verify
done
same 'some were killed in the middle' true "$([ "$middle" -gt 0 ] && echo true)"
finish
