#!/bin/bash
# SPDX-License-Identifier: ISC
# A ledger that another program wrote, one row a line, is taken in whole or not
# at all, and what a desk exports of it brings the same ledger elsewhere, with
# its hashes or without them.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

cat >rows.jsonl <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","net":"2026-03-02T09:00:00Z","recv":"2026-03-02T09:00:01Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-02T09:01:00Z","who":"human:ann"}
{"seq":3,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-02T09:01:30Z","id":"a"}
{"seq":4,"account":"brand","conv":"c2","kind":"message_in","recv":"2026-03-02T09:02:00Z","who":"customer:zoe","surface":"dm","reaction":true}
{"seq":5,"account":"brand","conv":"c2","kind":"linked","recv":"2026-03-02T09:03:00Z","who":"system","into":"c1"}
{"seq":6,"account":"brand","conv":"c1","kind":"message_out","recv":"2026-03-02T09:04:00Z","who":"human:bob","auto":true,"id":"o1"}

{"seq":7,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-02T09:04:30Z","who":"human:ann","to":"bot:helper"}
{"seq":8,"account":"brand","conv":"c1","kind":"message_failed","recv":"2026-03-02T09:05:00Z","ref":"o1"}
{"seq":9,"account":"brand","conv":"c1","kind":"tagged","recv":"2026-03-02T09:05:00Z","who":"human:ann","tag":"vip"}
{"seq":10,"kind":"settings_version","recv":"2026-03-02T09:06:00Z","who":"human:ann","detail":{"target_ms":"600000"}}
{"seq":11,"account":"brand","conv":"c1","kind":"status","recv":"2026-03-02T09:07:00Z","who":"human:ann","to":"resolved","reason":"no_reply_needed"}
END
fine 'rows by hand' ledger import rows.jsonl --json
same 'all of them' '[11,0]' "$(echo "$out" | jq -c '[.rows, .known]')"
fine 'they are a sound ledger' ledger verify
fine 'once more' ledger import rows.jsonl --json
same 'they are known' '[0,11]' "$(echo "$out" | jq -c '[.rows, .known]')"
sed 's/"human:bob"/"human:eve"/' rows.jsonl >other.jsonl
refused 'another row in its place' 1 'another row 6' ledger import other.jsonl
same 'and nobody new' 0 "$(guichet agent list --json | jq -s '[.[] | select(.name == "eve")] | length')"

guichet ledger export >sealed.jsonl
plain='{seq, account, conv, kind, net, recv, who, to, reason, tag, into, surface, auto, reaction, detail, contact} | del(.[] | nulls)'
say() { jq -c "$plain" "$@"; }
same 'names come back' '{"seq":5,"account":"brand","conv":"c2","kind":"linked","recv":"2026-03-02T09:03:00Z","who":"system","into":"c1","surface":"public","contact":"zoe"}' "$(say sealed.jsonl | sed -n 5p)"
same 'a like is one' 'true {"request":"0"}' "$(jq -r 'select(.seq == 4) | "\(.reaction) \(.detail | tojson)"' sealed.jsonl)"
same 'what is automatic says so' 'true automatic:bob' "$(jq -r 'select(.seq == 6) | "\(.auto) \(.who)"' sealed.jsonl)"
same 'a bot holds it' 'human:ann bot:helper' "$(jq -r 'select(.seq == 7) | "\(.who) \(.to)"' sealed.jsonl)"
same 'a repeat keeps its row' '{"duplicate":"1"}' "$(jq -c 'select(.seq == 3) | .detail' sealed.jsonl)"
same 'the desk took the target over' 600 "$(guichet stats --json | jq .target)"

export GUICHET_DESK=$TEST_DIR/sealed.db
fine 'with its hashes it goes elsewhere' ledger import sealed.jsonl
guichet ledger export | cmp - sealed.jsonl
ok $? 'byte for byte'
GUICHET_DESK=$TEST_DIR/open.db
jq -c 'del(.hash)' sealed.jsonl >open.jsonl
fine 'and without them' ledger import open.jsonl
same 'as another chain of the same rows' "$(say sealed.jsonl)" "$(guichet ledger export | say)"
[ "$(guichet ledger export | jq -r .hash | tail -n 1)" != "$(jq -r .hash sealed.jsonl | tail -n 1)" ]
ok $? 'under hashes of its own'

# What is no row: its line, and nothing of the file is in.
GUICHET_DESK=$TEST_DIR/wrong.db
wrong() { # wrong NAME PART SED...: line 7 of the rows (the blank one counts) is spoilt
	local name=$1 part=$2; shift 2
	sed "$@" rows.jsonl >wrong.jsonl
	refused "$name" 65 "wrong.jsonl: line $part" ledger import wrong.jsonl
}
wrong 'an unknown kind' "9: unknown kind 'message_lost'" 's/message_failed/message_lost/'
wrong 'a broken time' "9: recv: '2026-03-02T25:05:00Z' is not a time" 's/T09:05:00Z","ref/T25:05:00Z","ref/'
for time in 2026-02-30T09:05:00Z 2026-02-31T09:05:00Z 2026-04-31T09:05:00Z 2026-03-02T09:05:60Z 2026-03-02T09:05:00+99:99; do
	wrong "$time, which is no instant" "9: recv: '$time' is not a time" "s/\"recv\":\"[^\"]*\",\"ref/\"recv\":\"$time\",\"ref/"
	wrong "nor one of the network" "9: net: '$time' is not a time" "s/\"recv\":\"[^\"]*\",\"ref/\"net\":\"$time\",\"ref/"
done
wrong 'a number twice' '9: row 7 stands where 8 should' 's/"seq":8/"seq":7/'
wrong 'a number left out' '8: row 8 stands where 7 should' '/"seq":7/d'
wrong 'no number' '9: seq is missing' 's/"seq":8,//'
wrong 'no time' '10: a row needs recv or net' 's/"recv":"2026-03-02T09:05:00Z","who":"human:ann","tag"/"who":"human:ann","tag"/'
wrong 'nobody' '8: whom was it given to' 's/"who":"human:ann","to":"bot:helper"/"who":"system"/'
wrong 'a surface' "4: surface: 'email' is neither public nor dm" 's/"surface":"dm"/"surface":"email"/'
wrong 'a person without a name' "2: who: 'human' needs a name" 's/"who":"human:ann"}/"who":"human"}/'
wrong 'an unknown person' "2: who: 'ann' is not one of" 's/"who":"human:ann"}/"who":"ann"}/'
wrong 'no conversation' '9: message_failed needs conv' 's/"conv":"c1","kind":"message_failed"/"kind":"message_failed"/'
wrong 'no account' '9: conv c1 of which account' 's/"account":"brand","conv":"c1","kind":"message_failed"/"conv":"c1","kind":"message_failed"/'
wrong 'no JSON' '9:' 's/{"seq":8/{seq:8/'
wrong 'no object' '9: not an object' 's/{"seq":8.*/[8]/'
wrong 'a hash that is none' '9: ref is not 32 hexadecimal digits' 's/"ref":"o1"/"ref":"o1","hash":"x"/'
same 'after all that nothing is in' '0 0' "$(guichet ledger export | wc -l) $(guichet account list --json | wc -l)"
sed 's/"seq":1,/"seq":5,/' rows.jsonl | head -n 1 >late.jsonl
refused 'a beginning that is none' 65 'line 1: ledger: row 5 stands where 1 should' ledger import late.jsonl
finish
