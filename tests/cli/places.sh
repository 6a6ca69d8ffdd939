#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that agents of a dashboard have places only as far as their intervals
# part: who may be first or second is told both, and where nobody is told
# apart nobody has a place.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# Of twenty answers each so many within the half hour: ann 20, dan 14, bob 10, cid none.
jq -nc '[("ann", 20), ("dan", 14), ("bob", 10), ("cid", 0)] | [range(0; 4) as $a | {who: .[2 * $a], good: .[2 * $a + 1]}] |
	[.[] as $w | range(0; 20) as $n | (1772409600 + $n * 7200) as $t | "\($w.who)\($n)" as $c |
		{t: $t, conv: $c, kind: "message_in", id: "i\($c)", who: "customer"},
		{t: ($t + (if $n < $w.good then 600 else 5400 end)), conv: $c, kind: "message_out", id: "o\($c)", who: "human:\($w.who)"}]
	| sort_by(.t) | to_entries[] | (.value | del(.t)) + {seq: (.key + 1), account: "brand", recv: (.value.t | todate)}' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
ask() { guichet dashboard --since 2026-03-02 --until "$1" | sed -n '/^Agents /,/^$/p'; }
ask 2026-03-05 >all.txt
same 'places are ranges' '1-2 ann 100 %
1-3 dan 70 %
2-3 bob 50 %
4   cid 0 %' "$(sed '1d;/^a place/,$d' all.txt | sed -E 's/^(.{3}) ([a-z]+).* ([0-9]+ %)  .*/\1 \2 \3/')"
has 'and said to be that' 'a place is a range where intervals overlap' "$(cat all.txt)"
ask 2026-03-02T06:00:00Z >few.txt
same 'of a few answers nobody has one' 'ann bob cid dan' "$(grep -oE '^(ann|bob|cid|dan) ' few.txt | tr -d '\n' | sed 's/ $//')"
has 'because they are not told apart' 'not told apart: their intervals overlap' "$(cat few.txt)"
finish
