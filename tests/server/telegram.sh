#!/bin/bash
# SPDX-License-Identifier: ISC
# Against a strict Bot API: nothing is taken out of the queue before it is on
# disk, whenever the desk's server is killed; numbers may jump; pictures that
# were sent as one are one message; an answer that was lost waits for a person
# and is never sent twice; and the token is nowhere to be read.
. "$(dirname "$0")/../lib/tap.sh"
guichet=$top_builddir/guichet
[ -x "$guichet" ] && [ -x "$GUICHETD" ] || skip_all "the programs are not built"

python3 "$top_srcdir/tests/lib/telegram_server.py" calls >port 2>server.err &
remember $!
wait_for 20 test -s port
url=http://127.0.0.1:$(cat port) token=123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw
control() { curl -fsS -m 20 "$url/control" -d "$1"; }
say() { control "{\"say\":$1}" >/dev/null; }
waiting_there() { control '{}' | jq '.queue|length'; }
written() { control '{}' | jq -r '.sent[].text'; }
desk() { "$guichet" --desk "$TEST_DIR/$1.db" "${@:2}"; }
list() { desk "$1" list status:open,pending --limit 200 --json | jq -r "$2"; }
number_of() { list "$1" "select(.text|contains(\"$2\")).id" | head -n 1; }
add() { # add DESK TOKEN SETTING...
	printf %s "$2" >secret
	desk "$1" account add telegram shop "url=$url" poll=1s quarantine=1s "${@:3}" --secret-fd 3 3<secret
}

add wrong 123456:wrong >/dev/null
has 'a wrong token is said so' 'token is wrong' "$(desk wrong sync 2>&1)"
add odd '../../x?y' >/dev/null
says=$(desk odd sync 2>&1)
has 'what is no token goes nowhere' 'has no place in the request' "$says"
control '{"webhook":"https://hook.example/"}' >/dev/null
add hook "$token" >/dev/null
has 'a webhook is said so' 'a webhook takes this bot' "$(desk hook sync 2>&1)"
control '{"webhook":""}' >/dev/null

add main "$token" >/dev/null; ok $? 'a bot is added with its token on a descriptor'
desk main sync >/dev/null; ok $? 'the first sync reads it'
has 'who we are was learned' '"handle":"@shop_bot"' "$(desk main account list --json)"

# ---- the queue

say '{"text":"where is my parcel"}'
say '{"by":"carol","text":"see here now","entities":[{"type":"text_link","offset":4,"length":4,"url":"https://shop.example/a"}]}'
desk main sync --until-idle >/dev/null; ok $? 'the queue is read'
same 'two people wait' 2 "$(list main 'select(.waiting_since!=null).id' | wc -l)"
same 'in private' 'private private' "$(list main .visibility | xargs)"
same 'a link stands in full' 'see here -> https://shop.example/a now' "$(list main 'select(.handle=="@carol").text')"
same 'the queue is empty' 0 "$(waiting_there)"

say '{"id":17,"text":"after a quiet week"}'
desk main sync --until-idle >/dev/null
has 'a number that jumped back is taken' 'after a quiet week' "$(desk main show "$(number_of main 'quiet week')" --json)"
same 'and taken out' 0 "$(waiting_there)"
say '{"id":18,"caption":"the box is broken","photo":[{"file_size":1},{"file_size":9}],"media_group_id":"g1"}'
say '{"id":19,"photo":[{"file_size":8}],"media_group_id":"g1"}'
desk main sync --until-idle >/dev/null
same 'an album is one message' 1 "$(desk main show "$(number_of main 'box is broken')" --json | jq '[.messages[]|select(.text|contains("photo"))]|length')"
same 'of two pictures' 2 "$(desk main show "$(number_of main 'box is broken')" --json | jq '[.messages[]|select(.text|contains("photo"))][0].media|length')"
# box TEXT: the newest message that says so, and how many pictures it has
box() { desk main show "$(number_of main "$1")" --json | jq -c --arg text "$1" '[.messages[] | select(.text | contains($text))] | last | [.text, (.media | length)]'; }
edits=$(date +%s)
edit() { edits=$((edits + 1)); say '{"kind":"edited_message","edit_date":'"$edits"',"photo":[{"file_size":1}],'"$1}"; }
say '{"message_id":4720,"caption":"box one","photo":[{"file_size":1}],"media_group_id":"g2"}'
say '{"message_id":4721,"caption":"its lid","photo":[{"file_size":8}],"media_group_id":"g2"}'
edit '"message_id":4720,"caption":"box two","media_group_id":"g2"'
desk main sync --until-idle >/dev/null
same 'edited before it was read' '["box two\n[photo]\nits lid\n[photo]",2]' "$(box 'box two')"
edit '"message_id":4720,"caption":"box three","media_group_id":"g2"'
edit '"message_id":4721,"caption":"no lid","media_group_id":"g2"'
desk main sync --until-idle >/dev/null
same 'edited later, with as many pictures' '["box three\n[photo]\n[photo]",2]' "$(box 'box three')"
same 'the words of a later picture have no place' '' "$(list main 'select(.text|contains("no lid")).id')"

# killed between two calls of the queue: what was not on disk is there again, what was is not lost
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
for delay in 0 0.004 0.008 0.012 0.016 0.02 0.03; do
	say "{\"text\":\"number $delay\"}"
	desk main list >/dev/null
	server_of
	desk main sync >/dev/null 2>&1 &
	syncing=$!
	until [ -n "$server" ] || ! kill -0 $syncing 2>/dev/null; do server_of; done
	sleep $delay		# the moment is what varies here
	[ -z "$server" ] || kill -KILL "$server" 2>/dev/null
	wait $syncing
done
desk main sync --until-idle >/dev/null
same 'each message is there once' "$(for n in 0 0.004 0.008 0.012 0.016 0.02 0.03; do echo "number $n"; done)" \
	"$(desk main show "$(number_of main number)" --json | jq -r '.messages[].text|select(startswith("number"))')"
same 'and none is left in the queue' 0 "$(waiting_there)"
control '{"refuse":409,"of":"getUpdates","body":{"description":"Conflict: terminated by other getUpdates request"}}' >/dev/null
has 'another reader is named' "another program takes this bot's messages" "$(desk main sync 2>&1)"

# ---- answering

bob=$(list main 'select(.handle=="@bob").id') carol=$(list main 'select(.handle=="@carol").id')
desk main reply "$carol" 'On its way.' --yes >/dev/null
desk main sync --until-idle >/dev/null; ok $? 'an answer leaves'
same 'it is in the chat, to the message' '[7000000002,"On its way.",3]' \
	"$(control '{}' | jq -c '.sent[0]|[.chat_id,.text,.reply_parameters.message_id]')"
long=$(printf '👋%.0s' $(seq 2048))
same 'lengths are in UTF-16' '[4096]' "$(desk main plan "$carol" "$long" --json | jq -c '[.parts[].length]')"
same 'one more is two messages' 2 "$(desk main plan "$carol" "${long}x" --json | jq '.parts|length')"
control '{"lose":"sendMessage"}' >/dev/null
desk main reply "$bob" 'Lost on the way back.' --yes >/dev/null
desk main sync --until-idle >/dev/null 2>&1
has 'an answer that was lost is unknown' '"state":"unknown"' "$(desk main outbox list --json)"
desk main sync --until-idle >/dev/null 2>&1
same 'and is not sent again' 1 "$(written | grep -c 'Lost on the way')"
desk main outbox sent "$(desk main outbox list --json | jq .id)" >/dev/null; ok $? 'a person says that it arrived'
control '{"refuse":429,"of":"sendMessage","body":{"description":"Too Many Requests: retry after 2","parameters":{"retry_after":2}}}' >/dev/null
desk main reply "$carol" 'Not too fast.' --yes >/dev/null
later() { desk main sync --until-idle >/dev/null 2>&1; written | grep -q 'Not too fast'; }
wait_for 30 later; ok $? 'what is too fast leaves later'
control '{"refuse":400,"of":"sendMessage","body":{"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-1001}}}' >/dev/null
desk main reply "$carol" 'To the new place.' --yes >/dev/null
desk main sync --until-idle >/dev/null 2>&1
same 'a group that moved is answered where it is' -1001 "$(control '{}' | jq '.sent[-1].chat_id')"
desk main retract "$carol" >/dev/null && desk main sync --until-idle >/dev/null 2>&1
same 'a message is taken back' 1 "$(control '{}' | jq '.deleted|length')"
has 'what a bot cannot is said' 'a bot can block nobody' "$(desk main block "$bob" 2>&1)"

# ---- a group that moves, an edit, a business account

say '{"text":"in the group","chat":{"id":-55,"type":"group","title":"Fans"}}'
say '{"chat":{"id":-55,"type":"group","title":"Fans"},"migrate_to_chat_id":-10055}'
say '{"text":"in the new group","chat":{"id":-10055,"type":"supergroup","title":"Fans"}}'
desk main sync --until-idle >/dev/null
same 'a group that moved is one conversation' 1 "$(list main 'select(.visibility=="group").id' | wc -l)"
group=$(list main 'select(.visibility=="group").id')
review() { printf 'reply #%s\nHello.\n.\n' "$group" | desk main --plain 2>&1; }
has 'its review says who reads the answer' 'to everybody in the group' "$(review)"
export GUICHET_LOCALEDIR=$top_builddir/po
case $(LANGUAGE=fr desk main help | head -n 1) in
*'boîte de réception'*) has 'in French' 'à tout le groupe' "$(LANGUAGE=fr review)" ;;
*) skip 'in French' 'the C library here speaks English only' ;;
esac
say '{"kind":"business_message","business_connection_id":"biz1","text":"for the company"}'
desk main sync --until-idle >/dev/null
business=$(number_of main 'for the company')
say '{"kind":"business_message","business_connection_id":"biz1","text":"answered by hand","from":{"id":123,"is_bot":false,"first_name":"Boss"}}'
desk main sync --until-idle >/dev/null
same 'what the owner answers ends the wait' null "$(list main "select(.id==$business).waiting_since")"
say '{"kind":"business_message","business_connection_id":"biz1","text":"and again"}'
desk main sync --until-idle >/dev/null
desk main reply "$business" 'Here we are.' --yes >/dev/null
desk main sync --until-idle >/dev/null 2>&1
same 'the bot answers for the company' '"biz1"' "$(control '{}' | jq '.sent[-1].business_connection_id')"

# ---- a desk that somebody attends hears at once, by a question that waits

patient() { grep -q 'getUpdates [0-9]* 25$' calls; }
waits_again() { tail -n 1 calls | grep -q 'getUpdates [0-9]* 25$'; }
ended() { ! server_of; }
wait_for 20 ended		# the private one, which has the desk until its last caller is gone
"$GUICHETD" --desk "$TEST_DIR/main.db" --socket "$TEST_DIR/team.sock" >team.out 2>&1 &
team=$!
remember $team
wait_for 30 test -S team.sock || cat team.out
wait_for 40 patient; ok $? 'the question waits at the server'
say '{"text":"are you there at once"}'
heard() { [ -n "$("$guichet" --desk "unix:$TEST_DIR/team.sock" search 'there at once' --json)" ]; }
wait_for 20 heard; ok $? 'what is written arrives while it waits'
"$guichet" --desk "unix:$TEST_DIR/team.sock" sync >/dev/null; ok $? 'a sync is not held up by it'
wait_for 40 waits_again; ok $? 'the question waits again'
: >calls
timeout 15 "$guichet" --desk "unix:$TEST_DIR/team.sock" account check shop >/dev/null; ok $? 'nor is a check'
same 'which asked who we are' 1 "$(grep -c getMe calls)"
kill -TERM $team
wait $team

# ---- the token

if grep -rqaF "${token#*:}" "$TEST_DIR"/*.db* "$TEST_DIR"/run 2>/dev/null; then ok 1 'the token is nowhere to be read'
else ok 0 'the token is nowhere to be read'; fi
desk main ledger verify >/dev/null; ok $? 'the ledger verifies'
finish
