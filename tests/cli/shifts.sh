#!/bin/bash
# SPDX-License-Identifier: ISC
# The roster says who is on, until when and who comes next: from hours and from
# a real calendar, in two zones, through the night in which the clocks change;
# what is wrong with it is said in one line and changes nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

fine 'a desk' status
g shift now
same 'no roster' 'no roster yet: guichet shift add WHO mon-fri 06:00-14:00' "$err"
for name in maria jonas noor; do guichet agent add $name >/dev/null; done
guichet team add night jonas noor >/dev/null

fine 'hours' shift add maria mon-fri 06:00-14:00, sat 08:00-12:00 --zone Europe/Paris
same 'it says so' 'the shift of maria is on the roster' "$out"
fine 'a team at night' shift add night daily 22:00-06:00 --zone Europe/Paris
fine 'across the sea' shift add jonas mon-fri 08:00-17:00 --zone America/New_York
fine 'hours in quotes are the same' shift add night 'daily 22:00-06:00' --zone Europe/Paris
hours_of() { guichet shift list --json | jq -r "select(.who == \"$1\") | .hours"; }
same 'days that are alike are told together' 'daily 22:00-06:00' "$(hours_of night)"
same 'and others beside them' 'mon-fri 06:00-14:00; sat 08:00-12:00' "$(hours_of maria)"
fine 'what is told can be said again' shift add maria "$(hours_of maria)" --zone Europe/Paris
same 'and is the same' 'mon-fri 06:00-14:00; sat 08:00-12:00' "$(hours_of maria)"
refused 'who is neither' 1 'there is no agent or team nobodyhere' shift add nobodyhere daily 06:00-14:00
echo 'not a calendar' >not.ics
refused 'a file that is no calendar' 65 'no calendar: it does not begin with BEGIN:VCALENDAR' shift import maria not.ics
fine 'a second row of one person' shift add maria sun 10:00-12:00 --name sundays --zone Europe/Paris
at() { # at INSTANT: who is on and who comes next, in short
	guichet --now "$1" shift now --json | jq -r '"\([.on[] | .who + "<" + .until] | join(" "))|\([.next[] | .who + ">" + .from] | join(" "))"'
}
now_is() { # on a server that starts at that instant
	wait_for 10 server_gone || bail 'the server stays'
	same "$1" "$3" "$(at "$2")"
}
now_is 'in the morning' 2026-11-20T09:00:00Z 'maria<2026-11-20T13:00:00Z|jonas>2026-11-20T13:00:00Z'
now_is 'two zones, one edge' 2026-11-20T13:00:00Z 'jonas<2026-11-20T22:00:00Z|night>2026-11-20T21:00:00Z'
now_is 'the short night ends at six on the wall' 2026-03-29T02:00:00Z 'night<2026-03-29T04:00:00Z|maria>2026-03-29T08:00:00Z'
now_is 'the long night, too' 2026-10-25T02:00:00Z 'night<2026-10-25T05:00:00Z|maria>2026-10-25T09:00:00Z'
wait_for 10 server_gone
g --now 2026-11-20T09:00:00Z shift now
same 'in words, with the clock of the shift' 'on now: maria until 20 Nov 13:00 (14:00 Europe/Paris)
next: jonas from 20 Nov 13:00 (08:00 America/New_York)' "$out"
wait_for 10 server_gone
TZ=Europe/Paris g --now 2026-11-20T09:00:00Z shift now
has 'which is said once where both are one' 'on now: maria until 20 Nov 14:00' "$(head -n 1 <<<"$out" | grep -v '(')"
wait_for 10 server_gone
same 'of mine, also by a team' '2026-11-21T05:00:00Z 2026-11-21T05:00:00Z' \
	"$(guichet --now 2026-11-20T21:30:00Z --as jonas shift now --json | jq -r .mine.until) $(guichet --as noor shift now --json | jq -r .mine.until)"

# ---- a calendar
crlf() { sed 's/$/\r/'; }
crlf >maria.ics <<'END'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//roster//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Paris:20261012T220000
DTEND;TZID=Europe/Paris:20261013T060000
RRULE:FREQ=DAILY;COUNT=60
EXDATE;TZID=Europe/Paris:20261121T220000
SUMMARY:Night
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261224
SUMMARY:Christmas Eve
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20261121T080000
DURATION:PT4H
SUMMARY:Help out
END:VEVENT
END:VCALENDAR
END
wait_for 10 server_gone
fine 'a calendar' --now 2026-10-20T09:00:00Z shift import noor maria.ics --zone Europe/Paris
has 'says how many it has' 'shifts of noor are on the roster' "$out"
guichet shift remove 1 >/dev/null; guichet shift remove 2 >/dev/null; guichet shift remove 3 >/dev/null
g shift remove 4
same 'removed by number' 'shift 4 is off the roster' "$out"
now_is 'a night of it' 2026-11-20T23:00:00Z 'noor<2026-11-21T05:00:00Z|noor>2026-11-21T07:00:00Z'
now_is 'the zone of what names none' 2026-11-21T08:00:00Z 'noor<2026-11-21T11:00:00Z|noor>2026-11-22T21:00:00Z'
now_is 'the night that is left out' 2026-11-21T23:00:00Z '|noor>2026-11-22T21:00:00Z'
now_is 'a night with a change of the clocks' 2026-10-25T00:30:00Z 'noor<2026-10-25T05:00:00Z|noor>2026-10-25T21:00:00Z'
same 'what it was made of' 'noor UTC' "$(guichet shift list --json | jq -r '"\(.who) \(.zone)"')"

# ---- a calendar as programs write it: one night moved, one called off, one more in another zone
cat >moved.ics <<'END'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
X-WR-TIMEZONE:Europe/Paris
BEGIN:VTIMEZONE
TZID:Desk time
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:-0500
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:nights
DTSTART;TZID=Europe/Paris:20261120T220000
DTEND;TZID=Europe/Paris:20261121T060000
RRULE:FREQ=DAILY;COUNT=4
RDATE;TZID=Europe/Paris:20261126T220000
END:VEVENT
BEGIN:VEVENT
UID:nights
RECURRENCE-ID;TZID=Europe/Paris:20261121T220000
DTSTART;TZID=Europe/Paris:20261121T230000
DTEND;TZID=Europe/Paris:20261122T070000
END:VEVENT
BEGIN:VEVENT
UID:nights
RECURRENCE-ID:20261122T210000Z
DTSTART;TZID=Europe/Paris:20261122T220000
DTEND;TZID=Europe/Paris:20261123T060000
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:far
DTSTART;TZID=Desk time:20261128T090000
DTEND;TZID=Desk time:20261128T170000
END:VEVENT
BEGIN:VEVENT
UID:floats
DTSTART:20261129T090000
DTEND:20261129T170000
END:VEVENT
END:VCALENDAR
END
guichet shift list --json | jq .shift | while read -r number; do guichet shift remove "$number" >/dev/null; done
fine 'a calendar of another program' --now 2026-11-20T09:00:00Z shift import noor moved.ics
same 'the moved night is where it was moved to, the one that was called off is not, nor is any there twice' \
	'2026-11-20 21:00-24:00; 2026-11-21 00:00-05:00 22:00-24:00; 2026-11-22 00:00-06:00; 2026-11-23 21:00-24:00; 2026-11-24 00:00-05:00; 2026-11-26 21:00-24:00; 2026-11-27 00:00-05:00; 2026-11-28 14:00-22:00; 2026-11-29 08:00-16:00' \
	"$(guichet shift list --json | jq -r .hours)"

# ---- what is wrong
refused 'no such person' 1 'there is no agent or team piet' shift add piet daily 06:00-14:00
refused 'nobody' 64 'needs somebody' shift add nobody daily 06:00-14:00
refused 'no such day' 64 "'monday 06:00-14:00' is no part of a roster" shift add maria monday 06:00-14:00
refused 'no hours' 64 "'mon' is no part" shift add maria mon
refused 'two that overlap' 64 'overlap' shift add maria mon 06:00-14:00, mon 13:00-15:00
refused 'no such zone' 65 "no time zone 'Europe/Pariss'" shift add maria daily 06:00-14:00 --zone Europe/Pariss
refused 'no such row' 1 'there is no shift 77' shift remove 77
echo nonsense >bad.ics
refused 'no calendar' 65 'bad.ics' shift import maria bad.ics
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' >empty.ics
refused 'a calendar without shifts' 65 'no shift in it' shift import maria empty.ics
same 'nothing changed' 1 "$(guichet shift list --json | wc -l)"
wait_for 10 server_gone
guichet agent remove noor >/dev/null
same 'who left is on no roster' '' "$(guichet shift list --json)"
# ---- a zone that nobody knows is asked for, not guessed, where a shift needs it; one more shift may be a period
fine 'piotr' agent add piotr
sed 's/^X-WR-TIMEZONE:.*/X-WR-TIMEZONE:W. Europe Standard Time/' moved.ics >strange.ics
refused 'a zone that is not known' 65 "zone 'W. Europe Standard Time' is not known" --now 2026-10-20T09:00:00Z shift import piotr strange.ics
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 'PRODID:-//test//EN' 'X-WR-TIMEZONE:W. Europe Standard Time' BEGIN:VEVENT UID:p \
	DTSTART:20261120T080000Z DTEND:20261120T120000Z 'RDATE;VALUE=PERIOD:20261123T080000Z/20261123T120000Z' END:VEVENT END:VCALENDAR >period.ics
fine 'which no shift needs here' --now 2026-10-20T09:00:00Z shift import piotr period.ics
same 'the shift of the period is there' '2026-11-20 08:00-12:00; 2026-11-23 08:00-12:00' \
	"$(guichet shift list --json | jq -r 'select(.who == "piotr").hours')"
finish
