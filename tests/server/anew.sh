#!/bin/bash
# SPDX-License-Identifier: ISC
# While an update makes rows and packed days anew figures are what they are
# afterwards, say how far it is, and keep nobody's quick question waiting; a
# server that is killed in the middle goes on where it was.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v sqlite3 >/dev/null || skip_all 'sqlite3 is not installed'
talk=$top_builddir/tests/server/talk
socket=$TEST_DIR/team.sock
begin() {
	"$GUICHETD" --desk "$desk" --socket "$socket" --log - 2>>server.log & server=$!
	remember $server
	wait_for 60 test -S "$socket" || bail 'no server'
}
end() { kill "$server"; wait "$server" 2>/dev/null; wait_for 30 server_gone; rm -f "$socket"; }
sql() { sqlite3 -cmd '.timeout 5000' "$desk" "$1"; }
peek() { sqlite3 -readonly -cmd '.timeout 5000' "$desk" "$1"; }
say() { printf '{"id":%s,"call":"%s","args":%s}' "$1" "$2" "${3:-{\}}"; }
ask() { "$talk" "$socket" "$@" | jq -c 'select(.id != null and .row == null)'; }
# What follows from rows alone, without the instant at which it was asked.
figures() { jq -cS '(.ok // .) | walk(if type == "object" then del(.as_of, .as_of_text, .until, .until_text, .anew) else . end)'; }
derives() { [ "$(peek 'SELECT count(*) FROM alarm WHERE kind = 4')" = 1 ]; }
through() { ! derives; }
packed() { [ "$(ask "$(say 1 stats)" | jq .ok.anew)" = null ]; }
# An update is what raises the number that rows follow; here the one that is kept is lowered.
update() { sql "UPDATE meta SET value = '0' WHERE name = 'reducer'"; }
# It has come to conversation 600 and goes on at that instant; in seconds of the calendar that never comes here.
HALF=600
halfway() { sql "DELETE FROM alarm WHERE kind = 4; INSERT INTO alarm (kind, subject, at_ms) VALUES (4, $HALF, $1)"; }
unpack() { sql "DELETE FROM segment; DELETE FROM segment_stale; DELETE FROM meta WHERE name LIKE 'traces_%'"; }

i=0 seq=0 many=1500
row() { printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"%s","recv":"2026-03-0%dT%02d:%02d:00Z"%s}\n' $((seq += 1)) $i "$1" $((i % 9 + 1)) $2 $((i % 60)) "$3"; }
while [ $((i += 1)) -le $many ]; do
	row message_in 9 ''
	row assigned 10 ',"who":"human:ann"'
	row message_out 11 ',"who":"human:bob"'
	row status 12 ',"who":"human:bob","to":"resolved"'
done >rows.jsonl
fine 'a ledger' ledger import rows.jsonl
wait_for 30 server_gone
begin
wait_for 120 packed; ok $? 'packed days and traces hold'
settled=$(ask "$(say 1 stats)" | figures)
has 'which say something' '"first_response"' "$settled"

# Figures have a lane of their own: what is asked behind many of them does not wait for all.
many_figures=()
for n in $(seq 30); do many_figures+=("$(say "$n" dashboard)"); done
order=$(ask "${many_figures[@]}" "$(say 31 tags)" | jq -r .id)
same 'all were answered' 31 "$(wc -l <<<"$order")"
[ "$(tail -n 1 <<<"$order")" != 31 ]; ok $? 'a small question did not wait for all figures'
end

# 1. In the middle of it: rows behind the conversation that it has come to are of before.
sql "UPDATE wait SET end_ms = end_ms + 3600000 WHERE conversation > $HALF; DELETE FROM case_ WHERE conversation % 3 = 0 AND conversation > $HALF"
unpack
halfway 7000000000000
begin
now=$(ask "$(say 1 stats)")
same 'figures are those of afterwards' "$settled" "$(figures <<<"$now")"
same 'and say how far it is' "{\"conversations\":$many,\"conversations_made\":$HALF}" \
	"$(jq -c '.ok.anew | { conversations, conversations_made }' <<<"$now")"
export GUICHET_DESK=unix:$socket
fine 'in words' stats
has 'too' "an update counts anew, $HALF of $many conversations so far: these figures are exact and took longer" "$out"
fine 'the dashboard' dashboard
same 'says it once' 1 "$(grep -c "counts anew, $HALF of $many" <<<"$out")"
fine 'a report' report
same 'likewise' 1 "$(grep -c "counts anew, $HALF of $many" <<<"$out")"

# 2. One lane takes one after the other: what is asked last, and answered first, was not behind the others.
hard='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n'
order=$(ask "$(say 1 sql "{\"statement\":\"$hard\"}")" "$(say 2 stats)" "$(say 3 status)")
same 'a long question holds back no quick one' '3 1 2' "$(jq -r .id <<<"$order" | xargs)"
same 'all were answered' 3 "$(jq -c 'select(.ok != null or .end != null)' <<<"$order" | wc -l)"
end

# 3. It goes on where it was: what lies before is not looked at again.
sql "UPDATE wait SET end_ms = end_ms + 3600000 WHERE conversation = 17"
halfway 1
begin
wait_for 60 through; ok $? 'it comes to its end'
g metrics rebuild --check
same 'what lay before was not looked at again, all that lay behind was' \
	"65 guichet: 1 rows differ from what the ledger says: guichet metrics rebuild" "$status $err"
has 'which is the one that was damaged there' '#17: wait 1: stored' "$out"
fine 'it is made anew' metrics rebuild
end

# 4. Killed in the middle, wherever that is; where nobody saw the middle it is begun again.
killed() {
	update
	sql "UPDATE wait SET end_ms = end_ms + 3600000"
	begin
	until [ "$(peek 'SELECT COALESCE(max(subject), -1) FROM alarm WHERE kind = 4')" -gt 0 ] || through; do :; done
	kill -9 $server
	wait $server 2>/dev/null
	rm -f "$socket"
	at=$(peek 'SELECT COALESCE(max(subject), 0) FROM alarm WHERE kind = 4')
	[ "$at" -gt 0 ]
}
for n in $(seq 20); do ! killed || break; done
ok "$((at > 0 ? 0 : 1))" "killed at conversation $at of $many"
sql "UPDATE wait SET end_ms = end_ms + 3600000 WHERE conversation = 1"
begin
wait_for 60 through; ok $? 'it comes to its end'
g metrics rebuild --check
same 'it went on where it was' "65 guichet: 1 rows differ from what the ledger says: guichet metrics rebuild" "$status $err"
fine 'the rest is put right' metrics rebuild
wait_for 120 packed; ok $? 'days are packed'
same 'figures are what they were' "$settled" "$(ask "$(say 1 stats)" | figures)"
fine 'and days are what their rows say' metrics rebuild --check
end
finish
