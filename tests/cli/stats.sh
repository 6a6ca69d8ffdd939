#!/bin/bash
# SPDX-License-Identifier: ISC
# Figures are those of the rows that waits and cases print, computed here
# anew; text, JSON and CSV say the same number; and explain shows the rows
# that a figure is made of.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"

weeks >ledger.jsonl
fine 'a ledger is taken in' ledger import ledger.jsonl
as_of=2026-03-22T00:00:00Z
guichet waits --json --as-of $as_of >waits.jsonl
ok "$([ "$(wc -l <waits.jsonl)" = 160 ]; echo $?)" 'each question is a wait'
stats() { guichet stats --as-of $as_of --target 30m "$@"; }
stats --json >stats.json

# The curve, a step at a time.
cat >figures.jq <<'END'
def curve: map(select(.outcome != "waived") | {d: .seconds, e: (.outcome == "answered")}) | sort_by(.d, (.e | not));
def quantile(p): curve as $l | ($l | length) as $n |
	reduce range(0; $n) as $i ({s: 1, found: null};
		if .found == null and $l[$i].e then .s *= ($n - $i - 1) / ($n - $i) |
			(if .s <= 1 - p + 1e-9 then .found = $l[$i].d else . end) else . end) | .found;
def sla(t): {met: map(select(.outcome == "answered" and .seconds <= t)) | length, missed: map(select(.seconds > t)) | length,
	undecided: map(select(.outcome == "open" and .seconds <= t)) | length};
def figure: {n: map(select(.outcome == "answered")) | length, open: map(select(.outcome == "open")) | length,
	waived: map(select(.outcome == "waived")) | length, p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95)} + sla(1800);
def ours: {n, open, waived, p50, p90, p95, met, missed, undecided};
END
jqf() { local program=$1; shift; jq -c "$(cat figures.jq) $program" "$@"; }
for kind in first next; do
	name=${kind}_response
	same "$name is that of its rows" "$(jqf "[.[] | select(.kind == \"$kind\")] | figure" -s waits.jsonl)" "$(jqf ".$name | ours" stats.json)"
done
same 'all replies are those of all rows' "$(jqf 'figure' -s waits.jsonl)" "$(jqf '.all_replies | ours' stats.json)"
same 'the share of the target is that of the rows' "$(jqf 'sla(1800)' -s waits.jsonl)" "$(jq -c '.sla | {met, missed, undecided}' stats.json)"
same 'what needed no answer is told apart' \
	"$(jq -s '[.[] | select(.seconds > 1800 and (.conv[1:] | tonumber) % 8 != 6)] | length' waits.jsonl)" "$(jq .sla_requests.missed stats.json)"
same 'waits are counted' 160 "$(jq .waits.n stats.json)"
same 'who wrote again' 32 "$(jq .chased.met stats.json)"
same 'who still waits' "$(jq -s '[.[] | select(.outcome == "open")] | length' waits.jsonl)" "$(jq .waiting.n stats.json)"
same 'cases are counted' "$(guichet cases --json --as-of $as_of | wc -l)" "$(jq .cases.n stats.json)"
same 'time to a human, of the cases' "$(guichet cases --json --as-of $as_of | jq -s '[.[] | select(.time_to_human != null)] | length')" \
	"$(jq .time_to_human.n stats.json)"
same 'every figure names its row of the ledger' "$(wc -l <ledger.jsonl)" "$(jq .seq stats.json)"

# By agents and accounts: each group is that of its rows, and they add up.
stats --by agent --metric all_replies,own_reaction --json >agents.json
for who in ann bob; do
	same "the answers of $who" "$(jq -s --arg who $who '[.[] | select(.credit == $who)] | length' waits.jsonl)" \
		"$(jq --arg who $who '.by[] | select(.key == $who) | .own_reaction.n' agents.json)"
done
same 'agents add up' "$(jq .all_replies.n agents.json)" "$(jq '[.by[].all_replies.n] | add' agents.json)"

# What is asked of groups is told of them in text, too: side by side where it fits, else below each other.
stats --by agent --metric all_replies,sla,waits >side.txt
stats --by agent --metric all_replies,sla,waits --json >side.json
has 'several metrics are one table' 'all replies  within the target  waits begun' "$(cat side.txt)"
same 'of which each cell is its figure' "$(jq -r '.by[] | select(.key == "bob") | "\(.all_replies.n) \(.sla.n) \(.waits.n)"' side.json)" \
	"$(awk '$1 == "bob"' side.txt | sed 's/.*(\([0-9]*\)).*(\([0-9]*\)) *\([0-9]*\)$/\1 \2 \3/')"
same 'too many for a screen are a table each' 6 \
	"$(stats --by agent --metric all_replies,sla,sla_requests,sla_calendar,response_rate,waits | grep -c ' by agent$')"
has 'for a voice each agent is one line' 'ann, all replies P50 23 min (34), within the target share 62 % (34), waits begun count 34' \
	"$(guichet --plain stats --as-of $as_of --target 30m --by agent --metric all_replies,sla,waits)"
has 'without a wish the usual ones are there' 'waits begun' "$(stats --by account)"
has 'a filter is named' 'conversations: account:shop' "$(guichet stats account:shop 2>&1)"
same 'an account is a filter or a group' "$(stats account:shop --metric all_replies --json | jq -c .all_replies)" \
	"$(stats --by account --metric all_replies --json | jq -c '.by[] | select(.key == "shop") | .all_replies')"
same 'pairs add up' 160 "$(stats --by account,weekday --metric waits --json | jq '[.by[].waits.n] | add')"
since=2026-03-11T20:00:00Z until=2026-03-16T20:00:00Z before=2026-03-06T20:00:00Z
begun() { jq -s --arg a "$1" --arg b "$2" '[.[] | select(.start >= $a and .start < $b)] | length' waits.jsonl; }
same 'a period and the one before' "[$(begun $since $until),$(begun $before $since)]" \
	"$(stats --since $since --until $until --metric waits --json | jq -c '[.waits.n, .before.waits.n]')"

# The three forms.
stats --metric all_replies,sla --csv >stats.csv
same 'CSV says the same' "$(jq -r '.all_replies | [.n, .open, .p50, .p90, .longest, .met] | join(",")' stats.json)" \
	"$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == "all" && $2 == "all_replies" {
		print $at["n"] "," $at["open"] "," $at["p50"] "," $at["p90"] "," $at["longest"] "," $at["met"] }' stats.csv)"
text=$(stats)
has 'text says it in words' "still wait, the longest for" "$text"
has 'text has the same share' "$(jq -r '.sla.share * 100 | round' stats.json) % within the target of 30 min" "$text"
has 'text has the same count' "all replies" "$text"
same 'few answers show no quantile to people' 'n=3' "$(guichet stats --as-of 2026-03-02T06:00:00Z --metric first_response | awk '$1 == "first" && $2 == "response" { print $7 }')"

# Behind a figure.
guichet explain sla --target 30m --as-of $as_of --limit 500 --json >explain.jsonl
same 'the rows of a share are the share' "$(jq -c '.sla | [.met, .missed, .undecided, .excluded]' stats.json)" \
	"$(jq -sc '(if (.[0] | has("rows")) then .[0].rows else . end) as $r | [("met", "missed", "undecided", "excluded") as $k | [$r[] | select(.counts_as == $k)] | length]' explain.jsonl)"
same 'with the events of each' '[2,3]' "$(jq -s '(if (.[0] | has("rows")) then .[0].rows else . end) | [.[] | select(.outcome == "answered").events | length] | unique' -c explain.jsonl)"
refused 'a metric that is none' 64 'mood' stats --metric mood
refused 'a dimension that is none' 64 'mood' stats --by mood
refused 'three at once' 64 'two' stats --by tag,hour,day
refused 'explain wants one metric' 64 'one at a time' explain sla,waits
refused 'a conversation is no figure' 64 "metric: '8' is a conversation, not a figure: guichet why 8, or guichet explain FIGURE id:8" explain 8
refused 'nor is its number with a mark' 64 'guichet why 8' explain '#8'
refused 'nor is it a query' 64 "'#8' is the number of a conversation: write id:8" explain sla '#8'

same 'by ear no line is empty' 0 "$(guichet --plain stats --by agent --as-of $as_of | grep -c '^$')"

# ---- a share of what happened has no target
behind() { guichet explain "$@" --target 30m --as-of $as_of --limit 500 --json | jq -sc '[.[] | .rows? // [.] | .[]]'; }
behind chased >chased
same 'who wrote again did, others did not' '[["met",true,"the customer wrote again before an answer"],["missed",false,"the customer wrote nothing more"]]' \
	"$(jq -c 'map([.counts_as, .so, .why]) | unique' chased)"
same 'as many as the figure has' "$(stats --json | jq -c '[.chased.met, .chased.missed]')" "$(jq -c '[map(select(.so)), map(select(.so == false))] | map(length)' chased)"
same 'told as yes and no' $'no\nyes' "$(guichet explain chased --target 30m --as-of $as_of --limit 500 | cut -f 9 | sort -u)"
same 'of the target it is met and missed' '[null]' "$(behind sla | jq -c 'map(.so) | unique')"
same 'an answer that came late is one' 'it was answered' "$(behind response_rate | jq -r 'map(select(.outcome == "answered" and .seconds > 1800))[0].why')"

# ---- a period in the place of a query, and said on top
yearless() { head -n 1 | sed 's/ 20[0-9][0-9] / /g'; }
for words in 'last-week' 'last week' 'semaine dernière'; do
	same "stats $words is the period" "$(stats --period last-week --json | jq -c .waits)" "$(stats $words --json | jq -c .waits)"
done
same 'a date is its day' "$(stats --since 2026-03-16 --until 2026-03-17 --json | jq -c .waits)" "$(stats 2026-03-16 --json | jq -c .waits)"
has 'the first line says which time it was taken for' 'last week: begun from 09 Mar 00:00 to 16 Mar 00:00' "$(stats last week | yearless)"
same 'by the clocks of both no zone is named' 0 "$(guichet stats last week | head -n 1 | grep -c UTC)"
fine 'the desk is in Berlin' desk set zone=Europe/Berlin --from 2026-01-01T00:00:00Z
week='--since 2026-03-08T23:00:00Z --until 2026-03-15T23:00:00Z'
# shellcheck disable=SC2086
head_of() { guichet stats $week | yearless; }
# shellcheck disable=SC2086
fine 'a week of its clocks' stats $week --json
same 'begins at its midnight' '["2026-03-09 00:00","2026-03-16 00:00","Europe/Berlin"]' "$(jq -c '[.since_text, .until_text, .zone]' <<<"$out")"
has 'to who reads it elsewhere the zone is named' 'begun from 09 Mar 00:00 to 16 Mar 00:00, Europe/Berlin; ends' "$(head_of)"
has 'to who has the same clocks it is not' 'begun from 09 Mar 00:00 to 16 Mar 00:00; ends' "$(TZ=Europe/Paris head_of)"
has 'of a time that has an end and no beginning' 'begun before 16 Mar 00:00, Europe/Berlin; ends' "$(guichet stats --until 2026-03-15T23:00:00Z | yearless)"
same 'of all nothing is said' 0 "$(guichet stats --as-of 2026-03-20T00:00:00Z | head -n 1 | grep -c begun)"
fine 'the desk is at home again' desk set zone=UTC --from 2026-01-01T00:00:00Z
has 'of a date as well' 'begun from 16 Mar 00:00 to 17 Mar 00:00' "$(stats 2026-03-16 | yearless)"
# The end of a period and the instant that it is known at are of the same clocks.
fine 'the desk is in Paris' desk set zone=Europe/Paris --from 2026-01-01T00:00:00Z
guichet stats today >today
same 'both name them' 2 "$(grep -c 'Europe/Paris[;,]' today)"
same 'and show the same' "$(sed -n 's/.* to \(.*\), Europe.*/\1/p' today)" "$(sed -n 's/.* as of \(.*\), Europe.*/\1/p' today)"
fine 'the desk is back' desk set zone=UTC --from 2026-01-01T00:00:00Z
refused 'a period and its days' 64 'period: instead of since and until, not beside them' stats --period 7-days --since 3d
for call in dashboard report 'explain sla' spikes forecast 'report save mine'; do
	# shellcheck disable=SC2086
	refused "nor of $call" 64 'period: instead of since and until' $call --period 7-days --until 3d
done
refused 'a time to come' 64 'since: nothing is known of that time yet: it begins on 2026-03-28 00:00' stats --since 2026-03-28 --as-of $as_of
refused 'no time at all' 64 'no time lies between them' stats --since 2026-03-16 --until 2026-03-16
refused 'a word that is nearly one is no search' 64 'did you mean last-week?' stats lastweek
has 'the dashboard takes it' 'Sat 21 Mar 2026' "$(guichet dashboard yesterday --as-of $as_of | head -n 1)"
has 'so does a report' '2026-03-21' "$(guichet report yesterday --as-of $as_of --format json | jq -r .figures.since)"

# ---- so is what they are told apart by
for words in agents agent 'by agent' 'by agents' 'par agent' 'agents week' 'week by agent'; do
	case $words in *week*) period='--period week' ;; *) period= ;; esac
	same "stats $words" "$(stats $period --by agent --json | jq -c '[.grouped_by, .waits, .by]')" \
		"$(stats $words --json | jq -c '[.grouped_by, .waits, .by]')"
done
same 'of two' hour,weekday "$(stats by hours,weekdays --json | jq -r .grouped_by)"
same 'a week alone is the period' null "$(stats week --json | jq -r .grouped_by)"
same 'beside a free word it is looked for' null "$(stats agents parcel --json | jq -r .grouped_by)"
refused 'what is nearly one is no search' 64 'did you mean --by agent? -- agnts looks for the word' stats agnts
refused 'no figure is called so' 64 'guichet stats --by account' explain accounts

# ---- a figure is called as it is shown
explained() { guichet explain "$@" --period last-week --as-of $as_of --json | jq -c .id | head -n 5; }
for words in 'Within the target' within_target 'within target'; do
	same "explain $words" "$(explained sla)" "$(explained $words)"
done
for words in P50 p90 answers 'time to an answer'; do
	same "explain $words" "$(explained all_replies)" "$(explained $words)"
done
same 'explain in time' "$(explained sla)" "$(explained in time)"
same 'explain longest wait' "$(explained waiting)" "$(explained Longest wait)"
refused 'a slip in one of several words' 64 "'in tme' is none; did you mean in time?" explain in tme
refused 'a figure that is missing is said in a line' 64 'explain: missing METRIC; guichet help explain' explain
same 'that is short' 1 "$([ "${#err}" -lt 80 ] && echo 1)"

refused 'a time that ends before it begins' 64 'since: it is later than until' stats --since tomorrow --until yesterday

# ---- no number is cut where there is room for it
export GUICHET_DESK=$TEST_DIR/long.db
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
	printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"message_in","recv":"2026-11-23T12:00:00Z"}\n' $n $n
done >long.jsonl
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"message_out","recv":"2026-11-23T12:%02d:00Z","who":"human:ann"}\n' $((n + 14)) $n $n
done >>long.jsonl
fine 'two wait for long' ledger import long.jsonl
has 'a bound that is wider than its column' '> 1 d 20 h' "$(guichet stats --as-of 2026-11-25T08:00:00Z | grep '^all replies')"
has 'also beside groups' '> 1 d 20 h' "$(guichet stats --by account --metric all_replies --as-of 2026-11-25T08:00:00Z | grep '^brand')"
# ---- what is of another year than it is here says so
printf '{"tz":"UTC","week":{"mon":["09:00-17:00"]}}' >office.json
in_year() { guichet --now "$1-12-01T10:00:00Z" --desk "$1.db" "${@:2}"; }
for year in 2026 2027; do
	fine "a desk of $year" --now $year-12-01T10:00:00Z --desk $year.db ledger import ledger.jsonl
	in_year $year schedule set office office.json --from 2026-03-01 >/dev/null
done
week='--since 2026-03-09 --until 2026-03-16'
# shellcheck disable=SC2086
has 'of the year that it is nothing is told' 'begun from 09 Mar 00:00 to 16 Mar 00:00; ends' "$(in_year 2026 stats $week | head -n 1)"
# shellcheck disable=SC2086
has 'of another one it is' 'begun from 09 Mar 2026 00:00 to 16 Mar 2026 00:00; ends' "$(in_year 2027 stats $week | head -n 1)"
for call in 'explain all_replies' waits 'schedule show office'; do
	# shellcheck disable=SC2086
	same "in rows of $call" '0 1' "$(for year in 2026 2027; do in_year $year $call | head -n 1 | grep -c ' Mar 2026 '; done | paste -sd' ')"
done
finish
