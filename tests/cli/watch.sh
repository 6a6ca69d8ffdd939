#!/bin/bash
# SPDX-License-Identifier: ISC
# Whoever follows a page of the queue hears of each change at once, also
# through a pipe, and the command ends when its reader does.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
item w1 first >items
fine 'import' import items items --account shop
id=$(guichet list --json | jq .id)
guichet watch status:open --json >followed & watcher=$!
remember $watcher
wait_for 10 grep -q '"put"' followed
ok $? 'the page is there before anything happens'
guichet tag "$id" seen >/dev/null
wait_for 10 grep -q '"seen"' followed
ok $? 'a change is heard'
guichet resolve "$id" >/dev/null
wait_for 10 grep -q '"gone"' followed
ok $? 'so is a row that leaves'
kill $watcher; wait $watcher 2>/dev/null
guichet watch status:resolved --json | head -n 1 >one &
pipe=$!
wait_for 10 test -s one
ok $? 'one line through a pipe'
guichet tag "$id" again >/dev/null	# the next line finds nobody
ended() { ! kill -0 $pipe 2>/dev/null; }
wait_for 10 ended
ok $? 'the command ends with its reader'
finish
