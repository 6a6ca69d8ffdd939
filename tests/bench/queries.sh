#!/bin/bash
# SPDX-License-Identifier: ISC
# The bench of the queue's questions, on a desk of many conversations.
#   tests/bench/queries.sh BUILD-DIR [CONVERSATIONS]     a million unless told otherwise
# Fifty free queries, alone and beside another front end that claims; what the
# screen shows while it searches; one-word searches beside notmuch on 100,000
# of the same texts.  The fixed views are paged through by pages.sh.
set -euo pipefail
. "$(dirname "$0")/million.sh"

# 1. fifty queries
grep -v '^#' "$here/queries.txt" >"$work/queries"
count=$(wc -l <"$work/queries")
judge() { # NAME FILE
	local late; late=$(awk '$1 > 1000 { n++ } END { print n + 0 }' "$2")
	figure "$1" "$(ratio $(((count - late) * 100)) "$count")" % 95 above \
		"(of $count within 1 s; p50 $(sort -n "$2" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }') ms; slowest: $(sort -rn "$2" | head -n 3 | tr '\t\n' ' ;'))"
}
"$bench/load" "$desk" script "$work/queries" >"$work/alone"
judge "free queries, alone" "$work/alone"
quiet=$("$bench/load" "$desk" claims 1 50 6 100 2000)
(while :; do "$bench/load" "$desk" script "$work/queries" >"$work/beside.new" && mv "$work/beside.new" "$work/beside"; done) & asking=$!
busy=$("$bench/load" "$desk" claims 1 50 12 100 2000)
kill "$asking"; wait "$asking" 2>/dev/null || true
[ ! -f "$work/beside" ] || judge "free queries, beside claims" "$work/beside"
figure "claim p99 beside the free queries" "$(field "$busy" 3)" ms 50 below "(alone $(field "$quiet" 3) ms)"

# 2. from key to paint
paint() { "$bench/paint" --silence 25 --until 'Person' "$@" "$build/guichet" --desk "$desk"; }
r=$(paint --time '\r' 60 '\\from:p89 tag:vip\r\\\r\\followers:>4990 lang:fr\r\\\r')
figure "a free query, to rows or searching, p99" "$(field "$r" 2)" ms 16 below "(p50 $(field "$r" 1) ms)"
unhold; unlocked "$desk"

# 3. beside notmuch
if command -v notmuch >/dev/null; then
	"$bench/items" 100000 9 1 >"$work/items.jsonl"
	small=$work/small.db
	guichet --desk "$small" import items "$work/items.jsonl" --account bench >/dev/null
	mkdir -p "$work/mail/cur" "$work/mail/new" "$work/mail/tmp"
	jq -r '[(.uid | sub(":"; "-")), .author.handle[1:], .at, .text] | @tsv' "$work/items.jsonl" | awk -F '\t' -v to="$work/mail/cur" '{
		file = to "/" $1 ":2,"
		printf "From: %s\nTo: brand@bench.example\nMessage-Id: <%s@bench.example>\nDate: %s\nSubject: mention\n\n%s\n", $2, $1, $3, $4 >file
		close(file) }'
	export NOTMUCH_CONFIG=$work/notmuch
	printf '[database]\npath=%s\n[user]\nname=bench\nprimary_email=brand@bench.example\n[new]\ntags=inbox\n[search]\nexclude_tags=\n' "$work/mail" >"$NOTMUCH_CONFIG"
	notmuch new --quiet
	hold "$small"
	for word in co la yoco bribasa fedila; do
		ours=$("$bench/spawn" 20 "$build/guichet" --desk "$small" search "$word" --limit 50 --json)
		theirs=$("$bench/spawn" 20 "$(command -v notmuch)" search --format=json --limit=50 "$word")
		figure "search $word, against notmuch" "$(ratio "$(field "$ours" 2)" "$(field "$theirs" 2)")" "" 1 below \
			"(ours $(field "$ours" 2) ms, notmuch $(field "$theirs" 2) ms; both spawn and print 50 as JSON)"
	done
	unhold
else
	echo "# notmuch is not installed: nothing to compare with"
fi
count_missed
