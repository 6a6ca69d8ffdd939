#!/bin/bash
# SPDX-License-Identifier: ISC
# A change of opening hours or targets for a time that has passed shows the new
# figures and keeps the old ones: each is given again by its version, to the
# byte, on this desk and on any other that has the ledger.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
office='"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"],"fri":["09:00-17:00"]'
printf '{"tz":"Europe/Berlin","week":{%s},"days":{}}\n' "$office" >berlin.json
printf '{"tz":"Europe/Berlin","week":{%s,"sat":["09:00-17:00"]},"days":{}}\n' "$office" >saturday.json
cat >rows <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","net":"2026-03-27T15:30:00Z","recv":"2026-03-27T15:30:01Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-30T07:45:00Z","id":"b","who":"human:ann"}
{"seq":3,"account":"brand","conv":"c2","kind":"message_in","net":"2026-03-28T10:00:00Z","recv":"2026-03-28T10:00:01Z","id":"c"}
{"seq":4,"account":"brand","conv":"c2","kind":"message_out","recv":"2026-03-28T11:30:00Z","id":"d","who":"human:ann"}
END
fine 'a weekend' ledger import rows
version=
figures() { guichet "$@" stats --metric first_response,sla,sla_calendar,out_of_hours --json $version | jq -cS 'del(.as_of, .as_of_text, .until, .until_text, .seq)'; }
told() { guichet waits --json "$@" | jq -c '[.conv, .business_seconds, .target, .sla]'; }
same 'nothing is set' '0 231300' "$(guichet stats --json | jq -r '"\(.settings) \(.first_response.business.longest)"')"
fine 'hours' schedule set office berlin.json --from 2026-01-01
fine 'and who keeps them' desk set schedule=office target=1h --from 2026-01-01
first=$(guichet stats --json | jq .settings)
figures >first.json
told >first.waits
same 'are measured by' '["c1",4500,3600,"missed"]
["c2",0,3600,"met"]' "$(cat first.waits)"
fine 'Saturdays after all' schedule set office saturday.json --from 2026-01-01
fine 'and two hours' target 2h --from 2026-03-28
figures >second.json
told >second.waits
same 'are the new figures' '["c1",33300,3600,"missed"]
["c2",5400,7200,"met"]' "$(cat second.waits)"
second=$(guichet stats --json | jq .settings)
same 'which name their version' "$((first + 2))" "$second"
same 'and the one before' "$((second - 1)) 2026-03-28T00:00:00Z" \
	"$(guichet stats --json | jq -r '"\(.settings_before) \(.settings_changed_from)"')"
same 'of a period it tells the last that reaches into it, not a later one behind it' "$((second - 2)) 2025-12-31T23:00:00Z" \
	"$(guichet stats --until 2026-03-28 --json | jq -r '"\(.settings_before) \(.settings_changed_from)"')"
has 'as a person reads' "as they were before: --settings-version $((second - 1))" "$(guichet stats)"
same 'the old ones are as they were' "$(cat first.json)" "$(version="--settings-version $first" figures)"
same 'the waits too' "$(cat first.waits)" "$(told --settings-version "$first")"
same 'and the new ones' "$(cat second.json)" "$(version="--settings-version $second" figures)"
same 'between them neither' '["c1",33300,3600,"missed"]
["c2",5400,3600,"missed"]' "$(told --settings-version $((second - 1)))"
same 'before all of them nothing' '0 231300' \
	"$(guichet stats --json --settings-version 0 | jq -r '"\(.settings) \(.first_response.business.longest)"')"
same 'the rows behind a figure are those of the version' '[4500,0]' \
	"$(guichet explain sla --json --settings-version "$first" | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[].business_seconds]')"
refused 'a row that is not there' 64 'the ledger ends with row' stats --settings-version 9999
guichet ledger export >all
fine 'elsewhere' --desk other.db ledger import all
same 'the versions are the same' "$(cat first.json)$(cat second.json)" \
	"$(version="--settings-version $first" figures --desk other.db)$(figures --desk other.db)"

# Clocks that were wrong: what is stored and what the ledger gives are the same figures.
cp "$top_srcdir/tests/data/cases/N10.jsonl" clocks
export GUICHET_DESK=$TEST_DIR/clocks.db
fine 'a ledger with a clock that was put right' ledger import clocks
same 'stored rows follow it' "$(guichet waits --json | jq -sc '[.[].seconds]')" \
	"$(guichet explain all_replies --json | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[].seconds]')"
fine 'and verify agrees' metrics rebuild --check
fine 'twice' ledger verify

# Tags as they were: a figure by tag of an earlier time has the tags of then.
export GUICHET_DESK=$TEST_DIR/tags.db
cat >tags <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","net":"2026-03-02T09:00:00Z","recv":"2026-03-02T09:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"tagged","recv":"2026-03-02T09:01:00Z","who":"human:ann","tag":"refund"}
{"seq":3,"account":"brand","conv":"c1","kind":"untagged","recv":"2026-03-02T10:01:00Z","who":"human:ann","tag":"refund"}
{"seq":4,"account":"brand","conv":"c1","kind":"tagged","recv":"2026-03-02T10:02:00Z","who":"human:ann","tag":"late"}
END
fine 'tags that come and go' ledger import tags
tagged() { guichet stats --by tag --metric waits --json "$@" | jq -c '[.by[].key]'; }
same 'now' '["late"]' "$(tagged)"
same 'then' '["refund"]' "$(tagged --as-of 2026-03-02T09:30:00Z)"
same 'between' '[null]' "$(tagged --as-of 2026-03-02T10:01:30Z)"
same 'and asked for by name' 1 "$(guichet stats tag:refund --metric waits --json --as-of 2026-03-02T09:30:00Z | jq .waits.n)"
finish
