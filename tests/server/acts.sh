#!/bin/bash
# SPDX-License-Identifier: ISC
# What is done at the network is done there: a real server shows that somebody
# is blocked and delivers nothing of theirs, a post that it keeps is called
# still public, what it does not know is refused with a reason; and a desk that
# is killed between the attempt and its record does an act again and a report
# never.
. "$(dirname "$0")/../lib/tap.sh"
guichet=$top_builddir/guichet
[ -x "$guichet" ] && [ -x "$GUICHETD" ] || skip_all "the programs are not built"
desk() { "$guichet" --desk "$TEST_DIR/$1.db" "${@:2}"; }
row() { desk "$1" list status:open,pending --limit 200 --json | jq -r "$2"; }

# ---- a server that answers when it is let

command -v python3 >/dev/null || skip_all 'python3 is not installed'
python3 "$top_srcdir/tests/lib/mastodon_server.py" 2 "$TEST_DIR/log" >port 2>server.err &
remember $!
has_port() { [ -s port ]; }
wait_for 20 has_port || bail "the server did not start: $(head -n 1 server.err)"
printf token >secret
desk fake account add mastodon brand "url=http://127.0.0.1:$(cat port)" poll=1s since=1d --secret-fd 3 3<secret >/dev/null
desk fake sync >/dev/null; ok $? 'an account is read'
same 'two customers wait' 2 "$(row fake .id | wc -l)"
one=$(row fake 'select(.text|contains("message 1")).id')
asked() { grep -c "$1" log; }
is_asked() { grep -q "$1" log; }

desk fake report-abuse "$one" --reason 'insults us' --category violation --forward >/dev/null; ok $? 'a report is asked for'
desk fake favourite "$one" >/dev/null; ok $? 'and a favourite'
desk fake sync >/dev/null; ok $? 'they leave'
same 'the report says whom, what, why and where to' \
	'POST /api/v1/reports {"account_id":"1001","status_ids":["100001"],"comment":"insults us","category":"violation","forward":true}' \
	"$(grep reports log)"
same 'the favourite says which' 1 "$(asked 'POST /api/v1/statuses/100001/favourite')"
same 'nothing waits' '' "$(desk fake outbox list 2>/dev/null)"
same 'the message is marked' '["favourite"]' "$(desk fake show "$one" --json | jq -c '[.messages[].acts[]]')"
has 'the history says who and why' 'report (violation): insults us' "$(desk fake history "$one")"

# killed KIND ARGS...: the server did it, and the desk dies before it hears of it
killed() {
	touch log.hold
	desk fake "$@" >/dev/null
	desk fake sync >sync.out 2>&1 &
	local sync=$!
	wait_for 30 is_asked "$wanted" || return 1
	local server; server=$(desk fake status --json | jq -r .pid)
	kill -9 $sync "$server"		# the client first, or it would start another server
	wait $sync 2>/dev/null || true
}
wanted='POST /api/v1/accounts/1001/block'
killed block "$one"; ok $? 'the server is killed while a block is on its way'
in_doubt() { [ "$(desk fake outbox list --json 2>doubt.err | jq -r .state)" = unknown ]; }
# The network still answers nobody: what is done again stays in doubt until it does.
wait_for 20 in_doubt; ok $? 'the next one knows that it may have been done'
[ ! -s doubt.err ] || sed 's/^/# /' doubt.err
rm -f log.hold
desk fake sync --until-idle >/dev/null; ok $? 'it goes on'
same 'and does it again' 2 "$(asked "$wanted")"
same 'nothing waits now' '' "$(desk fake outbox list 2>/dev/null)"
same 'it is known as blocked' "$one" "$(desk fake list is:blocked --json | jq .id)"

: >log
wanted='POST /api/v1/reports'
killed report-abuse "$one" --reason again; ok $? 'the server is killed while a report is on its way'
rm -f log.hold
desk fake sync --until-idle >/dev/null
desk fake sync --until-idle >/dev/null
same 'nobody is reported twice by itself' 1 "$(asked "$wanted")"
same 'a person decides' unknown "$(desk fake outbox list --json | jq -r .state)"
desk fake outbox sent "$(desk fake outbox list --json | jq .id)" >/dev/null; ok $? 'who looked says that it arrived'
same 'then it is done' '' "$(desk fake outbox list 2>/dev/null)"

desk fake hide "$one" 2>err; same 'what the network cannot do is refused' 1 "$(grep -c 'Mastodon lets nobody hide' err)"
has 'the check says it before' 'brand cannot: hide, unhide: Mastodon lets nobody hide' "$(desk fake account check brand)"
has 'and what can be done' 'brand can: block, unblock, report, favourite, unfavourite, retract' "$(desk fake account check brand)"
desk fake outbox hold >/dev/null
desk fake unblock "$one" >/dev/null
: >log
desk fake sync --until-idle >/dev/null
same 'what is held does not leave' 0 "$(asked unblock)"
desk fake outbox cancel "$(desk fake outbox list --json | jq .id)" >/dev/null; ok $? 'and can be taken back'
desk fake outbox release >/dev/null
desk fake sync --until-idle >/dev/null
same 'it never left' 0 "$(asked unblock)"
has 'the ledger is sound' 'chain sound' "$(desk fake ledger verify)"

# ---- real servers

"$top_srcdir/tests/lib/snac.sh" >servers.out 2>servers.err &
servers=$!
remember $servers
settled() { grep -qE '^(READY|SKIP)' servers.out || ! kill -0 $servers; }
wait_for 60 settled
why=$(sed -n 's/^SKIP //p' servers.out)
if [ -n "$why" ]; then skip 'a real server' "$why"; finish; fi
grep -q READY=1 servers.out || bail "the servers did not start: $(tail -n 1 servers.err)"
. ./servers.out
api() { local token=$1; shift; curl -fsS -g -m 20 -H "Authorization: Bearer $token" "$@"; }
post() { api "$1" "$2/api/v1/statuses" --data-urlencode "status=$3" -d visibility=public | jq -r .id; }
printf '%s' "$ALICE_TOKEN" >secret
desk real account add mastodon brand "url=$SNAC_URL" poll=1s quarantine=1s --secret-fd 3 3<secret >/dev/null
desk real sync >/dev/null
hears() { desk real sync --until-idle >/dev/null; [ -n "$(desk real list status:open,pending --json | jq -r "select(.text|contains(\"$1\")).id")" ]; }
number() { row real "select(.text|contains(\"$1\")).id" | head -n 1; }
post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE you thieves" >/dev/null
wait_for 60 hears thieves; ok $? 'a customer insults us'
bob=$(number thieves)
them=$(api "$ALICE_TOKEN" "$SNAC_URL/api/v1/notifications" | jq -r '.[0].account.id')
relation() { api "$ALICE_TOKEN" "$SNAC_URL/api/v1/accounts/relationships?id[]=$them" | jq -r ".[0].$1"; }
same 'nobody is blocked' false "$(relation blocking)"
desk real block "$bob" >/dev/null
desk real sync --until-idle >/dev/null; ok $? 'the block leaves'
same 'the server shows it' true "$(relation blocking)"
same 'so does the desk' '["blocked"]' "$(row real "select(.id==$bob).marks|tostring")"
post "$BOB_TOKEN" "$SNAC_URL" "@$ALICE and liars" >/dev/null
post "$CAROL_TOKEN" "$SNAC_URL2" "@$ALICE is the shop open" >/dev/null
wait_for 60 hears 'shop open'; ok $? 'others are heard'
hears liars; same 'who is blocked is not' 1 $?
desk real unblock "$bob" >/dev/null
desk real sync --until-idle >/dev/null
same 'unblocked on the server' false "$(relation blocking)"
same 'and here' '' "$(desk real list is:blocked --json)"

desk real favourite "$bob" >/dev/null
desk real sync --until-idle >/dev/null
shown=$(desk real show "$bob" --json | jq -r '.messages[0].acts|tostring')
same 'a favourite is one on the server' '["favourite"]' "$shown"
desk real reply "$bob" 'No, we are not.' --yes >/dev/null
desk real sync --until-idle >/dev/null
desk real retract "$bob" >/dev/null; ok $? 'a reply is taken back'
desk real sync --until-idle >/dev/null
reason=$(desk real outbox list --json | jq -r .reason)
case $reason in
'still public'*) ok 0 'the server keeps it, and the desk says so' ;;
*) same 'the server deleted it, and the desk says so' '["retracted"]' \
	"$(desk real show "$bob" --json | jq -c '[.messages[]|select(.direction=="out").acts[]]')" ;;
esac
desk real report-abuse "$bob" --reason insults 2>err; same 'what it does not take is refused' 1 "$(grep -c 'snac takes no reports' err)"
finish
