#!/bin/bash
# SPDX-License-Identifier: ISC
# What a site keeps from members holds whatever they configure: the server
# refuses exports by role, front ends refuse the clipboard, links, programs, an
# editor and CSV, each naming the file and its line; a file that members could
# write, or that says something wrong, stops the server before it begins.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
. "$top_srcdir/tests/lib/screen.sh"
policy=$TEST_DIR/open/policy
desk=$TEST_DIR/desk.db

# ---- a file that is wrong

mkdir -m 755 open
wrong() { # wrong NAME PART [MODE]: the server does not begin and says why
	local said
	chmod "${3:-644}" "$policy"
	said=$(timeout 20 "$GUICHETD" --desk "$desk" --socket "$TEST_DIR/open/desk.sock" --policy "$policy" 2>&1)
	same "$1: status" 78 "$?"
	has "$1: said" "$2" "$said"
	same "$1: in one line" 1 "$(printf '%s\n' "$said" | wc -l)"
}
echo 'clipboard off' >"$policy"
wrong "others can write it" "can be written by others" 666
chown 4501 "$policy"
wrong "it is somebody else's" "belongs to root"
chown 0 "$policy"
printf '# a remark\n\nclippy off\n' >"$policy"
wrong "a word that is none" "$policy: line 3: no 'clippy'"
printf 'export maybe\n' >"$policy"
wrong "a value that is none" "line 1: export is off, on or a role, not 'maybe'"
printf 'export off now\n' >"$policy"
wrong "two values" "line 1: export is off, on or a role"
rm "$policy"
said=$(timeout 20 "$GUICHETD" --desk "$desk" --socket "$TEST_DIR/open/desk.sock" --policy "$policy" 2>&1)
has "one that is named must be there" "No such file" "$said"
rmdir open

# ---- by role

cat >policy <<'P'
# what members may not do here
clipboard off
links off   # nor open what strangers sent
export lead
shell off
pipes off
P
chmod 644 policy
policy=$TEST_DIR/policy
team guichet -- --policy "$policy"
person='author={"id":"ann","handle":"@ann@example.org","name":"Ann"}'
{ item 1 'see https://example.org/form' "$person"; item 2 'where is the shop' 'author={"id":"ben","handle":"@ben@example.org","name":"Ben"}'; } >items
guichet import items items --account brand >/dev/null || bail "nothing was imported"
guichet agent add maria --uid 4501 >/dev/null
guichet agent add lead --uid 4502 --role lead >/dev/null
guichet agent add audit --uid 4503 --role auditor >/dev/null
has "an auditor's ledger stays" "ledger export: kept from you by $policy, line 4" "$(say 4503 ledger export)"
has "and SQL" "sql: kept from you by $policy, line 4" "$(say 4503 sql 'SELECT 1')"
same "as denied" 77 "$(as 4503 open/guichet --desk "unix:$socket" ledger export >/dev/null 2>&1; echo $?)"
has "a lead exports" where "$(say 4502 export)"
has "a list as CSV stays" "export: kept from you by $policy, line 4" "$(say 4501 list status:open --csv)"
has "but is read" "where is the shop" "$(say 4501 list status:open)"
has "a lead has it as CSV" "where is the shop" "$(say 4502 list status:open --csv)"
checked=$(say 4501 config check)
for word in clipboard:2 export:4 links:3 pipes:6 shell:5; do
	has "config check shows that ${word%:*} is locked" "${word%:*}: kept from you by $policy, line ${word#*:}" "$checked"
done
same "and to a lead not what a lead may" "" "$(say 4502 config check | grep export)"

# ---- on a screen, whatever is configured there

cat >own <<'C'
set copy=command
set copy-command='touch /tmp/never'
set opener='touch /tmp/never'
set editor='touch /tmp/never'
C
chmod 644 own
cat >steps <<'S'
:limit from:ann
enter
:copy text
:screen-dump
:go links
enter
:screen-dump
q
r
"hello"
:external-editor
:screen-dump
S
chmod 644 steps
as 4501 env COLUMNS=200 TERM=xterm-256color open/guichet --desk "unix:$socket" --config "$PWD/own" --screen 160x24 --script "$PWD/steps" >screen 2>&1
has "nothing is copied" "not copied: clipboard: kept from you by $policy, line 2" "$(cat screen)"
has "no link is opened" "links: kept from you by $policy, line 3" "$(cat screen)"
has "no editor is started" "shell: kept from you by $policy, line 5" "$(cat screen)"

# ---- another policy, at once

printf 'export off\n' >policy
as 4502 open/guichet --desk "unix:$socket" changes --json >changes 2>&1 &
remember $!
wait_for 20 test -s changes; ok $? "a lead is connected"
kill -HUP "$server"
kept() { say 4502 export | grep -q "export: kept from you by $policy, line 1"; }
wait_for 10 kept; ok $? "a hangup reads it again, and leads lose theirs"
has "and by mail neither" "report publish: kept from you by $policy, line 1" "$(say 4502 report publish --mail-to lea@example.org)"
has "nor by the clock" "report schedule: kept from you by $policy, line 1" \
	"$(say 4502 report schedule week weekly 08:00 lea@example.org)"
same "the desk's own login too" 77 "$(guichet export >/dev/null 2>&1; echo $?)"
printf 'export\n' >policy
kill -HUP "$server"
wait_for 10 grep -q 'policy: ' server.log; ok $? "one that is wrong is logged"
has "and what held before holds on" "line 1" "$(say 4502 export)"
finish
