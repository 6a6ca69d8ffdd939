# SPDX-License-Identifier: ISC
# Sourced by tests of figures.
# weeks: three weeks of questions from 2 March 2026 on, answered by two people, or not, or closed; the same every time
weeks() {
	jq -nc 'def at(s): 1772409600 + s | todate;
		[range(0; 160) | {n: ., start: (. * 10007 % 1700000), lasts: (30 + . * 7919 % 5000)} |
			"c\(.n)" as $c | (if .n % 2 == 0 then "brand" else "shop" end) as $a | .n as $n |
			{t: .start, account: $a, conv: $c, kind: "message_in", id: "i\(.n)", who: "customer"},
			(if $n % 5 == 0 then {t: (.start + 20), account: $a, conv: $c, kind: "message_in", id: "j\($n)", who: "customer"} else empty end),
			(if $n % 8 < 5 then {t: (.start + .lasts), account: $a, conv: $c, kind: "message_out", id: "o\($n)",
				who: (if $n % 3 == 0 then "human:ann" else "human:bob" end)}
			elif $n % 8 == 5 then {t: (.start + .lasts), account: $a, conv: $c, kind: "status", to: "resolved", who: "human:ann"}
			elif $n % 8 == 6 then {t: (.start + .lasts), account: $a, conv: $c, kind: "status", to: "resolved",
				reason: "no_reply_needed", who: "human:bob"}
			else empty end)] | sort_by(.t) | to_entries[] |
		(.value | del(.t)) + {seq: (.key + 1), recv: at(.value.t)} + (if .value.kind | startswith("message") then {net: at(.value.t)} else {} end)'
}
# cases: the same, and two days of cases that change hands, wait for others, and are taken up again
cases() {
	local rows at conv rest
	weeks >weeks.jsonl
	cat weeks.jsonl
	rows=$(wc -l <weeks.jsonl)
	while read -r at conv rest; do
		rows=$((rows + 1))
		printf '{"seq":%d,"account":"brand","conv":"%s","recv":"2026-03-%sZ",%s}\n' "$rows" "$conv" "$at" "$rest"
	done <<'END'
22T09:00:00 d1 "kind":"message_in","id":"d1a","who":"customer"
22T09:10:00 d1 "kind":"assigned","who":"system","to":"human:ann"
22T09:20:00 d1 "kind":"assigned","who":"human:ann","to":"human:bob"
22T09:30:00 d1 "kind":"assigned","who":"human:bob","to":"human:ann"
22T09:50:00 d1 "kind":"message_out","id":"d1b","who":"human:ann"
22T09:51:00 d1 "kind":"status","who":"human:ann","to":"pending"
22T11:00:00 d2 "kind":"message_in","id":"d2a","who":"customer"
22T11:30:00 d2 "kind":"status","who":"human:bob","to":"on_hold"
22T12:00:00 d1 "kind":"message_in","id":"d1c","who":"customer"
22T12:30:00 d1 "kind":"message_out","id":"d1d","who":"human:bob"
22T12:31:00 d1 "kind":"status","who":"human:bob","to":"resolved"
22T13:00:00 d2 "kind":"assigned","who":"human:bob","to":"human:ann"
22T13:10:00 d2 "kind":"message_out","id":"d2b","who":"human:ann"
22T13:11:00 d2 "kind":"status","who":"human:ann","to":"resolved"
23T08:00:00 d1 "kind":"message_in","id":"d1e","who":"customer"
23T08:20:00 d1 "kind":"message_out","id":"d1f","who":"human:ann"
END
}
