#!/bin/bash
# SPDX-License-Identifier: ISC
# Agents and teams come and go by commands alone: what they had goes back to
# the queue and is in the ledger, a name that was mistyped makes nobody, and
# saying a command again changes nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
call=$top_builddir/tests/server/call

for i in 1 2 3; do item "m$i" "thread $i" "author={\"id\":\"c$i\",\"handle\":\"@c$i@example.org\",\"name\":\"C\"}"; done >items
fine 'import' import items items --account shop
kinds() { guichet ledger export | jq -r .kind | tail -n "$1" | tr '\n' ' '; }
said() { "$call" --desk "$desk" "$@"; }

refused 'a typo is nobody' 1 'there is no agent typo: guichet agent add typo' --as typo claim 1
same 'and was not made' 1 "$(guichet agent list --json | wc -l)"
same 'maria is added' true "$(said agent add maria --role lead | jq .added)"
same 'once' false "$(said agent add maria | jq .added)"
same 'and keeps her role' lead "$(guichet agent list --json | jq -r 'select(.name == "maria").role')"
# On a terminal it is said who is here, and as what.
same 'one who is there has a role, and what gives another' \
	'agent maria is here already, with the role lead: guichet agent add maria --role ROLE gives another' "$(guichet agent add maria)"
same 'the same with the same role' "$(guichet agent add maria)" "$(guichet agent add maria --role lead)"
same 'another one is given' 'agent maria has the role auditor now, and had lead' "$(guichet agent add maria --role auditor)"
same 'which is so' auditor "$(guichet agent list --json | jq -r 'select(.name == "maria").role')"
same 'told to programs too' '["lead","auditor",false]' "$(said agent add maria --role lead | jq -c '[.role, .was, .added]')"
same 'who is new was nothing' '["agent",null,true]' "$(said agent add ivo | jq -c '[.role, .was, .added]')"
same 'nor was who had left' '["agent",null,true,true]' "$(said agent remove ivo >/dev/null; said agent add ivo | jq -c '[.role, .was, .added, .back]')"
fine 'he leaves' agent remove ivo
me=$(guichet agent list --json | jq -r 'select(.role == "admin").name')
refused 'the only admin stays one' 1 "$me is the only admin" agent add "$me" --role lead
fine 'with another one' agent add maria --role admin
fine 'it may be given away' agent add "$me" --role agent
fine 'and given back' --as maria agent add "$me" --role admin
fine 'one who is kept out is none' agent suspend maria
refused 'so that again nobody else is' 1 "$me is the only admin" agent add "$me" --role lead
fine 'she is let in' agent resume maria
fine 'and leads' agent add maria --role lead
kind() { guichet agent list --json | jq -r "select(.name == \"$1\") | \"\(.kind) \(.role)\""; }
fine 'a robot may be an admin' agent add rob --robot --role admin
for how in suspend remove; do
	refused "which takes nobody's last one away: $how" 1 "$me is the only admin" --as rob agent $how "$me"
done
refused 'but is not the one who gives the role back' 1 "$me is the only admin" agent add "$me" --role agent
refused 'nor does that one become a robot' 1 "$me is the only admin" agent add "$me" --role admin --robot
fine 'another role is given to it' agent add rob --role agent
same 'which leaves it a robot' 'robot agent' "$(kind rob)"
fine 'it leaves' agent remove rob
fine 'and comes back as somebody' agent add rob
same 'who is what is said then' 'person agent' "$(kind rob)"
fine 'one who is here becomes a robot' agent add rob --robot
same 'when that is said' 'robot agent' "$(kind rob)"
fine 'it leaves for good' agent remove rob
same 'bob too' true "$(said agent add bob | jq .added)"
fine 'she claims two' --as maria claim 1 2
fine 'and closes one' --as maria close 2
same 'she leaves, and what she had is free' 'maria [1] 1' \
	"$(said agent remove maria | jq -r '"\(.agent) \(.released) \(.count)"')"
same 'the ledger tells' 'unassigned agent_deactivated ' "$(kinds 2)"
same 'nobody has it' null "$(guichet show 1 --json | jq .assignee)"
same 'what is closed keeps her name' maria "$(guichet show 2 --json | jq -r .assignee)"
same 'again there is nothing to do' '[] 0' "$(said agent remove maria | jq -r '"\(.released) \(.count)"')"
same 'and nothing told twice' 'unassigned agent_deactivated ' "$(kinds 2)"
refused 'she plays no more' 77 'taken off' --as maria claim 3
fine 'her name is still understood' list assignee:maria

same 'a team' '{"team":"evening","added":true,"members":["bob"]}' "$(said team add evening bob)"
fine 'gets one' assign 3 evening
same 'the team again' '{"team":"evening","added":false,"members":["bob"]}' "$(said team add evening bob)"
refused 'a member who left' 1 'maria has left the desk: guichet agent add maria takes them in again' team add late maria
refused 'a team is no agent' 64 'guichet team remove evening' agent remove evening
refused 'an agent is no team' 64 'guichet agent remove bob' team remove bob
refused 'no such team' 1 'there is no team dawn' team remove dawn
same 'the team goes, and what it had is free' '{"team":"evening","released":[3],"count":1,"to":null,"unseen":0,"drafts":0,"lost":null,"sends":0,"scheduled":0,"approvals":0,"unsettled":0,"promises":0,"dry_run":false}' "$(said team remove evening)"
same 'nobody has it now' null "$(guichet show 3 --json | jq .assignee)"
g team list --json
same 'there is no team' '' "$out"
refused 'it gets nothing any more' 1 'has left the desk' assign 3 evening
fine 'it may come again' team add evening bob
fine 'with its members' assign 3 evening
fine 'doctor has no complaint' doctor

# Who takes over is not given what they cannot see: that is in the queue, and said.
fine 'sam sees another account alone' agent add sam
item elsewhere 'thread' 'author={"id":"e","handle":"@e@example.org","name":"E"}' >items
guichet import items items --account brand >/dev/null
guichet agent set sam accounts=brand >/dev/null
guichet agent add rex >/dev/null
fine 'rex has one' --as rex claim 1
fine 'and a draft' --as rex draft save 1 'Dear'
fine 'he leaves it to sam' agent remove rex --to sam
has 'it is said where it went' '1 conversation is back in the queue' "$out"
has 'and why' '1 conversation is in the queue: sam does not see its account' "$out"
same 'nobody has it' null "$(guichet show 1 --json | jq .assignee)"
has 'what rex began to write is a note' 'rex: Dear' "$(guichet show 1)"

# A ledger names agents who are not here: what they hold is found and given back.
guichet ledger export >ledger.jsonl
export GUICHET_DESK=$TEST_DIR/other.db
fine 'the ledger in another place' ledger import ledger.jsonl
refused 'doctor sees what is held by who is not here' 1 'person' doctor
has 'and says what helps' 'evening has left and still holds 1 conversations: guichet team remove evening gives them back, guichet team add evening AGENT... forms it again' "$out"
fine 'it is done' team remove evening
fine 'doctor has no complaint there' doctor
finish
