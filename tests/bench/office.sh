#!/bin/bash
# SPDX-License-Identifier: ISC
# An office: front ends at human pace, each claims or gives back once in ten
# seconds and follows what the others do; alone, and beside what reads the whole
# desk.  Then fifty that act without pause on the same few conversations.
#   tests/bench/office.sh BUILD-DIR [SECONDS] [FRONTS] [MESSAGES]     600, 200 and 100,000 unless told otherwise
# Prints one line a figure; the last line counts what was missed.
set -euo pipefail
seconds=${2:-600} fronts=${3:-200} messages=${4:-100000}
. "$(dirname "$0")/figures.sh"
desk=$work/desk.db
echo "# $fronts front ends for $seconds s, $messages messages, $(nproc) processors"
"$bench/items" "$messages" 1 >"$work/items.jsonl"
hold "$desk"; pid=$(server_pid "$desk")
guichet --desk "$desk" import items "$work/items.jsonl" --account bench >/dev/null
for i in $(seq 50); do guichet --desk "$desk" agent add "agent$i" >/dev/null; done
unhold; unlocked "$desk"
"$bench/load" "$desk" hold 7200 >"$work/hold.out" & holder=$!
until grep -q ready "$work/hold.out"; do sleep 0.01; done
pid=$(server_pid "$desk")
socket=$(find "$XDG_RUNTIME_DIR" -type s | head -n 1)
rows() { guichet --desk "$desk" ledger export | jq -r 'select(.kind == "assigned" or .kind == "unassigned").seq' | wc -l; }
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ print int(($14 + $15) * 1000 / hz) }' "/proc/$pid/stat"; }
watch_wal() { # the largest that the write-ahead log was, in bytes, once a second
	local most=0 now
	while kill -0 "$pid" 2>/dev/null; do
		now=$(stat -c %s "$desk-wal" 2>/dev/null || echo 0)
		[ "$now" -le "$most" ] || { most=$now; echo "$most" >"$work/wal"; }
		sleep 1
	done
}
watch_wal & watcher=$!
trap 'kill "$watcher" 2>/dev/null || true; cleanup' EXIT
# office NAME GOAL FIRST: what its front ends saw
office() {
	local before after spent said
	before=$(rows); spent=$(cpu_ms)
	"$bench/office" "$socket" "$fronts" "$seconds" 10 "$3" >"$work/office.out"
	spent=$(($(cpu_ms) - spent)); after=$(rows)
	said() { awk -v n="$1" -v f="$2" '$1 == n { print $f }' "$work/office.out"; }
	figure "claim p99, $1" "$(said claims 4)" ms "$2" below "($(said claims 2) calls, p50 $(said claims 3), longest $(said claims 5) ms)"
	figure "a colleague's change on my screen p99, $1" "$(said seen 4)" ms 100 below "($(said seen 2) of them, p50 $(said seen 3) ms)"
	figure "updates lost, $1" "$(($(said claims 2) - $(said refused 2) - (after - before)))" "" 0 below "(refused $(said refused 2), unanswered $(said unanswered 2))"
	echo "# the server took $spent ms of a processor, $((spent * 100 / (seconds * 1000))) % of one"
}
office alone 20 1
copies() {
	while kill -0 "$pid" 2>/dev/null; do
		guichet --desk "$desk" backup "$work/copy" --force --quiet >/dev/null
	done
}
copies & copier=$!
office "beside backups" 250 1001
kill "$copier" 2>/dev/null || true; wait "$copier" 2>/dev/null || true
figure "the server, resident" "$(($(peak_kib "$pid") / 1024))" MiB 128 below
figure "write-ahead log, largest" "$(($(cat "$work/wal" 2>/dev/null || echo 0) / 1048576))" MiB 64 below
guichet --desk "$desk" ledger verify >/dev/null && echo '# the ledger is sound'
# fifty for a minute: the script of the tests, which holds every answer against the journal and the ledger
(export top_srcdir=${here%/tests/bench} top_builddir=$build GUICHET_CROWD_SECONDS=60
	cd "$work" && bash "$top_srcdir/tests/server/crowd.sh") >"$work/crowd.out" 2>&1 || true
failed=$(grep -c '^not ok\|^Bail' "$work/crowd.out" || true)
grep -q '^1\.\.[1-9]' "$work/crowd.out" || failed=$((failed + 1))	# it did not come to its end
figure "a minute of fifty without pause, checks failed" "$failed" "" 0 below \
	"($(sed -n 's/^# acted //p' "$work/crowd.out"))"
count_missed
