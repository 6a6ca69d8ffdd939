#!/bin/bash
# SPDX-License-Identifier: ISC
# Ledgers of a few rows, worked out by hand, give exactly those waits and
# cases, from the import of the file to the last figure of each row.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
data=$top_srcdir/tests/data/cases

# What a table of expectations speaks of, out of the rows of waits and cases.
cat >figures.jq <<'END'
def answered(kind): [$w[] | select(.outcome == "answered" and .kind == kind)] | sort_by(.end) | [.[].seconds];
def outcome(name): [$w[] | select(.outcome == name)] | length;
def each(key): $c | sort_by(.opened) | [.[][key]];
def count(key): [$c[] | select(.[key])] | length;
def total(key): [$c[][key]] | add // 0;
def flagged(name): [$w[] | select(.flags | index(name))] | length;
def ended: [$w[] | select(.outcome == "answered")] | sort_by(.end);
{
	frt: answered("first"), nrt: answered("next"), credit: [ended[].credit], own: [ended[].own],
	business: [ended[].business_seconds], waits: ($w | length), cases: ($c | length), turns: total("turns"),
	open: outcome("open"), waived: outcome("waived"), withdrawn: outcome("withdrawn"),
	first_resolution: each("first_resolution"), full_resolution: each("full_resolution"), work: each("work"),
	customer_wait: each("customer_wait"), customer_time: each("customer_time"), on_hold: each("on_hold"),
	time_to_human: each("time_to_human"), time_to_assign: each("time_to_assign"), initiated_by: each("initiated_by"),
	gross: total("reopens"), net: total("net_reopens"), agent_reopens: total("agent_reopens"),
	transfers: total("transfers"), one_touch: count("one_touch"), mature: count("mature"),
	contained: count("bot_contained"), spam: ($s | length), dups: $dups,
	late: flagged("late"), clock_future: flagged("clock_future"), clamped: flagged("clamped"),
	external: flagged("external"), revised: ([$c[] | select(.flags | index("revised"))] | length)
} as $got | $want | with_entries(.value = $got[.key])
END
while read -r want; do
	id=$(echo "$want" | jq -r .id) as_of=$(echo "$want" | jq -r '.as_of // "2027-01-01T00:00:00Z"')
	want=$(echo "$want" | jq -c 'del(.id, .as_of)')
	GUICHET_DESK=$TEST_DIR/$id.db
	guichet ledger import "$data/$id.jsonl" >/dev/null || echo "# $id is not imported"
	guichet waits --json --as-of "$as_of" >waits.jsonl
	guichet cases --json --as-of "$as_of" >cases.jsonl
	guichet cases is:spam --json --as-of "$as_of" >spam.jsonl
	dups=$(guichet ledger export | jq -s '[.[] | select(.detail.duplicate)] | length')
	same "$id" "$want" "$(jq -nc --slurpfile w waits.jsonl --slurpfile c cases.jsonl --slurpfile s spam.jsonl \
		--argjson want "$want" --argjson dups "$dups" -f figures.jq)"
done <"$data/expected.jsonl"
same 'of a case that we began sql has no time to a person either' '[{"we_began":1,"seconds_to_human":null}]' \
	"$(GUICHET_DESK=$TEST_DIR/M05.db guichet sql 'SELECT we_began, seconds_to_human FROM v_case' --json | jq -sc .)"
finish
