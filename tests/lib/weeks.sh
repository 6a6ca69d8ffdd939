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
