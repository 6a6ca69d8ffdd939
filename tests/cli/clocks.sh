#!/bin/bash
# SPDX-License-Identifier: ISC
# The clocks of a case (its waits, our turn, the customer's, on hold) are told
# by the calendar and in the hours of the schedule, whether they stopped or run,
# from rows and from packed days, now and as it was known once.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
week() { printf '{"tz":"UTC","week":{"mon":["%s"],"tue":["%s"],"wed":["%s"],"thu":["%s"],"fri":["%s"]}}\n' "$1" "$1" "$1" "$1" "$1"; }
week 09:00-17:00 >office.json
week 10:00-16:00 >short.json
cat >rows <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-02T16:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-03T10:00:00Z","id":"b","who":"human:ann"}
{"seq":3,"account":"brand","conv":"c1","kind":"status","recv":"2026-03-03T10:00:00Z","who":"human:ann","to":"pending"}
{"seq":4,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-04T08:00:00Z","id":"c"}
{"seq":5,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-04T11:00:00Z","id":"d","who":"human:ann"}
{"seq":6,"account":"brand","conv":"c1","kind":"status","recv":"2026-03-04T12:00:00Z","who":"human:ann","to":"on_hold"}
{"seq":7,"account":"brand","conv":"c1","kind":"status","recv":"2026-03-05T10:00:00Z","who":"human:ann","to":"resolved"}
{"seq":8,"account":"brand","conv":"c2","kind":"message_in","recv":"2026-03-05T16:00:00Z","id":"e"}
{"seq":9,"account":"brand","conv":"c2","kind":"status","recv":"2026-03-06T11:00:00Z","who":"human:ann","to":"snoozed"}
{"seq":10,"account":"brand","conv":"c2","kind":"message_out","recv":"2026-03-06T12:00:00Z","id":"f","who":"human:ann"}
{"seq":11,"account":"brand","conv":"c2","kind":"status","recv":"2026-03-06T12:00:00Z","who":"human:ann","to":"resolved"}
END
fine 'two cases' ledger import rows
# clocks ID ...: customer wait, our turn, the customer's turn, on hold, each by both clocks
clocks() { guichet stats "id:$1" "${@:2}" --metric customer_wait,work_time,customer_time,on_hold_time --json |
	jq -c '[.customer_wait, .work_time, .customer_time, .on_hold_time | [.longest, .business.longest]]'; }
same 'without hours all time is open' '[[75600,75600],[158400,158400],[79200,79200],[79200,79200]]' "$(clocks 1)"
fine 'hours' schedule set office office.json --from 2026-01-01
fine 'and who keeps them' desk set schedule=office --from 2026-01-01
first=$(guichet stats --json | jq .settings)
by_hand='[[75600,14400],[158400,39600],[79200,25200],[79200,21600]]'
same 'in the hours' "$by_hand" "$(clocks 1)"
same 'its waits are those of the case' 14400 "$(guichet waits id:1 --json | jq -s '[.[].business_seconds] | add')"
same 'what still runs runs in them too' '[[64800,7200],[64800,7200],[0,0],[0,0]]' "$(clocks 2 --settings-version "$first" --as-of 2026-03-06T10:00:00Z)"
same 'and so does a state that it went into' '[[70200,12600],[70200,12600],[0,0],[0,0]]' "$(clocks 2 --settings-version "$first" --as-of 2026-03-06T11:30:00Z)"
same 'as it was known then' '[[64800,7200],[64800,7200],[0,0],[0,0]]' "$(clocks 1 --settings-version "$first" --as-of 2026-03-03T10:00:00Z)"
fine 'packed anew' metrics rebuild
fine 'as the ledger says' metrics rebuild --check
same 'it is the same' "$by_hand" "$(clocks 1)"
fine 'other hours after all' schedule set office short.json --from 2026-01-01
same 'are another figure' '[[75600,3600],[158400,21600],[79200,21600],[79200,14400]]' "$(clocks 1)"
fine 'which is packed too' metrics rebuild
fine 'as it should be' metrics rebuild --check
same 'to the second' '[[75600,3600],[158400,21600],[79200,21600],[79200,14400]]' "$(clocks 1)"
same 'and the old one is there by its version' "$by_hand" "$(clocks 1 --settings-version "$first")"
finish
