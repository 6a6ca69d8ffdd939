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
same 'each is named' 0 "$(printf '%s\n' "$out" | grep -vcE '^(ok [0-9]+ - |1\.\.)')"
fine 'so does the guestbook' connector check "$examples/guichet-connector-guestbook" "url=http://127.0.0.1:$(cat port)" --secret-fd 4 4<<<token
has 'which was read' '1 items' "$out"
fine 'and the forum, though nobody answers' connector check "$examples/guichet-connector-discourse" url=http://127.0.0.1:9 --secret-fd 4 4<<<token
has 'it says so' 'it says' "$out"

# The connectors that are built in keep the same rules, behind a program that lets them ask a folder.
adapter=$top_builddir/tests/cli/adapter
canned=$top_srcdir/tests/data/mastodon
# judged NETWORK ITEMS KEY=VALUE...: it keeps every rule, and brings so many items
judged() {
	local network=$1 items=$2; shift 2
	fine "$network keeps the rules" connector check "$adapter" "network=$network" "site=$TEST_DIR/$network" history=all "$@"
	same "$network: what it brings" "$items" "$(printf '%s\n' "$out" | sed -n 's/.*items can be stored: \([0-9]*\) items/\1/p' | head -n 1)"
}
mkdir -p feed hackernews/api/v1 mastodon/api/v1/accounts/109000000000000001 mastodon/api/v2/notifications wordpress/wp-json/wp/v2/users
echo '<rss version="2.0"><channel><title>B</title><item><guid>1</guid><title>x</title></item><item><guid>2</guid><title>y</title></item></channel></rss>' >feed/rss
judged feed 2 url=https://blog.example/rss
echo '{"hits":[{"objectID":"9","author":"zoe","created_at_i":1790000000,"comment_text":"My kiln","story_id":5}]}' >hackernews/api/v1/search_by_date
judged hackernews 1 url=https://search.example query=kiln
echo '{"id":7,"name":"The host"}' >wordpress/wp-json/wp/v2/users/me
echo '[{"id":1,"post":5,"parent":0,"author":0,"author_name":"Ann","date_gmt":"2026-11-22T10:00:00","status":"approved","type":"comment","content":{"rendered":"<p>Hello"}}]' >wordpress/wp-json/wp/v2/comments
judged wordpress 1 url=https://blog.example user=host
cp "$canned/self.json" mastodon/api/v1/accounts/verify_credentials
cp "$canned/instance_v2.json" mastodon/api/v2/instance
cp "$canned/policy.json" mastodon/api/v2/notifications/policy
echo "[$(sed 's/@I@/7/g; s/@N@/3/g; s/@S@/00/g' "$canned/notification.json")]" >mastodon/api/v1/notifications
echo '[]' >mastodon/api/v1/accounts/109000000000000001/statuses
judged mastodon 1 url=https://social.example

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
refused 'no program' 65 'could not be judged' connector check ./nothing
refused 'no words' 64 'connector check PROGRAM' connector
finish
