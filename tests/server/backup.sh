#!/bin/bash
# SPDX-License-Identifier: ISC
# A copy of the desk is made while it works: of one instant, sound, for its
# owner alone, never over anything but an earlier copy, and nothing is left of
# one that failed; opened elsewhere it sends nothing until somebody says so.
if [ -z "${GUICHET_BACKUP:-}" ] && unshare --mount --propagation private true 2>/dev/null; then
	export GUICHET_BACKUP=1
	exec unshare --mount --propagation private "$0" "$@"	# the mount ends with this script
fi
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

printf token >secret
chmod 600 secret
fine 'an account' account add mastodon brand url=http://127.0.0.1:9 --secret-file secret
item a1 'is the shop open' 'reply_ctx="answers=1\nauthor=@x@example.org\nauthor_id=9"' >first.jsonl
fine 'whose customer wrote' import items first.jsonl --account brand
fine 'a text' draft save 1 'the umbrella is erased'
fine 'that is taken back' draft drop 1
for i in $(seq 400); do item "m$i" "hello $i" 'thread={"root":"t'"$i"'"}'; done >items.jsonl
fine 'more of them' import items items.jsonl --account shop
fine 'a reply on its way' reply 1 'from nine' --yes --quiet
g doctor
has 'doctor knows of no copy' 'no backup was made yet: guichet backup FILE' "$out"

mkfifo hold
guichet connect <hold >/dev/null & remember $!
exec 8>hold
( i=0; until [ -e stop ]; do guichet tag 3 "t$((i += 1))" && echo "$i" >tagged; done ) >/dev/null 2>writer.err & writer=$!
remember "$writer"
wait_for 20 test -s tagged; ok $? 'somebody writes all the while'
fine 'a copy' backup copy.db --json
same 'answers with the whole path and the size' "$PWD/copy.db $(stat -c %s copy.db)" "$(echo "$out" | jq -r '"\(.file) \(.size)"')"
counted() { before=$(cat tagged); [ -n "$before" ]; }	# a file that is written is empty for a moment
wait_for 20 counted
more() { [ "$(cat tagged)" -gt "$before" ]; }
wait_for 20 more; ok $? 'writing goes on'
touch stop; wait "$writer"
same 'without a fault' '' "$(cat writer.err)"
same 'for its owner alone' 600 "$(stat -c %a copy.db)"
same 'nothing beside it' copy.db "$(ls -d copy.db*)"
g doctor
has 'doctor says how old it is' 'ok the last backup is less than two hours old' "$out"
same 'what was erased is not in it' 0 "$(grep -c -a 'the umbrella is erased' copy.db)"
same 'what is there is' yes "$(grep -q -a 'is the shop open' copy.db && echo yes)"

refused 'nothing is written over it' 1 "exists: --force replaces an earlier copy" backup copy.db
g backup copy.db --force
same 'unless that is said' 0 "$status"
has 'in words' "$PWD/copy.db is a copy of the desk (" "$out"
has 'which name what is not in it' "the desk's key file" "$err"
echo precious >letter.txt
refused 'never over another file' 1 'is no copy of a desk: it stays as it is' backup letter.txt --force
same 'which stays' precious "$(cat letter.txt)"
refused 'nor over the desk' 1 'is the desk itself' backup "$desk" --force
ln -s "$desk" other.db
refused 'by whatever name' 1 'is no copy of a desk' backup other.db --force
rm other.db
guichet --desk "$PWD/second.db" status >/dev/null
refused 'nor over another desk' 1 'second.db is a desk in use: ' backup second.db --force
refused 'a place that is not there' 71 'No such file' backup nowhere/copy.db
fine 'the desk is sound' ledger verify
g backup
same 'a file must be named' 64 "$status"

# Nothing that was killed or cancelled leaves a file of that name.
echo novel >part.db.unfinished
refused 'what somebody called so is theirs' 1 "$PWD/part.db.unfinished is there, and no backup of this desk began it" backup part.db --quiet
same 'and stays' novel "$(cat part.db.unfinished)"
: >part.db.unfinished
fine 'what a killed one had only begun is no hindrance' backup part.db --quiet
same 'and goes' part.db "$(ls -d part.db*)"
if [ -n "${GUICHET_BACKUP:-}" ] && mkdir small && mount -t tmpfs -o size=128k none small 2>/dev/null; then
	refused 'a full disk' 74 "$PWD/small/copy.db: no space left" backup small/copy.db
	same 'keeps nothing' '' "$(ls -A small)"
	umount small
fi
fine 'after which the desk works' tag 4 works

# In the middle, which is when the file has begun and has no name yet: the server stands still meanwhile.
seq 10000 | sed 's/.*/{"uid":"b&","op":"new","kind":"mention","vis":"public","author":{"id":"p&","handle":"@p&@example.org","name":"P"},"at":"2026-11-20T10:00:00Z","text":"hello again"}/' >items.jsonl
fine 'a desk that takes a while to copy' import items items.jsonl --account shop
begun() { # begun NAME WORD...: stops the server while that copy is made; $front asks for it
	server=$(server_pid)
	for _ in 1 2 3 4 5; do
		guichet backup "$@" --quiet >begun.out 2>&1 & front=$!
		until [ "$(stat -c %s "$1.unfinished" 2>/dev/null || echo 0)" -gt "${least:-0}" ] || ! kill -0 "$front" 2>/dev/null; do :; done
		kill -STOP "$server"
		[ -e "$1.unfinished" ] && { [ $# -gt 1 ] || [ ! -e "$1" ]; } && return 0
		kill -CONT "$server"; wait "$front"; [ $# -gt 1 ] || rm -f "$1"
	done
	return 1
}
begun cancelled.db; ok $? 'a copy is under way, of which somebody thinks better'
kill -TERM "$front"; wait "$front"
kill -CONT "$server"
nothing() { [ -z "$(ls -d cancelled.db* 2>/dev/null)" ]; }
ok "$(wait_for 20 nothing; echo $?)" 'and nothing is left'
fine 'the desk works' tag 4 again
begun killed.db; ok $? 'another copy is under way'
kill -KILL "$front" "$server"; wait "$front"	# a front end that lives would ask the next server
wait_for 10 server_gone
ok "$([ ! -e killed.db ]; echo $?)" 'a server that is killed gives no file that name'
same 'but leaves what it had begun' killed.db.unfinished "$(ls -d killed.db.unfinished)"
g backup next.db
same 'the next server makes the next one, whatever its name' 0 "$status"
has 'and says that it took that away' "what a copy that was killed had left is gone: $PWD/killed.db.unfinished" "$err"
same 'nothing of it is there' next.db "$(ls -d killed.db* next.db* 2>/dev/null)"
same 'and the desk keeps no name' '' "$(ls -d "$desk".unfinished 2>/dev/null)"
echo precious >mine.txt
printf %s "$PWD/mine.txt" >"$desk.unfinished"
chmod 600 "$desk.unfinished"
fine 'a file that is not called so' backup killed.db --quiet
same 'is nothing to take away' precious "$(cat mine.txt)"
fine 'a copy beside the desk' backup "$desk.backup" --quiet
fine 'it is sound' --desk "$PWD/killed.db" ledger verify

# What goes wrong with a copy under way is told of the copy: nothing is left of it, an earlier one stays as it was.
fine 'an earlier copy' backup kept.db --quiet
cp kept.db was.db
spoilt() { # spoilt NAME PART COMMAND...: the copy under way has that done to it
	local name=$1 part=$2; shift 2
	least=2000000 begun kept.db --force; ok $? "a copy is under way: $name"
	"$@" kept.db.unfinished
	kill -CONT "$server"; wait "$front"
	same "$name: status" 74 "$?"
	same "$name: one line" 1 "$(wc -l <begun.out)"
	has "$name: said of the copy" "$part" "$(cat begun.out)"
	same "$name: the earlier one stays, and nothing beside it" "kept.db 0" "$(ls -d kept.db*) $(cmp kept.db was.db; echo $?)"
	fine "$name: the desk is sound" ledger verify
}
wounded() { python3 -c 'import sys; f = open(sys.argv[1], "r+b"); f.seek(1 << 20); f.write(b"\xff" * 4096)' "$1"; }
spoilt 'a page is overwritten' 'the copy is damaged' wounded
spoilt 'it is cut off' 'the copy is damaged' truncate --size 1M
if command -v prlimit >/dev/null; then
	server=$(server_pid)
	prlimit --pid "$server" --fsize=$((200 << 10)):
	refused 'a limit on files' 74 "$PWD/kept.db: " backup kept.db --force
	same 'leaves the earlier one, and nothing beside it' "kept.db 0" "$(ls -d kept.db*) $(cmp kept.db was.db; echo $?)"
	prlimit --pid "$server" --fsize=unlimited:
fi

# A desk that is not sound itself is copied all the same.
cp killed.db unsound.db
python3 - unsound.db <<'P' 2>/dev/null || echo '# no python'
import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
for (name,) in d.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    d.execute('DROP TRIGGER ' + name)
d.execute('UPDATE event SET recv_ms = recv_ms + 1 WHERE seq = 7')
d.commit()
P
g --desk "$PWD/unsound.db" backup unsound.copy
has 'with what is wrong' 'which is not sound itself: row 7 of the ledger' "$out"

# Elsewhere.
mkdir else
cp copy.db else/desk.db
exec 8>&-
GUICHET_DESK=$PWD/else/desk.db
fine 'the copy opens' ledger verify
same 'with what was there' 401 "$(guichet list --json --limit 500 | wc -l)"
same 'search finds in it' 1 "$(guichet search '"hello 7"' --json | jq -s length)"
g doctor
has 'it knows that it is a copy' 'this desk was copied or restored: nothing is polled or sent until guichet courier start' "$out"
has 'and how old it is' 'the last backup is less than two hours old' "$out"
same 'what was on its way is in doubt' unknown "$(guichet outbox list --json | jq -r .state)"
g sync --until-idle
same 'it sends nothing' unknown "$(guichet outbox list --json | jq -r .state)"
has 'status says why' 'the courier waits for guichet courier start' "$(guichet status)"
fine 'until it is told' courier start
same 'and what is in doubt waits for a person then' unknown "$(guichet outbox list --json | jq -r .state)"

# In the place of its original.
wait_for 10 server_gone
rm "$desk" "$desk"-wal "$desk"-shm 2>/dev/null
mv part.db "$desk"
GUICHET_DESK=$desk
g doctor
has 'a copy in the place of its original sends nothing either' 'nothing is polled or sent until guichet courier start' "$out"
finish
