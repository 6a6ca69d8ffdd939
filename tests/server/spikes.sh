#!/bin/bash
# SPDX-License-Identifier: ISC
# A spike is told while it lasts, by the rules of alarms: once, with the figures
# that "spikes" has and the words that many share, also across servers that are
# killed; over when the volume is back.  What is imported as history, and an
# account of which less than two weeks are known, is none.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
. "$top_srcdir/tests/lib/mail.sh"
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
mail_server box
# Monday; the servers' clocks are set behind weeks of two messages an hour, from 9 to 17 on weekdays.
monday=1795392000 day=2026-11-23
export TZ=UTC
weeks() { # weeks ACCOUNT COUNT
	jq -nc --arg account "$1" --argjson weeks "$2" --argjson until "$monday" '
		[range(0; $weeks) as $w | range(0; 5) as $d | range(9; 17) as $h | range(0; 2) as $k |
			$until - ($w + 1) * 604800 + ($d * 24 + $h) * 3600 + $k * 900] | sort | .[] |
		{ account: $account, conv: "\($account)\(.)", kind: "message_in", net: (. | todate), recv: (. | todate), id: "\($account)\(.)", who: "customer" }'
}
{ weeks brand 12; weeks old 12; weeks young 1; } | jq -sc 'sort_by(.net) | to_entries[] | { seq: (.key + 1) } + .value' >weeks.jsonl
nbsp=$(printf "\302\240")
storm() { # storm FROM UNTIL: messages, one each of somebody else, from 10:01 on
	for i in $(seq "$1" "$2"); do
		item "s$i" "The voucher is refused, see https://shop.example/v or @helper" "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P $i\"}" \
			"at=\"$(date -u -d "@$((monday + 36060 + i * 30))" +%Y-%m-%dT%H:%M:%SZ)\""
	done
}
killed() { kill -9 "$server"; wait "$server" 2>/dev/null; }

team guichet -- --now ${day}T10:40:00Z
export GUICHET_DESK=unix:$socket
fine 'weeks' ledger import weeks.jsonl
fine 'a server for mails' desk set "mail.url=smtp://localhost:$port" mail.from=desk@example.org mail.tls=none
fine 'somebody is told' on spike mail lea@example.org --repeat 0
storm 1 40 >storm.jsonl
fine 'a storm' import items storm.jsonl --account brand
fine 'one that is history' import items storm.jsonl --account old --history
fine 'one of an account that is young' import items storm.jsonl --account young
killed
serve --now ${day}T10:41:00Z
echo 'set bell=off' >quiet	# which the player takes for a line that is broken
# A lead's screen begins before the server has looked, and says it by itself.
printf 'say brand: 40 messages in an hour where 0 to 5 are usual\ntype Q\nend 0\n' >steps
same 'a screen that is open says it' played "$(TERM=xterm-256color "$player" 80x24 256 "$TEST_DIR/steps" "$top_builddir/guichet" --config quiet --now ${day}T10:41:00Z 2>&1)"
standing() { guichet spikes now --json | jq -r .account | paste -sd' '; }
brand() { [ "$(standing)" = brand ]; }
ok "$(wait_for 40 brand; echo $?)" 'the storm stands'
arrived() { [ -e box/1.eml ]; }
ok "$(wait_for 40 arrived; echo $?)" 'and somebody is told'
first=$(guichet spikes now --json | jq -r '.examples | map("#\(.)") | join(", ")')
said="brand: 40 messages in an hour where 0 to 5 are usual; many of them say \"refused\", \"voucher\"; such as $first"
same 'in one sentence' "$said" "$(letter box/1.eml Subject)"
same 'which leads to the messages' "$(guichet alarm list --json | jq -r .id)" "$(guichet spikes now --json | jq -r '.examples[0]')"
same 'and no link or name of somebody' '' "$(letter box/1.eml text | grep -E 'https|@helper|p1')"
same 'the same sentence where it is asked for' "$said" "$(guichet spikes now)"
same 'the same number as spikes has' "$(guichet spikes account:brand --json | jq -c '[.count, .low, .high, .examples]')" \
	"$(guichet spikes now --json | jq -c '[.count, .low, .high, .examples]')"
for period in today 7-days week month quarter; do
	same "and in a list of $period" "$(guichet spikes now --json | jq -c '[.count, .low, .high, .examples]')" \
		"$(guichet spikes account:brand --period "$period" --json | jq -c '[.count, .low, .high, .examples]')"
done
same 'with the link, where it is asked for' true "$(guichet spikes account:brand --json | jq -c '.words | any(. == "https://shop.example/v")')"
same 'its conversations are found' 40 "$(guichet list "$(guichet spikes now --json | jq -r .query)" --limit 100 --json | wc -l)"
fine 'a desk of today' --desk "$TEST_DIR/young.db" import items storm.jsonl --account brand
has 'says so too' 'less than two weeks' "$(guichet --desk "$TEST_DIR/young.db" spikes now 2>&1)"
has 'of the young account it says why not' 'less than two weeks' "$(guichet spikes account:young)"

# On the screen of a lead: in the last line, and before all figures, where enter leads to the messages.
look() { "$top_builddir/guichet" --screen "$1" --script steps --now ${day}T10:42:00Z; }
printf '' >steps
same 'the last line tells the figures, and where more is' ' ! brand: 40 messages in an hour where 0 to 5 are usual: g d' "$(look 80x8 | tail -n 1)"
same 'in French' " ! brand$nbsp: 40 messages en une heure où 0 à 5 sont habituels$nbsp: g d" \
	"$(LC_ALL=C.UTF-8 LANGUAGE=fr LANG=fr_FR.UTF-8 look 80x8 | tail -n 1)"
printf ':go dashboard\n' >steps
same 'the dashboard begins with it' ' guichet  Figures  7 days, as of 10:41                                     root
  17 Nov to 23 Nov 2026, calendar hours, P50
  enter lists its conversations

▌ brand: 40 messages in an hour where 0 to 5 are usual; many of them say
  "refused", "voucher"; such as '"$first" "$(look 80x24 | head -n 6)"
printf ':go dashboard\nenter\n' >steps
same 'and leads to its conversations' ' guichet  Queue  limit account:"brand" after:1h  40                        root' "$(look 80x24 | head -n 1)"
same 'a line a fact' "$said" "$(guichet --plain dashboard | tr '\n' ' ' | grep -oE 'brand: 40 messages.*#[0-9]+, #[0-9]+, #[0-9]+')"
# On the wall: above every panel, whole where there is room, and printed once.
printf ':go wallboard\n:screen-dump\nright\n:screen-dump\nright\n:screen-dump\nright\n' >steps
look 80x24 >walls
same 'above every panel of a wall' "$(for n in 1 2 3 4; do printf '%s\n  "refused", "voucher"; such as %s\n' \
	'  brand: 40 messages in an hour where 0 to 5 are usual; many of them say' "$first"; done)" "$(grep -A 1 'brand: 40' walls | grep -v '^--')"
has 'which is as it was' 'Waiting now
' "$(cat walls)"
same 'low ones have its figures' '  brand: 40 messages in an hour where 0 to 5 are usual' "$(look 80x13 | grep -A 1 'brand: 40' | head -n 1 | sed 's/ *$//')"
ok "$([ "$(look 40x14 | wc -L)" -le 40 ]; echo $?)" 'nothing is wider than narrow ones'
same 'and goes on in the next line' '  brand: 40 messages in an hour where
  0 to 5 are usual' "$(look 40x16 | sed -n '2,3s/ *$//p')"
# With a dozen accounts a low wall is full: how many have no line is said.
for i in $(seq 1 11); do
	item "w$i" 'where is it?' "author={\"id\":\"w$i\",\"handle\":\"@w$i@example.org\",\"name\":\"W $i\"}" "at=\"${day}T10:05:00Z\"" >one
	guichet import items one --account "shop$i" >/dev/null || bail "nothing for shop$i"
done
printf ':go wallboard\nright\nright\nright\n' >last
full=$("$top_builddir/guichet" --screen 80x17 --script last --now ${day}T10:42:00Z)
same 'a low wall has as many accounts as it has lines' 11 "$(grep -cE '^ *(brand|old|shop[0-9]+) +[^ :]+ +[0-9,]+$' <<<"$full")"
has 'and says how many more' 'and 3 more: stats --by account lists them' "$full"
has 'below the spike' 'brand: 40 messages in an hour where 0 to 5 are usual' "$(sed -n 2p <<<"$full")"
{ echo ':set ascii=on'; cat steps; } >ascii
same 'in ASCII, too' '' "$("$top_builddir/guichet" --screen 80x24 --script ascii --now ${day}T10:42:00Z | LC_ALL=C grep -n '[^ -~]')"
same 'printed once, first' "$said 1" "$(guichet --plain wallboard | head -n 2 | tr '\n' ' ' | sed 's/ $//') $(guichet --plain wallboard | grep -c 'brand: 40')"
same 'to a viewer as well' "$(guichet --plain wallboard)" "$(guichet agent add guest --uid 7003 --role viewer >/dev/null; say 7003 --plain wallboard)"
same 'CSV of the dashboard has its numbers' "$(guichet spikes now --json | jq -r '"spikes,\(.account),count,\(.count)", "spikes,\(.account),hours,1",
	"spikes,\(.account),low,\(.low)", "spikes,\(.account),high,\(.high)"')" "$(guichet dashboard --csv | grep ^spikes, | cut -d, -f-4)"
same 'in lines like the others' 1 "$(guichet dashboard --csv | awk -F, '{ print NF }' | sort -u | wc -l)"
same 'not of a period that is over' '' "$(guichet dashboard --period last-week --csv | grep ^spikes)"
fine 'an agent' agent add ada --uid 7002 --role agent
printf '' >steps
same 'who leads nobody is not told' '' "$(chmod 644 steps; say 7002 --screen 80x8 --script "$TEST_DIR/steps" --now ${day}T10:42:00Z | grep usual)"

# It goes on, across a server that is killed.
storm 41 60 >more.jsonl
fine 'more of it' import items more.jsonl --account brand
killed
serve --now ${day}T10:50:00Z
grown() { [ "$(guichet spikes now --json | jq -r .count)" = 60 ]; }
ok "$(wait_for 40 grown; echo $?)" 'the figures follow'
same 'it is one alarm' 1 "$(guichet alarm list --all --json | wc -l)"
has 'with the new figures' 'brand: 60 messages' "$(guichet alarm list --json | jq -r .text)"
fine 'somebody else is to be told, too' on spike mail max@example.org --repeat 0
both() { [ "$(ls box/*.eml | wc -l)" = 2 ]; }
ok "$(wait_for 40 both; echo $?)" 'who is, of what stands already'
same 'and nobody twice' 1 "$(grep -l 'lea@example.org' box/*.eml | wc -l)"

# Not for those who see a part of the account only.
fine 'a member' agent add nora --uid 7001 --role agent
fine 'of another account' agent set nora accounts=old
same 'sees none of it' '' "$(say 7001 spikes now --json)"
fine 'or of this one' agent set nora accounts=brand
same 'sees it' brand "$(say 7001 spikes now --json | jq -r .account)"
fine 'of what a team has' team add night nora
fine 'and nobody else' agent set nora teams=night
same 'does not' '' "$(say 7001 spikes now --json)"

killed
serve --now ${day}T15:05:00Z
calm() { [ "$(standing)" = '' ]; }
ok "$(wait_for 40 calm; echo $?)" 'three ordinary hours, and it is over'
over() { [ "$(guichet alarm list --json | wc -l)" = 0 ]; }
ok "$(wait_for 40 over; echo $?)" 'and the alarm with it'
same 'said so' 'nothing is out of the ordinary just now' "$(guichet spikes now 2>&1)"
printf ':go wallboard\n' >steps
same 'a wall says nothing of it' 0 "$(look 80x24 | grep -c usual)"
same 'nor does CSV' 0 "$(guichet dashboard --csv | grep -c ^spikes)"
same 'nobody was told again' 2 "$(ls box/*.eml | wc -l)"
finish
