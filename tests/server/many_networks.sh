#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves on six networks at once (two federating Mastodon-API servers, a Bluesky
# network, a strict Bot API, a feed and a program that nobody built in): however
# often and whenever the servers, the desk's own and its child are killed, each
# message is in the desk once, each answer on its server once, in the right
# thread and before the right eyes; what nobody can know is shown and left to a
# person; and the figures are those that the servers' own stores count.
#
# GUICHET_CROWD=full plays 500 messages and 300 answers, and kills the Mastodon
# servers, too, which take a minute to stand again; else a tenth.  Of the Bluesky
# network it is the way there that dies: what it knows does not outlive it.
#
# CROWD_KEEP=DIR keeps all that was written: the desk, its log, the servers' stores.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
lib=$top_srcdir/tests/lib
for tool in python3 curl jq; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done
people=4 messages=50 replies=30 full=
[ "${GUICHET_CROWD:-}" != full ] || { people=12 messages=500 replies=300 full=yes; }
export CROWD_PEOPLE=$people

SNAC_AGAIN=1 "$lib/snac.sh" $people >snac.out 2>snac.err & snac=$!
remember $snac
"$lib/atproto.sh" $people >sky.out 2>sky.err & sky=$!
remember $sky
settled() { grep -qE '^(READY|SKIP)' "$1.out" || ! kill -0 "$2"; }
wait_for 240 settled snac $snac
wait_for 330 settled sky $sky
for one in snac sky; do
	why=$(sed -n 's/^SKIP //p' $one.out)
	[ -z "$why" ] || skip_all "$why"
	grep -q READY=1 $one.out || bail "$one did not start: $(tail -n 1 $one.err)"
done
set -a
. <(sed -E 's/^CUSTOMER([0-9]+)_TOKEN/SKY\1_TOKEN/' sky.out)
. <(sed -E 's/^CUSTOMER([0-9]+)_TOKEN/SNAC\1_TOKEN/' snac.out)
set +a

# ---- servers that may be killed: their number is in NAME.pid, where they are in NAME.port

free_port() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
run() { # run NAME: starts it, again on the same port
	local port; port=$(cat "$1.port")
	case $1 in
	bot) exec python3 "$lib/telegram_server.py" calls "$port" bot.state ;;
	site) exec python3 "$lib/site_server.py" site site.log "$port" ;;
	book) exec python3 "$lib/guestbook_server.py" book.jsonl book.log "$port" ;;
	way) exec python3 "$lib/cut_proxy.py" "$port" "${PDS_URL##*:}" "$TEST_DIR/lose" ;;
	esac >>"$1.out" 2>>"$1.err" &
	echo $! >"$1.pid"
	remember $!
	wait_for 20 listens "$port"
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
note_kill() { echo "$1 $(date +%s)" >>kills; }
killed() { local pid; pid=$(cat "$1.pid"); kill -KILL "$pid" && note_kill "$1"; wait "$pid" 2>/dev/null; } 2>/dev/null
killed_snac() { kill -KILL "$(cat "$2.pid")" && note_kill "$1"; }
: >kills
# How often each is killed at least.
least='desk=3 child=2 bot=1 way=1 book=1 site=1'
[ -z "$full" ] || least="$least one=1 two=1"
lacking() { # those that were killed less often; fails where there are none
	local one few=
	for one in $least; do
		[ "$(grep -c "^${one%=*} " kills)" -ge "${one#*=}" ] || few="$few ${one%=*}"
	done
	[ -n "$few" ] && echo "$few"
}
mkdir site
cat >site/feed.xml <<'END'
<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>A blog</title><link>http://blog.example/</link>
<!-- entries -->
</channel></rss>
END
: >book.jsonl; : >book.log; : >calls
for name in bot site book way; do
	free_port >$name.port
	run $name
done
export BOT_URL=http://127.0.0.1:$(cat bot.port) SITE_DIR=$TEST_DIR/site BOOK_URL=http://127.0.0.1:$(cat book.port) BOOK_FILE=$TEST_DIR/book.jsonl
mkdir connectors
cp "$top_srcdir/data/connectors/guichet-connector-guestbook" connectors/
export GUICHET_CONNECTOR_PATH=$TEST_DIR/connectors

# ---- the desk

add() { local network=$1 name=$2 secret=$3; shift 3; fine "$network: an account" account add "$network" "$name" poll=1s quarantine=1s "$@" --secret-fd 3 3<<<"$secret"; }
add mastodon one "$ALICE_TOKEN" "url=$SNAC_URL"
add mastodon two "$CAROL_TOKEN" "url=$SNAC_URL2"
add bluesky sky "$BRAND_PASSWORD" "url=http://127.0.0.1:$(cat way.port)" handle=brand.test
add telegram bot 123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw "url=$BOT_URL"
fine 'feed: an account' account add feed blog "url=http://127.0.0.1:$(cat site.port)/feed.xml" poll=1s
add guestbook book token "url=$BOOK_URL"
fine 'all are read' sync
wait_for 20 server_gone
socket=$TEST_DIR/team.sock
up() { # the team's server, which polls and sends by itself
	"$GUICHETD" --desk "$desk" --socket "$socket" --log - 2>>server.log & echo $! >desk.pid
	remember $!
	wait_for 30 guichet list
}
export GUICHET_DESK=unix:$socket
up

# child: the number of the program that speaks for the guestbook
child() { find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$desk.connector.*" 2>/dev/null | cut -d / -f 3 | head -n 1; }
killed_child() {
	local pid
	wait_for 10 child_lives && pid=$(child) && kill -KILL "$pid" && note_kill child
}
child_lives() { [ -n "$(child)" ]; }
# trouble WHILE-PID [STILL]: kills one after the other for as long as that runs, and STILL holds; the
# Mastodon servers once each, since they take so long
round=0
trouble() {
	local turn=0
	while kill -0 "$1" 2>/dev/null || ${2:-false} >/dev/null; do
		case $((round % 9)) in
		0 | 4 | 8) killed desk; up ;;
		1 | 7) killed_child ;;
		2) killed bot; run bot ;;
		3) killed way; run way ;;
		5) killed book; run book ;;
		6) killed site; run site ;;
		esac 2>/dev/null
		case $full$turn in
		yes4) killed_snac one "$SNAC_DIR" ;;
		yes12) killed_snac two "$SNAC_DIR2" ;;
		esac
		round=$((round + 1)) turn=$((turn + 1))
		sleep 0.4	# the moment is what varies
	done
}

python3 "$lib/crowd.py" write $messages >write.out 2>&1 & writing=$!
trouble $writing
wait $writing; ok $? 'customers wrote, while servers were killed'
before=$(wc -l <kills)
complete() { python3 "$lib/crowd.py" complete; }
wait_for 400 complete; ok $? 'all that stands on the servers came'
curl -fsS "$BOT_URL/control" -d '{"lose":"sendMessage"}' >/dev/null	# one is lost for certain
python3 "$lib/crowd.py" answer $replies >answer.out 2>&1 & answering=$!
trouble $answering lacking
wait $answering; ok $? "agents answered, while servers were killed: $(head -n 1 answer.out)"
echo "# $before kills while customers wrote, $(($(wc -l <kills) - before)) while they were answered"
same "each was killed often enough: $(cut -d ' ' -f 1 kills | sort | uniq -c | tr -s ' \n' ' ')" '' "$(lacking)"
ok "$([ "$before" -ge 3 ]; echo $?)" 'on both ways'

# What nobody can know is shown; a person looks at the server, and says so.
only_bot() {
	guichet status >/dev/null || return 1
	guichet outbox list --json >outbox
	[ -z "$(jq -r 'select(.state != "unknown" or .account != "bot") | .id' outbox)" ]
}
wait_for 240 only_bot; ok $? 'all answers left, but those to Telegram of which nobody can know'
unknown=$(wc -l <outbox)
ok "$((unknown == 0))" "which are shown: $unknown"
curl -fsS "$BOT_URL/control" -d '{}' | jq -r '.sent[].text' >sent
while read -r line; do
	id=$(jq .id <<<"$line") text=$(jq -r .text <<<"$line")
	case $(grep -cxF -- "$text" sent) in
	0) guichet outbox retry "$id" ;;
	1) guichet outbox sent "$id" ;;
	*) echo "# $text is there more than once" ;;
	esac >/dev/null
done <outbox
empty() { [ -z "$(guichet outbox list --json)" ]; }
wait_for 120 empty; ok $? 'and those were settled by looking'
python3 "$lib/crowd.py" judge >judge.out 2>judge.err || { ok 1 'it is judged'; sed 's/^/# /' judge.err; }
while read -r status name; do
	case $status in \#) echo "# $name" ;; *) ok "$status" "$name" ;; esac
done <judge.out
fine 'the ledger is sound' ledger verify
[ -z "${CROWD_KEEP:-}" ] || { cp -r "$TEST_DIR" "$CROWD_KEEP"; cp -r "${SNAC_DIR%/*}" "$CROWD_KEEP/snac"; }
finish
