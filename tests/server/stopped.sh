#!/bin/bash
# SPDX-License-Identifier: ISC
# A client that is stopped in the middle of its answers delays nobody: claims
# by another client take as long as before; a private server leaves by itself
# after its last client and at once when its desk has a server already.
. "$top_srcdir/tests/lib/tap.sh"

talk=$top_builddir/tests/server/talk
desk=$TEST_DIR/desk.db
call() { printf '{"id":%s,"call":"%s","args":%s}' "$1" "$2" "$3"; }

start() {
	mkfifo ready.$1
	"$GUICHETD" --private --desk "$desk" --ready-fd 3 --log server.log 3>ready.$1 &
	server=$!
	remember "$server"
	IFS= read -r line <ready.$1
}
start 1
ok $? "it says that it listens"
socket=$(echo "$XDG_RUNTIME_DIR"/guichet/*.sock)
"$GUICHETD" --private --desk "$desk" --ready-fd 3 3>second 2>&1
same "a second server leaves well" 0 "$?"
same "and says nothing" "" "$(cat second)"

many=
for i in $(seq 1 300); do many="$many$(call "$i" list '{"limit":["500"]}')
"; done
"$talk" --deaf "$socket" "$(call 1 watch '{}')" "${many%
}" & deaf=$!
remember "$deaf"
connected() { "$talk" "$socket" "$(call 1 status '{}')" | grep -q '"pages":{"open":1'; }
wait_for 10 connected
ok $? "a client watches"
kill -STOP "$deaf"
began=$(date +%s%N)
for i in 1 2 3 4 5 6 7 8 9 10; do
	"$talk" "$socket" "$(call 1 'outbox hold' '{}')" "$(call 2 'outbox release' '{}')" >>out || break
done
spent=$((($(date +%s%N) - began) / 1000000))
same "ten clients were answered" 20 "$(grep -c '"ok":' out)"
[ "$spent" -lt 5000 ]
ok $? "while one is stopped"
echo "# $spent ms for ten connections with two writes each"
kill -KILL "$deaf"
kill -CONT "$deaf" 2>/dev/null
gone() { ! kill -0 "$server"; }
wait_for 10 gone
ok $? "the server leaves after its last client"
[ ! -e "$socket" ]
ok $? "and takes its socket's name away"

# A desk that cannot be opened: one line on the descriptor.
echo "this is no database, only a text that is long enough" >"$desk.bad"
"$GUICHETD" --private --desk "$desk.bad" --ready-fd 3 3>why 2>/dev/null
[ "$?" != 0 ]
ok $? "no database is an error"
same "said in one line" 1 "$(wc -l <why)"
has "that begins with its kind" " " "$(grep -E '^(data|store|config) ' why)"
finish
