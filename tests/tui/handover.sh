#!/bin/bash
# SPDX-License-Identifier: ISC
# A handover on two screens: what is red stands first, one key is one verb, the
# selection goes on to what is to do next; twelve red lines of 120 are written
# with three steps each and taken with one, and the routine with one key.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
guichet agent add maria >/dev/null
guichet agent add jonas >/dev/null
guichet shift add maria daily 06:00-14:00 >/dev/null
guichet shift add jonas daily 10:30-22:00 >/dev/null
guichet desk set target=8h --from 2026-11-20T00:00:00Z >/dev/null
for id in 1 2 3 4 5; do guichet --as maria claim $id >/dev/null; done
guichet tag 2 vip >/dev/null
guichet urgent 3 >/dev/null
as() { GUICHET_AGENT=$1; agent=$1; }
screen() { guichet --as "$agent" --config "$config" --screen "$1" --script "$TEST_DIR/steps" 2>"$TEST_DIR/stderr"; }
as maria
steps <<'END'
gh
:screen-dump
e
:screen-dump
a
END
screen 80x12 >empty
has 'where nothing is handed over no line is offered to be written' 'P prepare   q back   ? help' "$(sed -n 12p empty)"
same 'its keys say that there is none' 2 "$(grep -c ' ! no handover is here' empty)"
guichet --as maria handover prepare >/dev/null

steps <<'END'
gh
END
shows 'red ones first, and what is missing' 80x12 <<'END'
 guichet  Handover  number 1, 5 lines                  maria  shift until 14:00
  maria hands over to jonas  to be accepted by 11:00
  ····················  0 of 2 red lines written  0 of 5 settled

▌ ! #2     Zoé Blanc           VIP, waits              no line yet
  ! #3     Cy Young            urgent, waits           no line yet
  • #1     Ann Lee             waits                   Where is my parcel? It w…
  • #4     田中 芽衣           waits                   次の窯出しはいつですか 🍵
  • #5     Joe Brand           waits                   You charged me twice, se…


 e write the line   enter read   P prepare again   q back   ? help
END
steps <<'END'
gh
END
screen 40x12 >narrow
has 'a narrow one says until when' '  to be accepted by 11:00' "$(cat narrow)"
has 'and how far it is, all of it' "$(printf '  0 of 2 red lines written\n  0 of 5 settled')" "$(cat narrow)"

steps <<'END'
gh
e
"ask the carrier"
enter
END
shows 'a line is written, and the next one is meant' 80x12 <<'END'
 guichet  Handover  number 1, 5 lines                  maria  shift until 14:00
  maria hands over to jonas  to be accepted by 11:00
  ██████████··········  1 of 2 red lines written  0 of 5 settled

  ! #2     Zoé Blanc           VIP, waits              ask the carrier
▌ ! #3     Cy Young            urgent, waits           no line yet
  • #1     Ann Lee             waits                   Where is my parcel? It w…
  • #4     田中 芽衣           waits                   次の窯出しはいつですか 🍵
  • #5     Joe Brand           waits                   You charged me twice, se…


 the line of #2 is written
END
as jonas
steps <<'END'
END
has 'who comes is told' 'maria hands over 5 conversations to you: g h' "$(screen 80x12)"
guichet --as maria resolve 1 >/dev/null
steps <<'END'
gh
a
b
"which number?"
enter
END
shows 'one is taken, one is asked about, one was resolved' 80x12 <<'END'
 guichet  Handover  number 1, 5 lines                                     jonas
  maria hands over to jonas  to be accepted by 11:00
  ████████············  2 of 5 settled  1 of 2 red lines written

  √ #2     Zoé Blanc           VIP, waits              ask the carrier
▌ ! #3     Cy Young            urgent, waits           ? which number?
  √ #1     Ann Lee             waits                   [resolved] Where is my p…
  • #4     田中 芽衣           waits                   次の窯出しはいつですか 🍵
  • #5     Joe Brand           waits                   You charged me twice, se…


 asked about #3
END
steps <<'END'
gh
END
shows 'where there is little room' 40x9 <<'END'
 guichet  Handover  number 1, 5 lines
  maria hands over to jonas  to be acce…
  ████······  2 of 5 settled  1 of 2 re…

▌ √ #2     Zoé Blanc       ask the carr…
  ! #3     Cy Young        ? which numb…
  √ #1     Ann Lee         [resolved] W…
  • #4     田中 芽衣       次の窯出しは…
 a accept   A the routine   ? help
END
as maria
has 'she is asked' '? which number?' "$(screen 80x12)"

# ---- 120 conversations, 12 of them red
for n in $(seq 120); do
	item "n$n" "question $n" "author={\"id\":\"n$n\",\"handle\":\"@n$n@example.org\",\"name\":\"N$n\"}" 'at="2026-11-20T10:10:00Z"'
done >many
guichet import items many --account shop >/dev/null
guichet agent add pia >/dev/null
guichet assign --where account:shop pia >/dev/null
guichet list account:shop --limit 12 --json | jq .id | guichet tag - vip >/dev/null
guichet --as pia handover prepare --to jonas >/dev/null
{
	echo gh
	for n in $(seq 12); do printf 'e\n"next: %s"\nenter\n' "$n"; done
} | steps
as pia
screen 80x24 >/dev/null
packet() { guichet handover list --json | jq -r 'select(.agent == "pia") | '"$1"; }
same 'three steps for each red line, and one to get there' '12 of 12, 37 steps' "$(packet '"\(.written) of \(.red)"'), $(wc -l <"$TEST_DIR/steps") steps"
guichet --as jonas handover accept --routine 1 >/dev/null	# the other packet is no more his business
{
	echo gh
	for n in $(seq 12); do echo a; done
	echo A
} | steps
as jonas
screen 80x24 >/dev/null
same 'one key for each red line, and one for all others' '120 of 120, 14 steps' "$(packet '"\(.accepted) of \(.items)"'), $(wc -l <"$TEST_DIR/steps") steps"
same 'all of them are his' 120 "$(guichet count 'account:shop assignee:jonas' | awk '{ print $1 }')"
finish
