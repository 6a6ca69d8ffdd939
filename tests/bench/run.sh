#!/bin/bash
# SPDX-License-Identifier: ISC
# The bench: speed and memory as ratios against a reference in the same run.
#   tests/bench/run.sh BUILD-DIR [MESSAGES]     a million unless told otherwise
# Prints one line a figure; the last line counts what was missed.
set -euo pipefail
messages=${2:-1000000}
. "$(dirname "$0")/figures.sh"
desk=$work/desk.db empty=$work/empty.db
echo "# $messages messages, $(nproc) processors, SQLite $(sqlite3 --version 2>/dev/null | cut -d ' ' -f 1)"

# 1. ingest against a bare loop that inserts the same rows everywhere
"$bench/items" "$messages" 1 >"$work/items.jsonl"
bytes=$(stat -c %s "$work/items.jsonl")
hold "$desk"; pid=$(server_pid "$desk")
ours=$(seconds guichet --desk "$desk" import items "$work/items.jsonl" --account bench)
ingest_rss=$(peak_kib "$pid")
unhold; unlocked "$desk"
bare=$("$bench/bare" ingest "$desk" "$work/bare.db" $((bytes / 1048576 + 1)))
rm -f "$work"/bare.db* "$work/items.jsonl"
figure "ingest, speed against bare inserts" "$(ratio "$bare" "$ours")" "" 0.5 above "(ours $ours s, bare $bare s)"

# 2. start to first answer
guichet --desk "$empty" list --json >/dev/null; unlocked "$empty"
one() { "$bench/spawn" "${@:2}" 30 "$build/guichet" --desk "$1" list --limit 20 --json; }
full=$(one "$desk" --lock "$desk.lock"); none=$(one "$empty" --lock "$empty.lock")
figure "first answer, spawning, p50" "$(field "$full" 2)" ms 40 below
figure "first answer, spawning, against an empty desk" "$(ratio "$(field "$full" 2)" "$(field "$none" 2)")" "" 1.5 below
figure "guichet, resident" "$(($(field "$full" 5) / 1024))" MiB 12 below
hold "$desk"; full=$(one "$desk"); unhold; unlocked "$desk"
hold "$empty"; none=$(one "$empty"); unhold; unlocked "$empty"
figure "first answer, running, p50" "$(field "$full" 2)" ms 10 below
figure "first answer, running, against an empty desk" "$(ratio "$(field "$full" 2)" "$(field "$none" 2)")" "" 1.5 below
crash() { # a script that fills DESK's write-ahead log and kills its server
	echo "set -e; g=$build/guichet; for i in 1 2 3; do \$g --desk $1 tag ${2:-} bench\$i >/dev/null; \$g --desk $1 untag ${2:-} bench\$i >/dev/null; done;" \
		"p=\$(\$g --desk $1 status --json | jq -r .pid); kill -9 \$p; flock $1.lock true"
}
ids=$(seq -s ' ' 1 500)
full=$(one "$desk" --before "$(crash "$desk" "$ids")")
"$bench/items" 2000 3 >"$work/small.jsonl"; guichet --desk "$empty" import items "$work/small.jsonl" --account bench >/dev/null
none=$(one "$empty" --before "$(crash "$empty" "$ids")")
figure "first answer after kill -9, p50" "$(field "$full" 2)" ms 120 below
figure "first answer after kill -9, against a small desk" "$(ratio "$(field "$full" 2)" "$(field "$none" 2)")" "" 1.5 below

# 3. newest-first search against bare FTS5, common and rare words
hold "$desk"; pid=$(server_pid "$desk")
words="co di la yoco bribasa fedila"
sum=0; for w in $words; do r=$("$bench/load" "$desk" repeat 40 search "$w" --limit 50); sum=$(awk -v a="$sum" -v b="$(field "$r" 2)" 'BEGIN { print a + b }'); done
bare=$("$bench/bare" search "$desk" 40 50 $words | awk '{ s += $1 } END { print s }')
figure "newest-first search against bare FTS5" "$(ratio "$sum" "$bare")" "" 3 below "(six words: ours $sum ms, bare $bare ms)"

# 4. claims while somebody searches without pause
alone=$("$bench/load" "$desk" claims 1 50 6 1 2000)
"$bench/load" "$desk" repeat 50 search co --ranked --limit 50 >"$work/ranked.out" & searcher=$!
busy=$("$bench/load" "$desk" claims 1 50 6 1 2000)
wait "$searcher"
figure "claim p99 beside 50 ranked searches" "$(field "$busy" 3)" ms 50 below "(alone $(field "$alone" 3) ms; searches p50 $(cut -d ' ' -f 2 "$work/ranked.out") ms)"
rush=$("$bench/load" "$desk" claims 8 400 6 1 2000)
figure "claim p99 at 400 a second of 8 front ends" "$(field "$rush" 3)" ms 20 below "(p50 $(field "$rush" 2) ms)"

# 5. memory
figure "guichetd with the messages, resident" "$(($(peak_kib "$pid") / 1024))" MiB 64 below "(while importing $((ingest_rss / 1024)) MiB)"
unhold; unlocked "$desk"
hold "$empty"; pid=$(server_pid "$empty")
figure "guichetd, small desk, resident" "$(($(peak_kib "$pid") / 1024))" MiB 40 below
unhold; unlocked "$empty"

# 6. the screen: exec to the first rows; without a server, with one, on a desk that is empty
first() { local d=$1 text=$2; shift 2; "$bench/first" "$@" 30 "$text" "$build/guichet" --desk "$d"; }
"$bench/items" 5000 5 | jq -c '.thread.root = "bench:long" | .author.id = "long" | .author.name = "Long Story" | .uid |= "long:" + . | .at |= sub("2026"; "2025")' >"$work/long.jsonl"
guichet --desk "$desk" import items "$work/long.jsonl" --account bench >/dev/null; unlocked "$desk"
nobody=$work/nobody.db; guichet --desk "$nobody" list --json >/dev/null; unlocked "$nobody"
none='Nobody waits|no account yet'
full=$(first "$desk" 'Person 2' --lock "$desk.lock"); other=$(first "$nobody" "$none" --lock "$nobody.lock")
figure "first queue painted, spawning, p50" "$(field "$full" 2)" ms 40 below "(p99 $(field "$full" 3) ms)"
figure "first queue, spawning, against an empty desk" "$(ratio "$(field "$full" 2)" "$(field "$other" 2)")" "" 1.5 below
hold "$nobody"; other=$(first "$nobody" "$none"); unhold; unlocked "$nobody"
hold "$desk"; full=$(first "$desk" 'Person 2'); list=$(one "$desk")
figure "first queue painted, running, p50" "$(field "$full" 2)" ms 10 below "(p99 $(field "$full" 3) ms; list of 20 in the same run $(field "$list" 2) ms)"
figure "first queue, running, against an empty desk" "$(ratio "$(field "$full" 2)" "$(field "$other" 2)")" "" 1.5 below

# 7. key to paint, against a list that is ncurses alone in the same terminal
paint() { "$bench/paint" "$@"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a - b }'; }
keyed() { # NAME SIZE BARE COUNT KEYS PAINT-OPTIONS...
	local name=$1 size=$2 bare=$3 count=$4 keys=$5 r; shift 5
	r=$(paint --size "$size" --until 'Person 2' "$@" "$count" "$keys" "$build/guichet" --config "$config" --desk "$desk")
	figure "$name, $size, beyond ncurses" "$(less "$(field "$r" 1)" "$(field "$bare" 1)")" ms 2 below \
		"(p50 $(field "$r" 1), p99 $(field "$r" 2) ms, $(field "$r" 3) bytes; ncurses $(field "$bare" 1), $(field "$bare" 2) ms, $(field "$bare" 3) bytes)"
	bytes=$(field "$r" 3)
}
moves=jjjjjjjjjjkkkkkkkkkk config=$work/config
for preview in off auto; do
	echo "set preview $preview" >"$config"
	for size in 80x24 200x60; do
		bare=$(paint --size "$size" 500 $moves "$bench/paint_bare")
		keyed "j and k, preview $preview" $size "$bare" 500 $moves
		[ "$preview $size" != 'off 80x24' ] || figure "j and k, bytes" "$bytes" "" 200 below
	done
done
bare=$(paint 500 $moves "$bench/paint_bare")
keyed "j over the edge of the list" 80x24 "$bare" 60 j --first jjjjjjjjjjjjjjjjjjjj
keyed "enter on a conversation" 80x24 "$bare" 200 '\rq' --silence 25 --time '\r' --first j
keyed "/ and a word, by letter" 80x24 "$bare" 200 '/tope\b\b\b\b\b' --time tope
keyed ": with completion, by letter" 80x24 "$bare" 200 ':assign\b\b\b\b\b\b\b' --time asign

# 8. memory and silence
drive() { "$bench/drive" "$build/guichet" --desk "$desk"; }
drive >"$work/memory.out" <<'END'
until Person 2
memory start
keys 14 G
memory bottom
keys 1 gg
keys 1 \r
keys 200 J
keys 1 q
memory read
keys 1 :search co\r
keys 500 j
memory searched
keys 1 ?
keys 30 j
keys 1 q
memory helped
keys 1 gg
keys 50 jk
keys 25 \rq
memory before
keys 500 jk
keys 250 \rq
memory after
END
most=$(awk '$2 > m { m = $2 } END { print m }' "$work/memory.out")
figure "guichet on the screen, resident" "$(ratio "$most" 1024)" MiB 12 below "(KiB: $(tr '\n' ' ' <"$work/memory.out"))"
figure "guichet, growth by 1,500 repeated keys" "$(($(awk '$1 == "after" { print $2 }' "$work/memory.out") - $(awk '$1 == "before" { print $2 }' "$work/memory.out")))" KiB 256 below
unhold; unlocked "$desk"
recent=$work/recent.db
"$bench/items" 200 7 | jq -c --argjson now "$(date +%s)" '.thread.root = .uid | .author.name = "Person " + .uid[6:] | .at = ($now - 17 * (.uid[6:] | tonumber) | todate)' >"$work/recent.jsonl"
guichet --desk "$recent" import items "$work/recent.jsonl" --account bench >/dev/null
idle=$(printf 'until Person 19\nidle 3 settle\nidle 60 idle\n' | "$bench/drive" "$build/guichet" --desk "$recent" | awk '$1 == "idle"')
figure "a minute of 200 waiting, bytes" "$(field "$idle" 2)" "" 600 below
figure "a minute of 200 waiting, wakeups" "$(field "$idle" 3)" "" 10 below "($(field "$idle" 4) reads, $(field "$idle" 5) writes)"

# 9. many at once: marked by a query and resolved, colleagues claiming beside it; then the same number of bare statements
hold "$desk"; guichet --desk "$desk" agent add many >/dev/null
transactions() { guichet --desk "$desk" status --json | jq -r '.transactions | "\(.count) \(.p50_us / 1000) \(.p99_us / 1000) \(.longest_us / 1000)"'; }
marked=$(seconds sh -c "guichet --desk '$desk' ids status:open | head -n 10000 >'$work/ids'")
count=$(wc -l <"$work/ids")
"$bench/load" "$desk" claims 1 50 6 1 2000 >"$work/beside.out" & claimer=$!
sleep 1
done_in=$(seconds sh -c "guichet --desk '$desk' --as many resolve - <'$work/ids'")
wait "$claimer"; beside=$(cat "$work/beside.out")
undone_in=$(seconds guichet --desk "$desk" --as many undo --partly)
took=$(transactions)
unhold; unlocked "$desk"
bare=$("$bench/bare" many "$desk" "$count" 50)
figure "mark by query and resolve $count" "$(awk -v a="$marked" -v b="$done_in" 'BEGIN { print a + b }')" s 2 below "(mark $marked s, resolve $done_in s, undo $undone_in s)"
figure "resolve $count against bare statements" "$(ratio "$done_in" "$bare")" "" 10 below "(bare UPDATE and INSERT, 50 in a transaction: $bare s)"
figure "longest transaction of all that" "$(field "$took" 4)" ms 25 below "($(field "$took" 1) of them, p50 $(field "$took" 2), p99 $(field "$took" 3) ms)"
figure "claim p99 beside it" "$(field "$beside" 3)" ms 50 below "(p50 $(field "$beside" 2), longest $(field "$beside" 4) ms)"

# 10. twenty rules upon ten thousand messages, beside the same import without a rule: what the server computes, not the clock
ruled=$work/ruled.db
"$bench/items" 10000 9 >"$work/ruled.jsonl"
cpu_s() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / hz }' "/proc/$1/stat"; }
cost() { # cost DESK: seconds of processor time until its rules have looked at everything
	local pid before
	hold "$1"; pid=$(server_pid "$1"); before=$(cpu_s "$pid")
	guichet --desk "$1" import items "$work/ruled.jsonl" --account bench >/dev/null
	until [ "$(guichet --desk "$1" status --json | jq .rules)" = 0 ]; do sleep 0.2; done
	awk -v a="$before" -v b="$(cpu_s "$pid")" 'BEGIN { printf "%.2f", b - a }'
	unhold; unlocked "$1"
}
plain=$(cost "$work/unruled.db")
for rule in $(seq 20); do guichet --desk "$ruled" rule add "rule$rule" "co$rule or tag:vip$rule or from:bo$rule" "tag found$rule" >/dev/null; done
unlocked "$ruled"
took=$(cost "$ruled")
figure "20 rules upon 10000 messages, a look" "$(awk -v a="$took" -v b="$plain" 'BEGIN { printf "%.0f", (a - b) / 200000 * 1e6 }')" us 250 below "($took s of processor time, the import alone $plain s)"
count_missed
