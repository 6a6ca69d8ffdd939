#!/bin/bash
# SPDX-License-Identifier: ISC
# The bench of the fixed views, on a desk of many conversations: from a key to
# what it paints.
#   tests/bench/pages.sh BUILD-DIR [CONVERSATIONS]     a million unless told otherwise, 400000 at least
# For each view 432 keys: opening it, PageDown held for 600 rows, going back,
# another view and this one again.  What both programs compute for a key is said
# beside it: a busy machine makes everybody wait, and computes the same.  Where
# GUICHET_BENCH_DESK says so the desk is kept, and the next run takes three
# minutes.
set -euo pipefail
. "$(dirname "$0")/million.sh"
pid=$(server_pid "$desk")

down='\^f\^f\^f\^f\^f\^f\^f\^f\^f\^f' up='\^b\^b\^b\^b\^b\^b\^b\^b\^b\^b' config=$work/config
for view in needs_action mine unassigned all_open at_risk pending snoozed resolved muted spam; do
	other=needs_action; [ "$view" != needs_action ] || other=pending
	printf 'bind queue V view %s\nbind queue Z view %s\n' "$view" "$other" >"$config"
	r=$("$bench/paint" --silence 25 --until 'Person' --each "$work/each" --beside "$pid" 432 "V\^f\^f\^f\^bZV$down$down$down${up}Z" \
		"$build/guichet" --config "$config" --desk "$desk")
	figure "a page of $view, p99" "$(field "$r" 2)" ms 16 below \
		"(p50 $(field "$r" 1), longest $(field "$r" 4) ms of $(wc -l <"$work/each") keys; computed p99 $(field "$r" 5), longest $(field "$r" 6) ms)"
done
unhold
count_missed
[ -z "${GUICHET_BENCH_DESK:-}" ] || echo "# the desk is kept in $GUICHET_BENCH_DESK"
