#!/bin/bash
# SPDX-License-Identifier: ISC
# What an agent did last is taken back and done again by one word, exactly, in
# any later session, once, and never over what a colleague did since; a server
# that is killed meanwhile leaves all of it or nothing; and afterwards the
# history tells everything, as does the queue of an earlier time.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

for ((i = 1; i <= 60; i++)); do
	item "m$i" "thread $i" "author={\"id\":\"c$i\",\"handle\":\"@c$i@example.org\",\"name\":\"C$i\"}"
done >items
fine 'import' import items items --account shop
fine 'maria' agent add maria
fine 'bob' agent add bob
# all ID: what a step may change of a conversation
all() { guichet show "$1" --json | jq -c '[.status, .assignee, .tags, .reason, .snoozed_until]'; }
maria() { fine "$1" --as maria "${@:2}"; }
events() { guichet ledger verify --json | jq .rows; }
# a server that was ended answers nobody any more
restart() { local pid; pid=$(server_pid); kill -TERM "$pid"; wait_for 10 server_gone; }

refused 'nothing was done yet' 1 'there is nothing of yours to take back' --as maria undo
refused 'nothing was undone yet' 1 'nothing was undone last' --as maria redo
before=$(all 1)
maria 'claim' claim 1
maria 'snooze' snooze 1 2h
until=$(guichet show 1 --json | jq -r .snoozed_until)
maria 'tag' tag 1 vip
maria 'resolve' resolve 1 --reason no_reply_needed
resolved=$(all 1)
rows=$(events)
fine 'what would be undone' --as maria undo --dry-run
has 'is said' 'would undo: resolve of #1 (' "$out"
same 'and not done' "$resolved $rows" "$(all 1) $(events)"
restart
maria 'undo in a new server' undo
has 'says what and when' 'undone: resolve of #1 (' "$out"
same 'it sleeps as before' "[\"snoozed\",\"maria\",[\"vip\"],null,\"$until\"]" "$(all 1)"
maria 'undo the tag' undo --json
same 'the answer' '["undone","ids","at","age_s","left","dry_run"] tag [1] [] false' \
	"$(echo "$out" | jq -cr '"\(keys_unsorted) \(.undone) \(.ids) \(.left) \(.dry_run)"')"
maria 'undo the snooze' undo
maria 'undo the claim' undo
same 'it is as it was' "$before" "$(all 1)"
for ((i = 1; i <= 4; i++)); do maria "redo $i" redo; [ $i = 2 ] && restart; done
same 'all of it again' "$resolved" "$(all 1)"
refused 'and no more' 1 'nothing was undone last' --as maria redo
maria 'undo after redo' undo
maria 'redo after undo after redo' redo --json
same 'the answer of redo' 'resolve [1]' "$(echo "$out" | jq -r '"\(.redone) \(.ids)"')"
maria 'undo, then something new' undo
maria 'something new' tag 2 new
refused 'ends what could be redone' 1 'nothing was undone last' --as maria redo
same 'history is never erased' true "$([ "$(events)" -gt "$rows" ]; [ $? = 0 ] && echo true)"
fine 'the ledger is sound' ledger verify

# many at once are one step, of which only what was changed
fine 'two have the tag' --as bob tag 11 13 depot
fine 'five get it' --as maria tag 11 12 13 14 15 depot
maria 'one undo' undo
has 'says how many' 'undone: tag of 3 conversations (' "$out"
same 'the two keep it' '11 13' "$(guichet list tag:depot --json | jq .id | sort -n | tr '\n' ' ' | sed 's/ $//')"

# colleagues
maria 'three' claim 21 22 23
fine 'bob puts one away' --as bob snooze 22 3h
refused 'undo is refused' 75 'undo #22: bob snoozed it ' --as maria undo
has 'and says what to do' 'nothing was changed, --partly does the others' "$err"
same 'nothing was changed' maria "$(guichet show 21 --json | jq -r .assignee)"
maria 'partly' undo --partly --json
same 'two were free' '[21,23] 22' "$(echo "$out" | jq -cr '"\(.ids) \(.left[0].id)"')"
same 'the third is his' '["snoozed","maria"]' "$(guichet show 22 --json | jq -c '[.status, .assignee]')"
fine 'a step of bob is his own' --as bob undo
has 'and not hers' 'undone: snooze of #22 (' "$out"
fine 'next is a step' --as maria next status:open id:31
maria 'undo next' undo
has 'by its name' 'undone: next of #31 (' "$out"

# the same key is the same undo
maria 'one' tag 41 one
maria 'two' tag 41 two
socket() { echo "$XDG_RUNTIME_DIR"/guichet/*.sock; }
said() { guichet status >/dev/null; "$top_builddir/tests/server/talk" --as maria "$(socket)" '{"id":2,"call":"undo","key":"k1","args":{}}' | tail -n 1; }
first=$(said)
has 'undone by a key' '"undone":"tag"' "$first"
same 'a repetition hears the same' "$first" "$(said)"
same 'and undid nothing more' one "$(guichet show 41 --json | jq -r '.tags | join(" ")')"

# a viewer has nothing to undo
fine 'a viewer' agent add vera --role viewer
refused 'may not' 77 'needs the role agent' --as vera undo

# killed in the middle: all of it or nothing, and the command is carried through once
ids=$(seq 1 60)
for ((try = 0; try < 8; try++)); do
	guichet --as maria tag $ids "wave$try" >/dev/null || bail 'tagging failed'
	pid=$(server_pid)
	guichet --as maria undo >"undo.$try" 2>&1 &
	undo=$!
	for ((i = 0; i < try * 1500; i++)); do :; done
	kill -KILL "$pid" 2>/dev/null
	wait "$undo"
	code="$? $(cat "undo.$try" | sed 's/ (.*//')"
	left=$(guichet list "status:open,pending,on_hold,snoozed,resolved" "tag:wave$try" --limit 500 --json 2>/dev/null | wc -l)
	same "killed at moment $try: undone once, whole" '0 undone: tag of 60 conversations 0' "$code $left"
done
fine 'the ledger is sound after that' ledger verify

# what happened
fine 'the history' history 22
same 'has a line for each thing' 'arrived claimed status status' "$(guichet history 22 --json | jq -r .kind | grep -v tag | tr '\n' ' ' | sed 's/ $//')"
has 'says who' 'bob' "$out"
has 'and what was undone' '[undo of snooze]' "$out"
same 'rows for scripts' '["network","bob","status","snooze"]' "$(guichet history 22 --json |
	jq -cs '[(.[0].origin | sub("import"; "network")), (.[] | select(.undoes == "snooze") | .agent, .kind, .undoes)]')"
fine 'the newest of it' history 22 --limit 1 --json
same 'is one row' 1 "$(echo "$out" | wc -l)"
refused 'of nothing' 1 'there is no conversation #999' history 999
fine 'as a table for a spreadsheet' history 22 --csv
has 'with its words' 'at,agent,kind' "$out"

# the queue as it stood
later_than() { [ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \> "$1" ]; }
was=$(date -u +%Y-%m-%dT%H:%M:%SZ)
open=$(guichet list --limit 500 --json | jq -c '[.id, .assignee, .tags, .waiting_s == null]')
wait_for 5 later_than "$was"
was=$(date -u +%Y-%m-%dT%H:%M:%SZ)
wait_for 5 later_than "$was"
fine 'much is done' --as maria resolve 41 42 43 44
fine 'and given' assign 45 bob
fine 'the queue of before' list --as-of "$was" --limit 500 --json
same 'is the one that was seen' "$open" "$(echo "$out" | jq -c '[.id, .assignee, .tags, .waiting_s == null]')"
same 'each row says when it is of' "$was" "$(echo "$out" | head -n 1 | jq -r .as_of)"
same 'and today is another' true "$([ "$open" != "$(guichet list --limit 500 --json | jq -c '[.id, .assignee, .tags, .waiting_s == null]')" ] && echo true)"
fine 'a query of then' list id:45 assignee:bob --as-of "$was" --json
same 'asks about then' '' "$out"
has 'a page says how to go on' '--after' "$(guichet list --as-of "$was" --limit 2 2>&1)"
refused 'words were not kept' 64 'words cannot be looked for in the past' list thread --as-of "$was"
refused 'the future is not known' 64 'has not come yet' list --as-of 2099-01-01T00:00:00Z
same 'before everything there was nothing' '' "$(guichet list --as-of 2020-01-01T00:00:00Z --json 2>/dev/null)"

# a reply that has not left becomes a draft; one that was sent stays sent
since=$(date -u -d '-3 hours' +%Y-%m-%dT%H:%M:%SZ)
fine 'an account that can send' account add playback kiln brand=kiln seed=7 profile=quiet "since=$since" </dev/null
fine 'is read' sync kiln --until-idle
id=$(guichet list account:kiln is:waiting --json | head -n 1 | jq .id)
echo 'We look into it.' >answer.txt
maria 'a reply' reply "$id" -F answer.txt --yes
maria 'is taken back' undo
has 'by undo' "undone: reply of #$id (" "$out"
same 'it is in no queue' '' "$(guichet outbox --json 2>/dev/null)"
fine 'its text' --as maria draft show "$id"
same 'is her draft' 'We look into it.' "$out"
same 'and nobody has it' null "$(guichet show "$id" --json | jq .assignee)"
refused 'redo sends nothing' 1 'a reply is sent by reply' --as maria redo
maria 'sent again' reply "$id" -F answer.txt --yes
fine 'it leaves' sync --until-idle
refused 'what was sent stays' 75 'and cannot be taken back' --as maria undo
same 'its life is told' 'queued cancelled queued sent' "$(guichet history "$id" --json | jq -r .kind |
	grep -E 'queued|cancelled|sent' | tr '\n' ' ' | sed 's/ $//')"

# a reply in an account that is no longer the agent's stands in nobody's way
other=$(guichet list account:kiln is:waiting --json | jq ".id | select(. != $id)" | head -n 1)
fine 'one who is in both' agent add ann --role agent
fine 'and limited to them' agent set ann accounts=kiln,shop
fine 'a reply that waits' --as ann reply "$other" 'On its way.' --yes --delay 5m
fine 'one account less' agent set ann accounts=shop
fine 'something else' --as ann tag 2 refund
fine 'is taken back' --as ann undo
has 'as if there were nothing else' 'undone: tag of #2' "$out"
has 'and the reply waits on' 'On its way.' "$(guichet outbox list --json)"

# a reply that goes back from under a resolved conversation leaves nobody unanswered unsaid
gone=$(guichet list account:kiln is:waiting --json | jq ".id | select(. != $id and . != $other)" | head -n 1)
fine 'another reply that waits' reply "$gone" 'It is sent.' --yes --delay 5m
fine 'and its conversation is done with' resolve "$gone"
g undo
has 'the reply goes back, and what became of the conversation is said' \
	"undone: reply of #$gone (0 s ago); its text is your draft; it stays resolved until you undo that, too" "$(sed 's/([0-9]* s ago)/(0 s ago)/' <<<"$out")"
fine 'which is the next step' undo
same 'and back in the queue' open "$(guichet show "$gone" --json | jq -r .status)"
fine 'the ledger is sound at the end' ledger verify
finish
