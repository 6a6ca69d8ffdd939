#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: the checker passes what keeps the rules, a program of ours, both
# examples and the connectors that are built in, behind an adapter, and names
# each rule that another one breaks.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
for tool in python3 jq curl; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done
examples=$top_srcdir/data/connectors
: >log
python3 "$top_srcdir/tests/lib/guestbook_server.py" book log >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the guestbook does not start: $(head -n 1 site.err)"
printf '{"id":1,"by":"Ann","text":"Where is my parcel?","at":"2026-11-26T10:00:00Z"}\n' >book

fine 'the spool keeps the rules' connector check "$top_builddir/guichet-connector-spool" "dir=$TEST_DIR/spool"
mkdir -p spool/new
item a1 'Where is my parcel?' >spool/new/a1.json
fine 'also when it has something to tell, and to send' connector check "$top_builddir/guichet-connector-spool" "dir=$TEST_DIR/spool" --send
for again in 'killed before its checkpoint it tells the same again' 'what was cancelled is told again'; do
	has "$again" "$again: 1 messages" "$out"
done
has 'twice with one key' 'it is one reply' "$out"
same 'one file' 1 "$(ls spool/out | wc -l)"
same 'each is named' 0 "$(printf '%s\n' "$out" | grep -vcE '^(ok [0-9]+ - |1\.\.)')"
fine 'so does the guestbook' connector check "$examples/guichet-connector-guestbook" "url=http://127.0.0.1:$(cat port)" --secret-fd 4 4<<<token
has 'which was read' '1 items' "$out"
same 'and not written' 1 "$(wc -l <book)"
fine 'unless it may' connector check "$examples/guichet-connector-guestbook" "url=http://127.0.0.1:$(cat port)" --send --secret-fd 4 4<<<token
same 'once' 2 "$(wc -l <book)"
fine 'and the forum, though nobody answers' connector check "$examples/guichet-connector-discourse" url=http://127.0.0.1:9 --secret-fd 4 4<<<token
has 'it says so' 'it says' "$out"
: >posted
python3 "$top_srcdir/tests/lib/forum_server.py" "$TEST_DIR/posted" >forum 2>forum.err & remember $!
wait_for 20 test -s forum || bail "the forum does not start: $(head -n 1 forum.err)"
curl -sSf -d '{"username":"ann","raw":"Where is my parcel?"}' "http://127.0.0.1:$(cat forum)/control" >/dev/null
fine 'and when it answers' connector check "$examples/guichet-connector-discourse" "url=http://127.0.0.1:$(cat forum)" user=host --send --secret-fd 4 4<<<token
has 'it finds what was sent' 'reconcile finds it' "$out"
has 'and nothing else' 'reconcile does not find what was not sent' "$out"

# The connectors that are built in keep the same rules, behind a program that lets them ask a server, or a folder.
adapter=$top_builddir/tests/cli/adapter
# judged NETWORK ITEMS AGAIN WORD...: it keeps every rule, brings so many items, and so many again once they were given up
judged() {
	local network=$1 items=$2 again=$3; shift 3
	fine "$network keeps the rules" connector check "$adapter" "network=$network" history=all "$@" 4<<<"$token"
	brought=$(sed -n 's/.*items can be stored: \([0-9]*\) items/\1/p' <<<"$out" | head -n 1)
	same "$network: what it brings" "${items:-$brought}" "$brought"
	has "$network: and again" "cancelled is told again: $again" "$out"
}
# server NAME WORD...: starts a fake of tests/lib, its address in $url
server() {
	local name=$1; shift
	python3 "$top_srcdir/tests/lib/${name}_server.py" "$@" >"$name.port" 2>"$name.err" & remember $!
	wait_for 20 test -s "$name.port" || bail "$name does not start: $(head -n 1 "$name.err")"
	url=http://127.0.0.1:$(cat "$name.port")
}
token=
mkdir -p feed hackernews/api/v1
echo '<rss version="2.0"><channel><title>B</title><item><guid>1</guid><title>x</title></item><item><guid>2</guid><title>y</title></item></channel></rss>' >feed/rss
judged feed 2 2 "site=$TEST_DIR/feed" url=https://blog.example/rss
echo '{"hits":[{"objectID":"9","author":"zoe","created_at_i":1790000000,"comment_text":"My kiln","story_id":5}]}' >hackernews/api/v1/search_by_date
judged hackernews 1 1 "site=$TEST_DIR/hackernews" url=https://search.example query=kiln
judged import 0 0
x=bluesky/xrpc
mkdir -p $x
bob='{"did":"did:plc:bob","handle":"bob.example"}'
echo '{"accessJwt":"a.b.c","refreshJwt":"r","did":"did:plc:us","handle":"us.example"}' >$x/com.atproto.server.createSession.POST
echo '{"did":"did:plc:us","handle":"us.example"}' >$x/app.bsky.actor.getProfile
echo "{\"profiles\":[$bob]}" >$x/app.bsky.actor.getProfiles
echo '{"records":[]}' >$x/com.atproto.repo.listRecords
echo "{\"notifications\":[{\"uri\":\"at://did:plc:bob/app.bsky.feed.post/p\",\"cid\":\"c\",\"reason\":\"mention\",\"author\":$bob,\"indexedAt\":\"2026-11-22T10:00:00Z\",
	\"record\":{\"text\":\"hello\",\"createdAt\":\"2026-11-22T10:00:00Z\"}}]}" >$x/app.bsky.notification.listNotifications
echo "{\"convos\":[{\"id\":\"c1\",\"rev\":\"2\",\"members\":[{\"did\":\"did:plc:us\"},$bob],\"lastMessage\":{\"sentAt\":\"2026-11-22T10:00:00Z\"}}]}" >$x/chat.bsky.convo.listConvos
echo '{"messages":[{"id":"m1","rev":"1","text":"psst","sender":{"did":"did:plc:bob"},"sentAt":"2026-11-22T10:00:00Z"}]}' >$x/chat.bsky.convo.getMessages
echo '{"cursor":"3","logs":[]}' >$x/chat.bsky.convo.getLog
judged bluesky 2 1 "site=$TEST_DIR/bluesky" url=https://social.example handle=us.example
judged playback '' 40 brand=kiln promises=repeats --send
ok $((brought <= 40)) 'playback: more than a page'
has 'playback: one key, one reply' 'it is one reply' "$out"
: >comments
server wordpress comments
token='ab cd'
judged wordpress 2 2 "url=$url" user=host promises=reconcile --send --secret-fd 4
has 'wordpress: reads back' 'reconcile does not find' "$out"
server telegram updates
token=$(sed -n 's/^TOKEN = "\(.*\)"/\1/p' "$top_srcdir/tests/lib/telegram_server.py")
for n in 1 2; do curl -sSf -d "{\"say\":{\"text\":\"hello $n\"}}" "$url/control" >/dev/null; done
judged telegram 2 2 "url=$url" --send --secret-fd 4
same 'telegram: taken out of the queue once it was kept' 0 "$(curl -sSf "$url/control" | jq '.queue | length')"
server mastodon 3 statuses
token=token
judged mastodon 3 3 "url=$url" promises=repeats --send --secret-fd 4
has 'mastodon: one key, one reply' 'it is one reply' "$out"
same 'none of them was strict' '' "$(grep STRICT statuses)"
cat >naughty <<'X'
#!/bin/sh
echo early
secret=$(cat <&3)
echo "$secret" >&2
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"x\",\"acts\":[\"dance\"]}}" ;;
	*'"call":"probe"'*) echo "{\"id\":$id,\"error\":{\"class\":\"odd\",\"text\":\"no\"}}" ;;
	*'"call":"poll"'*) echo '{"seq":2,"item":{"uid":"a"}}'; echo '{"seq":1,"checkpoint":1}'; echo '{"seq":3,"item":{"uid":"b"}}'; echo "{\"id\":$id,\"ok\":{}}" ;;
	*) echo "{\"id\":${id:-0},\"ok\":{}}" ;;
	esac
done
exit 9
X
chmod 755 naughty
g connector check ./naughty --secret-fd 4 4<<<planted-secret
same 'a naughty one fails' 76 "$status"
for broken in 'says nothing before it is asked' 'acts are those of a desk' 'items can be stored' \
	'unheard of is unsupported' 'it ends well' 'the secret is in nothing'; do
	same "$broken" 1 "$(printf '%s\n' "$out" | grep '^not ok' | grep -c -- "$broken" | sed 's/^[2-9]$/1/')"
done
# One that forgets what it told once, and promises more of its sending than it does.
cat >careless <<'X'
#!/bin/sh
item='"item":{"uid":"a","kind":"post","vis":"public","author":{"id":"a"},"at":"2026-11-26T10:00:00Z","text":"hello"}'
n=0
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	n=$((n + 1))
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"x\",\"sends\":true,\"repeats\":true,\"reconcile\":true,\"acts\":[\"retract\"]}}" ;;
	*'"call":"probe"'*) echo "{\"id\":$id,\"ok\":{\"self\":{\"id\":\"x\"}}}" ;;
	*'"call":"poll"'*)
		count=$(cat told 2>/dev/null || echo 0)
		if [ "$count" -lt 2 ]; then
			echo "{\"seq\":$n,$item}" | sed "s/\"a\",\"kind/\"a$count\",\"kind/"
			echo $((count + 1)) >told
		fi
		echo "{\"id\":$id,\"ok\":{}}" ;;
	*'"call":"send"'* | *'"call":"reconcile"'*) echo "{\"id\":$id,\"ok\":{\"sent\":{\"id\":\"s$n\"}}}" ;;
	*'"call":"act"'*) echo "{\"id\":$id,\"what\":1}" ;;
	*'"id"'*) echo "{\"id\":$id,\"error\":{\"class\":\"unsupported\",\"text\":\"no such call\"}}" ;;
	esac
done
X
chmod 755 careless
g connector check ./careless --send
same 'a careless one fails' 76 "$status"
for broken in 'killed before its checkpoint' 'what was cancelled is told again' 'it is one reply' 'reconcile finds it' \
	'what was not sent' 'act is answered'; do
	same "$broken" 1 "$(printf '%s\n' "$out" | grep '^not ok' | grep -c -- "$broken")"
done
# Whoever never stops is judged to the end all the same: one logs all the time, on both of its outputs; the poll of
# another is checkpoints for ever, whether anybody reads them or not.
cat >endless <<'X'
#!/bin/sh
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"x\"}}" ;;
	*'"call":"probe"'*) echo "{\"id\":$id,\"ok\":{\"self\":{\"id\":\"x\"}}}" ;;
	*'"call":"poll"'*) awk 'BEGIN { while (1) print "{\"seq\":" ++n ",\"checkpoint\":" n "}" }' ;;
	esac
done
X
cat >talkative <<'X'
#!/bin/sh
secret=$(cat <&3); printf '%s' "${secret%-*}" >&2; sleep 0.1; printf '%s' "-${secret#*-}" >&2
while sleep 0.1 && echo '{"log":"still here"}'; do echo 'still here' >&2; done &
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"x\"}}" ;;
	*'"call":"probe"'*) echo "{\"id\":$id,\"ok\":{\"self\":{\"id\":\"x\"}}}" ;;
	*'"call":"poll"'*) echo "{\"id\":$id,\"ok\":{}}" ;;
	*'"id"'*) echo "{\"id\":$id,\"error\":{\"class\":\"unsupported\",\"text\":\"no such call\"}}" ;;
	esac
done
X
chmod 755 endless talkative
# given_up PROGRAM RULE...: it is judged to the end soon, and these rules are broken
given_up() {
	local program=$1 took; shift
	took=$(date +%s)
	g connector check "./$program" --secret-fd 4 4<<<planted-secret
	took=$(($(date +%s) - took))
	same "one that is $program fails" 76 "$status"
	ok $((took >= 120)) "$program: judged within $took seconds"
	for broken; do
		has "$program: $broken" "$broken" "$(printf '%s\n' "$out" | grep '^not ok')"
	done
}
given_up endless 'poll is answered: 100000 lines and no answer' 'it ends well'
given_up talkative 'says nothing before it is asked' 'an ack is no call' 'the secret is in nothing'
# What is said before somebody is waited for is seen meanwhile; one that answers no greeting is waited for once.
cat >mute <<'X'
#!/bin/sh
cat >/dev/null
X
cat >slow <<'X'
#!/bin/sh
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"x\"}}" ;;
	*'"call":"poll"'*) echo "{\"id\":$id,\"ok\":{}}" ;;
	*'"call":"probe"'*) until [ -e GO ]; do sleep 0.05; done; echo "{\"id\":$id,\"ok\":{\"self\":{\"id\":\"x\"}}}" ;;
	*) echo "{\"id\":$id,\"error\":{\"class\":\"unsupported\",\"text\":\"no such call\"}}" ;;
	esac
done
X
sed -i "s|GO|$TEST_DIR/go|" slow
chmod 755 mute slow
guichet connector check ./mute >mute.out 2>mute.err & mute=$!
remember $mute
guichet connector check ./slow >slow.out 2>slow.err & slow=$!
remember $slow
wait_for 30 grep -q 'it speaks protocol 1' slow.out; ok $? 'what was judged is seen while the rest is waited for'
same 'which is not judged yet' 0 "$(grep -c 'probe is answered' slow.out)"
touch go
wait $slow
wait $mute
same 'one that is mute fails' 76 $?
has 'says why it may be' 'no answer in 30 s; is each line written at once' "$(cat mute.out)"
same 'and is asked nothing more' '1..2' "$(tail -n 1 mute.out)"
refused 'no program' 65 'could not be judged' connector check ./nothing
refused 'no words' 64 'connector check PROGRAM' connector
finish
