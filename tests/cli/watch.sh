#!/bin/bash
# SPDX-License-Identifier: ISC
# Whoever follows a page of the queue hears of each change at once, also
# through a pipe, and the command ends when its reader does; whoever follows
# changes hears what kind of thing is not what it was.
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
guichet watch status:open,resolved --limit 1 --json >paged & watcher=$!
remember $watcher
item w2 second 'author={"id":"carol","handle":"@carol@example.org","name":"Carol"}' >items
fine 'another' import items items --account shop
wait_for 10 grep -q '"more":true' paged
ok $? 'a watched page says that it is not the last'
last=$(grep '"put"' paged | tail -n 1 | jq .put.id)
next=$(grep '"page"' paged | tail -n 1 | jq -r .page.next)
other=$(guichet list status:open,resolved --after "$next" --json | jq .id)
same 'and how to go on behind its last row' '1 2' "$(printf '%s\n%s\n' "$last" "$other" | sort -n | paste -sd' ')"

guichet changes --json >heard & follower=$!
remember $follower
wait_for 10 grep -q '"kinds":\[\]' heard
ok $? 'an empty row says that it follows'
guichet tag "$id" knock >/dev/null
wait_for 10 grep -q conversation heard
ok $? 'a change is told by its kind'
same 'and the number of its conversation' "$id" "$(jq -s '[.[].ids[]] | unique | .[]' heard)"
guichet outbox hold >/dev/null
wait_for 10 grep -q outbox heard
ok $? 'sending is held: the outbox is named'
guichet agent add zoe >/dev/null
wait_for 10 grep -q agent heard
ok $? 'somebody joins: agents are named'
kill $follower $watcher; wait $follower $watcher 2>/dev/null
finish
