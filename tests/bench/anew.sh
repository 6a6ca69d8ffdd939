#!/bin/bash
# SPDX-License-Identifier: ISC
# The bench of an update: claims and questions while a desk of many
# conversations is counted and packed anew, against the same desk settled.
#   tests/bench/anew.sh BUILD-DIR [CONVERSATIONS]     a million unless told otherwise
set -euo pipefail
. "$(dirname "$0")/million.sh"
unhold; unlocked "$desk"
cp "$desk" "$work/anew.db"
desk=$work/anew.db
claims() { "$bench/load" "$desk" claims 1 50 "${1:-10}" 100 2000; }
quick() { "$bench/load" "$desk" repeat 100 search co --limit 20; }
behind() { sqlite3 -readonly "$desk" "SELECT COALESCE(max(subject), -1) FROM alarm WHERE kind = 4"; }
settle() { until [ "$(guichet --desk "$desk" stats --json | jq .anew)" = null ]; do sleep 1; done; sleep 2; }
longest() { guichet --desk "$desk" status --json | jq -r '.transactions.longest_us / 1000'; }
against() { # NAME BESIDE SETTLED MOST
	figure "claim p99 while $1" "$(field "$2" 3)" ms 50 below "(settled $(field "$3" 3) ms; p50 $(field "$2" 2), settled $(field "$3" 2) ms)"
	figure "claim p50 while $1, against settled" "$(ratio "$(field "$2" 2)" "$(field "$3" 2)")" "" "$4" below
}

# 1. counted anew: no row is another, then every one
for rows in same others; do
	hold "$desk"; settle
	settled=$(claims); searched=$(quick)
	unhold; unlocked "$desk"
	sqlite3 "$desk" "UPDATE meta SET value = '0' WHERE name = 'reducer'; DELETE FROM segment; DELETE FROM segment_stale"
	[ "$rows" = same ] || sqlite3 "$desk" 'UPDATE wait SET own_ms = own_ms + 1; UPDATE conversation SET heard_ms = heard_ms + 1'
	hold "$desk"; began=$(date +%s.%N)
	guichet --desk "$desk" stats >"$work/stats" & asking=$!
	beside=$(quick)
	figure "a search beside figures of it, p50, against settled" "$(ratio "$(field "$beside" 2)" "$(field "$searched" 2)")" "" 3 below \
		"($(field "$beside" 2), settled $(field "$searched" 2) ms)"
	wait "$asking"
	beside=$(claims); at=$(behind)
	against "it is counted anew, $rows rows" "$beside" "$settled" 3
	[ "$at" != -1 ] || echo "# it was through before the claims were"
	until [ "$(behind)" = -1 ]; do sleep 0.5; done
	took=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
	figure "counted anew, a million conversations" "$(awk -v t="$took" -v n="$conversations" 'BEGIN { printf "%.0f", t * 1e6 / n }')" s 600 below "(these in $took s, 10 s of it beside claims)"
	figure "longest transaction of it" "$(longest)" ms 25 below
	packing=$(claims)
	against "days are packed, $rows rows" "$packing" "$settled" 3
	unhold; unlocked "$desk"
done
count_missed
