#!/bin/bash
# SPDX-License-Identifier: ISC
# Against a real Bluesky network: what customers write arrives once, each
# answer stands in its thread exactly once, however often the desk's server
# and the way to the network are killed, lengths are the network's own, and
# what can be taken back is gone.
. "$(dirname "$0")/../lib/tap.sh"
guichet=$top_builddir/guichet
[ -x "$guichet" ] && [ -x "$GUICHETD" ] || skip_all "the programs are not built"
people=4

"$top_srcdir/tests/lib/atproto.sh" $people >network.out 2>network.err &
network=$!
remember $network
settled() { grep -qE '^(READY|SKIP)' network.out || ! kill -0 $network; }
wait_for 150 settled
why=$(sed -n 's/^SKIP //p' network.out)
[ -z "$why" ] || skip_all "$why"
grep -q READY=1 network.out || bail "the network did not start: $(tail -n 1 network.err)"
. ./network.out

# The way to the server, which can be killed.
way=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
open_way() {
	: >way.out
	python3 "$top_srcdir/tests/lib/cut_proxy.py" "$way" "${PDS_URL##*:}" "$TEST_DIR/lose" >way.out 2>>way.err &
	proxy=$!
	remember $proxy
	wait_for 20 grep -q READY way.out
}
open_way
BRAND=http://127.0.0.1:$way

now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
call() { # call TOKEN METHOD BODY
	curl -fsS -m 20 "$PDS_URL/xrpc/$2" -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3"
}
ask() { curl -fsS -m 20 -H "Authorization: Bearer $1" "$PDS_URL/xrpc/$2"; }
# write TOKEN DID TEXT [CREATED] [PARENT-AS-JSON]: a post; a mention of the brand in front becomes one
write() {
	jq -n --arg did "$2" --arg text "$3" --arg at "${4:-$(now)}" --arg brand "$BRAND_DID" --argjson reply "${5:-null}" '
		{repo: $did, collection: "app.bsky.feed.post", record: ({"$type": "app.bsky.feed.post", text: $text, createdAt: $at}
		+ (if ($text | startswith("@brand.test")) then {facets: [{index: {byteStart: 0, byteEnd: 11},
			features: [{"$type": "app.bsky.richtext.facet#mention", did: $brand}]}]} else {} end)
		+ (if $reply then {reply: $reply} else {} end))}' >post.json
	call "$1" com.atproto.repo.createRecord "$(cat post.json)"
}
below() { ask "$BOB_TOKEN" "app.bsky.feed.getPostThread?uri=$1&depth=6"; }
ours() { ask "$BOB_TOKEN" "com.atproto.repo.listRecords?repo=$BRAND_DID&collection=app.bsky.feed.post&limit=100" | jq -r '.records[].value.text'; }
desk() { "$guichet" --desk "$TEST_DIR/$1.db" "${@:2}"; }
list() { desk "$1" list status:open,pending --limit 200 --json | jq -r "$2"; }
number_of() { list "$1" "select(.text|contains(\"$2\")).id" | head -n 1; }
add() { # add DESK PASSWORD SETTING...
	printf %s "$2" >secret
	desk "$1" account add bluesky brand "url=$BRAND" handle=brand.test poll=1s quarantine=1s "${@:3}" --secret-fd 3 3<secret
}
until_list() { desk "$1" sync --until-idle >/dev/null; desk "$1" list status:open,pending --limit 200 --json | jq -se "$2"; }

says=$(printf wrong >secret; desk wrong account add bluesky brand "url=$BRAND" handle=brand.test --secret-fd 3 3<secret; desk wrong sync 2>&1)
has 'a wrong password is said so' 'handle or app password is wrong' "$says"
says=$(desk wrong account add bluesky other "url=$BRAND" --secret-fd 3 3<secret 2>&1)
has 'and a missing handle' 'bluesky needs handle=...' "$says"

add main "$BRAND_PASSWORD" >/dev/null; ok $? 'an account is added with its app password on a descriptor'
desk main sync --until-idle >sync.out 2>&1; ok $? 'the first sync reads it'
has 'who we are was learned' '"handle":"@brand.test"' "$(desk main account list --json)"
same 'nobody waits yet' '' "$(list main .id)"
early=$(now)		# behind the account's beginning, before whatever is read
has 'what the server lacks is said' 'cannot: direct messages: this server has none' "$(desk main account check brand 2>&1)"
add narrow "$NARROW_PASSWORD" >/dev/null
has 'and what the password lacks' 'cannot: direct messages: ' "$(desk narrow account check brand 2>&1)"
if grep -aqF -e "$BRAND_PASSWORD" -e eyJ0eXAi main.db main.db-wal 2>/dev/null; then ok 1 'neither password nor session can be read in the file'
else ok 0 'neither password nor session can be read in the file'; fi

# ---- customers

bob=$(write "$BOB_TOKEN" "$BOB_DID" '@brand.test where is my parcel' | jq -c '{uri,cid}')
write "$CAROL_TOKEN" "$CAROL_DID" '@brand.test is the shop open' >/dev/null
waiting='[.[]|select(.waiting_since!=null)]|length'
wait_for 60 until_list main "$waiting==2"; ok $? 'two people wait'
one=$(number_of main parcel)
desk main claim "$one" >/dev/null
desk main reply "$one" 'It comes tomorrow: https://shop.test/t?x=1. @carol.test knows more 👋' --yes >/dev/null
desk main sync --until-idle >/dev/null 2>&1; ok $? 'an answer leaves'
answered() { [ "$(below "$(jq -r .uri <<<"$bob")" | jq '.thread.replies|length')" = 1 ]; }
wait_for 30 answered; ok $? 'it stands below the post'
record=$(below "$(jq -r .uri <<<"$bob")" | jq -c '.thread.replies[0].post.record')
same 'with the words' 'It comes tomorrow: https://shop.test/t?x=1. @carol.test knows more 👋' "$(jq -r .text <<<"$record")"
same 'link and mention are marked by bytes' '[[19,42,"https://shop.test/t?x=1"],[44,55,"'"$CAROL_DID"'"]]' \
	"$(jq -c '[.facets|sort_by(.index.byteStart)[]|[.index.byteStart,.index.byteEnd,(.features[0]|.uri//.did)]]' <<<"$record")"
same 'root and parent are the post' "[$bob,$bob]" "$(jq -c '[.reply.root,.reply.parent]|map({uri,cid})' <<<"$record")"
same 'one person still waits' 1 "$(list main 'select(.waiting_since!=null).id' | wc -l)"
reply=$(below "$(jq -r .uri <<<"$bob")" | jq -c '.thread.replies[0].post|{uri,cid}')
write "$BOB_TOKEN" "$BOB_DID" 'and the other one' "$(now)" "{\"root\":$bob,\"parent\":$reply}" >/dev/null
wait_for 60 until_list main "$waiting==2"; ok $? 'a reply to the answer waits again'
same 'in the same conversation' "$one" "$(list main 'select(.text=="and the other one").id')"

# ---- what stands below what was read already

write "$CAROL_TOKEN" "$CAROL_DID" '@brand.test my clock is late' "$early" >/dev/null
wait_for 60 until_list main 'any(.[]; .text|contains("clock is late"))'; ok $? 'a post from a clock that is late is found'
at=$(now)
for n in $(seq $people); do
	token=CUSTOMER${n}_TOKEN did=CUSTOMER${n}_DID
	write "${!token}" "${!did}" "@brand.test customer $n asks about sunday" "$at" >/dev/null
done
wait_for 60 until_list main "[.[]|select(.text|contains(\"sunday\"))]|length==$people"
ok $? 'four at one instant are four conversations'

# ---- answered in the network's own application

target=$(ask "$BOB_TOKEN" "app.bsky.feed.getAuthorFeed?actor=$CUSTOMER1_DID&limit=1" | jq -c '.feed[0].post|{uri,cid}')
write "$BRAND_TOKEN" "$BRAND_DID" 'from ten to four' "$(now)" "{\"root\":$target,\"parent\":$target}" >/dev/null
first=$(number_of main 'customer 1 asks')
wait_for 60 until_list main "any(.[]; .id==$first and .waiting_since==null)"; ok $? 'an answer from elsewhere ends the wait'

# ---- lengths are the network's

long=$(printf 'é%.0s' $(seq 299))'👨‍👩‍👧'
same 'we count as the network does' 300 "$(desk main plan "$first" "$long" --json | jq '.parts[0].length')"
same 'one more is two posts' 2 "$(desk main plan "$first" "${long}x" --json | jq '.parts|length')"
says=$(curl -sS "$PDS_URL/xrpc/com.atproto.repo.createRecord" -H "Authorization: Bearer $BRAND_TOKEN" -H 'Content-Type: application/json' \
	-d "{\"repo\":\"$BRAND_DID\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"\$type\":\"app.bsky.feed.post\",\"createdAt\":\"$(now)\",\"text\":\"${long}x\"}}")
has 'and the network refuses it in one' 'maximum 300, got 301' "$says"
desk main reply "$first" "$long" --yes >/dev/null
desk main sync --until-idle >/dev/null 2>&1
same 'three hundred are taken' 1 "$(ours | grep -cF "$long")"

# Of texts of all kinds of letters, too, we and the network say the same of the last that is one post.
taken() { # taken TEXT: the network takes it in one
	jq -n --arg did "$CAROL_DID" --arg text "$1" --arg at "$(now)" '{repo: $did, collection: "app.bsky.feed.post",
		record: {"$type": "app.bsky.feed.post", text: $text, createdAt: $at}}' >odd.json
	call "$CAROL_TOKEN" com.atproto.repo.createRecord "$(cat odd.json)" >/dev/null 2>&1
}
shape() { desk main plan "$first" "$1" --json | jq -c '[(.parts | length), .parts[0].length]'; }
wrong=0 asked=0
python3 "$top_srcdir/tests/lib/odd_texts.py" 30 70 >odd.txt
while IFS= read -r text; do
	length=$(shape "$text" | jq '.[1]')
	full="$text $(printf "%$((299 - length))s" | tr ' ' y)"
	[ "$(shape "$full")" = '[1,300]' ] && taken "$full" && [ "$(shape "${full}y" | jq '.[0]')" = 2 ] && ! taken "${full}y" ||
		{ wrong=$((wrong + 1)); echo "# ours $(shape "$full"), $(jq -n --arg t "$full" '$t')"; }
	asked=$((asked + 1))
done <odd.txt
same 'of thirty odd texts the last that fits is the same' '30 0' "$asked $wrong"
while IFS= read -r text; do	# here versions of Unicode differ: a post less full is no fault, one too full is
	length=$(shape "$text" | jq '.[1]')
	taken "$text $(printf "%$((299 - length))s" | tr ' ' y)" || echo "# refused: $text"
done <<'END' >indic.txt
नमस्ते क्षत्रिय ज्ञान श्री
কর্ম স্ত্রী ക്ഷമ
END
same 'what we call one post is taken in Indic scripts' '' "$(cat indic.txt)"

# ---- what is no reply

message_of() { desk main show "$1" --json | jq -r ".messages[]|select(.text|contains(\"$2\")).id"; }
second=$(number_of main 'customer 2 asks')
desk main favourite "$second" >/dev/null && desk main sync --until-idle >/dev/null 2>&1
like() { ask "$BRAND_TOKEN" "app.bsky.feed.getLikes?uri=$(desk main show "$second" --json | jq -r '.messages[0].remote_id')" | jq -e '.likes|length==1'; }
wait_for 30 like; ok $? 'a favourite is a like'
desk main block "$second" >/dev/null && desk main sync --until-idle >/dev/null 2>&1
blocks() { ask "$BRAND_TOKEN" app.bsky.graph.getBlocks | jq -e ".blocks|length==$1"; }
wait_for 30 blocks 1; ok $? 'a block is a block'
desk main unblock "$second" >/dev/null && desk main sync --until-idle >/dev/null 2>&1
wait_for 30 blocks 0; ok $? 'and is taken back'
desk main retract "$one" --message "$(message_of "$one" 'comes tomorrow')" >/dev/null; ok $? 'a reply is taken back'
desk main sync --until-idle >/dev/null 2>&1
same 'what is taken back is gone' 0 "$(ours | grep -c 'comes tomorrow')"

# ---- a lost answer, and killed at any moment

third=$(number_of main 'customer 3 asks')
printf 'putRecord' >lose
desk main reply "$third" 'Lost on the way back.' --yes >/dev/null
desk main sync >lost.out 2>&1
[ ! -e lose ]; ok $? 'the answer to a reply is lost'
idle() { desk main sync --until-idle >/dev/null 2>&1; [ -z "$(desk main outbox list --json 2>/dev/null)" ]; }
wait_for 60 idle; ok $? 'which is resolved'
same 'and it is there once' 1 "$(ours | grep -c 'Lost on the way')"

server_of() {
	local folder words
	for folder in /proc/[0-9]*; do
		words=()
		{ mapfile -d '' words <"$folder/cmdline"; } 2>/dev/null
		case "${words[*]}" in *guichetd*"$TEST_DIR/main.db"*) server=${folder#/proc/}; return 0 ;; esac
	done
	server=
	return 1
}
kills=0 round=0
for delay in 0 0.02 0.04 0.06 0.08 0.1 0.15 0.2; do
	round=$((round + 1))
	target=$(number_of main "customer $((round % 2 + 3)) asks")
	desk main reply "$target" "Answer number $round." --yes >/dev/null
	server_of
	desk main sync >/dev/null 2>&1 &
	syncing=$!
	until [ -n "$server" ] || ! kill -0 $syncing 2>/dev/null; do server_of; done
	sleep $delay		# the moment is what varies here
	if [ $((round % 2)) = 0 ]; then kill -KILL $proxy && { wait $proxy; true; } 2>/dev/null
	else [ -z "$server" ] || kill -KILL "$server" 2>/dev/null; fi && kills=$((kills + 1))
	wait $syncing
	[ $((round % 2)) = 1 ] || open_way
	wait_for 60 idle || echo "# round $round: $(desk main outbox list --json)"
done
echo "# $kills kills"
[ $kills -ge 6 ]; ok $? 'the server and the way to the network were killed often enough'
same 'each answer is on the network exactly once' "$(for n in $(seq $round); do echo "Answer number $n."; done)" \
	"$(ours | grep 'Answer number' | sort)"
desk main ledger verify >/dev/null; ok $? 'the ledger verifies'

# ---- listening

add ear "$BRAND_PASSWORD" listen=teapot >/dev/null
desk ear sync --until-idle >/dev/null 2>&1
write "$CAROL_TOKEN" "$CAROL_DID" 'my teapot is broken' >/dev/null
heard() { desk ear sync >/dev/null 2>&1; desk ear search teapot --json | jq -se 'length==1'; }
wait_for 60 heard; ok $? 'a word that is listened for is heard'
same 'and nobody waits for an answer' '' "$(list ear 'select(.waiting_since!=null).id')"
finish
