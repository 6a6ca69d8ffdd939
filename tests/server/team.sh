#!/bin/bash
# SPDX-License-Identifier: ISC
# A team's desk: who somebody is comes from the kernel and from nothing that
# they say; a stranger is refused in one line; one desk has one server; a
# server that ends takes its socket's name away.
. "$top_srcdir/tests/lib/tap.sh"

[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || skip_all "needs root and setpriv for other logins"
talk=$top_builddir/tests/server/talk
socket=$TEST_DIR/open/desk.sock
desk=$TEST_DIR/desk.db
chmod 755 "$TEST_DIR"
mkdir -m 755 open
cp "$talk" open/talk 2>/dev/null && talk=$TEST_DIR/open/talk

mkfifo ready
"$GUICHETD" --desk "$desk" --socket "$socket" --ready-fd 3 3>ready 2>server.err &
server=$!
remember "$server"
read -r line <ready
same "it says that it listens" "" "$line"
same "the socket is for the group" 660 "$(stat -c %a "$socket")"
same "the database is for nobody else" 600 "$(stat -c %a "$desk")"
chmod 666 "$socket"

ask() { # ask UID LINE...
	local uid=$1; shift
	setpriv --reuid "$uid" --regid "$uid" --clear-groups "$talk" "$socket" "$@" 2>&1
}
call() { printf '{"id":%s,"call":"%s","args":%s}' "$1" "$2" "$3"; }

own=$("$talk" "$socket" "$(call 1 'agent add' '{"name":["maria"],"uid":["4001"],"role":["lead"]}')" \
	"$(call 2 'agent add' '{"name":["bob"],"uid":["4002"],"role":["viewer"]}')")
has "the server's own login is an admin" '"role":"admin"' "$own"
has "maria is added" '{"id":2,"ok"' "$own"

has "4001 is maria" '"agent":"maria"' "$(ask 4001 "$(call 1 status '{}')")"
has "4002 is bob" '"agent":"bob"' "$(ask 4002 "$(call 1 status '{}')")"
has "bob may not hold" '"kind":"denied"' "$(ask 4002 "$(call 1 'outbox hold' '{}')")"
has "maria may" '"held":true' "$(ask 4001 "$(call 1 'outbox hold' '{}')")"
out=$(ask 4003 "$(call 1 status '{}')")
has "a stranger is refused" '"kind":"denied"' "$out"
has "and told what to ask for" 'agent add NAME --uid 4003' "$out"
same "in one line" 1 "$(printf '%s\n' "$out" | wc -l)"
out=$(setpriv --reuid 4002 --regid 4002 --clear-groups "$talk" --as maria "$socket" "$(call 1 status '{}')" 2>&1)
has "nobody plays another here" '"kind":"denied"' "$out"

"$talk" "$socket" "$(call 1 'agent remove' '{"name":["bob"]}')" >/dev/null
has "an agent who was removed is refused" '"kind":"denied"' "$(ask 4002 "$(call 1 status '{}')")"

err=$("$GUICHETD" --desk "$desk" --socket "$socket.2" 2>&1)
same "a second server of this desk leaves with" 75 "$?"
has "and says why" "another server has this desk" "$err"

"$GUICHETD" --desk "$TEST_DIR/other.db" --socket "$socket" >other.err 2>&1
same "another desk's server does not take the socket" 75 "$?"
has "and says whose it is" "another server listens there" "$(cat other.err)"
has "maria still finds hers" '"agent":"maria"' "$(ask 4001 "$(call 1 status '{}')")"

kill -TERM "$server"
wait "$server"
same "SIGTERM ends it well" 0 "$?"
[ ! -e "$socket" ]
ok $? "the socket's name is gone"
[ -e "$desk.lock" ]
ok $? "the lock's file stays"
finish
