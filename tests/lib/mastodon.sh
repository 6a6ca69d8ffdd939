# SPDX-License-Identifier: ISC
# Sourced after tap.sh: a strict Mastodon server on loopback, and a team's desk
# that attends to it by itself.
command -v python3 >/dev/null || skip_all 'python3 is not installed'

# mastodon COUNT [CERT KEY]: the server of so many messages; $url, and $TEST_DIR/log of what it was asked
mastodon() {
	: >"$TEST_DIR/log"
	python3 "$top_srcdir/tests/lib/mastodon_server.py" "$1" "$TEST_DIR/log" "${@:2}" >port 2>network.err & network=$!
	remember $network
	wait_for 20 test -s port || bail "the server does not start: $(head -n 1 network.err)"
	url=http://127.0.0.1:$(cat port)
	[ $# = 1 ] || url=https://localhost:$(cat port)
}
# control WHAT [KEY=VALUE...]: what happens on the network now
control() {
	local what=$1; shift
	local words=(); for word; do words+=(--data-urlencode "$word"); done
	curl -kfsS -m 10 -G -X POST "${words[@]}" "$url/control/$what"
}
asked() { grep -cE -- "$1" "$TEST_DIR/log"; }
is_asked() { grep -qE -- "$1" "$TEST_DIR/log"; }
# attended: a team's server of $desk that polls, listens and sends by itself; its log is server.log
attended() {
	socket=$TEST_DIR/team.sock
	"$GUICHETD" --desk "$desk" --socket "$socket" --log - 2>>server.log & server=$!
	remember $server
	export GUICHET_DESK=unix:$socket
	wait_for 10 guichet list
}
