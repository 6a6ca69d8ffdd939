#!/bin/bash
# SPDX-License-Identifier: ISC
# Against real servers: what customers write arrives once, each answer lands
# in the right thread with the right audience, an answer given in another
# application ends the wait, old posts wait for nobody, and however often and
# whenever the desk's server is killed, each answer is there exactly once.
. "$(dirname "$0")/../lib/tap.sh"
guichet=$top_builddir/guichet
[ -x "$guichet" ] && [ -x "$GUICHETD" ] || skip_all "the programs are not built"
people=5

"$top_srcdir/tests/lib/snac.sh" $people >servers.out 2>servers.err &
servers=$!
remember $servers
settled() { grep -qE '^(READY|SKIP)' servers.out || ! kill -0 $servers; }
wait_for 60 settled
why=$(sed -n 's/^SKIP //p' servers.out)
[ -z "$why" ] || skip_all "$why"
grep -q READY=1 servers.out || bail "the servers did not start: $(tail -n 1 servers.err)"
. ./servers.out

# api TOKEN URL [CURL-ARGS...]; post TOKEN SERVER TEXT VISIBILITY [ID-ANSWERED] prints the new post
api() { local token=$1; shift; curl -fsS -g -m 20 -H "Authorization: Bearer $token" "$@"; }
post() { api "$1" "$2/api/v1/statuses" --data-urlencode "status=$3" -d "visibility=$4" ${5:+-d "in_reply_to_id=$5"}; }
heard() { api "$1" "$2/api/v1/notifications?limit=40" | jq -e "[.[]|select(.type==\"mention\")]|length>=$3"; }
below() { api "$1" "$2/api/v1/statuses/$3/context" | jq -c '[.descendants[]|{visibility,text:(.content|gsub("<[^>]*>";"")),by:.account.username}]'; }
desk() { "$guichet" --desk "$TEST_DIR/$1.db" "${@:2}"; }
list() { desk "$1" list status:open,pending --limit 200 --json | jq -r "$2"; }
number_of() { list "$1" "select(.text|contains(\"$2\")).id"; }
add() { # add DESK SETTING...
	local name=$1; shift
	printf '%s' "$ALICE_TOKEN" >secret
	desk "$name" account add mastodon brand "url=$SNAC_URL" poll=1s quarantine=1s "$@" --secret-fd 3 3<secret >/dev/null
}
# until_list DESK JQ-CONDITION: syncs; what customers write takes seconds to arrive
until_list() { desk "$1" sync --until-idle >/dev/null; desk "$1" list --limit 200 --json | jq -se "$2"; }

add main; ok $? 'an account is added with its secret on a descriptor'
desk main sync --until-idle >sync.out; ok $? 'the first sync reads it'
same 'nobody waits yet' '' "$(list main .id)"
has 'who we are was learned' "\"handle\":\"@$ALICE\"" "$(desk main account list --json)"

# ---- three customers

bob_post=$(post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE where is my parcel" public | jq -r .id)
carol_post=$(post "$CAROL_TOKEN" "$SNAC_URL2" "@$ALICE is the shop open" public | jq -r .id)
carol_secret=$(post "$CAROL_TOKEN" "$SNAC_URL2" "@$ALICE my order number is secret" direct | jq -r .id)
wait_for 60 heard "$ALICE_TOKEN" "$SNAC_URL" 3; ok $? 'three mentions reach the server'
desk main sync --until-idle >/dev/null
same 'three conversations wait' 3 "$(list main .id | wc -l)"
bob=$(number_of main parcel) carol=$(number_of main open) secret=$(number_of main secret)
same 'the direct message is private' private "$(list main "select((.id|tostring)==\"$secret\").visibility")"
same 'the mention is public' public "$(list main "select((.id|tostring)==\"$bob\").visibility")"

desk main claim "$bob" "$carol" "$secret" >/dev/null; ok $? 'they are claimed'
desk main reply "$bob" 'Your parcel comes tomorrow.' --yes >/dev/null
desk main reply "$carol" 'Yes, until six.' --yes >/dev/null
desk main reply "$secret" 'We found your order.' --yes >/dev/null; ok $? 'they are answered'
desk main sync --until-idle >sync.out; ok $? 'the answers leave'
same 'nothing is left in the outbox' '' "$(desk main outbox list --json)"
wait_for 60 heard "$CAROL_TOKEN" "$SNAC_URL2" 2; ok $? 'the answers reach the other server'
wait_for 60 heard "$BOB_TOKEN" "$SNAC_URL" 1
# A server shows a post in its thread a moment after it accepted it.
answered() { [ "$(below "$@")" != '[]' ]; }
wait_for 30 answered "$BOB_TOKEN" "$SNAC_URL" "$bob_post"
wait_for 30 answered "$CAROL_TOKEN" "$SNAC_URL2" "$carol_post"
wait_for 30 answered "$CAROL_TOKEN" "$SNAC_URL2" "$carol_secret"
same 'bob reads his below his post' "[{\"visibility\":\"public\",\"text\":\"@$BOB Your parcel comes tomorrow.\",\"by\":\"alice\"}]" \
	"$(below "$BOB_TOKEN" "$SNAC_URL" "$bob_post")"
same 'carol reads hers below her post' "[{\"visibility\":\"public\",\"text\":\"@$CAROL Yes, until six.\",\"by\":\"alice\"}]" \
	"$(below "$CAROL_TOKEN" "$SNAC_URL2" "$carol_post")"
same 'and the private one in private' "[{\"visibility\":\"private\",\"text\":\"@$CAROL We found your order.\",\"by\":\"alice\"}]" \
	"$(below "$CAROL_TOKEN" "$SNAC_URL2" "$carol_secret" | sed 's/"direct"/"private"/')"
public=$(curl -fsS "$SNAC_URL/api/v1/timelines/public?limit=40")
has 'the public timeline shows the public answer' 'parcel comes tomorrow' "$public"
case "$public" in *'found your order'*) ok 1 'and not the private one' ;; *) ok 0 'and not the private one' ;; esac
case "$(api "$BOB_TOKEN" "$SNAC_URL/api/v1/timelines/home?limit=40")" in
*'found your order'*) ok 1 'nor does bob see it' ;; *) ok 0 'nor does bob see it' ;; esac

# A picture with its description, on another server.
python3 "$top_srcdir/tests/lib/picture.py" jpeg bowl.jpg
bowl=$(post "$CAROL_TOKEN" "$SNAC_URL2" "@$ALICE which bowl is it" public | jq -r .id)
wait_for 60 until_list main '[.[]|select(.text|contains("which bowl"))]|length==1'; ok $? 'somebody asks for a picture'
desk main reply "$(number_of main 'which bowl')" 'This one.' --attach bowl.jpg --alt 'A broken bowl' --yes >/dev/null 2>&1
desk main sync --until-idle >/dev/null; ok $? 'a picture leaves'
pictured() { api "$CAROL_TOKEN" "$SNAC_URL2/api/v1/statuses/$bowl/context" | jq -c '[.descendants[].media_attachments[]|{description,url}]'; }
has_picture() { pictured | grep -q bowl; }
wait_for 30 has_picture
has 'she has its words' '"description":"A broken bowl"' "$(pictured)"
curl -fsS "$(pictured | jq -r '.[0].url')" >there.jpg; ok $? 'and can look at it'
same 'one picture' 1 "$(pictured | jq length)"
case $(tr -d '\0' <there.jpg) in *SECRET-PLACE*) ok 1 'which does not say where it was taken' ;; *JFIF*) ok 0 'which does not say where it was taken' ;;
*) ok 1 'which does not say where it was taken' ;; esac

same 'the answer is shown once' 1 "$(desk main show "$bob" --json | grep -o 'parcel comes tomorrow' | wc -l)"
same 'nobody waits any more' '' "$(list main 'select(.waiting_since!=null).id')"
same 'four first answers are counted' 4 "$(desk main stats --json | jq .first_response.n)"

state() { desk main list status:open,pending --json | jq -c 'del(.waiting_s)'; desk main show "$bob" --json; desk main outbox list --json; desk main ledger export | wc -l; }
before=$(state)
desk main sync --until-idle >/dev/null
desk main sync --until-idle >/dev/null
same 'syncing again changes nothing' "$before" "$(state)"

# ---- answered in another application, in public and in private

again=$(post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE and my second parcel" public | jq -r .uri)
hidden=$(post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE between us" direct | jq -r .uri)
waiting='[.[]|select(.waiting_since!=null)]|length'
wait_for 60 until_list main "$waiting==2"; ok $? 'bob waits in two conversations'
seen_as() { api "$ALICE_TOKEN" "$SNAC_URL/api/v1/notifications?limit=40" | jq -r ".[]|select(.status.uri==\"$1\").status.id"; }
post "$ALICE_TOKEN" "$SNAC_URL" "@$BOB it is on its way as well" public "$(seen_as "$again")" >/dev/null
post "$ALICE_TOKEN" "$SNAC_URL" "@$BOB just between us" direct "$(seen_as "$hidden")" >/dev/null
wait_for 30 until_list main "$waiting==0"; ok $? 'answers from elsewhere end both waits'
second=$(number_of main 'second parcel')
has 'they are shown in the conversation' 'on its way as well' "$(desk main show "$second" --json)"
same 'and are nobody'\''s of us' null "$(desk main show "$second" --json | jq -c '..|objects|select(.direction=="out" and (.text|contains("as well"))).agent')"
same 'it is the customer'\''s turn' pending "$(list main "select((.id|tostring)==\"$second\").status")"

# ---- five customers below one post of ours

ours=$(post "$ALICE_TOKEN" "$SNAC_URL" 'New opening hours!' public | jq -r .uri)
found() { api "$1" "$SNAC_URL/api/v1/timelines/public?limit=40" | jq -r ".[]|select(.uri==\"$ours\").id"; }
for n in $(seq $people); do
	token=CUSTOMER${n}_TOKEN
	post "${!token}" "$SNAC_URL" "@$ALICE customer $n asks about sunday" public "$(found "${!token}")" >/dev/null
done
wait_for 60 until_list main "[.[]|select(.text|contains(\"asks about sunday\"))]|length==$people"
ok $? 'five people below one post are five conversations'
same 'of five people' $people "$(list main 'select(.text|contains("sunday")).handle' | sort -u | wc -l)"
third=$(number_of main 'customer 3 asks')
desk main reply "$third" 'On sunday from ten.' --yes >/dev/null
desk main sync --until-idle >/dev/null
same 'an answer to one ends one wait' $((people - 1)) "$(list main 'select((.text|contains("sunday")) and .waiting_since!=null).id' | wc -l)"
has 'our post is context' 'New opening hours!' "$(desk main show "$third" --json)"

# ---- an account with a past

for n in $(seq 50); do post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE old news $n" public >/dev/null; done
# Now and then the server loses one of a burst: what it lists is what can be read.
listed() { api "$ALICE_TOKEN" "$SNAC_URL/api/v1/notifications?limit=80" | jq '[.[]|select(.status.content|contains("old news"))]|length'; }
before_that=0
settled_down() { local n=$before_that; before_that=$(listed); [ "$n" -ge 40 ] && [ "$n" = "$before_that" ]; }
wait_for 120 settled_down; ok $? 'many posts arrive before the account is added'
# The server tells whole seconds: what arrived within the second of the adding counts as new.
second_over() { [ "$(date +%s)" -gt $(($1 + 1)) ]; }
wait_for 10 second_over "$(date +%s)"
add late
desk late sync --until-idle >/dev/null
same 'old posts wait for nobody' '' "$(list late .id)"
post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE fresh news" public >/dev/null
wait_for 60 until_list late 'length==1'; ok $? 'a new one does'

add past since=2020-01-01
desk past sync --until-idle >/dev/null
same 'with since, all of them once' "$(listed)" "$(desk past list --limit 200 --json | jq -r 'select(.text|contains("old news")).text' | sort -u | wc -l)"

# ---- killed at any moment

# server_of DESK: the number of its server, which has the path on its command line (no forks: it is about milliseconds)
server_of() {
	local folder words
	for folder in /proc/[0-9]*; do
		words=()
		{ mapfile -d '' words <"$folder/cmdline"; } 2>/dev/null
		case "${words[*]}" in *guichetd*"$TEST_DIR/$1.db"*) server=${folder#/proc/}; return 0 ;; esac
	done
	server=
	return 1
}
idle() { desk main sync --until-idle >/dev/null 2>&1; [ -z "$(desk main outbox list --json 2>/dev/null)" ]; }
kills=0 round=0
for delay in 0 0.005 0.01 0.015 0.02 0.025 0.03 0.035 0.04 0.05 0.06 0.08; do
	round=$((round + 1))
	n=$((round % people + 1))
	target=$(number_of main "customer $n asks")
	desk main reply "$target" "Answer number $round." --yes >/dev/null
	server_of main		# it stays for a moment after the reply
	desk main sync >/dev/null 2>&1 &
	syncing=$!
	until [ -n "$server" ] || ! kill -0 $syncing 2>/dev/null; do server_of main; done
	sleep $delay		# the moment is what varies here
	[ -z "$server" ] || { kill -KILL "$server" 2>/dev/null && kills=$((kills + 1)); }
	wait $syncing
	wait_for 30 idle || echo "# round $round: $(desk main outbox list --json)"
done
echo "# $kills kills"
[ $kills -ge 4 ]; ok $? 'the desk'\''s server was killed often enough'
there=$(api "$ALICE_TOKEN" "$SNAC_URL/api/v1/timelines/home?limit=80" | jq -r '.[].content' | grep -o 'Answer number [0-9]*\.' | sort)
same 'each answer is on the server exactly once' "$(for n in $(seq $round); do echo "Answer number $n."; done | sort)" "$there"
shown=$(for id in $(number_of main sunday); do desk main show "$id" --json; done | grep -o 'Answer number [0-9]*\.' | sort)
same 'and exactly once at the desk' "$there" "$shown"
desk main ledger verify >/dev/null; ok $? 'the ledger verifies'
finish
