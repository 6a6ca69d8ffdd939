#!/bin/bash
# SPDX-License-Identifier: ISC
# What networks cost: fifty accounts at rest with their streams open (share of a
# core, memory), and ten thousand messages taken in against curl fetching the
# same pages and keeping nothing.
#
#   tests/bench/network.sh [SECONDS-AT-REST]
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
rest=${1:-30} most=10000
now() { date +%s.%N; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

mastodon $most
guichet account add mastodon flood "url=$url" since=now history=all --secret-fd 3 3<<<token >/dev/null
: >log
begin=$(now)
guichet sync --until-idle >/dev/null
ours=$(echo "$(now) - $begin" | bc)
grep '^/api/v1/notifications' log >pages
begin=$(now)
while read -r page; do curl -fsS -o /dev/null -H 'Authorization: Bearer token' "$url$page"; done <pages
each=$(echo "$(now) - $begin" | bc)
sed "s|^|url = $url|" pages >curl.conf
begin=$(now)
curl -fsS -o /dev/null -H 'Authorization: Bearer token' -K <(sed 's|$|\noutput = /dev/null|' curl.conf) >/dev/null
one=$(echo "$(now) - $begin" | bc)
echo "# $(guichet count account:flood --json | jq '.counts[0]') messages in $(wc -l <pages) pages: guichet $ours s, one curl $one s, a curl for each page $each s"
echo "# drain: $(ratio "$one" "$ours") of curl alone"

desk=$TEST_DIR/rest.db
for n in $(seq 50); do
	guichet --desk "$desk" account add mastodon "rest$n" "url=$url" --secret-fd 3 3<<<token >/dev/null
done
wait_for 20 flock -n "$desk.lock" true
attended
opened() { [ "$(control streams)" = 50 ]; }
wait_for 120 opened || bail 'not every stream was opened'
ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }
quiet() { local a; a=$(wc -l <log); sleep 2; [ "$(wc -l <log)" = "$a" ]; }
wait_for 120 quiet
before=$(ticks)
sleep "$rest"	# what is measured is the time that passes
spent=$(($(ticks) - before))
echo "# 50 accounts at rest, $rest s: $(awk "BEGIN { printf \"%.2f\", $spent / $(getconf CLK_TCK) / $rest * 100 }") % of a core," \
	"$(awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status") MiB"
finish
