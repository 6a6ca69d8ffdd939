#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: comments on a WordPress site are read, answered, approved, held back
# and called spam; a reply whose answer was lost is found again and not sent
# twice; the password is asked for as the site wants it, and a wrong one says so.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
: >log
python3 "$top_srcdir/tests/lib/wordpress_server.py" "$TEST_DIR/log" >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the site does not start: $(head -n 1 site.err)"
url=http://127.0.0.1:$(cat port)

refused 'a user is needed' 64 'wordpress needs user=' account add wordpress blog "url=$url" --secret-fd 4 4<<<'ab cd'
fine 'a site' account add wordpress blog "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<'wrong'
refused 'a wrong password' 77 'refuses the credential' account check blog
fine 'it goes' account remove blog
fine 'the right one' account add wordpress site "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<'ab cd'
fine 'is checked' account check site
same 'who we are' 'The host' "$(guichet account list --json | jq -r 'select(.name == "site") | .handle')"
fine 'it is read' sync site
same 'two comments' 'Ann Bob' "$(guichet list --json | jq -r .contact | sort | tr '\n' ' ' | sed 's/ $//')"
ann=$(guichet list --json | jq -r 'select(.contact == "Ann") | .id') bob=$(guichet list --json | jq -r 'select(.contact == "Bob") | .id')
g reply "$ann" 'It left today.' --yes
fine 'a reply leaves' sync
same 'as an answer to the comment' 'POST /comments {"post": 5, "parent": 1, "content": "It left today."}' "$(cat log)"
fine 'it comes back' sync
same 'and is ours' '["in","out"]' "$(guichet show "$ann" --json | jq -c '[.. | objects | select(.direction?) | .direction]')"

touch log.hold
g reply "$ann" 'And once more.' --yes
(timeout 60 guichet sync >/dev/null 2>&1) & sync=$!
posted() { [ "$(grep -c '^POST /comments {' log)" = 2 ]; }
wait_for 30 posted
kill -9 "$(guichet status --json | jq -r .pid)"
rm log.hold
wait $sync
settled() { guichet sync >/dev/null 2>&1; [ "$(guichet outbox --json | wc -l)" = 0 ]; }
wait_for 60 settled
ok $? 'a lost answer is found again'
same 'and was sent once' 1 "$(grep -c 'once more' log)"

fine 'hold back' hide "$ann" --yes
fine 'approve' unhide "$bob" --yes
fine 'leave' sync
same 'as the site knows it' 'POST /comments/1 {"status": "hold"} POST /comments/2 {"status": "approved"}' "$(grep '^POST /comments/' log | sort | tr '\n' ' ' | sed 's/ $//')"
fine 'spam' report-abuse "$bob" --reason advertising --yes
fine 'is told' sync
same 'to the site' 'POST /comments/2 {"status": "spam"}' "$(tail -n 1 log)"
finish
