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
stay() {
	rm -f "$TEST_DIR/stay.in"
	mkfifo "$TEST_DIR/stay.in"
	guichet "$@" connect <"$TEST_DIR/stay.in" >"$TEST_DIR/stay.out" 2>&1 7>&- & remember $!
	exec 7>"$TEST_DIR/stay.in"
}
leave() { exec 7>&-; wait_for 10 flock -n "$GUICHET_DESK.lock" true; }
