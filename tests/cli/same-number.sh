#!/bin/bash
# SPDX-License-Identifier: ISC
# One figure is one number wherever it is read: in stats, its CSV, the
# dashboard, a report as JSON, CSV and page, the rows behind it, and computed
# from the waits by anybody with jq; in business time of a schedule, too, and
# of surveys.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"
now=2026-03-22T00:00:00Z
guichet() { command guichet --now $now "$@"; }
weeks >weeks.jsonl
fine 'three weeks' ledger import weeks.jsonl
echo '{"tz":"Europe/Berlin","week":{"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"],"fri":["09:00-17:00"]}}' >office.json
fine 'opening hours' schedule set office office.json --from 2026-01-01
fine 'which the desk keeps' desk set schedule=office --from 2026-01-01
fine 'and its pledge' target 30m --from 2026-01-01
q='--since 2026-03-02T00:00:00Z --until 2026-03-22T00:00:00Z'
# shellcheck disable=SC2086
{
	guichet stats $q --json >stats.json
	guichet stats $q --csv >stats.csv
	guichet dashboard $q --json >board.json
	guichet report $q --format json >report.json
	guichet report $q --format csv >report.csv
	guichet report $q --format html >report.html
}
guichet waits --json >waits.jsonl

column() { # column FILE FIGURE NAME: of the row of all
	awk -F, -v figure="$2" -v name="$3" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == "all" && (("figure" in at ? $at["figure"] : $4) == figure) { print $at[name]; exit }' "$1"
}
everywhere() { # everywhere NAME FIGURE MEMBER COLUMN COMPUTED
	same "$1: stats" "$5" "$(jq ".$2.$3" stats.json)"
	same "$1: CSV" "$5" "$(column stats.csv "$2" "$4")"
	same "$1: the dashboard" "$5" "$(jq ".summary.$2.$3" board.json)"
	same "$1: a report" "$5" "$(jq ".figures.$2.$3" report.json)"
	same "$1: and its CSV" "$5" "$(column report.csv "$2" "$4")"
}
count() { jq -s "[.[] | select($1)] | length" waits.jsonl; }
met=$(count '.sla == "met"') missed=$(count '.sla == "missed"')
everywhere 'answered' all_replies n n "$(count '.outcome == "answered"')"
everywhere 'in time' sla met met "$met"
everywhere 'late' sla missed missed "$missed"
everywhere 'closed without an answer' waived_after n n "$(count '.outcome == "waived"')"
everywhere 'half of these by then, of opening hours' waived_after business.p50 business.p50 \
	"$(jq -s '[.[] | select(.outcome == "waived").business_seconds] | sort | .[((length + 1) / 2 | floor) - 1]' waits.jsonl)"
everywhere 'and by the calendar' waived_after p50 p50 \
	"$(jq -s '[.[] | select(.outcome == "waived").seconds] | sort | .[((length + 1) / 2 | floor) - 1]' waits.jsonl)"
has 'the page has them' "<td>$met</td><td>$missed</td>" "$(tr -d '\n' <report.html)"
# shellcheck disable=SC2086
same 'so have the rows behind it' "$missed" "$(guichet explain sla $q --counts-as missed --limit 500 --json | jq -s '[.[] | .rows? // [.] | .[]] | length')"
ok "$([ "$(jq .waived_after.business.p50 stats.json)" != "$(jq .waived_after.p50 stats.json)" ]; echo $?)" 'the two clocks are two'

unset -f guichet
export GUICHET_DESK=$TEST_DIR/traces.db
fine 'surveys' ledger import "$top_srcdir/tests/data/figures/traces.jsonl"
q='--metric csat,survey_response,sent_people --as-of 2026-03-12T00:00:00Z'
# shellcheck disable=SC2086
{
	guichet stats $q --json >stats.json
	guichet stats $q --csv >stats.csv
}
for figure in csat survey_response; do
	same "$figure: CSV" "$(jq -r ".$figure | \"\(.met) \(.missed)\"" stats.json)" "$(column stats.csv $figure met) $(column stats.csv $figure missed)"
	same "$figure: its rows" "$(jq ".$figure.met" stats.json)" \
		"$(guichet explain $figure --counts-as met --limit 500 --as-of 2026-03-12T00:00:00Z --json | jq -s '[.[] | .rows? // [.] | .[]] | length')"
done

# Two promises are kept, one is broken, one still stands; made by Ann and Bob.
ms() { echo $(($(date -d "$1" +%s) * 1000)); }
row() { seq=$((seq + 1)); printf '{"seq":%d,"account":"brand","conv":"%s","kind":"%s","recv":"2026-03-02T%s:00Z","who":"%s"%s}\n' $seq "$1" "$2" "$3" "$4" "${5:+,$5}"; }
promised() { row "$1" promised "$2" "human:$3" "\"detail\":{\"at\":\"$(ms "2026-03-02T$4:00Z")\"}"; }
seq=0
{
	for c in c1 c2 c3 c5; do row $c message_in 09:00 customer "\"id\":\"$c\""; done
	promised c1 09:05 ann 10:00; row c1 message_out 09:30 human:ann '"id":"o1"'
	promised c2 09:10 bob 10:00
	promised c3 09:15 ann 10:00; row c3 message_out 10:30 human:bob '"id":"o3"'
	row c2 message_out 09:50 human:bob '"id":"o2"'
	promised c5 11:00 bob 15:00
} >promises.jsonl
as_of=2026-03-02T12:00:00Z
export GUICHET_DESK=$TEST_DIR/promises.db
fine 'promises' ledger import promises.jsonl
g promise list --all --json
say() { guichet stats --metric promises_made,promises_kept --as-of $as_of "$@"; }
say --json >stats.json
say --csv >stats.csv
same 'promises: figures' '[4,2,1,1,0]' "$(jq -c '[.promises_made.n, (.promises_kept | .met, .missed, .undecided, .excluded)]' stats.json)"
same 'promises: CSV' "$(jq -r '.promises_kept | "\(.met) \(.missed) \(.undecided) \(.excluded)"' stats.json)" \
	"$(for column in met missed undecided excluded; do column stats.csv promises_kept $column; done | xargs)"
same 'promises: the rows behind it' '{"met":2,"missed":1,"undecided":1}' \
	"$(guichet explain promises_kept --as-of $as_of --json | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[]] | group_by(.counts_as) | map({ (.[0].counts_as): length }) | add')"
same 'promises: by who made them' '["ann 1 1","bob 1 0"]' \
	"$(say --by agent --json | jq -c '[.by[] | select(.key != null) | "\(.key) \(.promises_kept.met) \(.promises_kept.missed)"]')"
same 'promises: the list, counted by anybody' "$(jq -c '.promises_kept | [.met, .missed + .undecided, .excluded]' stats.json)" \
	"$(printf '%s\n' "$out" | jq -sc '[([.[] | select(.outcome == "kept")] | length), ([.[] | select(.outcome == "broken" or .outcome == "open")] | length), ([.[] | select(.outcome == "dropped")] | length)]')"
# The dashboard and a report tell the same of promises and of agents' days, in every form that they have.
q='--since 2026-03-02T00:00:00Z --until 2026-03-03T00:00:00Z'
# shellcheck disable=SC2086
{
	guichet stats $q --metric promises_made,promises_kept,time_available,time_busy,time_away,time_off,load,handle_share --json >stats.json
	guichet stats $q --metric promises_made,promises_kept,time_available,load,handle_share --by agent --json >agents.json
	guichet dashboard $q --json >board.json
	guichet dashboard $q --csv >board.csv
	guichet report $q --format json >report.json
	guichet report $q --format csv >report.csv
	guichet report $q --format html >report.html
	guichet report $q >report.txt
}
ours='{promises_made, promises_kept, time_available, time_busy, time_away, time_off, load, handle_share}'
same 'there is something to tell' '[4,2,true]' "$(jq -c '[.promises_made.n, .promises_kept.met, .time_available.seconds > 0]' stats.json)"
same 'days: the dashboard' "$(jq -cS "$ours" stats.json)" "$(jq -cS ".summary | $ours" board.json)"
same 'days: a report' "$(jq -cS "$ours" stats.json)" "$(jq -cS ".figures | $ours" report.json)"
by_agent='[.by[] | select(.key != null) | {key, promises_made, promises_kept, time_available, load, handle_share}]'
same 'days by agent: the dashboard' "$(jq -cS "$by_agent" agents.json)" "$(jq -cS ".agents | $by_agent" board.json)"
same 'days by agent: a report' "$(jq -cS "$by_agent" agents.json)" "$(jq -cS ".sections[] | select(.grouped_by == \"agent\") | $by_agent" report.json)"
for figure in promises_kept promises_made time_available load; do
	same "$figure: CSV of both" "$(jq -r ".$figure | \"\(.n // \"\") \(.met // \"\") \(.seconds // \"\")\"" stats.json)" \
		"$(for column in n met seconds; do column report.csv $figure $column; done | paste -sd ' ')"
	same "$figure: CSV of the dashboard" "$(column report.csv $figure seconds)" "$(awk -F, -v figure=$figure 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$1 == "summary" && $2 == "all" && $3 == figure { print $at["seconds"]; exit }' board.csv)"
done
has 'and the page' "<th scope=row>bob</th><td>1 of 2</td>" "$(tr -d '\n' <report.html)"
has 'and the text' 'bob             1 of 2' "$(cat report.txt)"
same 'anybody adds the time up from the rows behind it' "$(jq .time_available.seconds stats.json)" \
	"$(guichet explain time_available --limit 500 $q --json | jq -s '[(if .[0] | has("rows") then .[0].rows else . end)[] | select(.counts_as == "ended").seconds] | add')"
unset q
same 'promises: promise stats' '4 2 0' "$(guichet promise stats --json | jq -rs 'last | "\(.made) \(.kept) \(.dropped)"')"
finish
