#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that the rows behind a figure are told whatever they are, waits,
# cases and each kind of trace: as they came and the longest first, each with
# what it is, and the server outlives the question.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# The rows of an answer, whether they are all of it or a member of it.
rows() { jq -sc "(if (.[0] | has(\"rows\")) then .[0].rows else . end) | $1"; }
due=$(date -u -d 2026-03-12T12:00:00Z +%s)000
{
	cat "$top_srcdir/tests/data/figures/traces.jsonl"
	cat <<END
{"seq":30,"account":"brand","conv":"c7","kind":"message_in","recv":"2026-03-12T09:00:00Z","id":"g","who":"customer"}
{"seq":31,"kind":"availability","recv":"2026-03-12T09:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"available"}}
{"seq":32,"account":"brand","conv":"c7","kind":"assigned","recv":"2026-03-12T09:01:00Z","who":"system","to":"human:ann"}
{"seq":33,"account":"brand","conv":"c7","kind":"promised","recv":"2026-03-12T09:02:00Z","who":"human:ann","detail":{"at":"$due"}}
{"seq":34,"account":"brand","conv":"c7","kind":"viewed","recv":"2026-03-12T09:20:00Z","who":"human:ann","detail":{"seconds":"300"}}
{"seq":35,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:00:00Z","id":"o7","who":"human:ann"}
{"seq":36,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:20:00Z","id":"o8","who":"human:ann","detail":{"means":"script"}}
{"seq":37,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:25:00Z","id":"o9","who":"bot:otto"}
{"seq":38,"kind":"availability","recv":"2026-03-12T10:30:00Z","who":"human:ann","subject":"ann","detail":{"to":"busy"}}
{"seq":39,"kind":"availability","recv":"2026-03-12T11:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"away"}}
{"seq":40,"account":"brand","conv":"c7","kind":"note","recv":"2026-03-12T11:30:00Z","who":"human:ann"}
END
} >ledger.jsonl
fine 'a ledger with traces of every kind' ledger import ledger.jsonl
at=2026-03-13T00:00:00Z

# ---- the longest of traces
while read -r metric kind; do
	guichet explain "$metric" --as-of $at --json --limit 500 | rows 'map([.start, .kind, .seconds, .score]) | sort' >plain
	g explain "$metric" --as-of $at --json --limit 500 --longest
	same "$metric: the longest are told" "0 " "$status $err"
	same "$metric: they are the same rows" "$(cat plain)" "$(printf '%s' "$out" | rows 'map([.start, .kind, .seconds, .score]) | sort')"
	same "$metric: each is what it is" "$kind" "$(printf '%s' "$out" | rows 'map(.kind) | unique | join(",")' | jq -r .)"
done <<'END'
ingest_lag message
update_gap reply,scripted
handle_time handled
csat survey
survey_response survey
sent_people reply
sent_scripted scripted
sent_outside outside
sent_bots bot
sent_automatic automatic
promises_made promise
promises_kept promise
time_available available
time_busy busy
time_away away
time_off off
load available,holding
handle_share available,looking
END
finish
