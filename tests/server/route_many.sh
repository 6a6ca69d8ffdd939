#!/bin/bash
# SPDX-License-Identifier: ISC
# A queue of thousands is looked at anew in parts when a route comes or goes:
# whoever asks meanwhile is answered, a server that is killed or that ends in the
# middle goes on there when it begins again, and each conversation is given once.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
MANY=8000
seq "$MANY" | sed 's/.*/{"uid":"m&","op":"new","kind":"mention","vis":"public","author":{"id":"p&","handle":"@p&@example.org","name":"P"},"at":"2026-11-20T10:00:00Z","text":"hello"}/' >items
fine 'thousands wait' import items items --account brand
guichet agent add maria >/dev/null; guichet team add care maria >/dev/null
# look SQL: from the file itself
look() { python3 -c "
import sqlite3, sys
print(sqlite3.connect('file:desk.db?mode=ro', uri=True).execute(sys.argv[1]).fetchone()[0])" "$1"; }
place() { look "SELECT COALESCE(max(value), '') FROM meta WHERE name = 'route.sweep'"; }
noted() { look 'SELECT count(*) FROM unplaced'; }

# A queue that is gone over before it can be killed says nothing: then once more.
for round in 1 2 3 4 5; do
	pid=$(server_pid)
	fine "round $round: a route" route set all account:brand care --way round-robin
	kill -9 "$pid"; wait_for 10 server_gone
	at=$(place)
	[ -n "$at" ] && break
	fine "round $round: no route" route remove all
	wait_for 10 server_gone
done
has 'killed in the middle' ' ' "$at"
ok "$([ "$(noted)" -lt "$MANY" ]; echo $?)" 'not all of the queue was looked at'
fine 'a server that is asked something' route list
wait_for 10 server_gone
ok "$([ "$(place)" != "$at" ]; echo $?)" 'goes on meanwhile, and ends'
guichet watch account:brand >watched 2>&1 &	# keeps the server
remember $!
fine 'maria is on' shift add maria daily 00:00-24:00
all() { [ "$(guichet route log --limit 1 --json | jq -r .deed)" = "$MANY" ]; }
ok "$(wait_for 120 all; echo $?)" 'and in the end everything is given'
same 'each to who is there, none twice' "$MANY $MANY" \
	"$(look 'SELECT count(*) FROM conversation WHERE assignee IS NOT NULL') $(guichet ledger export | jq -r 'select(.kind == "assigned") | .conv' | sort -u | wc -l)"
fine 'the route goes' route remove all
empty() { [ "$(noted)" = 0 ]; }
ok "$(wait_for 30 empty; echo $?)" 'and nothing is noted any more'
fine 'the ledger is sound' ledger verify
finish
