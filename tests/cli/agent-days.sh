#!/bin/bash
# SPDX-License-Identifier: ISC
# How long agents were there, what they had meanwhile and how much of it they
# spent on conversations follows from the rows of the ledger to the second: by
# agent, hour and date of the desk's zone, as of any instant, in every form,
# and about single agents for those alone whom the desk lets see them.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# Ann is there from 9 to 15; Bob around midnight; Dan for an hour; Carol's program writes, she does not.
cat >ledger.jsonl <<'EOF'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-02T09:00:00Z","id":"a"}
{"seq":2,"kind":"availability","recv":"2026-03-02T09:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"available"}}
{"seq":3,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-02T09:10:00Z","who":"system","to":"human:ann"}
{"seq":4,"account":"brand","conv":"c1","kind":"viewed","recv":"2026-03-02T09:20:00Z","who":"human:ann","detail":{"seconds":"300"}}
{"seq":5,"account":"brand","conv":"c2","kind":"viewed","recv":"2026-03-02T09:21:00Z","who":"human:ann","detail":{"seconds":"120"}}
{"seq":6,"kind":"availability","recv":"2026-03-02T10:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"busy"}}
{"seq":7,"kind":"availability","recv":"2026-03-02T10:30:00Z","who":"human:ann","subject":"ann","detail":{"to":"available"}}
{"seq":8,"kind":"availability","recv":"2026-03-02T12:00:00Z","who":"human:ann","subject":"ann","detail":{"idle":"1","to":"away"}}
{"seq":9,"kind":"availability","recv":"2026-03-02T12:45:00Z","who":"human:ann","subject":"ann","detail":{"to":"available"}}
{"seq":10,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-02T13:00:00Z","id":"b","who":"human:ann"}
{"seq":11,"account":"brand","conv":"c1","kind":"status","to":"resolved","recv":"2026-03-02T13:00:00Z","who":"human:ann"}
{"seq":12,"account":"brand","conv":"c1","kind":"note","recv":"2026-03-02T15:00:00Z","who":"human:ann"}
{"seq":13,"account":"brand","conv":"c3","kind":"message_in","recv":"2026-03-02T22:00:00Z","id":"c"}
{"seq":14,"account":"brand","conv":"c3","kind":"note","recv":"2026-03-02T23:00:00Z","who":"human:bob"}
{"seq":15,"account":"brand","conv":"c3","kind":"assigned","recv":"2026-03-02T23:10:00Z","who":"system","to":"human:bob"}
{"seq":16,"account":"brand","conv":"c3","kind":"note","recv":"2026-03-02T23:30:00Z","who":"human:bob"}
{"seq":17,"account":"brand","conv":"c3","kind":"note","recv":"2026-03-03T00:10:00Z","who":"human:bob"}
{"seq":18,"account":"brand","conv":"c3","kind":"note","recv":"2026-03-03T00:20:00Z","who":"human:bob"}
{"seq":19,"account":"brand","conv":"c4","kind":"message_in","net":"2026-03-02T08:00:00Z","recv":"2026-03-02T08:00:10Z","id":"d"}
{"seq":20,"account":"brand","conv":"c4","kind":"message_out","recv":"2026-03-02T08:30:00Z","id":"e","who":"human:carol","detail":{"means":"script"}}
{"seq":21,"account":"brand","conv":"c5","kind":"message_in","recv":"2026-03-04T08:00:00Z","id":"f"}
{"seq":22,"account":"brand","conv":"c5","kind":"note","recv":"2026-03-04T12:00:00Z","who":"human:dan"}
{"seq":23,"account":"brand","conv":"c5","kind":"message_out","recv":"2026-03-04T13:00:00Z","id":"g","who":"human:dan"}
EOF
fine 'a ledger' ledger import ledger.jsonl
all=time_available,time_busy,time_away,time_off,load,handle_share
days() { guichet stats --metric $all --by agent --json "$@"; }
of() { days "${@:2}" | jq -c --arg who "$1" '.by[] | select(.key == $who) | [.time_available.seconds, .time_busy.seconds, .time_away.seconds, .time_off.seconds]'; }
# There was no desk before nine of that day, so that nobody was off then.
same 'available, busy, away, off' '[17100,1800,2700,32400]' "$(of ann)"
same 'a night is two days' '[2400,0,0,138000]' "$(of bob)"
same 'a program is nobody' '' "$(of carol)"
# 9:10 to 10:00, 10:30 to 12:00, 12:45 to 13:00 of the time available.
same 'load is held time over time' '[9300,17100,0.5439]' "$(days | jq -c '.by[] | select(.key == "ann").load | [.seconds, .of_seconds, .rate]')"
# 9:15 to 9:20 and 9:19 to 9:21 are six minutes.
same 'two windows at once are one look' '[360,17100,0.0211]' "$(days | jq -c '.by[] | select(.key == "ann").handle_share | [.seconds, .of_seconds, .rate]')"
same 'of all together' '[23100,11100]' "$(guichet stats --metric $all --json | jq -c '[.time_available.seconds, .load.seconds]')"
same 'by hour' '["00:600","09:3600","10:1800","11:3600","12:4500","13:3600","14:3600","23:1800"]' \
	"$(guichet stats --metric time_available --by hour --json | jq -c '[.by[] | select(.time_available.seconds > 0) | "\(.key):\(.time_available.seconds)"]')"
same 'by date' '["2026-03-02:18900","2026-03-03:600","2026-03-04:3600"]' \
	"$(guichet stats --metric time_available --by day --json | jq -c '[.by[] | "\(.key):\(.time_available.seconds)"]')"
same 'of one period' '[600]' "$(guichet stats --metric time_available --since 2026-03-03T00:00:00Z --until 2026-03-04T00:00:00Z --json | jq -c '[.time_available.seconds]')"
same 'as it was known at eleven' '[3600,1800,0,1800]' "$(of ann --as-of 2026-03-02T11:00:00Z)"
fine 'in Berlin' desk set zone=Europe/Berlin --from 2026-01-01
same 'that night is one day' '[4800,0,0,81600]' "$(of bob)"

# ---- every form
fine 'in words' stats --metric $all --by agent
has 'says how long' 'time available' "$out"
has 'a plain voice says how much it was' 'time available: 7 h 05' "$(guichet --plain dashboard --since 2026-03-02 --until 2026-03-05)"
same 'CSV has the same' '25500,,' "$(guichet stats --metric time_available --csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == "all" { print $at["seconds"] "," $at["of_seconds"] "," $at["rate"] }')"
sum() { guichet explain "$1" --limit 500 --json | jq -s --arg who "$2" '[(if .[0] | has("rows") then .[0].rows else . end)[] | select(.agent == $who and .counts_as == "ended").seconds] | add'; }
same 'the rows behind it add up' '17100 9300' "$(sum time_available ann) $(sum load ann)"
same 'which are of no conversation' null "$(guichet explain load --json | jq -s '[(if .[0] | has("rows") then .[0].rows else . end)[].id] | unique | .[0]')"
refused 'no conversation has a day' 64 'of no conversation' stats assignee:ann --metric time_available
same 'two metrics of messages stay apart' '[1,1]' "$(guichet stats --metric ingest_lag,sent_scripted --json | jq -c '[.ingest_lag.n, .sent_scripted.n]')"

# ---- a share reads as one for people, and is the number for programs
whole='--since 2026-03-02 --until 2026-03-05'
says() { guichet "$@" | tr -s ' '; }
has 'in a table' 'share of handling 1 % ' "$(says stats --metric handle_share)"
has 'of who looked at none' 'bob 0 %' "$(says stats --metric handle_share --by agent)"
has 'beside a rate' 'ann 0.54 2 %' "$(says stats --metric load,handle_share --by agent)"
has 'for a voice' 'ann, load rate 0.54, share of handling share 2 %' "$(says --plain stats --metric load,handle_share --by agent)"
has 'alone for a voice' 'ann, share 2 %' "$(says --plain stats --metric handle_share --by agent)"
board=$(says --plain dashboard $whole)
has 'on the dashboard' 'share of handling: 1 %' "$board"
has 'of each there' 'load 0.54, handling 2 %' "$board"
says report $whole >paper
has 'in a report' 'share of handling 1 % -' "$(cat paper)"
has 'of each in a report' '45 min 0.54 2 %' "$(cat paper)"
guichet report $whole --format html >page
has 'on a page' 'share of handling</th><td>1 %</td>' "$(tr -d '\n' <page)"
has 'of each on a page' '<td>0.54</td><td>2 %</td>' "$(tr -d '\n' <page)"
same 'a report for programs has the number' 0.0211 "$(guichet report $whole --csv | awk -F, '/ann.*handle_share/ { print $NF }')"

# ---- about whom
fine 'ann is an agent' agent add ann --role agent
fine 'vic only looks' agent add vic --role viewer
keys() { guichet --as "$1" stats --metric time_available --by agent --json | jq -c '[.by[].key]'; }
same 'an agent sees their own' '["ann"]' "$(keys ann | jq -c 'map(select(. != null))')"
same 'a viewer nobody' '[]' "$(keys vic | jq -c 'map(select(. != null))')"
fine 'nobody about anybody' desk set agent-figures=off
same 'not they themselves' '[]' "$(keys ann | jq -c 'map(select(. != null))')"
behind() { guichet --as "$1" explain "$2" --json | jq -s -c '[(if .[0] | has("rows") then .[0].rows else . end)[].agent] | unique'; }
same 'nor behind it, with a name or without' '[]' "$(behind ann time_available)"
same 'nor a colleague the time away' '[]' "$(behind vic time_away)"
has 'that it was left out is said' 'about single agents are left out' "$(guichet --as vic explain time_away 2>&1)"
fine 'each of themselves' desk set agent-figures=self
same 'their own stretches only' '["ann"]' "$(behind ann time_available)"
same 'each as long as it lasted' true "$(guichet --as ann explain time_away --json | jq -s 'map(if has("rows") then .rows[] else . end | ((.end|fromdate) - (.start|fromdate)) == .seconds) | all')"

# ---- published, and what moved since
# shellcheck disable=SC2086
fine 'a report is published' report publish $whole
same 'nothing moved yet' 0 "$(guichet report diff 1 --json | jq '.moved | length')"
fine 'the clocks were others' desk set zone=UTC --from 2026-02-01
g report diff 1 --json
same 'times moved' '[[25500,23100]]' "$(jq -c '[.moved[] | select(.metric == "time_available") | [.was.seconds, .is.seconds]]' <<<"$out")"
same 'and what is held against them' true "$(jq '[.moved[].metric] | contains(["time_off", "load", "handle_share"])' <<<"$out")"
guichet report diff 1 >words
has 'in words' 'time available: 7 h 05 -> 6 h 25' "$(tr '\240' ' ' <words)"
has 'a rate' 'load: 0.' "$(cat words)"
finish
