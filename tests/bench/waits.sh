#!/bin/bash
# SPDX-License-Identifier: ISC
# Figures of a year: every one exact, beside the same by SQL alone and by
# sorting, in the same run.  Beside the wall clock stands what the server spent
# on one question, which other programs disturb less: on two processors, where
# two threads share it, that is more than the wall clock.
#   tests/bench/waits.sh BUILD-DIR [WAITS]     1,200,000 unless told otherwise
# With GUICHET_BENCH_DESK=FILE the desk is kept there, and filled only once.
set -euo pipefail
waits=${2:-1200000}
. "$(dirname "$0")/figures.sh"
desk=${GUICHET_BENCH_DESK:-$work/desk.db}
echo "# $waits waits in a year, $(nproc) processors"
if [ ! -e "$desk.filled" ]; then
	for i in $(seq 1 25); do guichet --desk "$desk" agent add "agent$i" >/dev/null; done
	for i in 1 2 3; do
		guichet --desk "$desk" team add "team$i" $(seq -f agent%g "$i" 3 25) >/dev/null
	done
	"$bench/waits" events "$waits" >"$work/year.jsonl"
	begin=$(date +%s)
	guichet --desk "$desk" ledger import "$work/year.jsonl" >/dev/null
	unlocked "$desk"
	"$bench/waits" dress "$desk"
	echo "# $(wc -l <"$work/year.jsonl") events imported in $(($(date +%s) - begin)) s"
	rm "$work/year.jsonl"
	touch "$desk.filled"
fi
naive=$("$bench/waits" naive "$desk" 3)
hold "$desk"
server=$(server_pid "$desk")
cold=$(field "$("$bench/load" "$desk" repeat 1 stats --metric all_replies)" 2)
begin=$(date +%s)
until [ "$(field "$("$bench/waits" days "$desk")" 1)" -ge $((3 * 364)) ]; do sleep 1; done	# waits, cases, traces
echo "# first question: $cold ms; packed while idle in $(($(date +%s) - begin)) s"
days=$("$bench/waits" days "$desk")
figure "packed days, share of the file" "$(ratio "$(field "$days" 2)" "$(field "$days" 3)")" "" 0.10 below
ticks() { awk '{ print $14 }' "/proc/$server/stat"; }
busy='' rounds=20
ask() { # NAME REFERENCE stats arguments
	local name=$1 reference=$2 before r cpu; shift 2
	"$bench/load" "$desk" repeat 1 stats "$@" >/dev/null
	before=$(ticks)
	r=$("$bench/load" "$desk" repeat "$rounds" stats "$@")
	cpu=$(awk -v t="$(($(ticks) - before))" -v n="$rounds" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", t * 1000 / hz / n }')
	awk -v c="$cpu" 'BEGIN { exit !(c > 50) }' && busy="$busy; $name $cpu"
	figure "$name, p95 of $rounds" "$(field "$r" 5)" ms 50 below "(p50 $(field "$r" 2); processor $cpu${reference:+; $reference})"
}
for metric in first_response next_response all_replies own_reaction disposition waived_after sla sla_requests sla_calendar \
	response_rate response_rate_requests chased out_of_hours waits replies waiting no_answer_late \
	time_to_human customer_wait first_resolution full_resolution work_time customer_time on_hold_time time_to_assign \
	one_touch first_contact reopened contained handed_over automatic_first resolutions backlog cases messages_in authors reopens \
	reopens_net reopens_agent transfers update_gap update_gap_pausable ingest_lag sent_people handle_time promises_kept csat \
	time_available load handle_share; do
	case $metric in all_replies) r="SQL $(field "$naive" 1), sorted $(field "$naive" 3)" ;; *) r= ;; esac
	ask "$metric, a year" "$r" --metric "$metric"
done
for by in account network agent team tag language visibility priority hour weekday day week month; do
	ask "all_replies by $by, a year" '' --metric all_replies --by "$by"
done
for by in account,agent tag,agent agent,month tag,month weekday,hour agent,hour tag,hour visibility,language account,day; do
	ask "all_replies by $by, a year" '' --metric all_replies --by "$by"
done
ask 'account and tag, a year' '' --metric all_replies account:brand1 tag:tag3
ask 'account and language, a year' '' --metric all_replies account:brand1 lang:fr
ask 'tag and language, a year' '' --metric all_replies tag:tag3 lang:fr
ask 'tag and visibility, a year' '' --metric all_replies tag:tag3 visibility:public
ask 'agents of one tag, a year' "SQL of one agent and tag $(field "$naive" 2)" --metric all_replies --by agent tag:tag3
ask 'tags of one account, a year' '' --metric all_replies --by tag account:brand1
ask 'agents, 30 days' '' --metric all_replies --by agent --since 30d
ask 'tag and hour, 30 days' '' --metric all_replies --by tag,hour --since 30d
ask 'full_resolution by account, a year' '' --metric full_resolution --by account
ask 'full_resolution by tag, a year' '' --metric full_resolution --by tag
ask 'table of agents, a year' '' --metric first_response,all_replies,own_reaction,sla,replies --by agent
ask 'table of accounts, a year' '' --metric first_response,all_replies,sla,waits,waiting --by account
ask 'everything, 7 days' '' --since 7d
"$bench/load" "$desk" repeat 1 dashboard --since 365d >/dev/null
whole=$("$bench/load" "$desk" repeat 9 dashboard --since 365d)
echo "# the dashboard of a year, all its figures and tables in one call: p50 $(field "$whole" 2) ms, p95 $(field "$whole" 5)"
unhold
count_missed
[ -z "$busy" ] || echo "# more than 50 ms of processor:${busy#;}"
