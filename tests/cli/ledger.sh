#!/bin/bash
# SPDX-License-Identifier: ISC
# A ledger of several batches goes from one desk to another and back out to
# the same bytes; a desk with rows of its own takes nobody else's.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

i=0
while [ $((i += 1)) -le 8000 ]; do
	printf '{"uid":"m%d","op":"new","kind":"mention","vis":"public","author":{"id":"c%d","handle":"@c%d@example.org","name":"Carol"},"at":"2026-11-20T1%d:%02d:00Z","thread":{"root":"t%d"},"text":"hello %d"}\n' \
		$i $((i % 900)) $((i % 900)) $((i / 60 % 9)) $((i % 60)) $((i % 1100)) $i
done >items.jsonl
fine 'messages' import items items.jsonl --account shop
fine 'one of them is worked on' claim 1
fine 'and tagged' tag 1 vip
fine 'the ledger goes out' ledger export
printf '%s\n' "$out" >ledger.jsonl
size=$(wc -c <ledger.jsonl)
[ "$size" -gt $((3 << 20)) ]; ok $? "more than three batches: $size bytes"

export GUICHET_DESK=$TEST_DIR/other.db
fine 'and into another desk' ledger import ledger.jsonl --json
same 'every row' "$(wc -l <ledger.jsonl)" "$(echo "$out" | jq .rows)"
fine 'there it is sound' ledger verify --json
same 'to the last row' "$(wc -l <ledger.jsonl)" "$(echo "$out" | jq .rows)"
fine 'and goes out again' ledger export
printf '%s\n' "$out" | cmp - ledger.jsonl
ok $? 'byte for byte'
fine 'a second time' ledger import ledger.jsonl --json
same 'it is all known' "[0,$(wc -l <ledger.jsonl)]" "$(echo "$out" | jq -c '[.rows, .known]')"
fine 'nothing changed' ledger export
printf '%s\n' "$out" | cmp - ledger.jsonl
ok $? 'not a byte'
GUICHET_DESK=$TEST_DIR/half.db
{ head -n 7900 ledger.jsonl; echo 'and here it broke'; } >half.jsonl
refused 'a line that is none, at the end' 65 'half.jsonl: line 7901' ledger import half.jsonl
same 'nothing is in' 0 "$(guichet ledger export | wc -l)"
refused 'the same through a pipe' 65 'line 7901' ledger import - <half.jsonl
sed '7900s/"recv":"2/"recv":"1/' ledger.jsonl >half.jsonl
refused 'an import that breaks off: a row was changed' 65 'half.jsonl: behind line ' ledger import half.jsonl
has 'which one' 'chain is broken at row 7900' "$err"
fine 'it is repeated from the first row' ledger import ledger.jsonl --json
same 'what was there is skipped' "true $(wc -l <ledger.jsonl)" "$(echo "$out" | jq -r '"\(.known > 0 and .rows > 0) \(.rows + .known)"')"
fine 'all of it is there' ledger export
printf '%s\n' "$out" | cmp - ledger.jsonl
ok $? 'byte for byte again'
GUICHET_DESK=$TEST_DIR/other.db
me=$(guichet status --json | jq -r .agent)
fine 'who imported is still somebody' tag 2 mine
same 'and is named for it' "$me" "$(guichet ledger export | tail -n 1 | jq -r '.who | split(":")[1]')"
GUICHET_DESK=$desk guichet tag 3 theirs >/dev/null
GUICHET_DESK=$desk guichet ledger export >longer.jsonl
refused 'rows beside its own' 1 'already' ledger import longer.jsonl
fine 'the ledger is still sound' ledger verify

# Who imports may have the number of somebody in the ledger: the same connection goes on as itself.
export GUICHET_DESK=$TEST_DIR/small.db
item m1 hello | guichet import items - --account shop >/dev/null
fine 'maria is there' agent add maria
fine 'maria works on another desk' --as maria claim 1
guichet ledger export >small.jsonl
export GUICHET_DESK=$TEST_DIR/bobs.db XDG_RUNTIME_DIR=$TEST_DIR/bobs-run
mkdir -m 700 bobs-run
guichetd --private --desk bobs.db --linger 60000 & remember $!
socket() { ls bobs-run/guichet/*.sock; }
wait_for 10 socket
fine 'bob has her number on a third' agent add bob --role admin
size=$(($(wc -c <small.jsonl)))
request="{\"id\":1,\"call\":\"ledger import\",\"key\":\"k1\",\"args\":{\"file\":\"-\"},\"payload\":$size}
$(cat small.jsonl)"
"$top_builddir/tests/server/talk" --as bob "$(socket)" "$request" \
	'{"id":2,"call":"tag","key":"k2","args":{"id":["1"],"tag":"mine"}}' >talked
sed 's/^/# /' talked
same 'he brings in her ledger' 2 "$(grep -c '"ok"' talked)"
same 'and what he does then is his' '["maria","bob"]' \
	"$(guichet ledger export | jq -sc '[.[] | select(.kind == "assigned" or .kind == "tagged") | .who | split(":")[1]]')"

# What a desk writes of itself another one takes: settings that were said and taken back, states, marks, a merge that was undone.
GUICHET_DESK=$TEST_DIR/said.db
{ item m1 hello; item m2 help; item m3 again; } | guichet import items - --account shop >/dev/null
for said in 'account set shop target=10m' 'account set shop target=' 'account set shop target.public=5m' 'account set shop target.public=' \
	'target 20m' 'resolve 1' 'reopen 1' 'close 2' 'priority 1 high' 'priority 1 normal' 'urgent 1' 'tag 1 vip' 'untag 1 vip' 'spam 3' 'ham 3' \
	'pending 1' 'hold 1' 'snooze 1 2h' 'mute 1' 'unmute 1' 'promise 1 2h' 'promise drop 1' 'exclude 1 --reason test' \
	'include 1' 'annotate 2026-11-20 fair' 'desk set zone=Europe/Paris schedule=always' 'desk set zone=' \
	'look 1 30s' 'note 1 a-word' 'agent add maria' 'team add day maria' 'assign 1 day' 'assign 1 maria' 'merge 3 1 --anyway' 'unmerge 3'; do
	guichet $said >said.out 2>&1 || { sed "s/^/# $said: /" said.out; }
done
fine 'what was said goes out' ledger export
printf '%s\n' "$out" >said.jsonl
has 'a target that was taken back' '"target_ms":""' "$out"
GUICHET_DESK=$TEST_DIR/heard.db
fine 'and in' ledger import said.jsonl
guichet ledger export | cmp - said.jsonl
ok $? 'to the byte'
GUICHET_DESK=$TEST_DIR/unsealed.db
jq -c 'del(.hash)' said.jsonl >unsealed.jsonl
fine 'also without hashes' ledger import unsealed.jsonl
finish
