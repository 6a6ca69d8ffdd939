#!/bin/bash
# SPDX-License-Identifier: ISC
# Between two slices of a command on many, anything may happen: what was merged
# meanwhile is neither lost nor resolved twice, a close and its undo that were
# killed in the middle come to their end, and one undo gives back what was.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
many=${GUICHET_BULK_MANY:-2500}

awk -v n="$many" 'BEGIN { for (i = 1; i <= n; i++) printf "{\"uid\":\"m%d\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\"," \
	"\"author\":{\"id\":\"c%d\",\"handle\":\"@c%d@example.org\",\"name\":\"C%d\"},\"at\":\"2026-11-20T10:00:00Z\",\"text\":\"thread %d\"}\n", i, i, i, i, i }' >items
fine 'import' import items items --account shop
fine 'maria' agent add maria
fine 'bob' agent add bob
states() { guichet list status:open,resolved,closed,snoozed --json --limit 500 | jq -c '[.id, .status, .assignee, .tags, .marks]' | sort | cksum; }
count() { guichet count "$1" | awk '{ print $1 }'; }
done_of() { guichet bulk list --json | jq -s 'map(.done) | add // 0'; }
server() { guichet status --json | jq -r .pid; }
loud() { exec env --default-signal=INT guichet "$@"; }
# stopped WHAT: maria's command on all, interrupted in the middle; again when it was over too early
stopped() {
	local try pid
	for try in 1 2 3 4 5; do
		loud --as maria "$1" --where status:open >s.out 2>s.err & pid=$!
		wait_for 30 eval '[ "$(done_of)" -gt 100 ]'
		kill -INT "$pid"
		wait "$pid"
		[ "$(done_of)" -gt 0 ] && return 0
		guichet --as maria undo >/dev/null
	done
	return 1
}

# ---- a merge between two slices: of two that wait for their turn, and of one that had it with one that had not
before=$(states)
stopped resolve
ok $? 'a resolve of all is stopped in the middle'
# What it has not come to is open; the first of all is resolved.
late=($(guichet ids status:open | head -n 3)) early=$(guichet ids status:resolved | head -n 1)
fine 'bob merges two that wait' --as bob merge --anyway "${late[0]}" "${late[1]}"
fine 'and what is resolved with one that waits' --as bob merge --anyway "$early" "${late[2]}"
fine 'what is stored follows from the ledger' metrics rebuild --check
g --as maria bulk continue
same 'it goes on' 0 "$status"
same 'nobody is open' 0 "$(count status:open)"
same 'nobody was resolved twice' 1 "$(guichet ledger export | jq -r 'select(.kind == "status" and .who == "human:maria" and .to == "resolved") | .conversation_id' |
	sort | uniq -c | awk '{ print $1 }' | sort -un | tail -n 1)"
fine 'what is stored follows, still' metrics rebuild --check
fine 'the ledger is sound' ledger verify
fine 'one undo' --as maria undo --partly
has 'but of what bob merged since' "#$early stays as it is" "$out"
fine 'bob takes his merges back' --as bob undo --partly
fine 'both' --as bob undo --partly
same 'only that one is resolved still' "$early" "$(guichet ids status:resolved)"
fine 'and opened again' --as maria reopen "$early"
same 'all are as they were' "$before" "$(states)"
fine 'and their waits' metrics rebuild --check

# ---- kill -9 in the middle of a close, and of its undo
killed() { # killed COMMAND...: both, when some are done; fails when it was over before
	guichet --as maria "$@" >k.out 2>&1 & pid=$!
	wait_for 30 eval '[ "$(done_of)" -gt 100 ]'
	kill -KILL "$pid" "$(server)"
	wait "$pid" 2>/dev/null
	[ -n "$(guichet bulk list --json 2>/dev/null)" ]
}
if killed close --where status:open; then
	ok 0 'a close of all is killed in the middle'
	same 'as many are closed as were counted' "$(done_of)" "$(count status:closed)"
	fine 'it goes on' --as maria bulk continue
else
	skip 'a close of all is killed in the middle' 'it was over before'
fi
same 'all are closed' "$many" "$(count status:closed)"
if killed undo; then
	ok 0 'its undo is killed in the middle'
	fine 'and goes on' --as maria bulk continue
else
	skip 'its undo is killed in the middle' 'it was over before'
fi
same 'they are as they were before' "$before" "$(states)"
same 'nothing is under way' '' "$(guichet bulk list --json 2>/dev/null)"
fine 'the ledger is sound in the end' ledger verify
fine 'and all waits follow from it' metrics rebuild --check
finish
