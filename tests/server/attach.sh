#!/bin/bash
# SPDX-License-Identifier: ISC
# A front end that stays survives its server: what it asked for acts once,
# what it watches goes on with the page as it is now, in the file that has the
# desk's name now.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
attach=$top_builddir/tests/server/attach
[ -x "$GUICHETD" ] || skip_all "no guichetd here"
writes=40

# page FILE: the ids that the first call, a watch, shows now, in order of number
page() {
	awk '$1 != 1 { next }
		$2 == "again" { split("", has) }
		match($0, /"gone":[0-9]+/) { delete has[substr($0, RSTART + 7, RLENGTH - 7)] }
		match($0, /"put":{"id":[0-9]+/) { has[substr($0, RSTART + 12, RLENGTH - 12)] = 1 }
		END { for (id in has) print id }' "$1" | sort -n | tr '\n' ' '
}
shows() { [ "$(page "$1")" = "$2" ]; }
told() { [ "$(grep -c "$2" "$1")" -ge "$3" ]; }
kill_server() { kill -KILL "$(server_pid)" 2>/dev/null; }

for i in 1 2 3; do
	item "u$i" "text $i" author="{\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P\"}"
done >items
fine 'three conversations' import items items --account shop
mkfifo orders
"$attach" --desk "$desk" <orders >heard & front=$!
remember $front
exec 8>orders
echo 'watch status:open' >&8
wait_for 10 shows heard '1 2 3 '; ok $? 'the page is there'
guichet resolve 3 >/dev/null
wait_for 10 shows heard '1 2 '; ok $? 'a change is heard'

kill_server
wait_for 10 told heard '^here' 2; ok $? 'a server that was killed is started again'
has 'the front end was told' 'lost net' "$(cat heard)"
wait_for 10 shows heard '1 2 '; ok $? 'the page is the same'
same 'forgotten once before it came again' 1 "$(grep -c '^1 again' heard)"
guichet resolve 2 >/dev/null
wait_for 10 shows heard '1 '; ok $? 'the stream goes on'

# Killed while writes are on their way: every third one.
for i in $(seq $writes); do
	echo "note 1 note-$i-" >&8
	[ $((i % 3)) != 0 ] || kill_server
done
wait_for 10 told heard ' answer ' $writes; ok $? "$writes writes are answered"
same 'none with an error' '' "$(grep -E ' error |failed' heard)"
notes() { guichet show 1 --json | grep -o 'note-[0-9]*-'; }
same 'each acted once' "$writes $writes" "$(notes | wc -l) $(notes | sort -u | wc -l)"
wait_for 10 shows heard '1 '; ok $? 'the page survived it'
guichet ledger verify >/dev/null; ok $? 'the ledger is whole'
[ "$(wc -w <"/proc/$front/task/$front/children")" -le 4 ]; ok $? 'dead servers do not pile up'

# Another front end that stays.
mkfifo orders2
"$attach" --desk "$desk" <orders2 >heard2 & second=$!
remember $second
exec 9>orders2
printf 'watch status:open\nreopen 3\n' >&9
wait_for 10 shows heard '1 3 '; ok $? 'one hears what the other did'
wait_for 10 shows heard2 '1 3 '; ok $? 'as does the other'
kill_server
echo 'resolve 1' >&8
wait_for 10 shows heard '3 '; ok $? 'one goes on after their server was killed'
wait_for 10 shows heard2 '3 '; ok $? 'and the other'

# Another file under the same name.
rm -f "$desk" "$desk"-*
item n1 new >items
fine 'the desk is made anew' import items items --account shop
wait_for 10 shows heard '1 '; ok $? 'the new page is shown'
has 'it is the new one' '"text":"new"' "$(grep '^1 row' heard | tail -n 2)"
echo 'note 1 into-the-new-file' >&8
wait_for 10 told heard ' answer ' $((writes + 2)); ok $? 'a write is answered'
has 'it acted in the new file' 'into-the-new-file' "$(guichet show 1 --json)"

exec 8>&- 9>&-
ended() { [ ! -e "/proc/$1" ] || grep -q 'State:.Z' "/proc/$1/status"; }
wait_for 10 ended $front && wait_for 10 ended $second; ok $? 'both end with their input'
wait $front && wait $second; ok $? 'without a failure'
wait_for 10 server_gone; ok $? 'and the server soon after'
finish
