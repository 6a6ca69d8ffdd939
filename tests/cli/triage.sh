#!/bin/bash
# SPDX-License-Identifier: ISC
# Each state of a conversation is reached by a command, seen in its view, and
# refused with one clear line where it is not possible.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

{ item a1 'where is my order'; item b1 'second thread' 'author={"id":"carol","handle":"@carol@example.org","name":"Carol"}'; } >items
fine 'import' import items items --account shop --json
same 'two conversations' 2 "$(echo "$out" | jq .conversations)"
fine 'import again' import items items --account shop --json
same 'changes nothing' '0 2' "$(echo "$out" | jq -r '"\(.added) \(.unchanged)"')"
same 'the account came with it' import "$(guichet account list --json | jq -r .network)"
id=$(guichet list --json | head -n 1 | jq .id)
state() { guichet show "$id" --json | jq -r .status; }

for move in 'pending pending' 'hold on_hold' 'resolve resolved' 'reopen open' 'resolve resolved'; do
	set -- $move
	fine "$1" "$1" "$id"
	same "$1 leads to $2" "$2" "$(state)"
	rows=$(guichet ledger verify --json | jq .rows)
	fine "$1 again is fine" "$1" "$id" --json
	same "$1 again is no second event" "$rows" "$(guichet ledger verify --json | jq .rows)"
	has "status:$2 finds it" "$id" "$(guichet list "status:$2" --json | jq .id)"
done
fine 'reopen' reopen "$id"
fine 'snooze' snooze "$id" 2h
same 'snoozed' snoozed "$(state)"
fine 'close' close "$id"
same 'closed' closed "$(state)"
refused 'closed is final' 1 'closed' reopen "$id"

other=$(guichet list status:open --json | jq .id)
fine 'tag' tag "$other" refund
same 'the tag is in the row' refund "$(guichet list tag:refund --json | jq -r '.tags[0]')"
fine 'untag' untag "$other" refund
g list tag:refund --json
same 'and gone' '' "$out"
fine 'a note' note "$other" 'call the depot'
same 'notes are for us' 'note call the depot' "$(guichet show "$other" --json | jq -r '.messages[-1] | "\(.direction) \(.text)"')"
fine 'an agent' agent add maria --role agent
fine 'a team' team add evening maria
fine 'assign to a person' assign "$other" maria
same 'she has it' maria "$(guichet show "$other" --json | jq -r .assignee)"
fine 'assign to a team' assign "$other" evening
same 'the team has it' evening "$(guichet show "$other" --json | jq -r .assignee)"
fine 'assign to nobody' assign "$other" nobody
same 'nobody has it' null "$(guichet show "$other" --json | jq -r .assignee)"
fine 'next' next --json
same 'next took it' "$other" "$(echo "$out" | jq .id)"
refused 'next on an empty queue' 1 'nothing is waiting' next
out=$(guichet list status:open,closed --json | jq .id | guichet tag - seen --json 2>&1)
same 'ids come from standard input' 2 "$(echo "$out" | jq .count)"
fine 'search' search order --json
same 'search finds the message' "$id" "$(echo "$out" | jq .id)"

# Marks: what stands above, beside and outside the queue.
{ item d1 'I cannot go on' 'author={"id":"dan","handle":"@dan@example.org","name":"Dan"}' 'at="2026-11-20T11:00:00Z"'
  item e1 'buy my coins' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}' 'at="2026-11-20T09:00:00Z"'
  item f1 'thanks' 'author={"id":"fay","handle":"@fay@example.org","name":"Fay"}' 'at="2026-11-20T09:30:00Z"'; } >more
fine 'more' import items more --account shop --json
of() { guichet list "from:@$1 (is:spam or not is:spam)" --json | jq .id; }
dan=$(of dan) eve=$(of eve) fay=$(of fay)
first() { guichet list status:open --json | head -n 1 | jq .id; }
same 'the earliest deadline is first' "$eve" "$(first)"
fine 'urgent' urgent "$dan" --reason 'threat of self-harm'
same 'it says so' "#$dan urgent: above every deadline" "$out"
same 'stands above every deadline' "$dan" "$(first)"
same 'the row says it' urgent "$(guichet show "$dan" --json | jq -r '.marks[]')"
same 'and so does the list' 1 "$(guichet list status:open | awk -v id="$dan" '$1 == id' | grep -cP '\t! ')"
fine 'why' why "$dan"
has 'tells who and why' ': threat of self-harm; due ' "$out"
fine 'next' next --json
same 'next takes it first' "$dan" "$(echo "$out" | jq .id)"
fine 'calm' calm "$dan"
fine 'priority' priority "$dan" high
same 'says so' "#$dan has another priority" "$out"
same 'the row says it' high "$(guichet show "$dan" --json | jq -r .priority)"
has 'and why it stands there' '; of high priority: before all that is due in that minute' "$(guichet why "$dan")"
same 'and it is found' "$dan" "$(guichet list priority:high --json | jq .id)"
same 'no deadline is passed by it' "$eve" "$(first)"
fine 'undone' undo
same 'why says nothing of it then' 0 "$(guichet why "$dan" | grep -c 'priority')"
same 'it is as it was' normal "$(guichet show "$dan" --json | jq -r .priority)"
refused 'a priority that there is not' 64 "'top'" priority "$dan" top
fine 'figures by priority' stats --by priority
same 'and back in its place' "$eve" "$(first)"
fine 'spam' spam "$eve"
same 'spam is out of the queue' "$fay" "$(first)"
same 'and out of everything' '' "$(guichet list from:eve --json; guichet search coins --json)"
same 'but for those who ask' "$eve" "$(guichet list is:spam --json | jq .id)"
has 'why says it' 'spam since' "$(guichet why "$eve")"
fine 'ham' ham "$eve"
same 'is back where it was' "$eve" "$(first)"
fine 'no-answer' no-answer "$fay"
same 'is resolved for a reason' 'resolved no_reply_needed null' \
	"$(guichet show "$fay" --json | jq -r '"\(.status) \(.reason) \(.waiting_since)"')"
fine 'mute' mute "$eve" --reason chatter
same 'mute resolves' 'resolved null muted' "$(guichet show "$eve" --json | jq -r '"\(.status) \(.waiting_since) \(.marks[0])"')"
item e2 'coins, coins' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}' 'thread={"root":"e1"}' >chatter
fine 'chatter' import items chatter --account shop --json
same 'opens nothing' 'resolved coins, coins' "$(guichet show "$eve" --json | jq -r '"\(.status) \(.text)"')"
fine 'unmute' unmute "$eve"
same 'and the mark is gone' '[]' "$(guichet show "$eve" --json | jq -c .marks)"

same 'all are unread' 5 "$(guichet count is:unread --json | jq '.counts[0]')"
rows=$(guichet ledger verify --json | jq .rows)
fine 'read' read "$dan" "$fay"
same 'it says so' '2 conversations read' "$out"
same 'three are left' 3 "$(guichet count is:unread --json | jq '.counts[0]')"
fine 'unread' read "$dan" --unread
same 'four again' 4 "$(guichet count is:unread --json | jq '.counts[0]')"
same 'reading is no event' "$rows" "$(guichet ledger verify --json | jq .rows)"

for words in '2h' 'tomorrow' 'monday' '17:00' 'tomorrow 9:30' 'until evening'; do
	g snooze "$dan" $words --json
	same "snooze $words" '0 true' "$status $(guichet show "$dan" --json | jq '.snoozed_until > "2026"')"
done
fine 'snooze until reply' snooze "$dan" until reply
same 'says so' "#$dan snoozed until the customer writes" "$out"
same 'no time ends it' 'snoozed null' "$(guichet show "$dan" --json | jq -r '"\(.status) \(.snoozed_until)"')"
refused 'yesterday' 64 'the time is over already' snooze "$dan" yesterday
fine 'a mark again' urgent "$dan"
fine 'and spam' spam "$fay"
guichet ledger export >ledger.jsonl
fine 'the ledger brings marks elsewhere' --desk "$TEST_DIR/copy.db" ledger import ledger.jsonl
same 'urgent there too' "$dan" "$(guichet --desk "$TEST_DIR/copy.db" list is:urgent --json | jq .id)"
same 'and spam' "$fay" "$(guichet --desk "$TEST_DIR/copy.db" list is:spam --json | jq .id)"
same 'and it verifies' 0 "$(guichet --desk "$TEST_DIR/copy.db" ledger verify --json | jq .waits_differ)"
refused 'an import account cannot send' 1 'import' reply "$other" hello --yes

# An account that wants to know why.
fine 'a list of reasons' account set shop reasons=answered,duplicate
refused 'another one is refused with the list' 64 "#$other: 'bored' is no reason here: say one of answered,duplicate" resolve "$other" --reason bored
fine 'none is fine' resolve "$other"
fine 'again' reopen "$other"
fine 'it wants one' account set shop reason-required=yes
for call in resolve close; do
	refused "$call without" 64 "#$other: say why with --reason, one of answered,duplicate" "$call" "$other"
done
same 'nothing was changed' open "$(guichet show "$other" --json | jq -r .status)"
refused 'nor of many' 64 'nothing was changed' resolve "$other" "$dan"
refused 'nor an empty one' 64 'one of answered,duplicate' resolve "$other" --reason ''
fine 'a rule that names none' rule add quick 'status:open quick' resolve
item g1 'quick one' 'author={"id":"gus","handle":"@gus@example.org","name":"Gus"}' >quick
fine 'a message' import items quick --account shop
wait_for 20 eval 'guichet rule log quick --json | grep -q .'
has 'is refused and says so' 'say why with --reason' "$(guichet rule log quick)"
same 'and nothing happened' open "$(guichet show "$(of gus)" --json | jq -r .status)"
fine 'the rule goes' rule remove quick
same 'the list is completed' 'answered duplicate' "$(guichet complete -- resolve --reason '' | paste -sd' ')"
fine 'with a reason' resolve "$other" --reason duplicate
same 'it is kept' 'resolved duplicate' "$(guichet show "$other" --json | jq -r '"\(.status) \(.reason)"')"
same 'and found' "$other" "$(guichet list reason:DUPLICATE --json | jq .id)"
same 'alone' '' "$(guichet list reason:dup --json)"
fine 'no-answer is a reason' no-answer "$(of gus)"
fine 'undo asks for none' undo
same 'and takes its reason back' '' "$(guichet list reason:no_reply_needed from:@gus --json)"
fine 'nor reopen' reopen "$other"
refused 'neither yes nor no' 64 "reason-required: 'perhaps' is neither yes nor no" account set shop reason-required=perhaps
refused 'no list' 64 "reasons: 'a b,' is no list of words" account set shop 'reasons=a b,'
fine 'it wants none any more' account set shop reasons= reason-required=

# Figures as of an earlier time know the tags of that time.
id=$(guichet list --json | head -n 1 | jq .id)
instant() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
later() { [ "$(instant)" \> "$1" ]; }
tagged() { guichet stats --by tag "$@" --json | jq -c '[.by[].key | select(. == "early" or . == "late")]'; }
fine 'a tag' tag "$id" early
then=$(instant); wait_for 5 later "$then"
fine 'it goes' untag "$id" early
fine 'another comes' tag "$id" late
same 'figures of now have the new one' '["late"]' "$(tagged)"
same 'as of then the old one' '["early"]' "$(tagged --as-of "$then")"
finish
