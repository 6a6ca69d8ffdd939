#!/bin/bash
# SPDX-License-Identifier: ISC
# The past reads in the words of then: a text that was edited is kept for it
# and for nothing else, and what was deleted at the network is gone from it too.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# then: an instant with nothing of before and of after in it
instant() { sleep 0.01; date -u +%FT%T.%3NZ; sleep 0.01; }
texts() { guichet show "$1" --as-of "$2" --json | jq -c '[.messages[].text]'; }
row() { guichet list "status:open,pending,resolved" --as-of "$1" --json | jq -c "select(.id == $2) | .text"; }
carol='author={"id":"carol","handle":"@carol@example.org","name":"Carol"}'

{ item a1 'my card is 4929' 'cw="money"'; item b1 'is the shop open' "$carol"; item d1 'second thread'; } >items
before=$(instant)
fine 'three customers write' import items items --account shop
arrived=$(instant)
fine 'somebody takes one' claim 1
fine 'and tags it' tag 1 card
item a1 'my card is lost' >edited
fine 'it is edited' import items edited --account shop
edited=$(instant)
item a1 'found it' >edited
fine 'twice' import items edited --account shop
fine 'resolved' resolve 1
same 'now it reads as it does' '["found it"]' "$(guichet show 1 --json | jq -c '[.messages[].text]')"
same 'then as it did' '["my card is 4929"]' "$(texts 1 "$arrived")"
same 'and between' '["my card is lost"]' "$(texts 1 "$edited")"
same 'with the warning of then' '["money",null]' "$(guichet show 1 --as-of "$arrived" --json | jq -c '[.messages[0] | .cw, .edited_at]')"
same 'and the state of then' '["open",null,[]]' "$(guichet show 1 --as-of "$arrived" --json | jq -c '[.status, .assignee, .tags]')"
same 'which moved' '["open","root",["card"]]' "$(guichet show 1 --as-of "$edited" --json | jq -c '[.status, .assignee, .tags]')"
same 'the queue has the words too' '"my card is 4929"' "$(row "$arrived" 1)"
same 'of each instant' '"my card is lost"' "$(row "$edited" 1)"
same 'what happened is told in them' '["my card is 4929","my card is lost","found it"]' \
	"$(guichet history 1 --json | jq -sc '[.[] | (.rows // [.])[] | select(.kind == "arrived" or .kind == "edited") | .text]')"
has 'people are told of when it is' 'as it stood on' "$(guichet show 1 --as-of "$arrived")"

# Nobody finds what was edited away, and no export has it.
same 'no search finds it' '' "$(guichet search 4929 --json; guichet search lost --json)"
same 'the words of today are found' 1 "$(guichet search found --json | jq .id)"
same 'an export has these' 1 "$(guichet export 'status:open,resolved' | grep -c 'found it')"
same 'and not those' 0 "$(guichet export 'status:open,resolved' 2>/dev/null | grep -c 'lost\|4929')"
same 'nor has SQL' '1 0' "$(guichet sql 'SELECT * FROM v_message' | grep -c 'found it') $(guichet sql 'SELECT * FROM v_message' | grep -c 'lost\|4929')"
g sql 'SELECT * FROM earlier_text'
same 'whose table is not there for it' 1 "$((status != 0))"
refused 'free words are not looked for in the past' 64 'words cannot be looked for' list lost --as-of "$edited"

# What was erased at the network is gone from the past as well.
printf '{"uid":"a1","op":"gone"}\n' >gone
fine 'it is deleted' import items gone --account shop
same 'then nothing of it is left' '[""]' "$(texts 1 "$arrived")"
same 'and it is said that it was deleted' true "$(guichet show 1 --as-of "$arrived" --json | jq '.messages[0].deleted_at != null')"
same 'in the queue neither' '""' "$(row "$edited" 1)"
same 'nor in what happened' 0 "$(guichet history 1 --json | grep -c 'lost\|4929\|found it')"
if command -v sqlite3 >/dev/null; then
	same 'no row of the desk keeps it' 0 "$(sqlite3 -readonly "$desk" .dump | grep -c '4929\|is lost\|found it')"
else skip 'no row of the desk keeps it' 'sqlite3 is not there'; fi

# Merged later, it stood alone then; merged then, it is told of the whole.
fine 'merged' merge 2 3 --anyway
merged=$(instant)
fine 'and parted' unmerge 2
same 'alone then' '["is the shop open"]' "$(texts 2 "$arrived")"
same 'and so did the other' '["second thread"]' "$(texts 3 "$arrived")"
same 'in one while they were one, whichever is asked for' '[3,["is the shop open","second thread"]]' \
	"$(guichet show 2 --as-of "$merged" --json | jq -c '[.id, [.messages[].text]]')"
same 'and apart again' '["second thread"]' "$(guichet show 3 --json | jq -c '[.messages[].text]')"

# Before the beginning.
g list --as-of "$before"
same 'nothing is known of before the ledger' '0 1' "$status $(printf '%s' "$out$err" | grep -c 'the ledger begins on')"
g list --as-of "$before" --json
same 'and a script is told beside the rows' ' 1' "$out $(printf '%s\n' "$err" | grep -c 'the ledger begins on')"
refused 'of one neither' 1 'the ledger begins on' show 1 --as-of "$before"
fine 'one comes later' import items <(item e1 'late' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}') --account shop
refused 'and was not there yet' 1 'conversation #4 was not there yet' show 4 --as-of "$merged"
refused 'the future is not the past' 64 'has not come yet' show 1 --as-of 2999-01-01
fine 'the ledger stands' ledger verify
finish
