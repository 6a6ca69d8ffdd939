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
refused 'an import account cannot send' 1 'import' reply "$other" hello --yes

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
