#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that the backlog of a time that is over is what was open at its end,
# as it was known then, also of cases that were taken up again: in stats, of
# groups, of the period before, in a report and behind explain.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"

# t2: opened again by its customer and by hand, five times, and at rest in between
# t1: a thank-you opens what was resolved again, and only a courtesy ends it, days later
{ cases
cat <<'END'
{"account":"brand","conv":"t1","recv":"2026-03-02T01:00:00Z","kind":"message_in","id":"t1a","who":"customer"}
{"account":"brand","conv":"t1","recv":"2026-03-02T02:00:00Z","kind":"message_out","id":"t1b","who":"human:ann"}
{"account":"brand","conv":"t1","recv":"2026-03-02T02:01:00Z","kind":"status","who":"human:ann","to":"resolved"}
{"account":"brand","conv":"t1","recv":"2026-03-03T01:00:00Z","kind":"message_in","id":"t1c","who":"customer"}
{"account":"brand","conv":"t1","recv":"2026-03-06T01:00:00Z","kind":"status","who":"human:ann","to":"resolved","reason":"no_reply_needed"}
{"account":"brand","conv":"t2","recv":"2026-03-02T01:00:00Z","kind":"message_in","id":"t2a","who":"customer"}
{"account":"brand","conv":"t2","recv":"2026-03-02T13:00:00Z","kind":"status","who":"human:ann","to":"resolved"}
{"account":"brand","conv":"t2","recv":"2026-03-03T12:00:00Z","kind":"status","who":"human:bob","to":"open"}
{"account":"brand","conv":"t2","recv":"2026-03-03T13:00:00Z","kind":"status","who":"human:bob","to":"resolved"}
{"account":"brand","conv":"t2","recv":"2026-03-06T12:00:00Z","kind":"message_in","id":"t2b","who":"customer"}
{"account":"brand","conv":"t2","recv":"2026-03-07T12:00:00Z","kind":"status","who":"human:ann","to":"resolved"}
{"account":"brand","conv":"t2","recv":"2026-03-09T12:00:00Z","kind":"message_in","id":"t2c","who":"customer"}
{"account":"brand","conv":"t2","recv":"2026-03-10T12:00:00Z","kind":"status","who":"human:ann","to":"resolved"}
END
} | jq -sc 'sort_by(.recv) | to_entries[] | .value + {seq: (.key + 1)}' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
now=2026-04-20T00:00:00Z
of() { jq -c '.backlog | [.n, .longest]'; }
for at in 2026-03-05T07:00:00Z 2026-03-16T00:00:00Z 2026-03-22T09:40:00Z 2026-03-22T12:10:00Z 2026-03-22T13:05:00Z \
	2026-03-22T20:00:00Z 2026-03-23T08:10:00Z 2026-03-23T09:00:00Z; do
	same "at $at as it was known then" "$(guichet stats --as-of $at --json | of)" "$(guichet stats --until $at --as-of $now --json | of)"
	same "at $at the rows behind it" "$(guichet stats --until $at --as-of $now --json | jq .backlog.n)" \
		"$(guichet explain backlog --until $at --as-of $now --limit 500 --json | jq -s 'if (.[0] | has("rows")) then .[0].rows else . end | length')"
done
period='--since 2026-03-09 --until 2026-03-16'
# shellcheck disable=SC2086
fine 'a week that is over' stats $period --as-of $now --json
same 'has that of its end, and of its beginning' \
	"$(for at in 16 09; do guichet stats --until 2026-03-$at --as-of $now --json | jq .backlog.n; done | jq -sc .)" \
	"$(printf '%s' "$out" | jq -c '[.backlog.n, .before.backlog.n]')"
same 'accounts add up' "$(printf '%s' "$out" | jq .backlog.n)" \
	"$(guichet stats --until 2026-03-16 --as-of $now --by account --json | jq '[.by[].backlog.n] | add')"
number() { printf '%s\n' "$out" | awk '/^What is left/ { on = 1 } on && $1 == "backlog" { print $2, $NF; exit }'; }
want=$(printf '%s' "$out" | jq -r '"\(.backlog.n) \(.before.backlog.n)"')
# shellcheck disable=SC2086
fine 'a report of it' report $period --as-of $now
same 'says both' "$want" "$(number)"

# rested WHAT [--as-of T]
rested() {
	local what=$1 at
	shift
	for at in 02T12:00 03T00:00 03T11:59 03T12:30 04T00:00 06T00:00 07T00:00 08T00:00 10T00:00 11T00:00; do
		same "at 2026-03-$at what was opened again more than once, $what" \
			"$(guichet stats --as-of "2026-03-$at:00Z" --json | of)" \
			"$(guichet stats --until "2026-03-$at:00Z" "$@" --json | of)"
	done
}
rested 'of the ledger' --as-of $now

# thanked WHAT [--as-of T]
thanked() {
	local what=$1 since
	shift
	for since in 2026-03-01 2026-03-04; do
		same "what a thank-you opened again stood open, asked from $since on, $what" \
			"$(guichet stats --as-of 2026-03-05T00:00:00Z --json | jq .backlog.n)" \
			"$(guichet stats --since $since --until 2026-03-05 "$@" --json | jq .backlog.n)"
	done
}
thanked 'of the ledger' --as-of $now
# Packing wants a server that has nothing to do.
guichet watch status:open --json >/dev/null & watcher=$!
remember $watcher
packed() { [ "$(sqlite3 -readonly "$desk" "SELECT count(*) FROM segment WHERE kind = 1 AND day = 20514")" = 1 ]; }
wait_for 60 packed
ok $? 'the day on which it came is packed'
thanked 'of packed days'
rested 'of packed days'
finish
