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
# Looks of 3 minutes each, at one of the last messages only or at twenty; as many came since the first of these began.
looks() { jq -c --argjson n "$1" 'select(.seq > 960 - $n) | .seq += $n | .kind = "viewed" | .detail = { seconds: "180" } | .who = "human:ann" |
	.recv = (.recv | fromdate + 60 | todate) | del(.net, .id)' even.jsonl; }
looked() { { cat even.jsonl; looks "$1"; } >looked.jsonl; guichet --desk "$TEST_DIR/looked$1.db" ledger import looked.jsonl >/dev/null
	guichet --desk "$TEST_DIR/looked$1.db" staffing --as-of $then --json | jq -c '[.handle_from, .handle]'; }
same 'one look tells nothing of a message' '["assumed",300]' "$(looked 1)"
same 'several are shared out over what came since the first' '["measured",180]' "$(looked 20)"
# 1 an hour on every day, an hour each; open on weekdays from 8 to 9: who writes while it is open has until the next day.
jq -nc '[range(0; 12 * 168) | (now / 3600 | floor) * 3600 - 12 * 7 * 86400 + . * 3600 + 60] | to_entries[] | { seq: (.key + 1), account: "brand", conv: "c\(.key)",
	kind: "message_in", net: (.value | todate), recv: (.value | todate), id: "a\(.key)", who: "customer" }' >always.jsonl
printf '{"tz":"UTC","week":{"mon":["08:00-09:00"],"tue":["08:00-09:00"],"wed":["08:00-09:00"],"thu":["08:00-09:00"],"fri":["08:00-09:00"]}}' >short.json
fine 'a desk that is asked round the clock' --desk "$TEST_DIR/always.db" ledger import always.jsonl
fine 'hours' --desk "$TEST_DIR/always.db" schedule set short short.json --from 52w
fine 'are kept' --desk "$TEST_DIR/always.db" desk set schedule=short --from 52w
same 'what comes at night and over the weekend waits for the next day with hours' '["Fri 23","Mon 71","Sat 0","Sun 0","Thu 23","Tue 23","Wed 23"]' \
	"$(guichet --desk "$TEST_DIR/always.db" staffing --handle 1h --target 1h --occupancy 100 --days 11 --json |
		jq -c '[.ahead[4:][] | "\(.date | strptime("%Y-%m-%d") | strftime("%a")) \(.messages)"] | unique')"
same 'a target beyond all days is no trouble' 7 "$(guichet --desk "$TEST_DIR/always.db" staffing --handle 1h --target 9999999w --json | jq '.ahead | length')"
same 'more people than anybody has are not told' null "$(guichet --desk "$TEST_DIR/always.db" staffing --handle 9999d --json | jq -c '[.ahead[].line | select(. != 0)] | unique | .[]')"
same 'nobody is there for chats and callers where no hour is open' '["Fri true","Mon true","Sat false","Sun false","Thu true","Tue true","Wed true"]' \
	"$(guichet --desk "$TEST_DIR/always.db" staffing --handle 1h --target 1h --days 11 --json |
		jq -c '[.ahead[] | "\(.date | strptime("%Y-%m-%d") | strftime("%a")) \(.line > 0 and .chats > 0)"] | unique')"
same 'and the busiest hour is one that is open' '["08"]' \
	"$(guichet --desk "$TEST_DIR/always.db" staffing --handle 1h --json | jq -c '[.ahead[] | select(.line > 0).busiest_at[11:13]] | unique')"
has 'what a message takes is said to the second where it is short' 'a message takes 2 min 57 s' "$(guichet staffing --handle 177s --as-of $then)"
same 'who gives up needs no waiting for' true "$(guichet staffing --handle 50m --patience 1m --as-of $then --json | jq '.ahead[0].line < 4')"
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
same 'and how many are usual' 'true' "$(jq -c '.low < .expected and .expected < .high and .high < 20' spikes)"
# A period chooses which are told, not by what they are judged.
alike() { guichet spikes --as-of $then "$@" --json | jq -c '[.from, .until, .count, .expected, .low, .high, .chance, .words]'; }
same 'alike in the period of that day alone' "$(alike)" "$(alike --since 2026-10-14T00:00:00Z --until 2026-10-15T00:00:00Z)"
same 'in one that begins while it lasts' "$(alike)" "$(alike --since 2026-10-14T11:30:00Z --until 2026-10-21T00:00:00Z)"
same 'and in a long one' "$(alike)" "$(alike --period quarter)"
same 'in no other' '' "$(alike --since 2026-10-15T00:00:00Z; alike --until 2026-10-14T11:00:00Z)"
same 'of which is said that nothing was' 'no hour was out of the ordinary' "$(guichet spikes --as-of $then --period today 2>&1)"
# While the hour lasts: as soon as there are more than a whole one ever has, and no sooner.
guichet spikes --as-of 2026-10-14T11:16:00Z --json >soon
same 'is found while it lasts' '[["2026-10-14T11:00:00Z","2026-10-14T12:00:00Z",true,51]]' "$(jq -sc 'map([.from, .until, .open, .count])' soon)"
same 'by what a whole hour has' true "$(jq -c '.expected >= 2 and .expected < 3' soon)"
same 'and not by a few' '' "$(guichet spikes --as-of 2026-10-14T11:01:00Z --json)"
same 'the forecast waits for its end' "$(guichet forecast --as-of 2026-10-14T11:00:00Z --json | jq -c .ahead)" \
	"$(guichet forecast --as-of 2026-10-14T11:16:00Z --json | jq -c .ahead)"
guichet forecast --as-of $then --json >after
same 'and does not come back' "$(jq -c .ahead even)" "$(jq -c .ahead after)"
same 'its hours are told' true "$(jq -c '.left_out >= 4' after)"

# What it was about, of messages that have a text.
export GUICHET_DESK=$TEST_DIR/words.db
now=$(date +%s)
said() { # said NUMBER SECONDS TEXT
	printf '{"uid":"u%d","op":"new","kind":"mention","vis":"public","author":{"id":"p%d","handle":"@p%d@example.org"},"at":"%s","text":"%s"}\n' \
		"$1" "$1" "$1" "$(date -u -d "@$2" +%Y-%m-%dT%H:%M:%SZ)" "$3"
}
{ # what people say anyway, before, and then this
	said 1 $((now - 25 * 86400)) 'Because please have problem'
	for i in $(seq 30 40); do said "$i" $((now - now % 3600 - 50 * 3600 - i * 7200)) 'Please, because I have a problem'; done
	for i in $(seq 2 20); do said "$i" $((now - now % 3600 - 3 * 3600 + i * 60)) "Please, I have a problem because the voucher $i is refused, see https://shop.example/v"; done
} >items.jsonl
fine 'messages with a text' import items items.jsonl --account brand
guichet tag $(guichet search voucher --limit 10 --json | jq -r .id) voucher-bug >/dev/null
guichet spikes --json >words
same 'words, links and tags that they share' '[19,["https://shop.example/v","refused","voucher"],["voucher-bug"]]' "$(jq -c '[.count, .words, .tags]' words)"
same 'and three of them' '[3,true]' "$(jq -c '[(.examples | length), (.examples | all(. > 10))]' words)"
has 'in words' 'voucher' "$(guichet spikes)"
has 'too short a time is said' 'less than two weeks' "$(guichet forecast --since 3d)"

# Who wrote on since: what was said in those hours counts, however long ago it is in a conversation.
export GUICHET_DESK=$TEST_DIR/since.db
wrote() { # wrote NUMBER PERSON SECONDS TEXT
	printf '{"uid":"w%d","op":"new","kind":"dm","vis":"private","thread":{"root":"r%d"},"author":{"id":"p%d","handle":"@p%d@example.org"},"at":"%s","text":"%s"}\n' \
		"$1" "$2" "$2" "$2" "$(date -u -d "@$3" +%Y-%m-%dT%H:%M:%SZ)" "$4"
}
storm=$((now - now % 3600 - 4 * 86400))
{
	wrote 1 99 $((now - 30 * 86400)) 'Good morning'
	for i in $(seq 1 12); do wrote $((100 + i)) "$i" $((storm + i * 60)) 'The voucher is refused'; done
	for i in $(seq 1 4); do for k in $(seq 1 110); do wrote $((i * 1000 + k)) "$i" $((storm + 40 * 3600 + k * 600)) 'And on it goes'; done; done
} >items.jsonl
fine 'conversations that go on' import items items.jsonl --account brand
same 'one that is behind a hundred messages of its conversation is heard' '[12,12,["refused","voucher"]]' \
	"$(guichet spikes --json | jq -sc 'map(select(.people == 12))[0] | [.count, .people, .words]')"

# No method is better than the week before where nothing follows from it.
export GUICHET_DESK=$TEST_DIR/chance.db
jq -nc '[range(0; 12 * 168) | select((. * 7919 + (. * . * 31) % 104729) % 97 < 8) | 1788134400 + . * 3600] | to_entries[] |
	{ seq: (.key + 1), account: "brand", conv: "c\(.key)", kind: "message_in", net: (.value | todate), recv: (.value | todate),
	  id: "a\(.key)", who: "customer" }' >chance.jsonl
fine 'weeks of chance' ledger import chance.jsonl
guichet forecast --as-of $then --json >chance
same 'a forecast is better than last week, or none is told' true "$(jq -c '(.mase < 1 and .trusted) or (.mase >= 1 and (.trusted | not) and .ahead == [])' chance)"
finish
