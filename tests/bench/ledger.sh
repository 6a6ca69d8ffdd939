#!/bin/bash
# SPDX-License-Identifier: ISC
# A ledger taken in, beside bare inserts of the same rows, and events of
# conversations that have up to a hundred: their waits and cases are reduced
# anew and written in the event's transaction, which is what is timed.
#   tests/bench/ledger.sh BUILD-DIR [CONVERSATIONS [FOLDED]]     20,000 of five rows, and 2,000, unless told otherwise
set -euo pipefail
conversations=${2:-20000} folded=${3:-2000}
. "$(dirname "$0")/figures.sh"
desk=$work/desk.db
jq -nc --argjson n "$conversations" '[range(0; $n) | . as $i | {account: "brand", conv: "c\($i)", t: (1760000000 + $i * 600)} |
	(. + {kind: "message_in", id: "a\($i)", who: "customer"}),
	(. + {t: (.t + 300), kind: "assigned", to: "human:ann", who: "human:ann"}),
	(. + {t: (.t + 900), kind: "message_out", id: "b\($i)", who: "human:ann"}),
	(. + {t: (.t + 4000), kind: "message_in", id: "c\($i)", who: "customer"}),
	(. + {t: (.t + 5000), kind: "status", to: "resolved", who: "human:ann"})] | sort_by(.t) | to_entries[] |
	(.value | del(.t)) + {seq: (.key + 1), recv: (.value.t | todate)}' >"$work/ledger.jsonl"
ours=$(seconds guichet --desk "$desk" ledger import "$work/ledger.jsonl"); unlocked "$desk"
bare=$("$bench/bare" ingest "$desk" "$work/bare.db" 20)
figure "ledger import, speed against bare inserts" "$(ratio "$bare" "$ours")" "" 0.5 above \
	"($(wc -l <"$work/ledger.jsonl") rows: ours $ours s, bare $bare s)"
rm -f "$work"/bare.db*

# Of the memory, not of the disk, whose own commits take longer than that.
if [ -w /dev/shm ]; then fast=$(mktemp -d /dev/shm/guichet-bench.XXXXXX); trap 'cleanup; rm -rf "$fast"' EXIT; else fast=$work; fi
folds=$fast/folds.db
jq -nc --argjson n "$folded" '[range(0; $n) | . as $i | (1 + $i * 37 % 100) as $events | range(0; $events) | . as $k |
	{account: "brand", conv: "c\($i)", t: (1760000000 + $i * 600 + $k * 90), id: "\($i).\($k)"} |
	. + (if $k % 2 == 0 then {kind: "message_in", who: "customer"} else {kind: "message_out", who: "human:ann"} end)] | sort_by(.t) |
	to_entries[] | (.value | del(.t)) + {seq: (.key + 1), recv: (.value.t | todate)}' >"$work/many.jsonl"
guichet --desk "$folds" ledger import "$work/many.jsonl" >/dev/null; unlocked "$folds"
hold "$folds"
for i in $(seq 1 "$folded"); do printf 'pending\t%d\nreopen\t%d\n' "$i" "$i"; done >"$work/turns"
"$bench/load" "$folds" script "$work/turns" >/dev/null
took=$(guichet --desk "$folds" status --json | jq -r '.transactions | "\(.count) \(.p50_us / 1000) \(.p99_us / 1000)"')
unhold
figure "an event of up to 100 folded, p99 of the commits" "$(field "$took" 3)" ms 1 below \
	"($(field "$took" 1) of them in $folded conversations of 1 to 100 events, p50 $(field "$took" 2) ms)"
count_missed
