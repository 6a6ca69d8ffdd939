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

# Whoever wrote again behind an end waits, and the queue shows them as figures do, though no row of a status says so.
GUICHET_DESK=$TEST_DIR/again.db
cat >again.jsonl <<'END'
{"seq":1,"account":"brand","conv":"back","kind":"message_in","recv":"2026-03-02T09:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"back","kind":"message_out","recv":"2026-03-02T09:01:00Z","id":"o1","who":"human:bob"}
{"seq":3,"account":"brand","conv":"back","kind":"status","recv":"2026-03-02T09:02:00Z","who":"human:bob","to":"resolved"}
{"seq":4,"account":"brand","conv":"pend","kind":"message_in","recv":"2026-03-02T09:03:00Z","id":"b"}
{"seq":5,"account":"brand","conv":"pend","kind":"status","recv":"2026-03-02T09:04:00Z","who":"human:bob","to":"pending"}
{"seq":6,"account":"brand","conv":"shut","kind":"message_in","recv":"2026-03-02T09:05:00Z","id":"c"}
{"seq":7,"account":"brand","conv":"shut","kind":"status","recv":"2026-03-02T09:06:00Z","who":"human:bob","to":"closed"}
{"seq":8,"account":"brand","conv":"like","kind":"message_in","recv":"2026-03-02T09:07:00Z","id":"d"}
{"seq":9,"account":"brand","conv":"like","kind":"status","recv":"2026-03-02T09:08:00Z","who":"human:bob","to":"resolved"}
{"seq":10,"account":"brand","conv":"hold","kind":"message_in","recv":"2026-03-02T09:09:00Z","id":"e"}
{"seq":11,"account":"brand","conv":"hold","kind":"status","recv":"2026-03-02T09:10:00Z","who":"human:bob","to":"on_hold"}
{"seq":12,"account":"brand","conv":"spam","kind":"message_in","recv":"2026-03-02T09:11:00Z","id":"f"}
{"seq":13,"account":"brand","conv":"spam","kind":"spam","recv":"2026-03-02T09:12:00Z","who":"human:bob"}
{"seq":14,"account":"brand","conv":"spam","kind":"status","recv":"2026-03-02T09:12:00Z","who":"human:bob","to":"resolved"}
{"seq":15,"account":"brand","conv":"part","kind":"message_in","recv":"2026-03-02T09:13:00Z","id":"g"}
{"seq":16,"account":"brand","conv":"part","kind":"merged","recv":"2026-03-02T09:14:00Z","who":"human:bob","into":"whole"}
{"seq":17,"account":"brand","conv":"whole","kind":"status","recv":"2026-03-02T09:15:00Z","who":"human:bob","to":"resolved"}
{"seq":18,"account":"brand","conv":"back","kind":"message_in","recv":"2026-03-02T10:00:00Z","id":"a2"}
{"seq":19,"account":"brand","conv":"pend","kind":"message_in","recv":"2026-03-02T10:00:01Z","id":"b2"}
{"seq":20,"account":"brand","conv":"shut","kind":"message_in","recv":"2026-03-02T10:00:02Z","id":"c2"}
{"seq":21,"account":"brand","conv":"like","kind":"message_in","recv":"2026-03-02T10:00:03Z","id":"d2","reaction":true}
{"seq":22,"account":"brand","conv":"hold","kind":"message_in","recv":"2026-03-02T10:00:04Z","id":"e2"}
{"seq":23,"account":"brand","conv":"spam","kind":"message_in","recv":"2026-03-02T10:00:05Z","id":"f2"}
{"seq":24,"account":"brand","conv":"part","kind":"message_in","recv":"2026-03-02T10:00:06Z","id":"g2"}
END
fine 'customers who wrote again' ledger import again.jsonl
stand='back open
hold on_hold
like resolved
pend open
shut open
whole open'
as_list() { guichet list status:open,pending,on_hold,snoozed,resolved,closed --json "$@" | jq -r 'select(.handle != "spam") | "\(.handle) \(.status)"' | sort; }
same 'the queue has them' "$stand" "$(as_list)"
same 'and knows it of then' "$(grep -v whole <<<"$stand")" "$(as_list --as-of 2026-03-02T11:00:00Z | grep -v whole)"
same 'as their cases say' "$stand" "$(guichet cases --json | jq -rs '[group_by(.conv)[] | max_by(.case)] | .[] | "\(.conv) \(.status)"' | sort)"
same 'and the figures' 5 "$(guichet stats --metric backlog --json | jq .backlog.n)"
fine 'nothing is off' doctor
has 'what has no words says so' 'No words of it are here' "$(guichet show 1)"
has 'a voice says so, too' 'No words of it are here' "$(guichet --plain show 1)"
same 'in the line mode as well' "$(guichet --plain show 1)" "$(echo 'show #1' | guichet --plain)"
printf ':go conversation 1\n' >words.steps
has 'on the screen too' 'No words of it are here' "$(guichet --config '' --screen 80x24 --script words.steps)"

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
for to in solved Resolved ' resolved' '' 'resolved\\\\u0001'; do
	wrong "a status that is none: '$to'" '12: to: ' "s/\"to\":\"resolved\"/\"to\":\"$to\"/"
done
wrong 'and says which there are' "12: to: 'solved' is not a status: write open, pending, on_hold" 's/"to":"resolved"/"to":"solved"/'
wrong 'no status' '12: to: ' 's/"to":"resolved",//'
# as N WHAT ROW: line 9 is another row, or whatever it is
as() { wrong "$1" "9: $2" "9s/.*/{\"seq\":8,\"account\":\"brand\",\"conv\":\"c1\",\"recv\":\"2026-03-02T09:05:00Z\",$3}/"; }
survey='"kind":"survey","who":"customer"'
as 'a score that is none' "score: '9' is not one of 1 to 5" "$survey,\"detail\":{\"score\":9}"
as 'no score' 'survey needs score in its detail' "$survey"
as 'a score in words' "score: 'good' is not" "$survey,\"detail\":{\"score\":\"good\"}"
as 'a score in halves' 'detail: score is neither a text nor a whole number' "$survey,\"detail\":{\"score\":4.5}"
as 'merged into itself' 'merged: a conversation cannot go into itself' '"kind":"merged","into":"c1"'
as 'linked with itself' 'linked: a conversation cannot go into itself' '"kind":"linked","into":"c1"'
as 'unmerged from what' 'unmerged needs into' '"kind":"unmerged"'
as 'unlinked from what' 'unlinked needs into' '"kind":"unlinked"'
for kind in deleted edited failed; do
	as "which message was $kind" "message_$kind needs ref" "\"kind\":\"message_$kind\""
done
as 'an urgency that is none' "to: 'highest' is not a priority" '"kind":"priority","to":"highest"'
as 'a clock that is put right by what' 'clock_offset needs offset_ms in its detail' '"kind":"clock_offset","detail":{}'
as 'nor by words' "offset_ms: 'two' is not a whole number" '"kind":"clock_offset","detail":{"offset_ms":"two"}'
as 'a look of some seconds' "seconds: '-5' is not a whole number" '"kind":"viewed","who":"human:ann","detail":{"seconds":"-5"}'
as 'a target in words' "target_ms: '10m' is not a whole number" '"kind":"settings_version","detail":{"target_ms":"10m"}'
as 'hours without a name' 'ledger: row 8: a schedule without a name' '"kind":"schedule_version","detail":{}'
as 'an automatic one in words' 'auto is neither true nor false' '"kind":"message_out","auto":"yes"'
as 'a like in numbers' 'reaction is neither true nor false' '"kind":"message_in","reaction":1'
for member in account conv kind recv net who to reason tag surface contact; do
	jq -c "if .seq == 8 then .$member = 7 else . end" rows.jsonl >wrong.jsonl
	refused "$member that is a number" 65 "wrong.jsonl: line 8: $member is not a text" ledger import wrong.jsonl
done
wrong 'two merged into each other' '6: ledger: row 6 merges two conversations into each other' '5s/linked/merged/
6s/.*/{"seq":6,"account":"brand","conv":"c1","kind":"merged","recv":"2026-03-02T09:04:00Z","into":"c2"}/'
wrong 'a person of a name that means others' "2: 'me' cannot be a name" 's/"who":"human:ann"}/"who":"human:me"}/'
wrong 'an assignee of none' "8: 'nobody' cannot be a name" 's/"to":"bot:helper"/"to":"nobody"/'
wrong 'an account without a name' '9: account is empty' '9s/"brand"/""/'
wrong 'a conversation without one' '9: conv is empty' '9s/"c1"/""/'
wrong 'a message without one' '9: ref is empty' '9s/"o1"/""/'
wrong 'a number in words' '9: seq is not a whole number from 1' '9s/"seq":8/"seq":"eight"/'
wrong 'a number that goes back' '9: row 2 stands where 8 should' '9s/"seq":8/"seq":2/'
wrong 'half a letter' '9: ' $'9s/o1/o\xc3/'
wrong 'what is no letter' '9: ' $'9s/o1/o\xff/'
wrong 'a NUL' '9: ' '9s/o1/\x00/'
wrong 'a NUL behind a row' '9: ' '9s/$/\x00/'
wrong 'a NUL in JSON' '9: ' '9s/o1/\\u0000/'
wrong 'two rows in a line' '9: ' '9s/$/{}/'
wrong 'the same member twice' '9: ' '9s/"seq":8/"seq":8,"seq":8/'
{ sed 8q rows.jsonl; head -c 5000000 /dev/zero | tr '\0' x; } >wrong.jsonl
refused 'a line of five million' 65 'wrong.jsonl: line 9: ' ledger import wrong.jsonl
{ sed 8q rows.jsonl; printf '{"seq":8,"account":"brand","conv":"c1","kind":"note","recv":"2026-03-02T09:05:00Z","who":"human:ann","reason":"'; head -c 1500000 /dev/zero | tr '\0' x; echo '"}'; } >wrong.jsonl
refused 'a text of a million and a half' 65 'wrong.jsonl: line 9: ' ledger import wrong.jsonl
wrong 'no JSON' '9:' 's/{"seq":8/{seq:8/'
wrong 'no object' '9: not an object' 's/{"seq":8.*/[8]/'
wrong 'a hash that is none' '9: ref is not 32 hexadecimal digits' 's/"ref":"o1"/"ref":"o1","hash":"x"/'
same 'after all that nothing is in' '0 0' "$(guichet ledger export | wc -l) $(guichet account list --json | wc -l)"
sed 's/"seq":1,/"seq":5,/' rows.jsonl | head -n 1 >late.jsonl
refused 'a beginning that is none' 65 'line 1: ledger: row 5 stands where 1 should' ledger import late.jsonl
finish
