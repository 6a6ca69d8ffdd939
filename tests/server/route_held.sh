#!/bin/bash
# SPDX-License-Identifier: ISC
# What a route cannot give hides nothing that stands behind it; a customer who
# wrote to somebody who is gone is looked after whatever else happens to the
# conversation, also when they were suspended; nothing goes back to somebody who
# may have nothing; and the order of routes is 1, 2, 3 however it is said.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/routes.sh"

fine 'a desk' status
for who in maria jonas noor; do
	guichet agent add $who >/dev/null
	guichet shift add $who daily 00:00-24:00 >/dev/null
done
guichet team add care maria jonas noor >/dev/null

# ---- behind what nobody can take
fine 'noor alone speaks French' agent set noor languages=fr
fine 'and is away' --as noor availability away
fine 'by language' route set first status:open care --way round-robin --match language
{ asks 120 'lang="fr"'; asks 5 'lang="en"'; } >items
fine 'more French than a page' import items items --account brand
wait_for 20 eval '[ "$(guichet count "status:open lang:en assignee:nobody" --json | jq -r ".counts[0]")" = 0 ]'
ok $? 'English is given all the same'
same 'in turn' 'maria jonas maria jonas maria' "$(holders 'status:open lang:en')"
same 'French waits' 120 "$(guichet route list --json | jq -r .waiting)"
ask 1 'lang="en"'
wait_for 20 all_of jonas 3; ok $? 'and what comes then too'
has 'each says why' '; nobody of care takes it: 1 away' "$(guichet why 1)"
same 'but what somebody has' 0 "$(guichet why 121 | grep -c 'takes it')"
fine 'noor is back' --as noor availability available
wait_for 20 none_waits; ok $? 'then French is hers'
same 'all of it' 120 "$(guichet count 'status:open assignee:noor' --json | jq -r '.counts[0]')"
fine 'that is done' resolve --where status:open --yes
fine 'it rests' route remove first

# ---- said to somebody who is gone, and touched by a rule
fine 'a rule on what comes' rule add refund refund 'tag refund'
fine 'to the queue' route set absent status:open care --way claim --absent queue
ask 1
id=$n
fine 'maria has it' --as maria claim "$id"
fine 'and goes' --as maria availability away
again "$id" 'a refund now?'
wait_for 10 eval '[ "$(holder $id)" = nobody ]'; ok $? 'a customer who writes then is looked after'
same 'tagged as well' '["refund"]' "$(guichet show "$id" --json | jq -c .tags)"
ask 1
left=$n
fine 'maria has another one' --as maria claim "$left"
again "$left"
wait_for 10 eval '[ "$(holder $left)" = nobody ]'; ok $? 'which goes to the queue too'

# ---- suspended, or only looking by now
ask 2
fine 'jonas has one' --as jonas claim $((n - 1))
fine 'and noor' --as noor claim "$n"
gone=$((n - 1)) looks=$n
fine 'jonas is suspended' agent suspend jonas
fine 'noor looks on' agent add noor --role viewer
again "$gone"
wait_for 10 eval '[ "$(holder $gone)" = nobody ]'; ok $? 'who is suspended keeps no customer waiting'
again "$looks"
wait_for 10 eval '[ "$(holder $looks)" = nobody ]'; ok $? 'nor does who only looks'

# ---- taken back, but not to those who may have nothing
fine 'maria leaves' agent remove maria
fine 'no more of that' route remove absent
g route undo absent
has 'not to who left' "#$left stays: maria has left the desk" "$out"
has 'not to who is suspended' "#$gone stays: jonas takes nothing any more" "$out"
has 'not to who looks on' "#$looks stays: noor takes nothing any more" "$out"
same 'they are nobody’s' 'nobody nobody nobody' "$(holder "$left") $(holder "$gone") $(holder "$looks")"

# ---- much taken back, a hundred at a time
fine 'noor speaks French and may have it' agent add noor --role agent
fine 'that was' resolve --where status:open --yes
fine 'who is there' --as noor availability available
fine 'to noor' route set many status:open care --way least-loaded
asks 130 >items
fine 'many' import items items --account brand
wait_for 20 none_waits; ok $? 'they are hers'
fine 'no more' route remove many
fine 'she looked into one' --as noor note "$n" 'I look'
g route undo many --json
below=$(printf '%s' "$out" | jq -r .below)
same 'the newest' '99 1' "$(printf '%s' "$out" | jq -r '"\(.undone) \(.left | length)"')"
g route undo many --below "$below"
same 'and those before' '30 conversations taken back from route many' "$out"
g route undo many
has 'what stays stays' '0 conversations taken back' "$out"
same 'and there is no more' '' "$err"

# ---- in order
order() { guichet route list --json | jq -r '"\(.position) \(.route)"' | tr '\n' ' ' | sed 's/ $//'; }
refused 'not behind everything' 64 'a position is from 1 to 100' \
	route set a status:open care --way round-robin --position 9223372036854775807
fine 'first, it says' route set a status:open care --way round-robin --position 100
fine 'the next' route set b status:open care --way round-robin
fine 'one between' route set c status:open care --way round-robin --position 2
same 'numbered' '1 a 2 c 3 b' "$(order)"
fine 'the last comes first' route set b status:open care --way least-loaded --position 1
same 'and the others behind' '1 b 2 a 3 c' "$(order)"
fine 'one stays where it is' route set a status:open care --way least-loaded
same 'so do all' '1 b 2 a 3 c' "$(order)"
fine 'and the ledger is sound' ledger verify
finish
