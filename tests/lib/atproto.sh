#!/bin/bash
# SPDX-License-Identifier: ISC
# A whole Bluesky network on loopback (directory, data server, app view): the
# brand, bob, carol and so many customers.  Prints NAME=value lines and at last
# READY=1, then stays until a signal; ends what it started, by number.  Where
# it cannot run it prints one line "SKIP why".
#
#   atproto.sh [CUSTOMERS]
#   atproto.sh install      fetches the network's programs (360 MB) once, outside of the tree
set -u
say_skip() { echo "SKIP $1"; exit 0; }
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=${GUICHET_SERVERS:-/var/tmp/guichet-servers}/atproto
package=@atproto/dev-env@0.3.215	# the last that takes Node 20
if [ "${1:-}" = install ]; then
	command -v npm >/dev/null || { echo 'atproto.sh: npm is not installed' >&2; exit 1; }
	mkdir -p "$programs" && cd "$programs" || exit 1
	[ -f package.json ] || npm init -y >/dev/null
	exec npm install "$package" --no-audit --no-fund
fi
for tool in node redis-server curl jq setpriv; do
	command -v "$tool" >/dev/null || say_skip "$tool is not installed"
done
postgres=
for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/initdb" ] && postgres=$bin; done
[ -n "$postgres" ] || say_skip 'PostgreSQL is not installed'
[ -d "$programs/node_modules/@atproto/dev-env" ] || say_skip "no Bluesky network in $programs: tests/lib/atproto.sh install"
case $(node --version) in v20.*) ;; *) say_skip "the network runs on Node 20, this is $(node --version)" ;; esac

work=$(mktemp -d "${TMPDIR:-/tmp}/guichet-atproto.XXXXXX") || exit 1
chmod 755 "$work"
pids=
stop() {
	local pid i
	trap - EXIT INT TERM
	for pid in $(printf '%s\n' $pids | tac); do
		kill -TERM "$pid" 2>/dev/null
		for i in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap 'stop; exit 1' EXIT
trap 'stop; exit 0' INT TERM
fail() { echo "atproto.sh: $1" >&2; tail -n 5 "$work"/*.log >&2 2>/dev/null; exit 1; }
await() { # await SECONDS COMMAND...
	local end=$(($(date +%s) + $1)) pid; shift
	until "$@" >/dev/null 2>&1; do
		for pid in $pids; do kill -0 "$pid" 2>/dev/null || fail 'a server ended early'; done
		[ "$(date +%s)" -lt "$end" ] || fail "timed out: $*"
		sleep 0.1
	done
}

as=
if [ "$(id -u)" = 0 ]; then
	chown nobody:nogroup "$work"
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=$work"
fi
port=$((20000 + RANDOM % 10000))
mkdir -p "$work/tmp"
chmod 777 "$work/tmp"
$as "$postgres/initdb" -D "$work/data" -U app -A trust --no-sync -E UTF8 --locale=C.UTF-8 >"$work/initdb.log" 2>&1 || fail 'no database'
$as "$postgres/postgres" -D "$work/data" -p $((port + 10)) -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$work" \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 >"$work/postgres.log" 2>&1 </dev/null & pids="$pids $!"
$as redis-server --bind 127.0.0.1 --port $((port + 11)) --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 </dev/null & pids="$pids $!"
await 30 "$postgres/pg_isready" -q -h 127.0.0.1 -p $((port + 10))
cp "$lib/atproto.mjs" "$programs/guichet-network.mjs" || fail "cannot write $programs"
(cd "$programs" && TMPDIR=$work/tmp ATPROTO_PORT=$port REDIS_HOST=127.0.0.1:$((port + 11)) LOG_ENABLED=false DB_POSTGRES_SCHEMA=net \
	DB_POSTGRES_URL="postgresql://app@127.0.0.1:$((port + 10))/postgres" exec node guichet-network.mjs "${1:-0}" >"$work/env" 2>"$work/network.log" </dev/null) & pids="$pids $!"
await 300 grep -q '^READY=1' "$work/env"
cat "$work/env"
# shellcheck disable=SC2086
wait -n $pids
fail 'a server ended'
