# SPDX-License-Identifier: ISC
# A desk that a team shares: a server on a socket that every login may open, and
# what other logins run.  The numbers of logins need not exist on the machine.
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || skip_all "needs root and setpriv for other logins"

# team PROGRAM... [-- OPTION...]: the server, and those programs of the build where any login reaches them, in open/
team() {
	chmod 755 "$TEST_DIR"
	mkdir -m 755 open
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		local program=$1; shift
		cp "$top_builddir/$program" open/ || bail "$program is not built"
	done
	socket=$TEST_DIR/open/desk.sock
	export GUICHET_DESK=unix:$socket
	mkfifo ready
	[ $# -eq 0 ] || shift
	serve "$@"
}
# serve OPTION...: the server, once more after one that ended; its number in $server
serve() {
	"$GUICHETD" --desk "${desk:-$TEST_DIR/desk.db}" --socket "$socket" --ready-fd 3 --log "$TEST_DIR/server.log" "$@" 3>ready 2>>server.err &
	server=$!
	remember "$server"
	read -r line <ready
	chmod 666 "$socket"
}
# as UID COMMAND...
as() { local uid=$1; shift; HOME=/nonexistent timeout 60 setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"; }
say() { local uid=$1; shift; as "$uid" open/guichet --desk "unix:$socket" "$@" 2>&1; }
