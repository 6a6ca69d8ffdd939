#!/bin/bash
# SPDX-License-Identifier: ISC
# What is left out of figures counts for none of them from then on, with its
# reason, and can be taken back; lines written to dates stand beside figures;
# both are rows of the ledger, so earlier figures stay what they were.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

for n in 1 2 3 4 5; do
	printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"message_in","recv":"2026-03-02T09:0%d:00Z","id":"i%d","who":"customer"}\n' $((2 * n - 1)) $n $n $n
	printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"message_out","recv":"2026-03-02T09:2%d:00Z","id":"o%d","who":"human:ann"}\n' $((2 * n)) $n $n $n
done | jq -sc 'sort_by(.recv) | to_entries[] | .value + {seq: (.key + 1)}' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
count() { guichet stats --metric waits "$@" --json | jq -c '[.waits.n, .excluded_count]'; }
same 'all of it counts' '[5,null]' "$(count)"
before=$(date -u +%Y-%m-%dT%H:%M:%SZ)

refused 'a reason must be given' 64 '--reason' exclude 2
fine 'two are left out' exclude 2 3 --reason 'a test by us'
same 'they count no longer' '[3,2]' "$(count)"
same 'it is told why, and by whom' '["a test by us","root"]' "$(guichet stats --json | jq -c '.excluded[0] | [.reason, .who]')"
has 'text says that something is missing' '2 conversations are left out' "$(guichet stats)"
same 'waits are listed, with a mark' '["c2","c3"]' "$(guichet waits --json | jq -sc '[.[] | select(.flags | index("excluded")) | .conv]')"
same 'cases too' '["c2","c3"]' "$(guichet cases --json | jq -sc '[.[] | select(.flags | index("excluded")) | .conv]')"
same 'a figure is that of the other rows' "$(guichet waits --json | jq -s '[.[] | select(.flags | index("excluded") | not)] | length')" "$(count | jq '.[0]')"
same 'explain leaves them out' 3 "$(guichet explain waits --json | jq -s '(if (.[0] | has("rows")) then .[0].rows else . end) | length')"
same 'in every group' 3 "$(guichet stats --by agent --metric all_replies --json | jq '[.by[].all_replies.n] | add')"
same 'cases as well' 3 "$(guichet stats --metric cases --json | jq .cases.n)"
same 'what was known before has them' '[5,null]' "$(count --as-of 2026-03-03T00:00:00Z)"
fine 'again is fine' exclude 2 --reason 'once more'
same 'and changes nothing' '[3,2]' "$(count)"
has 'the history of the conversation tells it' 'a test by us' "$(guichet history 2)"
fine 'one is taken in again' include 3
same 'and counts' '[4,1]' "$(count)"
fine 'that is undone' undo
same 'with its reason' '["a test by us","a test by us"]' "$(guichet stats --json | jq -c '[.excluded[].reason]')"
fine 'a query says which' exclude --where 'account:brand' --partly --reason 'all of it' --yes
same 'and nothing is left' '[0,5]' "$(count)"
fine 'many are taken in' include --where 'account:brand' --partly --yes
same 'all of it counts again' '[5,null]' "$(count)"

fine 'a line is written to a date' annotate 2026-03-02 'the shop was down'
fine 'and one to another' annotate 2026-04-01 'a fair'
row=$(guichet annotation list --json | jq -s '.[0].row')
same 'they are listed' '["2026-03-02","the shop was down","root"]' "$(guichet annotation list --json | jq -sc '.[0] | [.date, .text, .who]')"
same 'a period has its own' '["the shop was down"]' "$(guichet stats --since 2026-03-01 --until 2026-03-08 --json | jq -c '[.annotations[].text]')"
has 'text shows it' '2026-03-02  the shop was down' "$(guichet stats)"
same 'what was known before has none' null "$(guichet stats --as-of 2026-03-03T00:00:00Z --json | jq .annotations)"
refused 'a date that is none' 64 '2026-02-30' annotate 2026-02-30 x
refused 'a line without a text' 64 'text' annotate 2026-03-02 ''
fine 'a line is taken off' annotation remove "$row"
same 'and is gone' '["a fair"]' "$(guichet annotation list --json | jq -sc '[.[].text]')"
refused 'twice is too often' 1 "$row" annotation remove "$row"
fine 'an agent' agent add bob --role agent
g --as bob exclude 2 --reason x
same 'leaving out is for a lead' 77 "$status"
g --as bob annotate 2026-03-02 x
same 'so is writing to a date' 77 "$status"
has 'the ledger is sound' 'chain sound' "$(guichet ledger verify)"

fine 'left out before it moves' exclude 4 --reason 'moves along'
guichet ledger export >all.jsonl
export GUICHET_DESK=$TEST_DIR/other.db
fine 'another desk takes the ledger' ledger import all.jsonl
same 'what was said comes along' '[4,1]' "$(count)"
same 'lines too' '["a fair"]' "$(guichet annotation list --json | jq -sc '[.[].text]')"
finish
