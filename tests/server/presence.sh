#!/bin/bash
# SPDX-License-Identifier: ISC
# Colleagues see each other: who writes at a conversation is told in words in
# its row, in its head and above one's own text, hears of it while it changes,
# and is gone when the connection is; a claim stays, and a member with a scope
# hears of nobody outside of it.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
. "$top_srcdir/tests/lib/team.sh"
team tests/server/talk
call() { printf '{"id":%s,"call":"%s","args":%s}' "$1" "$2" "$3"; }

item 1 'where is my parcel' >items
item 2 'the lamp is broken' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}' >>items
guichet import items items --account brand >/dev/null || bail "nothing was imported"
guichet agent add jonas --uid 4401 >/dev/null
guichet agent add far --uid 4402 >/dev/null
fine "far sees another account" agent set far accounts=brand
item 1 'elsewhere' 'author={"id":"zoe","handle":"@zoe@example.org","name":"Zoe"}' >other
guichet import items other --account shop >/dev/null
fine "that is not this one" agent set far accounts=shop

same "nobody is anywhere" "" "$(guichet here --json)"
"$top_builddir/tests/server/talk" "$socket" "$(call 1 changes '{}')" "$(call 2 changes '{}')" >heard 2>/dev/null &
follower=$!
remember $follower
wait_for 20 grep -q '"row"' heard; ok $? "root hears of changes"
setpriv --reuid 4401 --regid 4401 --clear-groups open/talk --deaf "$socket" "$(call 1 claim '{"id":["1"]}' | sed 's/"id":1,/"id":1,"key":"k1",/')" \
	"$(call 2 presence '{"state":["writing"],"id":["1"]}')" >/dev/null 2>&1 &
writer=$!
remember $writer
is_here() { guichet here --json | grep -q jonas; }
wait_for 20 is_here; ok $? "jonas is here"
same "he writes at the first" "1 jonas writing" "$(guichet here --json | jq -r '"\(.conversation) \(.agent) \(.state)"')"
same "which show tells too" "jonas writing" "$(guichet show 1 --json | jq -r '.here[] | "\(.agent) \(.state)"')"
same "and of the other one nobody" "" "$(guichet show 2 --json | jq -r '.here[].agent')"
wait_for 20 grep -q presence heard; ok $? "who follows changes heard of it"
same "far hears of nobody" "" "$(as 4402 open/talk "$socket" "$(call 1 here '{}')" | grep -o jonas)"
same "nor is told by presence of what is hidden" 1 "$(as 4402 open/talk "$socket" "$(call 1 presence '{"state":["viewing"],"id":["1"]}')" | grep -c 'there is no conversation #1')"

printf '%s\n' 'enter' >steps
guichet --screen 80x24 --script steps >screen 2>screen.err
has "the head says it in words" "jonas is writing" "$(sed -n 1,5p screen)"
printf '%s\n' 'down' >steps
guichet --screen 100x24 --script steps >screen 2>screen.err
has "the row does" "[jonas is writing]" "$(cat screen)"

kill "$writer"
is_gone() { ! is_here; }
wait_for 20 is_gone; ok $? "he is gone with his connection"
same "his claim stays" jonas "$(guichet show 1 --json | jq -r .assignee)"
refused "a state wants a conversation" 64 "say of which conversation" presence writing

# ---- two screens of one person
said() { guichet availability away --idle --json | jq -r .state; }
same "one that is silent says nothing while the other is in use" available "$(said)"
kill "$follower"
wait_for 20 eval '[ "$(said)" = away ]'; ok $? "alone it does"
guichet note 1 'I look' >/dev/null
same "what a hand does ends that" available "$(guichet availability list --json | jq -r 'select(.agent == "root").state')"
finish
