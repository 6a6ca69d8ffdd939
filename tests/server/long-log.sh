#!/bin/bash
# SPDX-License-Identifier: ISC
# Somebody else's program that reads the desk's file keeps its log from being
# emptied: doctor says so while that lasts; when it ends the log is emptied at
# once, and nothing is lost.  A team's server that finds a long one empties it
# before it says that it is ready.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
socket=$TEST_DIR/team.sock
"$GUICHETD" --desk "$desk" --socket "$socket" --log - 2>>server.log & server=$!
remember $server
export GUICHET_DESK=unix:$socket
wait_for 30 guichet list
# so many that some portions of the log are tried, however quick the disk is
many() { for i in $(seq "${2:-1500}"); do item "$1$i" "hello $1 $i" 'thread={"root":"'"$1$i"'"}'; done; }
many a >a.jsonl
many b 12000 >b.jsonl
fine 'there is something to read' import items a.jsonl --account shop
mkfifo stay
reader_begins() {
	rm -f reads
	python3 -c '
import sqlite3, sys
desk = sqlite3.connect(sys.argv[1], isolation_level=None)
desk.execute("BEGIN")
desk.execute("SELECT count(*) FROM conversation").fetchone()
open("reads", "w").close()
sys.stdin.read()
desk.execute("COMMIT")' "$desk" <stay & reader=$!
	remember $reader
	exec 8>stay
	wait_for 20 test -e reads || bail 'the other program does not read'
}
reader_begins
fine 'more is written meanwhile' import items b.jsonl --account shop
held=$(stat -c %s "$desk-wal")
ok "$((held < 512 << 10))" "which stays in the log: $((held >> 10)) KiB"
g doctor
same 'doctor says nothing of a short one' 0 "$(grep -c 'another program' <<<"$out")"
truncate -s 200M "$desk-wal"	# behind the frames: as long as after a day of such a reader
g doctor
has 'doctor names a long one' "$desk-wal has 200 MiB: another program reads the database" "$out"
exec 8>&-
wait $reader
emptied() { [ "$(stat -c %s "$desk-wal")" -lt $((64 << 10)) ]; }
wait_for 90 emptied; ok $? 'when the program ends the log is emptied, though nothing more is written'
g doctor
same 'and doctor has nothing to say' 0 "$(grep -c 'another program' <<<"$out")"
same 'nothing is lost' 13500 "$(guichet count account:shop --json | jq '.counts[0]')"

many c >c.jsonl
reader_begins
fine 'once more' import items c.jsonl --account shop
kill -9 $server $reader
wait $server $reader 2>/dev/null
exec 8>&-
held=$(stat -c %s "$desk-wal")
ok "$((held < 512 << 10))" "a server that was killed leaves a long log: $((held >> 10)) KiB"
mkfifo ready
"$GUICHETD" --desk "$desk" --socket "$socket" --ready-fd 3 --log - 3>ready 2>>server.log & remember $!
read -r _ <ready
emptied; ok $? 'the next one has emptied it before it is ready'
same 'and has everything' 15000 "$(guichet count account:shop --json | jq '.counts[0]')"
finish
