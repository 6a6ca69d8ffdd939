#!/bin/bash
# SPDX-License-Identifier: ISC
# Figures of a year: every one exact, beside the same by SQL alone and by
# sorting, in the same run.
#   tests/bench/waits.sh BUILD-DIR [WAITS]     1,200,000 unless told otherwise
set -euo pipefail
build=$1 waits=${2:-1200000}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/figures.sh"
desk=$work/desk.db
echo "# $waits waits in a year, $(nproc) processors"
for i in 1 2 3 4; do
	printf '{"uid":"%s","op":"new","kind":"mention","vis":"public","author":{"id":"b","handle":"@b@example.org"},"at":"2024-01-01T10:00:00Z","text":"x"}\n' "$i" >"$work/one.jsonl"
	guichet --desk "$desk" import items "$work/one.jsonl" --account "brand$i" --history >/dev/null
done
for i in $(seq 1 25); do guichet --desk "$desk" agent add "agent$i" >/dev/null; done
unlocked "$desk"
echo "# filled in $(seconds "$bench/waits" fill "$desk" "$waits") s"
naive=$("$bench/waits" naive "$desk" 5)
hold "$desk"
cold=$(field "$("$bench/load" "$desk" repeat 1 stats --metric all_replies)" 2)
begin=$(date +%s)
until [ "$(field "$("$bench/waits" days "$desk")" 1)" -ge 728 ]; do sleep 1; done
echo "# rows alone: $cold ms; packed while idle in $(($(date +%s) - begin)) s"
days=$("$bench/waits" days "$desk")
figure "packed days, share of the file" "$(ratio "$(field "$days" 2)" "$(field "$days" 3)")" "" 0.10 below
ask() { # NAME GOAL REFERENCE stats arguments
	local name=$1 reference=$2 r; shift 2
	r=$("$bench/load" "$desk" repeat 20 stats "$@")
	figure "$name, p95 of 20" "$(field "$r" 5)" ms 50 below "(p50 $(field "$r" 2)${reference:+; $reference})"
}
for metric in first_response next_response all_replies own_reaction disposition sla response_rate waits replies waiting \
	full_resolution customer_wait one_touch cases; do
	case $metric in all_replies) r="SQL $(field "$naive" 1), sorted $(field "$naive" 3)" ;; *) r= ;; esac
	ask "$metric, a year" "$r" --metric "$metric"
done
ask 'account and tag, a year' '' --metric all_replies account:brand1 tag:tag3
ask 'agents of one tag, a year' "SQL of one agent and tag $(field "$naive" 2)" --metric all_replies --by agent tag:tag3
ask 'agents, a year' '' --metric all_replies --by agent
ask 'agents, 30 days' '' --metric all_replies --by agent --since 30d
ask 'tag and hour, 30 days' '' --metric all_replies --by tag,hour --since 30d
ask 'table of agents, a year' '' --metric first_response,all_replies,own_reaction,sla,replies --by agent
ask 'everything, 7 days' '' --since 7d
unhold
[ "$missed" = 0 ] || echo "# $missed missed"
