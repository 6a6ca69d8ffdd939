#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that figures told apart by many days, or by the hours of the week, come
# whole, with every metric and however long the answer is; and that long ones
# which their clients do not take count for as long as the server holds them.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# A question in each of 400 days, at another hour of the day.
jq -nc 'range(0; 400) | . as $n | (1740787200 + . * 90000 | todate) as $at | (1740787200 + . * 90000 + 600 | todate) as $later |
	{seq: ($n * 3 + 1), account: "brand", conv: "c\($n)", kind: "message_in", id: "i\($n)", who: "customer", recv: $at},
	{seq: ($n * 3 + 2), account: "brand", conv: "c\($n)", kind: "message_out", id: "o\($n)", who: "human:ann", recv: $later},
	{seq: ($n * 3 + 3), account: "brand", conv: "c\($n)", kind: "status", to: "resolved", who: "human:ann", recv: $later}' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
as_of=2026-06-01T00:00:00Z
every=$(sed -n 's/^\t_([A-Z0-9_]*, "\([a-z_]*\)".*/\1/p' "$top_srcdir/include/guichet/model/figures.h" | paste -sd, -)
guichet stats --metric "$every" --as-of $as_of --json >all.json
ok "$([ "$(jq 'length' all.json)" -gt 55 ]; echo $?)" 'there are more than fifty metrics'
fine 'by day' stats --by day --metric "$every" --as-of $as_of --json
same 'every day is there' 400 "$(printf '%s' "$out" | jq '.by | length')"
same 'each with each figure' 400 "$(printf '%s' "$out" | jq '[.by[] | select(.waits.n == 1 and .backlog.n == 0 and has("promises_kept"))] | length')"
ok "$([ "${#out}" -gt 1048576 ]; echo $?)" 'which is longer than a frame of a request'
fine 'by the hours of the week' stats --by weekday,hour --as-of $as_of --json
same 'they add up' 400 "$(printf '%s' "$out" | jq '[.by[].waits.n] | add')"
fine 'as a table' stats --by day --metric waits --as-of $as_of --csv
same 'of as many lines' 401 "$(printf '%s\n' "$out" | grep -c '^all\|^20')"

# Clients that ask for the longest and read nothing.
guichet watch status:open --json >/dev/null & watcher=$!
remember $watcher
socket() { ls "$XDG_RUNTIME_DIR"/guichet/*.sock; }
wait_for 20 socket >/dev/null
request="{\"id\":1,\"call\":\"stats\",\"args\":{\"by\":\"day\",\"metric\":\"$every\",\"as-of\":\"$as_of\"}}"
deaf=()
for _ in $(seq 26); do
	"$top_builddir/tests/server/talk" --deaf "$(socket)" "$request" &
	deaf+=($!)
	remember $!
done
full() { ! guichet stats --by day --metric "$every" --as-of $as_of --json >/dev/null 2>full.err; }
wait_for 20 full
has 'more than some of them hold is refused' 'answers that nobody took: try again later' "$(cat full.err)"
kill "${deaf[@]}"
taken() { ! full; }
wait_for 20 taken
ok $? 'and answered when they are gone'
kill $watcher
finish
