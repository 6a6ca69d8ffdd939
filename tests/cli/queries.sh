#!/bin/bash
# SPDX-License-Identifier: ISC
# What a person asks or says wrongly is refused in one line that tells what
# would be right, and never answered as if nothing were there; what is there
# is shown with its reasons.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
call=$top_builddir/tests/server/call

same 'an empty desk says that it has no account' 0 "$("$call" --desk "$desk" list | jq .accounts)"
{ item a1 'where is my order'
  item b1 'second thread' 'author={"id":"carol","handle":"@carol@example.org","name":"Carol"}'
  item c1 'third thread' 'author={"id":"dave","handle":"@dave@example.org","name":"Dave"}'; } >items
fine 'import' import items items --account shop --json
same 'with an account it says so' 1 "$("$call" --desk "$desk" list status:closed | jq .accounts)"
fine 'an agent' agent add maria
fine 'a team' team add evening maria

refused 'an account that is not there' 64 "query: column 1: there is no account 'nope'" list account:nope
refused 'an agent who is not there' 64 "query: column 13: there is no agent or team 'mria'" list status:open assignee:mria
refused 'searched' 64 "there is no account 'nope'" search account:nope order
refused 'taken' 64 "there is no account 'nope'" next account:nope
refused 'watched' 64 "there is no account 'nope'" watch account:nope
fine 'a team is a name' list assignee:evening account:shop --json
fine 'a free tag and a stranger' list tag:nope from:nope --json
refused 'or nothing' 64 "query: column 13: nothing stands behind 'OR'" list status:open OR
refused 'a group that stays open' 64 "query: column 13: '(' is not closed" list 'status:open (order or second'
refused 'a field' 64 'status, assignee, account' list colour:open
refused 'a slip' 64 'did you mean status:?' list stauts:open

refused 'the end of no page' 64 "--after: 'zzz' is not the end of a page" list --after zzz
refused 'half an end' 64 "is not the end of a page" list --after 5:
fine 'a page' list --limit 1 --json
mark=$("$call" --desk "$desk" list --limit 1 | jq -r .next)
same 'and the next one' 2 "$("$call" --desk "$desk" list --after "$mark" | jq '.rows | length')"
g list --limit 1
has 'a page says how to go on, by its last conversation' "--after $(guichet list --limit 1 --json | jq .id) the next page" "$err"
same 'which is the same page' "$(guichet list --after "$mark" --json | jq .id)" \
	"$(guichet list --after "#$(guichet list --limit 1 --json | jq .id)" --json | jq .id)"
refused 'behind nobody' 1 'there is no conversation #999' list --after 999
refused 'a limit below nothing' 64 "--limit: '-1' is not a number" list --limit -1
refused 'no limit' 64 '--limit is a number from 1 to 500' list --limit 0
refused 'number nothing' 64 "'0' is not a conversation's number" claim 0
refused 'a number that is too large' 64 "is not a conversation's number" claim 99999999999999999999

same 'the same number counts once' '[1] 1' "$("$call" --desk "$desk" claim 1 '#1' 1 | jq -r '"\(.changed) \(.count)"')"
g --as maria claim 1
same 'a colleague is told' 75 "$status"
has 'what she did and who has it' 'claim #1: taken by' "$err"
g --as maria claim 2 1
has 'and that nothing happened' '(nothing was changed)' "$err"
same 'nothing did' null "$(guichet show 2 --json | jq .assignee)"

refused 'ninety of what' 64 "'90' has no unit: say 90s, 90m or 90h" snooze 2 90
refused 'a time without a zone' 64 'an instant 2026-11-22T10:00:00Z, a date 2026-11-22, a duration 2h, or words like monday or 17:00' snooze 2 2030-11-22T10:00
same 'snooze says until when, a day alone is its morning' 2030-11-22T09:00:00Z "$("$call" --desk "$desk" snooze 2 2030-11-22 | jq -r .until)"
same 'and so does the conversation' 2030-11-22T09:00:00Z "$(guichet show 2 --json | jq -r .snoozed_until)"
fine 'hold' hold 3 --reason 'the depot looks'
fine 'show' show 3 --json
same 'says why' 'the depot looks' "$(echo "$out" | jq -r .reason)"
fine 'reopen' reopen 3
same 'and forgets it' null "$(guichet show 3 --json | jq .reason)"

fine 'a tag' tag 3 Refund --json
fine 'again' tag 3 REFUND --json
same 'has one case' '["refund"]' "$(guichet show 3 --json | jq -c .tags)"
same 'in a query too' 3 "$(guichet list tag:ReFund --json | jq .id)"
fine 'untag' untag 3 refuND
same 'and is gone' '[]' "$(guichet show 3 --json | jq -c .tags)"

refused 'a bell in a note' 64 'the text has a control character at byte 5' note 1 "$(printf 'ring\a it')"
fine 'lines and tabs are text' note 1 "$(printf 'one\n\ttwo')"
head -c 70000 /dev/zero | tr '\0' a >long
refused 'a note that is too long' 64 'the text is longer than 64 KiB' note 1 -F long
refused 'a reply that is too long' 64 'the text is longer than 64 KiB' reply 1 -F long --yes

ids() { guichet list "$@" --json | jq -r .id | sort -n | tr '\n' ' '; }
same 'or, not and groups' '1 3 ' "$(ids 'from:@bob or (from:dave and not tag:gone)')"
same 'words inside an or' '1 2 ' "$(ids order or from:carol)"
same 'a word taken away from everything' '2 3 ' "$(ids not order)"
same 'words of a group' '2 3 ' "$(ids 'thread (second or third)')"
same 'the same for search' 2 "$(guichet search 'thread (second or lost)' --json | jq .id)"
same 'and for count' '[2]' "$("$call" --desk "$desk" count 'order or second' | jq -c .counts)"
same 'and for export' '1 3 ' "$(guichet export 'order or third' | jq -r .uid | cut -c1 | sed 's/a/1/; s/c/3/' | tr '\n' ' ')"
same 'watching words is refused' 69 "$(guichet watch 'order or second' >/dev/null 2>&1; echo $?)"
same 'part of a name' '2 ' "$(ids from:caro)"
same 'who waits long' '1 2 3 ' "$(ids 'waiting:>30m or is:snoozed')"
same 'few followers' '1 2 3 ' "$(ids 'followers:<10')"
same 'days in words' '' "$(ids 'after:today before:yesterday')"

fine 'counts' count status:open 'status:open assignee:me' 'status:open -assignee:me' status:closed order --json
same 'one number for each query, at one moment' '[2,1,1,0,1] [false,false,false,false,false] true' \
	"$(echo "$out" | jq -cr '"\(.counts) \(.more) \(.at | endswith("Z"))"')"
same 'a count is how many a list shows' "$(guichet list account:shop from:carol --json | wc -l)" \
	"$(guichet count account:shop\ from:carol --json | jq '.counts[0]')"
same 'for people a line each' '2 status:open;1 status:open assignee:me;' \
	"$(guichet count status:open 'status:open assignee:me' | sed 's/^ *//; s/  */ /' | tr '\n' ';')"
refused 'a count of nothing' 64 'missing QUERY' count
refused 'a count of no query' 64 "there is no account 'nope'" count status:open account:nope

fine 'a playback account' account add playback kiln brand=kiln seed=7 since=3h </dev/null
fine 'sync' sync --until-idle --json
id=$(guichet list account:kiln visibility:private is:waiting --json | head -n 1 | jq .id)
same 'a plan says that it is narrower' '["narrowed to private"]' \
	"$("$call" --desk "$desk" plan "$id" hello --visibility public | jq -c .warnings)"
same 'but not when nothing was wished' '[]' "$("$call" --desk "$desk" plan "$id" hello | jq -c .warnings)"
# ---- the desk's clock counts, whatever the front end's says

guichet agent list >/dev/null; wait_for 10 server_gone
export GUICHET_DESK=$TEST_DIR/other.db
item z1 'where is it' 'at="2026-11-20T09:50:00Z"' >one
fine 'a desk whose clock is another one' --now 2026-11-20T09:59:30Z import items one --account shop
g --now 2026-11-20T09:59:30Z list
has 'a deadline is as far as the desk says' ' in 20 min ' "$(echo "$out" | tr -s ' \t' ' ')"
g --now 2026-11-20T09:59:30Z --plain <<<'list'
has 'and so it is in lines' 'in 20' "$out"

# ---- a day is the desk's, wherever its server runs

wait_for 10 server_gone
desk=$TEST_DIR/far.db
export GUICHET_DESK=$desk TZ=UTC
at() { g --now 2026-11-20T10:30:00Z "$@" --json; wait_for 10 server_gone; }
found() { at list "$@"; printf '%s\n' "$out" | jq -r .id | tr '\n' ' '; }
at import items one --account shop
same 'without a zone the day is the one of the machine' '' "$(found status:open before:today)"
at desk set zone=Pacific/Kiritimati
same 'where it is past midnight that was yesterday' '1 ' "$(found status:open before:today)"
same 'and it was that day' '1 ' "$(found status:open after:yesterday)"
same 'not this one' '' "$(found status:open after:today)"
at snooze 1 9:00
same 'an hour is read by the same clock' 2026-11-20T19:00:00Z \
	"$(at show 1; printf '%s\n' "$out" | jq -r .snoozed_until)"
at resolve 1
same 'a case is over on the day of the desk' '1 ' "$(found resolved:2026-11-21)"
same 'which is today there' '1 ' "$(found resolved:today)"
same 'and no other' '' "$(found resolved:2026-11-20)"

# ---- words, and whoever is quicker

desk=$TEST_DIR/many.db
export GUICHET_DESK=$desk; took=''
for i in 1 2 3 4 5 6 7 8; do
	item "k$i" "the blue kettle leaks, part $i" "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P$i\"}"
done >kettles
item k9 'the green one is fine' 'author={"id":"p9","handle":"@p9@example.org","name":"P9"}' >>kettles
fine 'import what words are looked for in' import items kettles --account shop --json
for i in 1 2 3 4 5 6 7 8; do guichet next kettle --json >"took$i" 2>&1 & took="$took $!"; done
for pid in $took; do wait "$pid"; done
same 'eight who ask at once for words get eight' '1 2 3 4 5 6 7 8 ' "$(cat took? | jq -r .id | sort -n | tr '\n' ' ')"
refused 'a ninth finds nothing' 1 'nothing is waiting to be taken' next kettle
same 'the manual has each example once, as it is written' '' "$(guichet manual | grep '^\.It Li' | tr -d '"' | sort | uniq -d)"
finish
