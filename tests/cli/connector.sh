#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: the checker passes what keeps the rules, a program of ours and both
# examples, and names each rule that another one breaks.
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
