#!/bin/bash
# SPDX-License-Identifier: ISC
# A full disk is one clear line: nothing is damaged, nothing is half done, and
# work goes on in the same server once there is space.
if [ -z "${GUICHET_FULL:-}" ] && unshare --mount --propagation private true 2>/dev/null; then
	export GUICHET_FULL=1
	exec unshare --mount --propagation private "$0" "$@"	# the mount ends with this script
fi
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
[ -n "${GUICHET_FULL:-}" ] || skip_all 'needs a mount namespace for a small disk'
mkdir small
mount -t tmpfs -o size=4m none small 2>/dev/null || skip_all 'a small disk cannot be mounted here'
export GUICHET_DESK=$TEST_DIR/small/desk.db desk=$TEST_DIR/small/desk.db

for i in $(seq 200); do item "m$i" "hello $i" 'thread={"root":"t'$i'"}'; done >items.jsonl
fine 'a desk with messages' import items items.jsonl --account shop
mkfifo hold
guichet connect <hold >connected & remember $!
exec 8>hold
printf '{"hello":{"protocol":1,"build":"%s"}}\n' "$("$GUICHETD" --version | sed 's/.*(\(.*\))/\1/')" >&8
greeted() { grep -q '"pid"' connected; }
wait_for 10 greeted; ok $? 'a front end keeps its server'
pid=$(server_pid)

head -c 8m /dev/zero >small/ballast 2>/dev/null
same 'the disk is full' 0 "$(df --output=avail small | tail -n 1 | tr -d ' ')"
n=0
g tag 1 full0
while [ "$status" = 0 ] && [ $n -lt 400 ]; do g tag 1 "full$((n += 1))"; done	# what the log had room for
same 'a write is refused in one line' 1 "$(printf '%s\n' "$err" | wc -l)"
has 'that says why' 'no space left' "$err"
[ "$status" != 0 ]; ok $? "with a status: $status $err"
refused 'so is a note' "$status" "no space left" note 2 'a note that does not fit'
refused 'and an import' "$status" "no space left" import items items.jsonl --account another
fine 'what is there can be read' list --limit 500
fine 'and is sound' ledger verify
same 'by the same server' "$pid" "$(server_pid)"
before=$(guichet ledger verify --json | jq .rows)

rm small/ballast
fine 'with space the write goes through' tag 1 "full$n"
fine 'and the note' note 2 'a note that fits'
fine 'and the import' import items items.jsonl --account another --json
same 'once' 200 "$(echo "$out" | jq .added)"
same 'in the same server' "$pid" "$(server_pid)"
fine 'the ledger is sound' ledger verify --json
[ "$(echo "$out" | jq .rows)" -gt "$before" ]; ok $? 'and went on'
same 'one note' 1 "$(guichet show 2 --json | jq '[.messages[] | select(.direction == "note")] | length')"
kill -KILL "$pid"
exec 8>&-
fine 'after a crash too' ledger verify
same 'every tag that was accepted is there' "$((n + 1))" \
	"$(guichet list --json --limit 500 | jq 'select(.id == 1) | .tags | map(select(startswith("full"))) | length')"

# A disk that is full from the beginning.
mkdir none
mount -t tmpfs -o size=64k none none
head -c 1m /dev/zero >none/ballast 2>/dev/null
export GUICHET_DESK=$TEST_DIR/none/desk.db
g list
same 'a desk that has no room: one line' 1 "$(printf '%s\n' "$err" | wc -l)"
[ "$status" != 0 ]; ok $? "and a failure: $err"
rm none/ballast
mount -o remount,size=4m none
fine 'with space it is made' agent list
finish
