#!/bin/bash
# SPDX-License-Identifier: ISC
# The dashboard says the same numbers as stats, and as anybody finds who
# counts the rows that waits prints; every figure in it can be explained, and
# has as many rows as it says.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"
weeks >ledger.jsonl
fine 'a ledger is taken in' ledger import ledger.jsonl
now=2026-03-21T15:00:00Z
asked="--as-of $now --target 30m --period 7-days"
guichet dashboard $asked --json >board.json
guichet stats $asked --json >stats.json
guichet waits --json --as-of $now >waits.jsonl

# The whole, and each part of it.
also=promises_made,promises_kept,time_available,time_busy,time_away,time_off,load,handle_share
guichet stats $asked --metric $also --json >also.json
same 'the summary is what stats says' "$(jq -cS --slurpfile also also.json '. * $also[0] | del(.by, .as_of_text, .since_text, .until_text, .zone)' stats.json)" "$(jq -cS '.summary | del(.by)' board.json)"
for part in trend:day hours:weekday,hour agents:agent accounts:account networks:network tags:tag; do
	name=${part%%:*} by=${part#*:}
	metrics=$(jq -r ".$name.by[0] | del(.key, .key2) | keys_unsorted | join(\",\")" board.json)
	same "$name are what stats --by $by says" "$(guichet stats $asked --by "$by" --metric "$metrics" --json | jq -cS .by)" \
		"$(jq -cS ".$name.by" board.json)"
done
same 'the period is named' '["2026-03-15","2026-03-21","UTC",true]' "$(jq -c '[.from, .to, .zone, .running]' board.json)"

# Counted by hand, from the rows.
since=2026-03-15T00:00:00Z
jq -c --arg s $since 'select(.start >= $s)' waits.jsonl >week.jsonl
same 'waits begun' "$(wc -l <week.jsonl)" "$(jq .summary.waits.n board.json)"
same 'how long they were' "$(jq -sc '[.[] | select(.outcome != "waived")] as $w |
	[[0, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400, 259200, 604800, 1e12] as $e | range(0; 12) | . as $i |
		[$w[] | select((.seconds > $e[$i] or ($i == 0 and .seconds == 0)) and .seconds <= $e[$i + 1])] |
		[(map(select(.outcome == "answered")) | length), (map(select(.outcome != "answered")) | length)]]' week.jsonl)" \
	"$(jq -c '[.lengths[] | [.n, .open]]' board.json)"
same 'each day' "$(jq -sc 'group_by(.start[:10]) | map([.[0].start[:10], length])' week.jsonl)" \
	"$(jq -c '[.trend.by[] | [.key, .waits.n]]' board.json)"
same 'each hour of the week' "$(jq -sc 'map(.start[0:19] + "Z" | fromdate | strftime("%a %H") | ascii_downcase) | group_by(.) | map([.[0], length]) | sort' week.jsonl)" \
	"$(jq -c '[.hours.by[] | [.key + " " + .key2, .waits.n]] | sort' board.json)"
same 'each agent' "$(jq -sc '[.[] | select(.credit != null)] | group_by(.credit) | map([.[0].credit, length])' week.jsonl)" \
	"$(jq -c '[.agents.by[] | select(.key != null) | [.key, .all_replies.n]]' board.json)"
same 'a target that is no edge becomes one' '[900,1234,1800]' \
	"$(guichet dashboard --as-of $now --target 1234s --json | jq -c '[.lengths[] | select(.within >= 900 and .within <= 1800) | .within]')"

# Explained: as many rows as it says.
rows() { guichet explain "$@" $asked --limit 500 --json 2>/dev/null | jq -s length; }
jq -r '.lengths[] | "\(.above) \(.within // "-") \(.n + .open)"' board.json >bins
while read -r above within n; do
	same "the rows of waits above $above s" "$n" \
		"$(if [ "$within" = - ]; then set --; else set -- --within "${within}s"; fi
			rows all_replies --above "${above}s" "$@" --counts-as ended,censored)"
done <bins
same 'there are twelve' 12 "$(wc -l <bins)"
same 'the rows of an hour' "$(jq '[.hours.by[] | select(.key == "tue").waits.n] | max' board.json)" \
	"$(rows waits --by weekday,hour --group "$(jq -r '[.hours.by[] | select(.key == "tue")] | max_by(.waits.n) | .key + "," + .key2' board.json)")"
same 'the rows of a day' "$(jq '.trend.by[1].all_replies | .n + .open + .waived + .withdrawn' board.json)" \
	"$(rows all_replies --by day --group "$(jq -r '.trend.by[1].key' board.json)")"
same 'the rows of an agent' "$(jq '.agents.by[0].all_replies.n' board.json)" \
	"$(rows all_replies --by agent --group "$(jq -r '.agents.by[0].key' board.json)")"
same 'what was missed' "$(jq .summary.sla.missed board.json)" "$(rows sla --counts-as missed)"
same 'met and missed' "$(jq .summary.sla.n board.json)" "$(rows sla --counts-as met,missed)"
same 'cases have rows' "$(jq .summary.cases.n board.json)" "$(rows cases)"
same 'the longest come first' "$(jq -s '[.[].seconds] | sort | reverse | .[:5]' -c week.jsonl)" \
	"$(guichet explain disposition $asked --longest --limit 5 --json 2>/dev/null | jq -sc 'map(.seconds)')"

# Other periods.
period() { guichet dashboard --as-of $now "$@" --json | jq -c '[.from, .to, .trend.grouped_by]'; }
same 'a day is told by hours' '["2026-03-21","2026-03-21","hour"]' "$(period --period today)"
same 'yesterday is a day back' '["2026-03-20","2026-03-20","hour"]' "$(period --period today --back 1)"
same '30 days' '["2026-02-20","2026-03-21","day"]' "$(period --period 30-days)"
same 'the quarter before' '["2025-10-01","2025-12-31","week"]' "$(period --period quarter --back 1)"
same 'a year is told by months' '["2025-01-01","2025-12-31","month"]' "$(period --period year --back 1)"
same 'a week back begins where this one ends' '["2026-03-08","2026-03-14","day"]' "$(period --back 1)"
same 'it is compared with as much of the period before' '["2026-03-08T00:00:00Z","2026-03-14T15:00:00Z"]' \
	"$(jq -c '.summary.before | [.since, .until]' board.json)"
same 'a query narrows all of it' "$(guichet stats account:shop $asked --json | jq .all_replies.n)" \
	"$(guichet dashboard account:shop $asked --json | jq .summary.all_replies.n)"

# Text, a plain voice, CSV: the same numbers.
text=$(guichet dashboard $asked)
same 'a line says how far the shades of the week go' "$(jq '[.hours.by[].waits.n] | max' board.json)" \
	"$(sed -n 's/.*≤ \([0-9]*\) *$/\1/p' <<<"$text")"
minutes() { jq -r --arg q "$1" '.summary.all_replies[$q] / 60 | floor' board.json; }
answered=$(jq -r '.summary.all_replies | "\(.n) of \(.n + .open + .waived + .withdrawn) answered"' board.json)
has 'text says how many were answered, and calls an estimate one' "$answered; estimated: half within $(minutes p50) min." "$text"
has 'who waits has a sentence' "$(jq .summary.waiting.n board.json) still wait, the longest for" "$text"
has 'stats says so first, behind the time that it is of' "$(jq -r '.first_response | "\(.n) of \(.n + .open + .waived + .withdrawn)"' stats.json) had a first answer; estimated: half within" \
	"$(guichet stats $asked | sed -n 2p)"
same 'a report too' '36 of 60 had a first answer; estimated: half within 46 min' \
	"$(guichet report --since 2026-03-09 --until 2026-03-16 --as-of $now | sed -n 5p)"
same 'where nobody was answered, that is all' '0 of 12 had a first answer' "$(guichet stats status:resolved $asked | sed -n 3p)"
has 'text has the share' "$(jq -r '.summary.sla.share * 100 | round' board.json) % within the target of 30 min" "$text"
same 'text has the median' "$(minutes p50) min" "$(awk '$1 == "all" && $2 == "replies" { print $5, $6 }' <<<"$text")"
guichet dashboard $asked --csv >board.csv
same 'CSV has the summary' "$(jq -r '.summary.all_replies | [.n, .open, .p50, .p90] | join(",")' board.json)" \
	"$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == "summary" && $2 == "all" && $3 == "all_replies" {
		print $at["n"] "," $at["open"] "," $at["p50"] "," $at["p90"] }' board.csv)"
same 'CSV has every agent' "$(jq '.agents.by | length' board.json)" \
	"$(awk -F, '$1 == "agents" && $3 == "sla" && $2 != "all"' board.csv | wc -l)"
same 'every line of CSV is as wide' 1 "$(awk -F, '{ print NF }' board.csv | sort -u | wc -l)"
same 'few rows show no quantile to people' '-' \
	"$(guichet dashboard --as-of 2026-03-02T06:00:00Z --period today | awk '$1 == "all" && $2 == "replies" { print $5 }')"

# Who may not see figures about single agents sees none here.
guichet desk set agent-figures=off >/dev/null
hidden=$(guichet dashboard $asked --json)
same 'no agent' 0 "$(jq '[.agents.by[] | select(.key == "ann" or .key == "bob")] | length' <<<"$hidden")"
same 'and no rows of one' 0 "$(rows all_replies --by agent --group ann)"
same 'but what all did' "$(jq .summary.all_replies.n board.json)" "$(jq .summary.all_replies.n <<<"$hidden")"
has 'and text says so' 'left out that are not for you' "$(guichet dashboard $asked)"
guichet desk set agent-figures=self >/dev/null
own() { guichet --as "$1" dashboard $asked --json | jq -c '[.agents.by[].key | select(. == "ann" or . == "bob")] | sort'; }
guichet agent add ann >/dev/null 2>&1
guichet agent add lea --role lead >/dev/null
same 'self: of two who answered each would be what is left of the other' '[]' "$(own ann)"
same 'a lead who answered nothing sees nobody' '[]' "$(own lea)"
guichet desk set agent-figures=lead >/dev/null

# What is left out counts nowhere in it.
out_of_it=$(guichet explain all_replies $asked --longest --limit 1 --json 2>/dev/null | jq -r .id)
guichet exclude "$out_of_it" --reason 'a test by us' >/dev/null
guichet dashboard --period 7-days --json >left.json
same 'left out: no part of the summary' "$(guichet stats --period 7-days --json | jq -c '[.all_replies.n, .waits.n, .cases.n]')" \
	"$(jq -c '.summary | [.all_replies.n, .waits.n, .cases.n]' left.json)"
guichet include "$out_of_it" >/dev/null

# Mistakes.
refused 'a group of nothing' 64 'by says of what' explain waits --group mon
refused 'half a group' 64 'names two' explain waits --by weekday,hour --group mon
refused 'a length of what is counted' 64 'rows of transfers last no time' explain transfers --above 1h
refused 'what it cannot count as' 64 'counts-as' explain waits --counts-as perhaps
refused 'back from nowhere' 64 'back' stats --since 3d --back 1
refused 'back too far' 64 '1000' dashboard --back 5000
finish
