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
fine 'it is read' sync
same 'two messages' 'It leaks. Where is my parcel?' "$(guichet list --json | jq -r .text | sort | tr '\n' ' ' | sed 's/ $//')"
same 'whose files are done' 'a1.json a2.json' "$(ls "$spool/done" | tr '\n' ' ' | sed 's/ $//')"
same 'the bad ones are put aside' 'a3.json a3.json.reason a4.json a4.json.reason' "$(ls "$spool/bad" | tr '\n' ' ' | sed 's/ $//')"
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
programs() { for p in /proc/[0-9]*; do [ "$(readlink "$p/cwd" 2>/dev/null)" = "$desk.connector.1" ] && echo "${p#/proc/}"; done; }
for round in 1 2 3 4 5 6; do
	for n in 1 2 3 4 5; do put "r$round-$n" "message $round $n"; done
	timeout 60 guichet sync >/dev/null 2>&1 & sync=$!
	begun() { [ -n "$(programs)" ] || ! kill -0 "$sync" 2>/dev/null; }
	wait_for 20 begun
	if [ $((round % 2)) = 0 ]; then kill -9 $(programs) 2>/dev/null
	else kill -9 $(for p in $(programs); do awk '{ print $4 }' "/proc/$p/stat"; done) 2>/dev/null; fi
	wait $sync
done
drained() { guichet sync >/dev/null 2>&1; [ -z "$(ls "$spool/new")" ]; }
wait_for 60 drained
ok $? 'all are taken'
same 'each once' '30 30' "$(guichet list --limit 100 --json | jq -r 'select(.text | startswith("message")) | .text' | sort | tee texts | wc -l) $(sort -u texts | wc -l)"
fine 'the ledger is sound' ledger verify
finish
