#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: comments on a WordPress site are read, answered, approved, held back
# and called spam; a reply whose answer was lost is found again and not sent
# twice; what is typed arrives as typed and never as HTML; a stranger's same words
# are not our answer; no date and no number of comments hides one; the password
# is asked for as the site wants it, and a wrong one says so.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
: >log
python3 "$top_srcdir/tests/lib/wordpress_server.py" "$TEST_DIR/log" >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the site does not start: $(head -n 1 site.err)"
url=http://127.0.0.1:$(cat port)
control() { curl -sSf -u 'host:ab cd' -d "$1" "$url/control" >/dev/null; }

refused 'a user is needed' 64 'wordpress needs user=' account add wordpress blog "url=$url" --secret-fd 4 4<<<'ab cd'
fine 'a site' account add wordpress blog "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<'wrong'
refused 'a wrong password' 77 'refuses the credential' account check blog
fine 'it goes' account remove blog
fine 'the right one' account add wordpress site "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<'ab cd'
fine 'is checked' account check site
same 'who we are' 'The host' "$(guichet account list --json | jq -r 'select(.name == "site") | .handle')"
control '{"may":false}'
refused 'who may not moderate' 77 'The host may not moderate comments there: that takes the role of an editor' account check site
control '{"may":"super"}'
fine 'who administers a network of sites may' account check site
control '{"may":true}'
fine 'and who is made an editor' account check site
fine 'it is read' sync site
same 'two comments' 'Ann Bob' "$(guichet list --json | jq -r .contact | sort | tr '\n' ' ' | sed 's/ $//')"
ann=$(guichet list --json | jq -r 'select(.contact == "Ann") | .id') bob=$(guichet list --json | jq -r 'select(.contact == "Bob") | .id')
# on a terminal whoever adds an account hears at once whether it works
terminal() { python3 -c 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "$@" </dev/null; }
umask 077; echo wrong >wrong; echo 'ab cd' >right
out=$(terminal "$top_builddir/guichet" account add wordpress typed "url=$url" user=host --secret-file wrong)
same 'a wrong password fails there' 77 $?
has 'and says what is wrong' 'typed is paused: the server refuses the credential' "$out"
has 'and what to do' 'the same command gives it another secret' "$out"
out=$(terminal "$top_builddir/guichet" account add wordpress typed "url=$url" user=host --secret-file right)
same 'the right one works' 0 $?
has 'and says whose it is' 'typed: signed in as The host' "$out"
has 'and that it is there already' 'account site is this profile too' "$out"
fine 'it goes again' account remove typed

# where nobody can be left out, asking for fewer readers says so and changes nothing
out=$(printf '%s\n' ":open $ann" r '"It left."' ctrl-x ':wait everybody can read' v ':wait an answer to a comment is always public' \
	':wait everybody can read' ':wait y send it' ':screen-dump' | guichet --config '' --screen 80x24 --script - 2>&1 | sed '/^----/q')
same 'the review stays as it was' 0 "$(grep -c 'cannot be sent' <<<"$out")"
guichet draft drop "$ann" --yes >/dev/null 2>&1
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

g reply "$ann" 'if a<b & c > d then <script>alert(1)</script>' --yes
fine 'signs leave' sync
same 'as text' 'if a&lt;b &amp; c &gt; d then &lt;script&gt;alert(1)&lt;/script&gt;' "$(tail -n 1 log | cut -d' ' -f3- | jq -r .content)"
fine 'come back' sync
has 'as they were typed' 'if a<b & c > d then <script>' "$(guichet show "$ann" --json | jq -r '.. | objects | .text? // empty')"

# the secret is given again, and is somebody else's by now
again() { g account add wordpress site "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<'ab cd'; }
control '{"self":8}'
g reply "$ann" 'It'"'"'s us...' --yes
again
guichet sync >/dev/null 2>&1
same 'in another name nothing leaves' 0 "$(grep -c 'us\.\.\.' log)"
has 'and why is said' 'the secret is that of The host, and account site is The host' "$(guichet account list --json | jq -r .reason)"
control '{"self":7}'
again
wait_for 60 settled
ok $? 'in our own it leaves'
same 'once' 1 "$(grep -c 'us\.\.\.' log)"
same 'and is ours when it comes back' 0 "$(guichet sql "SELECT count(*) FROM v_message WHERE direction = 'in' AND text LIKE 'It%us%'" --tsv | tail -n 1)"

touch log.lose
g reply "$ann" 'Is it 3 < 4?' --yes
guichet sync >/dev/null 2>&1
rm log.lose
wait_for 60 settled
ok $? 'one that a stranger said too leaves as well'
same 'in our name' 2 "$(grep -c '3 &lt; 4' log)"

# whole pages, one dated back and one without a date in the middle
for n in $(seq 1 100); do control "{\"author_name\":\"Crowd\",\"author_email\":\"\",\"content\":{\"raw\":\"\",\"rendered\":\"crowd $n\"}}"; done
control '{"date_gmt":"2020-01-01T00:00:00","author_name":"Old"}'
control '{"date_gmt":null,"author_name":"Undated"}'
for n in $(seq 101 150); do control "{\"author_name\":\"Crowd\",\"author_email\":\"\",\"content\":{\"raw\":\"\",\"rendered\":\"crowd $n\"}}"; done
control '{"author_name":"user:7","author_email":"","content":{"raw":"","rendered":"crowd and guest"}}'
fine 'many are read' sync
same 'all of them' 151 "$(guichet sql "SELECT count(*) FROM v_message WHERE text LIKE 'crowd%'" --tsv | tail -n 1)"

# more than one walk takes: what is left out is told, with the instant to look before
before=$(guichet sql "SELECT count(*) FROM v_message" --tsv | tail -n 1)
control '{"crowd":9500,"author_name":"Flood","author_email":"","content":{"raw":"","rendered":"flood"}}'
fine 'a flood is read' sync site
same 'ninety new ones a page, for a hundred pages' 9010 "$(($(guichet sql "SELECT count(*) FROM v_message" --tsv | tail -n 1) - before))"
has 'and what is missing is said' 'was read: more was waiting than one poll takes' "$(guichet account list --json | jq -r 'select(.name == "site").gap')"
has 'by the clock of who reads it' "$(LC_ALL=C.UTF-8 date -d "$(guichet account list --json | jq -r 'select(.name == "site").gap_to')" '+%d %b %H:%M')" "$(guichet account list)"
oldest=$(guichet sql "SELECT min(at) FROM v_message WHERE text = 'flood'" --tsv | tail -n 1)
same 'up to the oldest that was read' "$oldest" "$(guichet account list --json | jq -r 'select(.name == "site").gap_to')"
fine 'somebody looked there' account seen site
fine 'the next walk' sync site
same 'misses nothing more' null "$(guichet account list --json | jq -c 'select(.name == "site").gap')"

fine 'hold back' hide "$ann" --yes
fine 'approve' unhide "$bob" --yes
fine 'leave' sync
same 'as the site knows it' 'POST /comments/1 {"status": "hold"} POST /comments/2 {"status": "approved"}' "$(grep '^POST /comments/' log | sort | tr '\n' ' ' | sed 's/ $//')"
fine 'spam' report-abuse "$bob" --reason advertising --yes
fine 'is told' sync
same 'to the site' 'POST /comments/2 {"status": "spam"}' "$(tail -n 1 log)"
finish
