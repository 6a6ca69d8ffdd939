#!/bin/bash
# SPDX-License-Identifier: ISC
# A desk that a team's server has is not opened beside it: whoever gives the
# file is told the socket, at once; what a killed server left behind tells
# nobody anything.
. "$top_srcdir/tests/lib/tap.sh"
desk=$TEST_DIR/team.db
socket=$TEST_DIR/team.sock
begin() {
	"$GUICHETD" --desk "$desk" --socket "$socket" --log - 2>>server.log & server=$!
	remember "$server"
	wait_for 10 guichet --desk "unix:$socket" list
}
begin
err=$(guichet --desk "$desk" list 2>&1)
same 'the file is refused' 75 "$?"
has 'and the socket named' "a team's server has this desk: try --desk unix:$socket" "$err"
same 'in one line' 1 "$(printf '%s\n' "$err" | wc -l)"
guichet --desk "unix:$socket" list; ok $? 'which works'
kill -KILL "$server"
wait "$server" 2>/dev/null
same 'a killed server leaves its line' "$socket" "$(cat "$desk.lock")"
guichet --desk "$desk" list; ok $? 'the file opens'
same 'and the line is gone' '' "$(cat "$desk.lock")"
wait_for 10 flock -n "$desk.lock" true
begin
kill -TERM "$server"
wait "$server"
guichet --desk "$desk" list; ok $? 'after a server that ended well too'
finish
