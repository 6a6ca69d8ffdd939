#!/bin/bash
# SPDX-License-Identifier: ISC
# Figures of messages, surveys and looks follow from the rows of a ledger as
# worked out by hand, by any dimension, and the rows behind each are the figure.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
fine 'a ledger' ledger import "$top_srcdir/tests/data/figures/traces.jsonl"
as_of=2026-03-12T00:00:00Z
all=no_answer_late,ingest_lag,update_gap,update_gap_pausable,handle_time,csat,survey_response,sent_people,sent_scripted,sent_outside,sent_bots,sent_automatic
guichet stats --metric $all --as-of $as_of --json >stats.json
of() { jq -c ".$1 | $2" stats.json; }
same 'how late messages came, without spam' '[5,1,600,600]' "$(of ingest_lag '[.n, .p50, .p95, .longest]')"
same 'between two replies of a case' '[2,180,3600]' "$(of update_gap '[.n, .p50, .p90]')"
same 'and without the time that was the turn of the customer' '[2,120,3600]' "$(of update_gap_pausable '[.n, .p50, .p90]')"
same 'looks that overlap count once, of each person' '[2,30,180]' "$(of handle_time '[.n, .p50, .p90]')"
same 'the last answer of a case, within 7 days' '[1,1,0.5]' "$(of csat '[.met, .missed, .share]')"
same 'with the interval of Wilson' '[0.0945,0.9055]' "$(of csat '[.low, .high]')"
same 'of the surveys that were sent' '[2,1,1]' "$(of survey_response '[.met, .missed, .undecided]')"
same 'which is decided in the end' '[2,2,0]' "$(guichet stats --metric survey_response --json | jq -c '.survey_response | [.met, .missed, .undecided]')"
same 'who wrote' '[4,1,0,1]' "$(jq -c '[.sent_people.n, .sent_outside.n, .sent_bots.n, .sent_automatic.n]' stats.json)"
same 'as the ledger has it' "$(guichet ledger export | jq -sc '[.[] | select(.kind == "message_out")] | length')" \
	"$(jq '.sent_people.n + .sent_outside.n + .sent_bots.n + .sent_automatic.n' stats.json)"
same 'said after the target that it needed no answer' '[1,1]' "$(of no_answer_late '[.met, .missed]')"
same 'these are listed' c4 "$(guichet explain no_answer_late --as-of $as_of --json | jq -r '(.rows // [.])[] | select(.counts_as == "met") | .id' |
	while read -r id; do guichet waits --json | jq -r --arg n "$id" 'select(.outcome == "waived" and .seconds > 1800) | .conv'; done)"
same 'credited to who had replied last' '["bob",1,1]' \
	"$(guichet stats --metric csat --by agent --as-of $as_of --json | jq -c '.by[] | select(.key == "bob") | [.key, .csat.met, .csat.missed]')"
same 'on each account' '[["brand",1],["shop",0]]' \
	"$(guichet stats --metric csat --by account --as-of $as_of --json | jq -c '[.by[] | [.key, .csat.met]]')"
same 'a query limits them' 1 "$(guichet stats account:brand --metric csat --as-of $as_of --json | jq .csat.n)"
same 'and a period' 1 "$(guichet stats --since 2026-03-08 --metric csat --as-of $as_of --json | jq .csat.n)"
same 'what was known then' '[0,1]' "$(guichet stats --metric csat --as-of 2026-03-02T11:30:00Z --json | jq -c '.csat | [.met, .missed]')"
for metric in ingest_lag update_gap update_gap_pausable handle_time sent_people; do
	same "the rows behind $metric" "$(of $metric .n)" "$(guichet explain $metric --as-of $as_of --json | jq -s '[(if .[0] | has("rows") then .[0].rows else . end)[]] | length')"
done
same 'with their scores' '[1,5]' "$(guichet explain csat --as-of $as_of --json | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[].score] | sort')"
same 'nobody asked' 0 "$(guichet stats --json | jq 'has("csat") | if . then 1 else 0 end')"
has 'few show no median to people' 'n=2' "$(guichet stats --metric update_gap --as-of $as_of | awk '/between updates/ { print $5; exit }')"
fine 'all of it is as the ledger says' metrics rebuild --check
cat >weeks.jsonl <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-02T09:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"c3","kind":"message_in","net":"2026-03-06T09:30:00Z","recv":"2026-03-06T09:30:00Z","id":"c"}
{"seq":3,"account":"brand","conv":"c3","kind":"message_in","net":"2026-03-11T09:30:00Z","recv":"2026-03-11T09:30:00Z","id":"d"}
{"seq":4,"account":"brand","conv":"c3","kind":"message_in","recv":"2026-03-11T10:31:00Z","id":"e"}
{"seq":5,"account":"brand","conv":"c3","kind":"message_out","recv":"2026-03-11T11:31:00Z","id":"o","who":"human:ann"}
END
GUICHET_DESK=$TEST_DIR/weeks.db
fine 'a case of two weeks' ledger import weeks.jsonl
by() { guichet stats "${@:2}" --metric messages_in --by "$1" --json | jq -c '[.by[] | [.key, .messages_in.n]]'; }
same 'a message counts in the week in which it came' '[["2026-W10",2],["2026-W11",2]]' "$(by week)"
same 'and in its hour' '[["09",3],["10",1]]' "$(by hour)"
same 'in the case that was opened in the first one' '[["2026-W10",1],["2026-W11",2]]' "$(by week id:2)"
same 'unnamed too' '4 2' "$(guichet stats --json | jq -r '"\(.messages_in.n) \(.cases.n)"')"
same 'and not of agents' null "$(guichet stats --by agent --json | jq -c .messages_in)"
same 'the rows behind it' 4 "$(guichet explain messages_in --json | jq -s '[(if .[0] | has("rows") then .[0].rows else . end)[]] | length')"
fine 'packed as the ledger says' metrics rebuild --check
finish
