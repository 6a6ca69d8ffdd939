#!/bin/bash
# SPDX-License-Identifier: ISC
# Real conversations, loaded as a ledger, give the figures that others worked
# out of the same files by other means, wherever both define them.
#
# Definitions differ in one thing: there the first response is the first
# outbound message after the first inbound one, whoever began; here a case that
# we began has no first wait (R8).  So the earliest wait of each conversation is
# compared, whatever its kind.  Nothing in these files says that a case was
# resolved: each conversation is one case.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
[ -n "${GUICHET_DATA:-}" ] && [ -d "$GUICHET_DATA/groundtruth" ] || skip_all 'GUICHET_DATA names no directory with real data'
command -v python3 >/dev/null || skip_all 'python3 is not installed'

# Nearest rank, as there.
cat >figures.jq <<'END'
def rank(p): sort | .[((p * length) | ceil) - 1];
def spread: { n: length, min_s: min, max_s: max, sum_s: add, p90_nearest_s: rank(0.9), p95_nearest_s: rank(0.95),
	within_30min_n: [.[] | select(. <= 1800)] | length, within_60min_n: [.[] | select(. <= 3600)] | length };
[group_by(.conv)[] | min_by(.start)] as $first |
{ first: [$first[] | select(.outcome == "answered") | .seconds] | spread,
  unanswered: [$first[] | select(.outcome != "answered")] | length,
  all: [.[] | select(.outcome == "answered") | .seconds] | spread }
END
compare() { # compare NAME FORM FILE TRUTH OVERALL NEXT
	export GUICHET_DESK=$TEST_DIR/$2.db
	python3 "$top_srcdir/tests/lib/real.py" "$2" "$GUICHET_DATA/$3" >rows.jsonl || bail "$3 was not read"
	fine "$1: $(wc -l <rows.jsonl) messages" ledger import rows.jsonl
	guichet waits --json >waits.jsonl
	guichet cases --json >cases.jsonl
	figures=$(jq -sc -f figures.jq waits.jsonl)
	truth() { jq -c "$1 | {n, min_s, max_s, sum_s, p90_nearest_s, p95_nearest_s, within_30min_n, within_60min_n}" "$GUICHET_DATA/groundtruth/$2"; }
	same "$1: first responses" "$(truth ".$5.first_response" "$4")" "$(echo "$figures" | jq -c .first)"
	same "$1: all responses" "$(truth ".$6" "$4")" "$(echo "$figures" | jq -c .all)"
	same "$1: conversations, answered or not, and messages" \
		"$(jq -c ".$5 | [.conversations, .unanswered, .inbound, .outbound]" "$GUICHET_DATA/groundtruth/$4")" \
		"$(jq -sc --argjson f "$figures" '[length, $f.unanswered, ([.[].messages_in] | add), ([.[].replies] | add)]' cases.jsonl)"
	fine "$1: stored as the ledger says" metrics rebuild --check
	fine "$1: and sound" ledger verify
}
compare 'customer care' ibm ibm-customer-care/dev.json ibm-dev.json overall next_response_overall
compare 'threads' twcs twcs/half-A.csv twcs-half-A.json overall_threads next_response_threads
finish
