#!/bin/bash
# SPDX-License-Identifier: ISC
# A reader of another process keeps what is written in the log; when it ends
# the server carries that and empties the log, though nobody writes or asks.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
words=$(printf '%04000d' 0)
for i in $(seq 1500); do item "u$i" "$words"; done >items
item first hello >one
fine 'a desk' import items one --account shop
guichet watch >watched 2>&1 5>&- &	# the server stays for it
watch=$!
exec 5> >(exec python3 -c "
import sqlite3, sys
db = sqlite3.connect('file:$desk?mode=ro', uri=True, isolation_level=None)
db.execute('BEGIN')
db.execute('SELECT count(*) FROM meta').fetchone()
open('reading', 'w').close()
sys.stdin.read()")
wait_for 20 test -e reading
fine 'much is written while somebody reads' import items items --account shop
log_bytes() { stat -c %s "$desk-wal"; }
same 'the log has it' yes "$([ "$(log_bytes)" -gt 4096000 ] && echo yes)"
# What a server does when it has become idle is behind it: the reader was in its way.
still() { [ "$(date +%s)" -gt $(($(stat -c %Y "$desk-wal") + 3)) ]; }
wait_for 20 still
same 'it stays there' yes "$([ "$(log_bytes)" -gt 4096000 ] && echo yes)"
exec 5>&-
empty() { [ "$(log_bytes)" = 0 ]; }
wait_for 20 empty
same 'the log is empty' 0 "$(log_bytes)"
kill "$watch"
finish
