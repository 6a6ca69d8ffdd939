#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: a file in a directory is a message and a reply a file; a bad file is
# put aside with its reason; and whenever the program or the desk's server is
# killed, each message is there once and each reply is one file.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
spool=$TEST_DIR/spool
# put UID TEXT: as whoever fills it should: under a name with a dot, and renamed
put() { mkdir -p "$spool/new"; item "$1" "$2" at="\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"" >"$spool/new/.$1" && mv "$spool/new/.$1" "$spool/new/$1.json"; }

fine 'a directory is an account' account add spool counter "dir=$spool" since=1d </dev/null
fine 'it is checked' account check counter
put a1 'Where is my parcel?'
put a2 'It leaks.'
echo '{"uid":"a3"}' >"$spool/new/a3.json"
echo 'no json' >"$spool/new/a4.json"
echo 'half' >"$spool/new/.a5"
mkfifo "$spool/new/a6.json"
fine 'it is read' sync
same 'two messages' 'It leaks. Where is my parcel?' "$(guichet list --json | jq -r .text | sort | tr '\n' ' ' | sed 's/ $//')"
same 'whose files are done' 'a1.json a2.json' "$(ls "$spool/done" | tr '\n' ' ' | sed 's/ $//')"
same 'the bad ones are put aside' 'a3.json a3.json.reason a4.json a4.json.reason a6.json a6.json.reason' "$(ls "$spool/bad" | tr '\n' ' ' | sed 's/ $//')"
has 'with the reason' 'item: kind is missing' "$(cat "$spool/bad/a3.json.reason")"
same 'what is not whole waits' '.a5' "$(ls -A "$spool/new")"
rm "$spool/new/.a5"
put a1 'Where is my parcel?'
fine 'the same once more' sync
same 'is no second message' 1 "$(guichet list 'parcel' --json | wc -l)"
id=$(guichet list 'parcel' --json | jq .id)
g reply "$id" 'It left today.' --yes
fine 'a reply leaves' sync
same 'as a file' 'It left today. a1' "$(jq -r '"\(.text) \(.answers)"' "$spool"/out/*.json)"
same 'one' 1 "$(ls "$spool/out" | wc -l)"

# killed somewhere: the program by its directory, the server by its number
programs() { find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$desk.connector.1" 2>/dev/null | cut -d / -f 3; }
programs_killed=0 servers_killed=0 round=0 many=40 sent=0
until [ $programs_killed -ge 2 ] && [ $servers_killed -ge 2 ] || [ $round = 60 ]; do
	round=$((round + 1))
	sent=$((sent + many))
	for n in $(seq $many); do put "r$round-$n" "message $round $n"; done
	timeout 60 guichet sync >/dev/null 2>&1 & sync=$!
	running=
	while [ -z "$running" ] && kill -0 "$sync" 2>/dev/null; do running=$(programs); done
	if [ $((round % 2)) = 0 ]; then kill -9 $running 2>/dev/null && programs_killed=$((programs_killed + 1))
	else kill -9 $(for p in $running; do awk '{ print $4 }' "/proc/$p/stat"; done) 2>/dev/null && servers_killed=$((servers_killed + 1)); fi
	wait $sync
	[ -n "$running" ] || many=$((many * 2 > 640 ? 640 : many * 2))	# it was faster than we: more work, until it is seen
done
echo "# $programs_killed programs and $servers_killed servers killed"
ok $((programs_killed < 2 || servers_killed < 2)) 'both were killed at work, twice'
drained() { guichet sync >/dev/null 2>&1; [ -z "$(ls "$spool/new")" ]; }
wait_for 60 drained
ok $? 'all are taken'
same 'each once' "$sent $sent" "$(guichet sql "SELECT count(*) || ' ' || count(DISTINCT text) FROM v_message WHERE text LIKE 'message%'" --tsv | tail -n 1)"
fine 'the ledger is sound' ledger verify
finish
