#!/bin/bash
# SPDX-License-Identifier: ISC
# How many follow a customer decides between conversations that are due in the
# same instant, and moves nobody past a second, an earlier due time or a priority.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
call=$top_builddir/tests/server/call

who() { printf 'author={"id":"%s","handle":"@%s@example.org","name":"%s","followers":%s}' "$1" "$1" "$1" "$2"; }
same_instant='at="2026-11-20T10:00:00Z"'
{
	item a1 'few follow' "$(who few 5)" "$same_instant"
	item b1 'some follow' "$(who some 4000)" "$same_instant"
	item c1 'many follow' "$(who many 90000000)" "$same_instant"
	item d1 'a second earlier' "$(who early 0)" 'at="2026-11-20T09:59:59Z"'
	item e1 'a second later' "$(who late 90000000)" 'at="2026-11-20T10:00:01Z"'
} >items
fine 'import' import items items --account shop
order() { guichet list status:open --json "$@" | jq -r .contact | tr '\n' ' '; }
same 'who has more comes first among equals, nobody passes a second' 'early many some few late ' "$(order)"
id_of() { guichet list "from:@$1" --json | jq .id; }
fine 'low' priority "$(id_of many)" low
fine 'high' priority "$(id_of few)" high
same 'a priority says more' 'early few some late many ' "$(order)"
fine 'normal' priority "$(id_of many)" normal
fine 'normal' priority "$(id_of few)" normal
same 'pages go on behind equals' 'early many some few late ' \
	"$(guichet list status:open --json --limit 2 | jq -r .contact | tr '\n' ' ')$(guichet list status:open --json | tail -n +3 | jq -r .contact | tr '\n' ' ')"

# What stood then is of the ledger, which tells nothing of followers; its pages miss nobody.
at=$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)
page() { "$call" --desk "$desk" list --as-of "$at" --limit 2 ${1:+--after "$1"}; }
after= ids= n=0
while [ "$n" -lt 9 ]; do
	page "$after" >page.json
	ids="$ids$(jq -r '.rows[].id' page.json | tr '\n' ' ')" after=$(jq -r '.next // empty' page.json) n=$((n + 1))
	[ -n "$after" ] || break
done
same 'pages of what stood then have each once' "$(guichet list status:open --json --as-of "$at" | jq -r .id | tr '\n' ' ')" "$ids"

# Followers come and go; what was known with the newest message counts.
item b2 'and again' "$(who some 7)" 'at="2026-11-20T10:00:02Z"' 'thread={"root":"b1","parent":"b1"}' >more
fine 'fewer' import items more --account shop
same 'as the newest message has it' 'early many few some late ' "$(order)"
fine 'the queue follows from the ledger' ledger verify
fine 'rebuilt' metrics rebuild
same 'rebuilt is the same' 'early many few some late ' "$(order)"

# A desk that an earlier program wrote.
if command -v sqlite3 >/dev/null; then
	fine 'high' priority "$(id_of few)" high
	wait_for 20 server_gone
	sqlite3 "$desk" "UPDATE conversation SET rank = CASE WHEN (marks & 16) <> 0 THEN due_ms - due_ms % 60000 - 1 ELSE due_ms END;
		UPDATE tag SET rank = (SELECT c.rank FROM conversation c WHERE c.id = tag.conversation);
		ALTER TABLE conversation DROP COLUMN reach; PRAGMA user_version = 61"
	same 'is put in order' 'early few many some late ' "$(order)"
	fine 'and holds' ledger verify
else skip 'an earlier desk' 'sqlite3 is not there'; fi
ids() { guichet list status:open --json | jq -r .id; }
same 'next takes them so' "$(ids)" "$(for i in 1 2 3 4 5; do guichet next --json | jq -r .id; done)"
finish
