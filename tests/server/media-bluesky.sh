#!/bin/bash
# SPDX-License-Identifier: ISC
# On a real Bluesky network a picture that a customer shows stands in the queue
# with its description and is saved as the network has it; one stands in the
# answer with its description and its shape, and its bytes are those that were
# given to the desk.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
"$top_srcdir/tests/lib/atproto.sh" 1 >network.out 2>network.err &
network=$!
remember $network
settled() { grep -qE '^(READY|SKIP)' network.out || ! kill -0 $network; }
wait_for 150 settled
why=$(sed -n 's/^SKIP //p' network.out)
[ -z "$why" ] || skip_all "$why"
grep -q READY=1 network.out || bail "the network did not start: $(tail -n 1 network.err)"
. ./network.out

ask() { curl -fsS -m 20 -H "Authorization: Bearer $BOB_TOKEN" "$PDS_URL/xrpc/$1"; }
python3 "$top_srcdir/tests/lib/picture.py" bare shown.png 30
blob=$(curl -fsS -m 20 "$PDS_URL/xrpc/com.atproto.repo.uploadBlob" -H "Authorization: Bearer $BOB_TOKEN" \
	-H 'Content-Type: image/png' --data-binary @shown.png | jq -c .blob)
jq -n --arg did "$BOB_DID" --argjson blob "$blob" --arg brand "$BRAND_DID" --arg at "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" '
	{repo: $did, collection: "app.bsky.feed.post", record: {"$type": "app.bsky.feed.post", text: "@brand.test which bowl",
	createdAt: $at, facets: [{index: {byteStart: 0, byteEnd: 11}, features: [{"$type": "app.bsky.richtext.facet#mention",
	did: $brand}]}], embed: {"$type": "app.bsky.embed.images", images: [{alt: "My broken bowl", image: $blob}]}}}' >post.json
port=${PDS_URL##*:}
python3 "$top_srcdir/tests/lib/image_way.py" "$PDS_URL" "http://localhost:$((port + 1))" >way.port 2>way.err &
remember $!
wait_for 20 test -s way.port || bail "no way to the network: $(tail -n 1 way.err)"
fine 'the brand is added' account add bluesky brand "url=http://127.0.0.1:$(cat way.port)" handle=brand.test since=1h --secret-fd 3 3<<<"$BRAND_PASSWORD"
fine 'it is read' sync --until-idle
curl -fsS -m 20 "$PDS_URL/xrpc/com.atproto.repo.createRecord" -H "Authorization: Bearer $BOB_TOKEN" \
	-H 'Content-Type: application/json' -d @post.json >/dev/null
arrived() { guichet sync --until-idle >/dev/null; [ -n "$(guichet list --json)" ]; }
wait_for 60 arrived; ok $? 'somebody asks for a picture'
same 'it stands below the words, described' '["image","My broken bowl"]' \
	"$(guichet show "$(guichet list --json | jq -r .id)" --json | jq -c '.messages[0].media[0]|[.type,.alt]')"
fine 'it is saved' media save "$(guichet list --json | jq -r .id)"
case $out in *.png | *.jpg | *.webp) ok 0 'as the picture that the network makes of it' ;; *) ok 1 "as a picture: $out" ;; esac
[ "$(stat -c %s "$out")" -gt 100 ]; ok $? 'with its bytes'
has 'by a name of ours' '-1-' "$out"
python3 "$top_srcdir/tests/lib/picture.py" bare bowl.png 30
fine 'one goes with the answer' reply "$(guichet list --json | jq -r .id)" 'This one.' --attach bowl.png --alt 'A broken bowl' --yes
fine 'it leaves' sync --until-idle
embed=$(ask "com.atproto.repo.listRecords?repo=$BRAND_DID&collection=app.bsky.feed.post&limit=100" |
	jq -c '[.records[].value|select(.text=="This one.").embed]')
same 'once, with its description and its shape' '[1,"A broken bowl",102,102]' \
	"$(printf '%s' "$embed" | jq -c '[length,(.[0].images[0]|.alt,.aspectRatio.width,.aspectRatio.height)]')"
curl -fsS "$PDS_URL/xrpc/com.atproto.sync.getBlob?did=$BRAND_DID&cid=$(printf '%s' "$embed" |
	jq -r '.[0].images[0].image.ref."$link"')" -o there.png
cmp -s bowl.png there.png; ok $? 'byte for byte'
finish
