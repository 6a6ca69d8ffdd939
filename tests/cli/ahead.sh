#!/bin/bash
# SPDX-License-Identifier: ISC
# Forecasts carry on the weeks that were, say how good they are and refuse
# where they are no better than last week; staffing is worked out from them by
# three models; an hour out of the ordinary is found, with what it was about,
# and does not come back in the forecast.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
export GUICHET_DESK=$TEST_DIR/desk.db TZ=UTC

# weeks COUNT EXTRA: two messages an hour from 9 to 17 on weekdays, from Monday, 31 August 2026 on; EXTRA more at one hour.
weeks() {
	jq -nc --argjson weeks "$1" --argjson extra "$2" '
		[range(0; $weeks) as $w | range(0; 5) as $d | range(9; 17) as $h | range(0; 2) as $k |
			1788134400 + (($w * 7 + $d) * 24 + $h) * 3600 + $k * 900] +
		[range(0; $extra) | 1788134400 + ((6 * 7 + 2) * 24 + 11) * 3600 + . * 20] | sort | to_entries[] |
		{ seq: (.key + 1), account: "brand", conv: "c\(.key)", kind: "message_in", net: (.value | todate), recv: (.value | todate),
		  id: "a\(.key)", who: "customer" }'
}
# The Monday behind twelve weeks.
then=2026-11-23T00:00:00Z
ahead() { jq -c "[.ahead[] | $1]"; }

weeks 12 0 >even.jsonl
fine 'twelve even weeks' ledger import even.jsonl
guichet forecast --as-of $then --json >even
same 'come again' '[["2026-11-23",16],["2026-11-24",16],["2026-11-25",16],["2026-11-26",16],["2026-11-27",16],["2026-11-28",0],["2026-11-29",0]]' \
	"$(ahead '[.from[:10], .expected]' <even)"
same 'by the simplest method, without an error' '["last-week",0,0,true,null]' "$(jq -c '[.method, .mase, .wape, .trusted, .reason]' even)"
same 'hour by hour' '[2,2,2,2,2,2,2,2]' "$(guichet forecast --as-of $then --days 1 --hourly --json | ahead 'select(.expected > 0) | .expected')"
has 'in words' 'last week again' "$(guichet forecast --as-of $then)"
same 'CSV is rows' 'from,expected,low,high' "$(guichet forecast --as-of $then --csv | head -n 1)"
same 'of what is asked for only' '[]' "$(guichet forecast is:urgent --as-of $then --json | jq -c .ahead)"
refused 'days that nobody knows' 64 'days: from 1 to 28' forecast --days 40

# 2 an hour, 6 minutes each: 0.2 erlangs.
guichet staffing --handle 6m --target 1h --as-of $then --json >people
same 'people for messages, chats and a line' '[[1,1,1],[1,1,1],[1,1,1],[1,1,1],[1,1,1],[0,0,0],[0,0,0]]' "$(ahead '[.messages, .chats, .line]' <people)"
same 'on the roster, of whom a third is away' '[2,2,2]' "$(guichet staffing --handle 6m --target 1h --shrinkage 33 --as-of $then --json | jq -c '.ahead[0] | [.messages_rostered, .chats_rostered, .line_rostered]')"
same 'who takes nearly an hour each needs more' '[2,2,4]' "$(guichet staffing --handle 50m --target 1h --as-of $then --json | jq -c '.ahead[0] | [.messages, .chats, .line]')"
same 'what it rests on is told' '["said",360,3600,80,20,30,3,85,30]' \
	"$(jq -c '[.handle_from, .handle, .target, .share, .within_line, .within_chats, .at_once, .occupancy, .shrinkage]' people)"
has 'assumed where nothing is measured' 'is taken to need 5 min' "$(guichet staffing --as-of $then)"
refused 'nobody has nine chats at once' 64 'at-once: from 1 to 5' staffing --at-once 9
refused 'all who are on the roster cannot be away' 64 'shrinkage: from 0 to 90 percent' staffing --shrinkage 100
fine 'an agent' agent add vera --role viewer
refused 'a viewer plans nobody' 77 'viewer' --as vera staffing

export GUICHET_DESK=$TEST_DIR/storm.db
weeks 12 60 >storm.jsonl
fine 'the same with a storm' ledger import storm.jsonl
guichet spikes --as-of $then --json >spikes
same 'is found, once' '[["2026-10-14T11:00:00Z",false,false,68]]' "$(jq -sc 'map([.from, .open, .slow, .people])' spikes)"
same 'with what was expected' 'true' "$(jq -c '.count >= 62 and .expected < 9 and .ratio > 6 and .chance < 1e-10' spikes)"
guichet forecast --as-of $then --json >after
same 'and does not come back' "$(jq -c .ahead even)" "$(jq -c .ahead after)"
same 'its hours are told' true "$(jq -c '.left_out >= 4' after)"

# What it was about, of messages that have a text.
export GUICHET_DESK=$TEST_DIR/words.db
now=$(date +%s)
for i in $(seq 1 20); do
	at=$((now - now % 3600 - 3 * 3600 + i * 60))
	[ "$i" -gt 1 ] || at=$((now - 25 * 86400))
	printf '{"uid":"u%d","op":"new","kind":"mention","vis":"public","author":{"id":"p%d","handle":"@p%d@example.org"},"at":"%s","text":"The voucher %d is refused, see https://shop.example/v"}\n' \
		"$i" "$i" "$i" "$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)" "$i"
done >items.jsonl
fine 'messages with a text' import items items.jsonl --account brand
guichet tag 2 3 4 5 6 7 8 9 10 11 voucher-bug >/dev/null
guichet spikes --json >words
same 'words, links and tags that they share' '[19,["https://shop.example/v","refused","voucher"],["voucher-bug"]]' "$(jq -c '[.count, .words, .tags]' words)"
same 'and three of them' '[2,3,4]' "$(jq -c .examples words)"
has 'in words' 'voucher' "$(guichet spikes)"
has 'too short a time is said' 'less than two weeks' "$(guichet forecast --since 3d)"

# No method is better than the week before where nothing follows from it.
export GUICHET_DESK=$TEST_DIR/chance.db
jq -nc '[range(0; 12 * 168) | select((. * 7919 + (. * . * 31) % 104729) % 97 < 8) | 1788134400 + . * 3600] | to_entries[] |
	{ seq: (.key + 1), account: "brand", conv: "c\(.key)", kind: "message_in", net: (.value | todate), recv: (.value | todate),
	  id: "a\(.key)", who: "customer" }' >chance.jsonl
fine 'weeks of chance' ledger import chance.jsonl
guichet forecast --as-of $then --json >chance
same 'a forecast is better than last week, or none is told' true "$(jq -c '(.mase < 1 and .trusted) or (.mase >= 1 and (.trusted | not) and .ahead == [])' chance)"
finish
