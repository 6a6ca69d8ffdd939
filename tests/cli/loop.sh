#!/bin/bash
# SPDX-License-Identifier: ISC
# A customer's message goes through the whole loop on the command line: it is
# in the queue with its wait, is claimed, answered, carried, and measured; and
# doing any step again changes nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

since=$(date -u -d '-3 hours' +%Y-%m-%dT%H:%M:%SZ)
fine 'an account is added' account add playback shop brand=kiln seed=7 profile=quiet "since=$since" </dev/null
fine 'and again' account add playback shop brand=kiln seed=7 profile=quiet "since=$since" </dev/null
same 'there is one account' 1 "$(guichet account list --json | wc -l)"
fine 'nothing is read before a sync' list --json
same 'the queue is empty' '' "$out"
fine 'sync' sync --until-idle --json
added=$(echo "$out" | jq .added)
ok "$([ "$added" -gt 5 ]; echo $?)" "messages came ($added)"
fine 'sync again' sync --until-idle --json
same 'and brought nothing' 0 "$(echo "$out" | jq .added)"

fine 'list' list status:open is:waiting --json --limit 100
waiting=$(echo "$out" | wc -l)
same 'each row has the promised members' true "$(echo "$out" | head -n 1 | jq '
	["id","account","network","contact","visibility","status","assignee","tags","last_at","text","waiting_s","due_at"] - keys == []')"
same 'ordered by due time' "$(echo "$out" | jq -r .due_at | sort)" "$(echo "$out" | jq -r .due_at)"
id=$(echo "$out" | head -n 1 | jq .id)
answered=$(guichet stats --json | jq .first_response.n)	# by colleagues in the network's own app

fine 'claim' claim "$id"
fine 'claim again is the same claim' claim "$id"
fine 'a colleague' agent add maria
g --as maria claim "$id"
same 'a colleague is told who has it' 75 "$status"
has 'by name' "taken by" "$err"

echo 'Hello, we are on it.' >answer.txt
refused 'a reply without a person and without --yes' 64 '--yes' reply "$id" -F answer.txt </dev/null
fine 'reply' reply "$id" -F answer.txt --yes --json
same 'it is queued' false "$(echo "$out" | jq .already)"
fine 'the same reply again' reply "$id" -F answer.txt --yes --json
same 'is the same reply' true "$(echo "$out" | jq .already)"
same 'one in the outbox' 1 "$(guichet outbox --json | wc -l)"
fine 'sync sends it' sync --until-idle --json
same 'one was sent' 1 "$(echo "$out" | jq .sent)"
same 'the outbox is empty' '' "$(guichet outbox --json 2>/dev/null)"
fine 'show' show "$id" --json
same 'the answer is in the thread' '["Hello, we are on it.","sent"]' \
	"$(echo "$out" | jq -c '[.messages[] | select(.direction == "out")][0] | [.text, .state]')"
same 'the customer is next' pending "$(echo "$out" | jq -r .status)"
fine 'figures' stats --json
same 'one more was answered' $((answered + 1)) "$(echo "$out" | jq .first_response.n)"
same 'the others wait' $((waiting - 1)) "$(echo "$out" | jq .first_response.open)"
same 'the target is half an hour' 1800 "$(echo "$out" | jq .first_response.target)"
fine 'the ledger is sound' ledger verify --json
same 'to the last row' 0 "$(echo "$out" | jq .bad_seq)"
finish
