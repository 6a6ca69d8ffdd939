# SPDX-License-Identifier: ISC
# Sourced after tap.sh by tests that use a desk: a desk file of its own, and
# items written on the spot.
desk=$TEST_DIR/desk.db
export GUICHET_DESK=$desk

# g ARGS...: guichet, output in $out, errors in $err, status in $status
g() { out=$(guichet "$@" 2>"$TEST_DIR/stderr"); status=$?; err=$(cat "$TEST_DIR/stderr"); return 0; }
json() { guichet "$@" --json; }
# fine NAME ARGS...: must succeed without a word on standard error
fine() {
	local name=$1; shift
	g "$@"
	same "$name" "0 " "$status $err"
}
# refused NAME STATUS PART ARGS...: must fail with that status and one line naming PART
refused() {
	local name=$1 want=$2 part=$3; shift 3
	g "$@"
	same "$name: status" "$want" "$status"
	same "$name: one line" 1 "$(printf '%s\n' "$err" | wc -l)"
	has "$name: says what" "$part" "$err"
}
# item UID TEXT [KEY=JSON...]: one line for import items
item() {
	local uid=$1 text=$2 extra= author='{"id":"bob","handle":"@bob@example.org","name":"Bob"}'
	local at='"2026-11-20T10:00:00Z"' vis='"public"'; shift 2
	for pair in "$@"; do
		case $pair in author=*) author=${pair#*=} ;; at=*) at=${pair#*=} ;; vis=*) vis=${pair#*=} ;; *) extra="$extra,\"${pair%%=*}\":${pair#*=}" ;; esac
	done
	printf '{"uid":"%s","op":"new","kind":"mention","vis":%s,"author":%s,"at":%s,"text":"%s"%s}\n' \
		"$uid" "$vis" "$author" "$at" "$text" "$extra"
}
server_pid() { guichet status --json | jq -r .pid; }
server_gone() { flock -n "$desk.lock" true; }
# stay [OPTION...]: the server, which this starts, lives until leave, however slow the machine is between two commands: a
# second one that is told to begin at the same time would begin behind what the first one wrote
stay() { wait_for 30 stays "$@" || bail "nobody stays: $(cat "$TEST_DIR/stay.out")"; }
# It says hello, since a server cuts off who does not; and once more where it met one that was just ending.
stays() {
	exec 7>&-
	rm -f "$TEST_DIR/stay.in"
	mkfifo "$TEST_DIR/stay.in"
	exec 7<>"$TEST_DIR/stay.in"	# for both, so that nothing here waits for a reader or breaks without one
	guichet "$@" connect <"$TEST_DIR/stay.in" >"$TEST_DIR/stay.out" 2>&1 7>&- & stayer=$!
	remember $stayer
	hello >&7
	wait_for 20 stay_began && is_greeted
}
is_greeted() { grep -q '"hello"' "$TEST_DIR/stay.out"; }
stay_began() { is_greeted || ! kill -0 $stayer; }
# hello: the first line of a front end of this build
hello() {
	printf '{"hello":{"protocol":%s,"build":"%s","front":"command"}}\n' \
		"$(sed -n 's/.*WIRE_PROTOCOL = \([0-9]*\).*/\1/p' "$top_srcdir/include/guichet/wire/frame.h")" \
		"$(command guichet --version | sed 's/^guichet \([^,]*\),.*/\1/')"
}
leave() { exec 7>&-; wait_for 10 flock -n "$GUICHET_DESK.lock" true; }
