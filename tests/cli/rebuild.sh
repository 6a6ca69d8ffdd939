#!/bin/bash
# SPDX-License-Identifier: ISC
# Waits and cases that are stored follow from the ledger to the bit, and packed
# days from them: what was damaged or counted by an earlier version is named
# and made anew.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v sqlite3 >/dev/null || skip_all 'sqlite3 is not installed'

# 250 conversations of four rows: more than two slices.
i=0 seq=0
row() { printf '{"seq":%d,"account":"brand","conv":"c%d","kind":"%s","recv":"2026-03-0%dT%02d:%02d:00Z"%s}\n' $((seq += 1)) $i "$1" $((i % 9 + 1)) $2 $((i % 60)) "$3"; }
while [ $((i += 1)) -le 250 ]; do
	row message_in 9 ''
	row assigned 10 ',"who":"human:ann"'
	row message_out 11 ',"who":"human:bob"'
	row status 12 ',"who":"human:bob","to":"resolved"'
done >rows.jsonl
fine 'a ledger' ledger import rows.jsonl
fine 'it is followed' metrics rebuild --check
same 'in words' '250 waits and 250 cases are as the ledger says' "$out"
fine 'there is nothing to do' metrics rebuild --json
same 'no row was written' '{"conversations":250,"written":0}' "$out"
guichet waits --json >waits.jsonl

wait_for 10 server_gone
sqlite3 "$desk" "UPDATE wait SET end_ms = end_ms + 1000 WHERE conversation = 17;
	DELETE FROM wait WHERE conversation = 130; UPDATE case_ SET turns = 2 WHERE conversation = 249;
	INSERT INTO wait (conversation, position, account, case_no, kind, outcome, start_ms, end_ms, agent, own_ms,
		flags, written_in, surface) SELECT 999, position, account, case_no, kind, outcome, start_ms, end_ms, agent, own_ms,
		flags, written_in, surface FROM wait WHERE conversation = 1"
g metrics rebuild --check
same 'damage is seen' '65 guichet: 4 rows differ from what the ledger says: guichet metrics rebuild' "$status $err"
has 'named' '#17: wait 1: stored first answered, 2026-03-09T09:17:00Z to 2026-03-09T11:17:01Z; the ledger says first answered, 2026-03-09T09:17:00Z to 2026-03-09T11:17:00Z' "$out"
has 'also what is missing' '#130: wait 1: stored nothing; the ledger says first answered' "$out"
has 'and what is too much' '1 waits and 0 cases belong to no conversation' "$out"
fine 'it is made anew' metrics rebuild --json
same 'only what differed' '{"conversations":250,"written":3}' "$out"
wait_for 10 server_gone
sqlite3 "$desk" 'DELETE FROM wait WHERE conversation = 999'
fine 'nothing differs now' metrics rebuild --check
same 'the waits are what they were' '' "$(guichet waits --json | diff - waits.jsonl)"

# Days that figures are read from are held against their rows, bit for bit.
# Packing wants a server that has nothing to do.
guichet watch status:open --json >/dev/null & watcher=$!
remember $watcher
packed() { [ "$(sqlite3 -readonly "$desk" "SELECT count(*) FROM segment WHERE kind = 0")" -ge 9 ]; }
wait_for 60 packed
ok $? 'finished days are packed'
kill $watcher
wait_for 10 server_gone
day=$(sqlite3 "$desk" "SELECT min(day) FROM segment")
sqlite3 "$desk" "UPDATE segment SET data = (SELECT data FROM segment other WHERE other.kind = 0 AND other.day = $((day + 1)))
	WHERE kind = 0 AND day = $day"
g metrics rebuild --check
same 'a day that is another is seen' '65 guichet: 1 packed days differ from their rows: guichet metrics rebuild' "$status $err"
has 'and named' 'the waits of 2026-03-01 are packed otherwise than their rows say' "$out"
fine 'days are made anew' metrics rebuild
fine 'and are their rows' metrics rebuild --check

# Traces are packed by days, too, and what is read of them is what the ledger tells.
wait_for 10 server_gone
of_traces() { guichet stats --metric sent_people,update_gap,time_available,load --by agent --as-of 2026-04-01T00:00:00Z --json | jq -cS .by; }
sqlite3 "$desk" "DELETE FROM segment WHERE kind = 2; DELETE FROM meta WHERE name = 'traces_seq'"
of_traces >walked.json
guichet watch status:open --json >/dev/null & watcher=$!
remember $watcher
traces_packed() { [ "$(sqlite3 -readonly "$desk" "SELECT value FROM meta WHERE name = 'traces_seq'")" = 1000 ]; }
wait_for 60 traces_packed
ok $? 'every row of the ledger is in a packed day'
same 'what is read of them is what a walk told' "$(cat walked.json)" "$(of_traces)"
fine 'a reply more' note 1 'one more'
same 'which they do not have' 1000 "$(sqlite3 -readonly "$desk" "SELECT value FROM meta WHERE name = 'traces_seq'")"
fine 'they hold' metrics rebuild --check
kill $watcher
wait_for 10 server_gone
day=$(sqlite3 "$desk" "SELECT min(day) FROM segment WHERE kind = 2 AND day >= 0")
sqlite3 "$desk" "UPDATE segment SET data = (SELECT data FROM segment other WHERE other.kind = 2 AND other.day = $((day + 1)))
	WHERE kind = 2 AND day = $day"
g metrics rebuild --check
same 'a day of traces that is another is seen' '65 guichet: 1 packed days differ from their rows: guichet metrics rebuild' "$status $err"
has 'and named as such' 'the traces of 2026-03-01 are packed otherwise than their rows say' "$out"
fine 'all days are made anew' metrics rebuild
fine 'and none differs' metrics rebuild --check

# A desk whose rows are of an earlier version does it by itself.
wait_for 10 server_gone
sqlite3 "$desk" "DELETE FROM case_; UPDATE wait SET own_ms = 0; UPDATE conversation SET heard_ms = 0;
	DELETE FROM meta WHERE name = 'reducer'"
followed() { guichet metrics rebuild --check && [ "$(sqlite3 -readonly "$desk" 'SELECT count(*) FROM conversation WHERE heard_ms = 0')" = 0 ]; }
wait_for 20 followed
ok $? 'after an update the rows come by themselves, and when each customer wrote last'
fine 'the ledger agrees' ledger verify

# A damaged file may have any number for an instant; what is added up of it is one still, which ./dev sanitize sees.
wait_for 10 server_gone
far=9223372036854775807
sqlite3 "$desk" "UPDATE event SET recv_ms = $far WHERE seq = 5; UPDATE event SET net_ms = -$far, recv_ms = -$far WHERE seq = 6;
	UPDATE wait SET start_ms = -$far, end_ms = $far WHERE conversation = 2;
	UPDATE case_ SET open_ms = -$far, spent_open_ms = $far, state_ms = $far WHERE conversation = 3"
g ledger verify
has 'verify names the row' 'ledger row 5' "$err"
guichet stats --all --json >/dev/null 2>&1
guichet cases 1 2 3 --json >/dev/null 2>&1
g metrics rebuild --check
has 'and that it differs is seen' 'differ from what the ledger says' "$err"
ok "$(guichet status --json >/dev/null; echo $?)" 'the desk goes on'
finish
