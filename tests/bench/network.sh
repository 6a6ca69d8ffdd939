#!/bin/bash
# SPDX-License-Identifier: ISC
# What networks cost, and what they are late: ten thousand messages taken in
# against curl fetching the same pages and keeping nothing; fifty accounts at
# rest, with their streams open (a sign of life each 15 s, as Mastodon gives it)
# and without streams; and how much later than the network's own stream, or
# within which part of the polling interval, a screen shows what was written.
#
#   tests/bench/network.sh [SECONDS-AT-REST]
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
. "$top_srcdir/tests/bench/figure.sh"
rest=${1:-60} most=10000
now() { date +%s.%N; }
since() { echo "$(now) - $1" | bc; }

mastodon $most
guichet account add mastodon flood "url=$url" since=now history=all --secret-fd 3 3<<<token >/dev/null
: >log
begin=$(now)
guichet sync --until-idle >/dev/null
ours=$(since "$begin")
grep '^/api/v1/notifications' log | sed "s|^|url = $url|; s|$|\noutput = /dev/null|" >curl.conf
begin=$(now)
curl -fsS -H 'Authorization: Bearer token' -K curl.conf >/dev/null
one=$(since "$begin")
figure 'drain, speed against curl alone' "$(ratio "$one" "$ours")" '' 0.5 above \
	"($(guichet count account:flood --json | jq '.counts[0]') messages in $(grep -c ^url curl.conf) pages: ours $ours s, curl $one s)"
control forget >/dev/null

# beside NAME DEAF: fifty accounts at rest; DEAF requests for a stream are refused
beside() {
	control deaf deaf="$2" >/dev/null
	control beat beat=15000 >/dev/null
	desk=$TEST_DIR/$1.db
	for n in $(seq 50); do
		guichet --desk "$desk" account add mastodon "rest$n" "url=$url" --secret-fd 3 3<<<token >/dev/null
	done
	wait_for 20 flock -n "$desk.lock" true
	attended
}
ended() { kill -TERM "$server"; wait "$server"; }
opened() { [ "$(control streams)" = 50 ]; }
polled() { guichet account list --json | jq -se 'length == 50 and all(.[]; .polled_at != null)'; }
quiet() { local a; a=$(wc -l <log); sleep 2; [ "$(wc -l <log)" = "$a" ]; }
spent() { cat /proc/"$server"/task/*/schedstat | awk '{ s += $1 } END { printf "%d", s / 1000 }'; }
at_rest() { # at_rest NAME
	local before asked
	before=$(spent) asked=$(wc -l <log)
	sleep "$rest"	# what is measured is the time that passes
	figure "50 accounts at rest, $1" "$(awk "BEGIN { printf \"%.2f\", ($(spent) - $before) / 1e4 / $rest }")" '%' 1 below \
		"(of a core; $(($(wc -l <log) - asked)) requests in $rest s)"
	figure "50 accounts at rest, $1, resident" "$(awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status")" MiB 64 below
}
beside streams 0
wait_for 120 opened || bail 'not every stream was opened'
wait_for 120 quiet
at_rest 'with streams'
ended
beside polls 1000000
wait_for 120 polled || bail 'not every account was polled'
at_rest 'without streams'
ended

# late NAME DEAF COUNT GAP: stream.ms and screen.ms, sorted
late() {
	control deaf deaf="$2" >/dev/null
	desk=$TEST_DIR/$1.db
	guichet --desk "$desk" account add mastodon "$1" "url=$url" poll=2s --secret-fd 3 3<<<token >/dev/null
	wait_for 20 flock -n "$desk.lock" true
	attended
	wait_for 60 stream_is "$2"
	timeout 300 python3 "$top_srcdir/tests/lib/latency.py" "$url" token "$3" "$4" -- guichet >late.ms || bail 'nothing was shown'
	sed -n 1p late.ms | tr ' ' '\n' >stream.ms
	sed -n 2p late.ms | tr ' ' '\n' >screen.ms
	ended
}
stream_is() { [ "$1" != 0 ] || [ "$(control streams)" = 1 ]; }
middle() { sed -n "$((($(wc -l <"$1") + 1) / 2))p" "$1"; }
less() { awk "BEGIN { printf \"%.2f\", ($1 - $2) / 1000 }"; }
late calm 0 20 2
figure 'on the screen, behind the stream, p50' "$(less "$(middle screen.ms)" "$(middle stream.ms)")" s 0.3 below "(stream $(middle stream.ms) ms)"
figure 'on the screen, behind the stream, worst' "$(less "$(tail -n 1 screen.ms)" "$(tail -n 1 stream.ms)")" s 0.3 below
late rush 0 20 0
figure 'on the screen, one upon the other, worst' "$(less "$(tail -n 1 screen.ms)" "$(tail -n 1 stream.ms)")" s 0.3 below
late polls-of-2s 1000000 10 1
figure 'on the screen, polled each 2 s, worst' "$(less "$(tail -n 1 screen.ms)" 0)" s 8.8 below \
	"(four times as seldom where nothing comes, and a tenth is chance)"
echo "$missed missed"
