#!/bin/bash
# SPDX-License-Identifier: ISC
# What a team has is measured by the team's own hours, from the date they were
# given to it: the wait is the first team's that had it, in every figure, in
# SQL, behind explain and for who is due; as it was known before it can still
# be asked, and a desk that takes the ledger in says the same.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# Monday 2026-03-02. c1 goes to the night team, c2 to nobody, c3 first to the night team and then to the day's.
cat >ledger.jsonl <<'EOF'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-02T16:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-02T16:00:30Z","who":"system","to":"team:night"}
{"seq":3,"account":"brand","conv":"c2","kind":"message_in","recv":"2026-03-02T16:00:00Z","id":"b"}
{"seq":4,"account":"brand","conv":"c3","kind":"message_in","recv":"2026-03-02T16:30:00Z","id":"c"}
{"seq":5,"account":"brand","conv":"c3","kind":"assigned","recv":"2026-03-02T16:31:00Z","who":"system","to":"team:night"}
{"seq":6,"account":"brand","conv":"c3","kind":"assigned","recv":"2026-03-02T18:00:00Z","who":"system","to":"team:day"}
{"seq":7,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-02T19:50:00Z","who":"human:ann"}
{"seq":8,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-02T20:10:00Z","id":"d","who":"human:ann"}
{"seq":9,"account":"brand","conv":"c2","kind":"message_out","recv":"2026-03-02T20:10:00Z","id":"e","who":"human:ann"}
{"seq":10,"account":"brand","conv":"c3","kind":"message_out","recv":"2026-03-03T09:30:00Z","id":"f","who":"human:bob"}
EOF
fine 'a ledger with two teams' ledger import ledger.jsonl
fine 'ann works here' agent add ann --role agent
fine 'so does bob' agent add bob --role agent
fine 'the team of the night' team add night ann
fine 'the team of the day' team add day bob
week() { printf '{"tz":"UTC","week":{'; for d in mon tue wed thu fri; do printf '%s"%s":["%s"]' "$sep" $d "$1"; sep=,; done; printf '}}\n'; }
sep=; week 09:00-17:00 >office.json
sep=; week 20:00-24:00 >nights.json
fine 'office hours' schedule set office office.json --from 2026-01-01
fine 'which the desk keeps' desk set schedule=office --from 2026-01-01
fine 'the hours of the night' schedule set nights nights.json --from 2026-01-01
seen() { guichet waits --json "$@" | jq -rs 'sort_by(.conv) | map("\(.conv) \(.business_seconds) \(.sla)") | join(", ")'; }
# Until now: 16:00 to 17:00 of each, and the half hour of c3 with that of the next morning.
same 'by the hours of the desk' 'c1 3600 missed, c2 3600 missed, c3 3600 missed' "$(seen)"
before=$(guichet stats --json | jq .settings)

refused 'not to who is no team' 64 'ann is an agent, no team' team set ann schedule=nights
refused 'not to who is not there' 1 'there is no team noone' team set noone schedule=nights
refused 'not a schedule that is not there' 1 'there is no schedule evenings' team set night schedule=evenings
refused 'no other setting' 64 'there is no setting target' team set night target=30m
fine 'the team of the night keeps its own' team set night schedule=nights --from 2026-01-01
has 'says so' 'team night is changed' "$out"
# c1: 20:00 to 20:10; c3 stays the night's: 20:00 to 24:00, though the day's team had it by then.
same 'by the hours of who had it' 'c1 600 met, c2 3600 missed, c3 14400 missed' "$(seen)"
same 'as it was told before' 'c1 3600 missed, c2 3600 missed, c3 3600 missed' "$(seen --settings-version "$before")"
figures() { guichet stats --metric sla,all_replies --json "$@" | jq -c '[.sla.met, .sla.missed, .all_replies.business.p50, .all_replies.business.longest]'; }
same 'old and new, each by its version' '[0,3,3600,3600] [1,2,3600,14400]' "$(figures --settings-version "$before") $(figures)"
same 'whose hours they are' '["night",null,"night"]' "$(guichet waits --json | jq -sc 'sort_by(.conv) | map(.team)')"
same 'the schedule is named behind each' '["nights","office","nights"]' \
	"$(guichet explain all_replies --json | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[]] | sort_by(.id) | map(.schedule)')"
same 'SQL has it' 'night 600 met,- 3600 missed,night 14400 missed' \
	"$(guichet sql 'SELECT team, business_seconds, sla FROM v_wait ORDER BY conversation' --json | jq -rs 'map("\(.team // "-") \(.business_seconds) \(.sla)") | join(",")')"
same 'team list' '[["day",null],["night","nights"]]' "$(guichet team list --json | jq -sc 'map([.name, .schedule]) | sort')"
same 'schedule list' '["night"]' "$(guichet schedule list --json | jq -c 'select(.schedule == "nights") | .teams')"
has 'a report' 'for night' "$(guichet report)"
fine 'what is packed holds' metrics rebuild
fine 'and all that is derived' metrics rebuild --check
has 'row by row' 'are as the ledger says' "$out$err"

# ---- who waits is due by them
item late 'Hello?' 'at="2026-03-04T11:00:00Z"' >more.jsonl
fine 'somebody writes' import items more.jsonl --account brand
id=$(guichet list is:waiting --json | jq -r .id)
due() { guichet show "$id" --json | jq -r .due_at; }
same 'due by the office' 2026-03-04T11:30:00Z "$(due)"
fine 'given to the night' assign "$id" night
same 'due in the night' 2026-03-04T20:30:00Z "$(due)"
has 'why says so' 'in the hours of nights' "$(guichet why "$id")"
fine 'taken by one of them' --as ann claim "$id"
same 'stays so' 2026-03-04T20:30:00Z "$(due)"
fine 'the team has no hours any more' team set night schedule= --from 2026-03-04T00:00:00Z
same 'due by the office again' 2026-03-04T11:30:00Z "$(due)"
same 'what was before stays' 'c1 600 met, c2 3600 missed, c3 14400 missed' "$(seen 'id:1,2,3')"

guichet ledger export >out.jsonl
fine 'another desk' --desk "$TEST_DIR/copy.db" ledger import out.jsonl
same 'says the same' "$(guichet waits --json | jq -sc 'map([.conv, (if .end then .business_seconds else null end), .sla, .team])')" \
	"$(guichet --desk "$TEST_DIR/copy.db" waits --json | jq -sc 'map([.conv, (if .end then .business_seconds else null end), .sla, .team])')"
fine 'its ledger holds' --desk "$TEST_DIR/copy.db" ledger verify
finish
