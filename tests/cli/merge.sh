#!/bin/bash
# SPDX-License-Identifier: ISC
# One customer is one conversation when an agent says so: merged ones are
# listed, counted, held and answered as one under every number that they ever
# had, are parted again exactly, survive a killed server and an exported
# ledger; a private one that goes on from a public one waits as one with it.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

ann='author={"id":"ann","handle":"@ann@example.org","name":"Ann"}'
{
	item a1 'where is my parcel' "$ann" at='"2026-03-02T09:00:00Z"'
	item a2 'nobody answers' "$ann" at='"2026-03-02T09:20:00Z"'
	item a3 'third one' "$ann" at='"2026-03-02T09:21:00Z"'
	item d1 'my number is 4711' "$ann" vis='"private"' at='"2026-03-02T09:22:00Z"'
	item b1 'how much' at='"2026-03-02T09:23:00Z"'
} >items
fine 'import' import items items --account shop
fine 'maria' agent add maria
fine 'bob' agent add bob
all() { guichet list 'is:spam or not is:spam' --json | jq -c '[.id,.status,.assignee,.tags,.marks,.text,.waiting_since,.due_at,.last_at,.visibility,.lang]'; }
ids() { guichet list "$1" --json | jq -r .id | sort -n | xargs; }
restart() { local pid; pid=$(server_pid); kill -"${1:-TERM}" "$pid"; wait_for 10 server_gone; }

fine 'a tag' --as maria tag 1 parcel
fine 'a note' --as maria note 1 'she called'
fine 'a draft' --as maria draft save 1 'Dear Ann'
before=$(all)
fine 'others of her' others 1
has 'are listed' 'third one' "$out"
same 'and nobody else' '4 3 2' "$(guichet others 1 --json | jq -r .id | xargs)"
fine 'merge' --as maria merge 1 3 2
same 'says so' '#1, #3 now a part of #2; unmerge parts them again' "$out"
same 'one row' '2 4 5' "$(ids status:open)"
same 'counted once' '3' "$(guichet count status:open --json | jq .counts[0])"
same 'is:merged finds the parts' '1 3' "$(ids is:merged)"
same 'found by what a part holds' '2' "$(ids 'tag:parcel has:note parcel')"
same 'search finds the whole' '2' "$(guichet search parcel --json | jq -r .id)"
fine 'an old number' show 1
has 'leads to the whole' '#1 is merged into #2' "$out"
has 'with all that was said' 'nobody answers' "$out"
same 'each where it came from' '1 2 3 1' "$(guichet show 2 --json | jq -r '.messages[].conversation' | xargs)"
same 'in JSON' '{"id":2,"asked":3,"merged":[{"id":1,"into":2},{"id":3,"into":2}],"began":null,"goes_on":[]}' \
	"$(guichet show 3 --json | jq -c '{id,asked,merged,began,goes_on}')"
same 'the draft is there' 'Dear Ann' "$(guichet --as maria show 2 --json | jq -r .draft)"
has 'history tells of it' $'merged\tperson\t#1 into #2' "$(guichet history 2)"
restart KILL
fine 'undo in a new server' --as maria undo
same 'everything is as it was' "$before" "$(all)"
fine 'redo' --as maria redo
same 'merged again' '2 4 5' "$(ids status:open)"
fine 'doctor' doctor
has 'finds nothing wrong' 'waits follow from the ledger' "$out"

fine 'claim by the old number' --as bob claim 1
same 'is one claim' 'bob' "$(guichet show 2 --json | jq -r .assignee)"
refused 'a colleague acted since' 75 'bob claimed it' --as maria undo
fine 'he gives it back' --as bob release 3

# who comes second is told who was first
refused 'two agents' 75 'maria merged it into #2' --as bob merge 1 5 --anyway
refused 'a circle' 75 '#1 is a part of it already' --as bob merge 2 1
refused 'somebody else' 1 'it is of @ann@example.org, #5 is of @bob@example.org' --as bob merge 2 5
refused 'private with public' 1 'one of the two is private' --as bob merge 4 2
refused 'the whole' 1 'it is the whole; unmerge 3' --as bob unmerge 2
refused 'nothing' 1 'it is not merged into anything' --as bob unmerge 5
refused 'no such thing' 1 'there is no conversation #99' --as bob merge 1 99
fine 'many at once, each its own way' --as maria unmerge 1 3
same 'parted' '1 2 3 4 5' "$(ids status:open)"
same 'exactly' "$before" "$(all)"
for i in 1 2 3 4 5 6; do guichet --as maria merge 1 2 --json >"m$i" 2>&1 & guichet --as bob merge 1 3 --json >"b$i" 2>&1 & done; wait
same 'of many at the same time one wins' 1 "$(guichet show 1 --json | jq '[.merged[] | select(.id == 1)] | length')"
same 'and the losers know' true "$(cat m? b? | grep -q 'merged it into' && echo true)"
fine 'parted' unmerge 1

# many at once: a part that is named is its whole, also for the way back
guichet merge 3 1 >/dev/null
fine 'in slices' resolve 3 5 1 --partly
same 'the whole is done, once' '1 5' "$(guichet list status:resolved --json | jq -r .id | sort -n | xargs)"
fine 'taken back' undo
same 'none is left behind' '' "$(guichet list status:resolved --json | jq -r .id)"
fine 'parts that a query finds' tag --where is:merged later
fine 'taken back' undo
same 'from the whole, too' '' "$(guichet list tag:later --json | jq -r .id)"
guichet merge 2 1 >/dev/null
fine 'two parts of one' resolve --where is:merged
fine 'taken back' undo
same 'with nothing left over' 'open 0' "$(guichet show 1 --json | jq -r .status) $(guichet list status:resolved --json | wc -l)"
has 'nothing stayed' '"left_count":0' "$(guichet redo >/dev/null; guichet undo --json)"
guichet unmerge 2 3 >/dev/null

# the customer's wait is one
fine 'link' --as maria link 4 2
same 'says so' '#4 now goes on from #2; unlink takes it back' "$out"
has 'shown there' 'goes on in #4' "$(guichet show 2)"
has 'and here' 'began in #2' "$(guichet show 4)"
same 'one waits' '4' "$(ids 'is:waiting' | tr ' ' '\n' | grep -v '^[135]$')"
same 'since the first word' '2026-03-02T09:20:00Z' "$(guichet show 4 --json | jq -r .waiting_since)"
fine 'what would be answered in public' plan 2 'hello'
has 'is said to be public' 'others can read this' "$out"
refused 'both ways' 1 'is public and #4 is private; link 4 1' link 1 4
refused 'twice' 75 'it began in #2; unlink 4' link 4 1
fine 'again is well' link 4 2
fine 'unlink' --as maria unlink 4
fine 'undo' --as maria undo
same 'linked' 2 "$(guichet show 4 --json | jq .began)"

# a ledger brings all of it along
fine 'merge for good' --as maria merge 3 2
guichet ledger export >ledger
GUICHET_DESK=$TEST_DIR/copy.db
fine 'import' ledger import ledger
same 'merged and linked there, too' '[3] 4' "$(guichet show 2 --json | jq -c '[.merged[].id], .goes_on[0]' | xargs)"
fine 'sound' ledger verify
instant=$(date -u +%FT%T.%3NZ)	# who waits has not waited longer when the second one is asked
waits() { guichet stats --as-of "$instant" --json | jq -c .first_response; }
same 'the same waits' "$(GUICHET_DESK=$desk waits)" "$(waits)"
finish
