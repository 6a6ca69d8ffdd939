#!/bin/bash
# SPDX-License-Identifier: ISC
# Two small servers that speak the Mastodon API and federate with each other,
# on loopback addresses of their own: alice (the brand) and bob live on the
# first, carol on the second.  Prints NAME=value lines and at last READY=1,
# then stays until a signal; ends what it started, by number.  Where it cannot
# run it prints one line "SKIP why".
#
#   snac.sh [CUSTOMERS]   so many more people on the first server (0)
#
# With SNAC_AGAIN set a server that ends is started again until it stands: its
# number is in SNAC_DIR.pid, and after being killed that takes up to a minute.
#
# Port 80 it must be: a host with a port in its name is never mentioned.  An
# address used a minute ago cannot be bound again, so each run takes new ones.
set -u
say_skip() { echo "SKIP $1"; exit 0; }
for tool in snac curl jq setpriv; do
	command -v "$tool" >/dev/null || say_skip "$tool is not installed"
done
may_bind() {
	[ "$(id -u)" = 0 ] || [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -le 80 ] ||
		[ $((0x$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status) >> 10 & 1)) = 1 ]
}
may_bind || say_skip "binding port 80 needs root or CAP_NET_BIND_SERVICE"

work=$(mktemp -d "${TMPDIR:-/tmp}/guichet-snac.XXXXXX") || exit 1
chmod 755 "$work"
pids=
stop() {
	local pid i
	trap - EXIT INT TERM
	for pid in $pids; do kill -TERM "$pid" 2>/dev/null; done
	for pid in $pids; do
		for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap 'stop; exit 1' EXIT
trap 'stop; exit 0' INT TERM
fail() { echo "snac.sh: $1" >&2; tail -n 5 "$work"/*.log >&2 2>/dev/null; exit 1; }

# Without rights it does not need: nobody may bind the port and nothing else.
as=
if [ "$(id -u)" = 0 ]; then
	chown nobody:nogroup "$work"
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service env HOME=$work"
fi
cd "$work" || exit 1

# instance DIR ADDRESS: its settings, before the first account is made
instance() {
	printf '%s\n80\n%s\n\n\n' "$2" "$2" | $as snac init "$work/$1" >"$work/$1.init" 2>&1 || fail "no instance $1"
	# Plain http between the two, and threads enough for talking to itself.
	$as sed -i 's/"protocol": *"https"/"protocol": "http", "num_threads": 16, "disable_email_notifications": true/' "$work/$1/server.json"
}
account() { $as snac adduser "$work/$1" "$2" </dev/null 2>&1 | sed -n 's/^User password is //p'; }
once() { exec $as snac httpd "$work/$1" >>"$work/$1.log" 2>&1 </dev/null; }
serve() {
	if [ -z "${SNAC_AGAIN:-}" ]; then
		once "$1" & pids="$pids $!"
		return
	fi
	(	trap 'kill -TERM "$server"; exit 0' TERM
		while :; do
			once "$1" & server=$!
			echo $server >"$work/$1.pid"
			wait $server
			sleep 0.5
		done ) 2>/dev/null & pids="$pids $!"
}
await() { # await URL
	local i
	for i in $(seq 200); do
		curl -fsS -m 2 "$1" >/dev/null 2>&1 && return 0
		for pid in $pids; do kill -0 "$pid" 2>/dev/null || fail "a server ended early"; done
		sleep 0.1
	done
	fail "no answer from $1"
}
# token URL NAME PASSWORD: the grant that a person would click through
token() {
	local oob=urn:ietf:wg:oauth:2.0:oob app id secret code
	app=$(curl -fsS "$1/api/v1/apps" -d client_name=guichet-test -d "redirect_uris=$oob" -d 'scopes=read write follow') || return 1
	id=$(printf '%s' "$app" | jq -r .client_id)
	secret=$(printf '%s' "$app" | jq -r .client_secret)
	code=$(curl -fsS "$1/oauth/x-snac-login" -d "login=$2" --data-urlencode "passwd=$3" -d "redir=$oob" -d "cid=$id" -d state= | tr -d '\r\n')
	curl -fsS "$1/oauth/token" -d grant_type=authorization_code -d "client_id=$id" -d "client_secret=$secret" \
		-d "redirect_uri=$oob" -d "code=$code" | jq -er .access_token
}

net=127.$((RANDOM % 200 + 20)).$((RANDOM % 254 + 1))
one=$net.1 two=$net.2
instance one $one
instance two $two
alice=$(account one alice) bob=$(account one bob) carol=$(account two carol)
customers=${1:-0} passwords=
for n in $(seq "$customers"); do passwords="$passwords $(account one "customer$n")"; done
serve one
serve two
await "http://$one/api/v1/instance"
await "http://$two/api/v1/instance"
alice=$(token "http://$one" alice "$alice") || fail 'no token for alice'
bob=$(token "http://$one" bob "$bob") || fail 'no token for bob'
carol=$(token "http://$two" carol "$carol") || fail 'no token for carol'
n=0
for password in $passwords; do
	n=$((n + 1))
	echo "CUSTOMER${n}_TOKEN=$(token "http://$one" "customer$n" "$password")"
done
cat <<END
SNAC_URL=http://$one
SNAC_URL2=http://$two
ALICE=alice@$one
BOB=bob@$one
CAROL=carol@$two
ALICE_TOKEN=$alice
BOB_TOKEN=$bob
CAROL_TOKEN=$carol
SNAC_DIR=$work/one
SNAC_DIR2=$work/two
READY=1
END
# shellcheck disable=SC2086
wait -n $pids
fail 'a server ended'
