#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that what is said of a figure and of its target is by one clock, that
# several targets are called so, that few answers are told as they are, and
# that a report has who still waits and says what was changed afterwards.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"

line() { tr -s ' \n' ' '; }
weeks >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
as_of=2026-03-24T00:00:00Z asked="--since 2026-03-09 --until 2026-03-16 --as-of 2026-12-01"
# shellcheck disable=SC2086
stats() { guichet stats $asked "$@"; }
same 'without hours there is the calendar' '"calendar"' "$(stats --json | jq .clock)"
ok "$(stats | grep -q 'open hours'; [ $? = 1 ]; echo $?)" 'and no word of another clock'
has 'one target is one' 'within the target of ' "$(stats)"

jq -nc '{tz: "UTC", week: (["mon","tue","wed","thu","fri","sat","sun"] | map({(.): ["05:00-22:00"]}) | add)}' >hours.json
fine 'hours' schedule set office hours.json --from 2026-01-01
shown='{clock, sla, first: .first_response.business, waiting: .waiting.n, own: .own_reaction.business}'
stats --json | jq -c "$shown" >always.json
stats --schedule office --json >kept.json
# shellcheck disable=SC2086
guichet explain sla $asked --schedule office --json --limit 200 >kept.rows
has 'hours that nobody keeps are said to be for this' 'open hours of the schedule office, for everybody' "$(stats --schedule office)"
refused 'a schedule must be there' 1 'no schedule night' stats --schedule night
fine 'for everybody' desk set schedule=office --from 2026-01-01
same 'as if they had kept them is as when they do' "$(stats --json | jq -c "$shown")" "$(jq -c "$shown" kept.json)"
# shellcheck disable=SC2086
same 'so are the rows' "$(guichet explain sla $asked --json --limit 200 | jq -sc 'map([.id, .business_seconds, .counts_as])')" \
	"$(jq -sc 'map([.id, .business_seconds, .counts_as])' kept.rows)"
ok "$(jq -se 'map(.business_seconds != .seconds) | any' kept.rows >/dev/null; echo $?)" 'by another clock than the calendar'
# What is measured of a row is by the clock that decides what it counts as, and who lasted longest by it is first.
clocks() { # clocks METRIC OPTION...: of all its rows
	# shellcheck disable=SC2086
	guichet explain "$@" $asked --longest --json --limit 500 | jq -sc '(if (.[0] | has("rows")) then .[0].rows else . end)
		| [(map(.measured == .business_seconds) | all), (map(.measured == .seconds) | all),
		(map(.measured) | . == (sort | reverse))]'
}
same 'rows of the target have open hours' '[true,false,true]' "$(clocks sla)"
same 'of the share that was answered too' '[true,false,true]' "$(clocks response_rate)"
same 'those of the target at all hours have not' '[false,true,true]' "$(clocks sla_calendar)"
same 'nor have times' '[false,true,true]' "$(clocks all_replies)"
same 'but where they are asked for' '[true,false,true]' "$(clocks all_replies --business)"
# shellcheck disable=SC2086
same 'nobody who is late took less than the target' '' "$(guichet explain sla $asked --counts-as missed --limit 200 --tsv |
	awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["measured"] + 0 < $at["target"] + 0')"
# shellcheck disable=SC2086
same 'who still waits is counted, not ended' 'counted' "$(guichet explain waiting $asked --limit 1 --longest 2>/dev/null |
	awk -F'\t' '{ print $(NF - 1) }')"
# Each word that is shown for what a row counts as is one that can be asked for, in each language.
shown_as() { guichet explain "$@" --limit 200 2>/dev/null | sed '/\t/!d' | awk -F'\t' '{ print $(NF - 1) }' | sort -u; }
for LANGUAGE in en fr; do
	export LANGUAGE
	for metric in waiting chased all_replies sla waived_after; do
		# shellcheck disable=SC2086
		for word in $(shown_as $metric $asked); do
			# shellcheck disable=SC2086
			same "$metric: those that count as $word" "$word" "$(shown_as $metric $asked --counts-as "$word")"
		done
	done
done
export LANGUAGE=
same 'open always is as it was before' "$(cat always.json)" "$(stats --schedule always --json | jq -c "$shown")"
stats --json >stats.json
ok "$(jq -e '.clock == "business" and .first_response.p50 != .first_response.business.p50' stats.json >/dev/null; echo $?)" 'both clocks differ'
seconds() { jq ".first_response.$1" stats.json; }
said() { d=$1; if [ "$d" -ge 86400 ]; then echo "$((d / 86400)) d"; elif [ "$d" -ge 3600 ]; then printf '%d h %02d' $((d / 3600)) $((d % 3600 / 60)); elif [ "$d" -ge 60 ]; then echo "$((d / 60)) min"; else echo "$d s"; fi; }
has 'stats say first answers by the clock of the target' "half within $(said "$(seconds business.p50)")" "$(stats | head -n 3)"
has 'and name it' ' of open hours' "$(stats | head -n 3)"
has 'and which the tables have' 'tables have times by the calendar' "$(stats)"
# shellcheck disable=SC2086
guichet report $asked >report.txt
has 'so does a report' "half within $(said "$(seconds business.p50)")" "$(head -n 6 report.txt | line)"
has 'and names it' 'of open hours' "$(head -n 6 report.txt | line)"
has 'also which the tables have' 'tables have times by the calendar' "$(line <report.txt)"
# shellcheck disable=SC2086
has 'a page too' 'of open hours' "$(guichet report $asked --format html)"
has 'a report says what was changed afterwards' 'settings were changed later for the time from 2026-01-01 00:00 on' "$(line <report.txt)"

# shellcheck disable=SC2086
ruled() { echo "$(guichet dashboard $asked | grep -c '^ *target 30 min') $(guichet report $asked --format html | grep -c '<line class=mark')"; }
same 'one target is drawn among how long answers took' '1 1' "$(ruled)"
fine 'another target for messages' desk set target.private=2h --from 2026-01-01
same 'of several none is' '0 0' "$(ruled)"
has 'several are called so' 'within their targets' "$(stats)"
# shellcheck disable=SC2086
has 'in a report' 'within their targets' "$(guichet report $asked)"
# shellcheck disable=SC2086
has 'a dashboard names others too' 'and others' "$(guichet dashboard $asked | head -n 1)"
has 'one that is asked for is one' 'within the target of 30 min' "$(stats --target 30m)"

# ---- few
few="--until 2026-03-02T09:00:00Z --as-of $as_of"
# shellcheck disable=SC2086
guichet stats $few --json >few.json
n=$(jq .all_replies.n few.json)
ok "$([ "$n" -gt 0 ] && [ "$n" -lt 5 ]; echo $?)" 'there are few'
same 'JSON has each' "$(guichet waits --json --as-of $as_of | jq -sc 'map(select(.start < "2026-03-02T09:00:00Z" and .outcome == "answered").seconds) | sort')" \
	"$(jq -c .all_replies.values few.json)"
want="all replies, n=$n: $(for s in $(jq '.all_replies.values[]' few.json); do said "$s"; done | paste -sd, - | sed 's/,/, /g')"
# shellcheck disable=SC2086
has 'stats tells each' "$want" "$(guichet stats $few)"
# shellcheck disable=SC2086
has 'a report too' "$want" "$(guichet report $few | line)"
# shellcheck disable=SC2086
has 'also as a page' "$want" "$(guichet report $few --format html)"

# ---- who still waits
# shellcheck disable=SC2086
guichet report $asked --format json >report.json
same 'the bars have who still waits' "$(jq .all_replies.open stats.json)" "$(jq '[.histogram[].open] | add' report.json)"
# shellcheck disable=SC2086
has 'a page says so' 'still wait, the fainter part' "$(guichet report $asked --format html)"

# ---- what moved
fine 'a report is kept' report publish --since 2026-03-09 --until 2026-03-16
item late 'This was long ago.' 'at="2026-03-10T10:00:00Z"' >late.jsonl
fine 'a message comes late' import items late.jsonl --account elsewhere
guichet report diff 1 >diff.txt
ok "$(grep -q ' -> ' diff.txt; echo $?)" 'something has moved'
same 'no line has twice the same' '' "$(sed -n 's/^[^:]*: \(.*\) -> \(.*\)$/\1|\2/p' diff.txt | awk -F'|' '$1 == $2')"
same 'the headline counts the lines' "$(grep -c ' -> ' diff.txt)" "$(sed -n '1s/ .*//p' diff.txt)"
finish
