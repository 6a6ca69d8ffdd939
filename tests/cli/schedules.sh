#!/bin/bash
# SPDX-License-Identifier: ISC
# Business time is that of the schedule in a file or on the desk: to the second
# around changes of the clocks, by the version in force at each instant, by
# account and by what is public or private; who waits is due by it at once and
# after a kill, and what was known before a change can still be asked.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
office='"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"],"fri":["09:00-17:00"]'
always=$(for d in mon tue wed thu fri sat sun; do printf '%s"%s":["00:00-24:00"]' "${sep-}" $d; sep=,; done)
hours() { printf '{"tz":"%s","week":{%s},"days":{%s}}\n' "$1" "$2" "${3-}"; }

# ---- two instants and a file
seconds() { # seconds NAME EXPECTED START END ZONE WEEK [DAYS]
	hours "$5" "$6" "${7-}" >file.json
	same "$1" "$2" "$(guichet business-time "$3" "$4" --schedule file.json 2>&1)"
}
seconds 'a weekend with a change of the clocks' 4500 2026-03-27T15:30:00Z 2026-03-30T07:45:00Z Europe/Berlin "$office"
seconds 'a short night' 39600 2026-03-28T20:00:00+01:00 2026-03-29T08:00:00+02:00 Europe/Berlin "$always"
seconds 'a long night' 46800 2026-10-31T20:00:00-04:00 2026-11-01T08:00:00-05:00 America/New_York "$always"
seconds 'an hour that comes twice' 25200 2026-10-31 2026-11-03 America/New_York '"sun":["00:00-06:00"]'
seconds 'an opening that does not exist' 23400 2026-03-28 2026-03-31 Europe/Berlin '"sun":["02:30-10:00"]'
seconds 'an opening that exists twice' 7200 2026-10-31 2026-11-03 America/New_York '"sun":["01:30-02:30"]'
seconds 'a night shift' 25200 2026-03-27 2026-03-31 Europe/Berlin '"sat":["22:00-06:00"]'
seconds 'half an hour of summer' 30600 2026-04-04T22:00:00+11:00 2026-04-05T06:00:00+10:30 Australia/Lord_Howe "$always"
seconds 'a holiday' 7200 2026-04-30T16:00:00+02:00 2026-05-04T10:00:00+02:00 Europe/Berlin "$office" '"2026-05-01":[]'
seconds 'a lunch break' 1800 2026-03-02T12:30:00-03:00 2026-03-02T14:00:00-03:00 America/Sao_Paulo '"mon":["08:00-12:00","13:30-18:00"]'
printf '[{"effective_from":"2026-03-03T12:00:00Z","schedule":null},{"effective_from":"2020-01-01","schedule":%s}]' \
	"$(hours UTC "$office")" >versions.json
g business-time 2026-03-02T16:00:00Z 2026-03-03T14:00:00Z --schedule versions.json --json
same 'each instant by its version' '21600 79200' "$(echo "$out" | jq -r '"\(.seconds) \(.calendar_seconds)"')"
g business-time 2026-03-02T16:00:00Z 2026-03-03T14:00:00Z
same 'no file is open always' 79200 "$out"
hours Europe/Berlin "$office" >berlin.json
hours UTC "$office" >utc.json
g due 2026-03-06T16:30:00Z 3600 --schedule utc.json
same 'due on Monday' 2026-03-09T09:30:00Z "$out"
g due 2026-03-27T15:30:00Z 1h --schedule - --json <berlin.json
same 'due after the change' '2026-03-30T07:30:00Z 3600' "$(echo "$out" | jq -r '"\(.due) \(.seconds)"')"
hours UTC '' >closed.json
refused 'never' 1 'never' due 2026-03-06T16:30:00Z 3600 --schedule closed.json

# ---- what is wrong with a file
wrong() { # wrong NAME PART TEXT
	printf '%s' "$3" >bad.json
	refused "$1" 65 "bad.json: $2" business-time 2026-03-02 2026-03-03 --schedule bad.json
}
wrong 'no JSON' 'not JSON' '{"tz":'
wrong 'nothing' 'not JSON' $'\n'
wrong 'no zone' 'tz: is missing' '{"week":{}}'
wrong 'a zone that is none' "tz: there is no time zone 'Europe/Pariss'" '{"tz":"Europe/Pariss","week":{}}'
wrong 'a way out of the zones' 'tz: there is no time zone' '{"tz":"../../etc/passwd","week":{}}'
wrong 'no week' 'week: must be an object' '{"tz":"UTC"}'
wrong 'no such day' 'week.monday: no such day' '{"tz":"UTC","week":{"monday":[]}}'
wrong 'no span' "week.mon: '9-17' is no span" '{"tz":"UTC","week":{"mon":["9-17"]}}'
wrong 'no list' 'week.mon: must be a list' '{"tz":"UTC","week":{"mon":"09:00-17:00"}}'
wrong 'two that overlap' 'week.mon: 09:00-12:00 and 11:00-17:00 overlap' '{"tz":"UTC","week":{"mon":["11:00-17:00","09:00-12:00"]}}'
wrong 'no date' 'days.2026-02-30: no such date' '{"tz":"UTC","week":{},"days":{"2026-02-30":[]}}'
wrong 'a key that is none' 'holidays: no such key' '{"tz":"UTC","week":{},"holidays":{}}'
wrong 'a version without a date' '[0].effective_from: is missing' '[{"schedule":null}]'
wrong 'a version of no date' "[0].effective_from: 'soon' is no instant" '[{"effective_from":"soon","schedule":null}]'
wrong 'a version that is wrong inside' '[1].week.mon' \
	'[{"effective_from":"2026-01-01","schedule":null},{"effective_from":"2026-02-01","schedule":{"tz":"UTC","week":{"mon":[1]}}}]'
refused 'no file' 1 'no such file' business-time 2026-03-02 2026-03-03 --schedule nothing.json
refused 'the wrong way round' 64 'before the start' business-time 2026-03-03 2026-03-02
for time in 2026-02-30 2026-04-31 2026-03-02T09:00:60Z 2026-03-02T09:00:00+99:99; do
	refused "a start that no calendar has: $time" 64 "start: '$time' is not a time" business-time "$time" 2026-05-03
	refused 'nor an end' 64 "end: '$time' is not a time" business-time 2026-01-01 "$time"
	refused 'nor what is due from then' 64 "start: '$time' is not a time" due "$time" 600s
	refused 'nor a period' 64 "since: '$time' is not a time" stats --since "$time"
	refused 'nor what was known by then' 64 "as-of: '$time' is not a time" waits --as-of "$time"
done
refused 'no count' 64 'is not a duration' due 2026-03-03 soon

# ---- a desk; it is Friday in Berlin, and whoever asks at another time meets another server
at() { # at HH:MM: what follows is asked on that Friday
	wait_for 10 server_gone || bail 'the server stays'
	hour=$1 began=$(date +%s)
}
# A server that starts again goes on where the one before it was.
clock() { date -u -d "2026-03-06 $hour:00 UTC + $(($(date +%s) - began)) seconds" +%FT%TZ; }
now() { guichet --now "$(clock)" "$@"; }
fine_now() { local name=$1; shift; fine "$name" --now "$(clock)" "$@"; }
refused_now() { local name=$1 code=$2 part=$3; shift 3; refused "$name" "$code" "$part" --now "$(clock)" "$@"; }
due() { now list --json | jq -r '"\(.text) \(.due_at)"' | sort; }
at 15:00
fine_now 'a schedule' schedule set office berlin.json
refused_now 'it must exist' 1 'no schedule night' desk set schedule=night
refused_now 'a zone must exist' 65 "no time zone 'Mars'" desk set zone=Mars
refused_now 'a target is some time' 64 'longer than nothing' desk set target=0
refused_now 'no such setting' 64 'no setting colour' desk set colour=red
refused_now 'a setting holds from now on' 64 'lies ahead' desk set target=1h --from 2027-01-01
refused_now 'always is taken' 64 'another name' schedule set always berlin.json
same 'before anything is said' 'desk always 1800 1800 UTC' \
	"$(now desk show --json | jq -r '"\(.scope) \(.schedule) \(.target) \(.target_private) \(.zone)"')"
fine_now 'the desk keeps it' desk set schedule=office target=1h target.private=4h zone=Europe/Berlin
at 15:31
{ item p1 'public' 'at="2026-03-06T15:30:00Z"'
  item d1 'private' 'at="2026-03-06T15:30:00Z"' 'vis="private"' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}'; } >items
fine_now 'import' import items items --account shop
same 'due by its hours, public and private' 'private 2026-03-09T11:30:00Z
public 2026-03-09T08:30:00Z' "$(due)"
has 'why says so' 'target 1 h in the hours of office' "$(now why 1)"
at 15:40
fine_now 'from now on by the clock' account set shop schedule=always target=2h
same 'changes the hours that come, not the pledge that was made' 'private 2026-03-06T19:30:00Z
public 2026-03-06T16:30:00Z' "$(due)"
fine_now 'the pledge too, since they wrote' account set shop target=2h --from 2026-03-06T15:30:00Z
same 'is due by it' 'private 2026-03-06T17:30:00Z
public 2026-03-06T17:30:00Z' "$(due)"
same 'as is told' 'desk office 3600 14400 Europe/Berlin
shop always 7200 7200 Europe/Berlin' "$(now desk show --json | jq -r '"\(.scope) \(.schedule) \(.target) \(.target_private) \(.zone)"')"
at 15:50
fine_now 'back to the desk' account set shop schedule= target=
fine_now 'and so all the time' account set shop schedule= target= --from 2026-03-06T15:30:00Z
same 'and to its hours' 'private 2026-03-09T11:30:00Z
public 2026-03-09T08:30:00Z' "$(due)"
same 'what was known then can be asked' 2026-03-06T17:30:00Z \
	"$(now list --as-of 2026-03-06T15:45:00Z --json | jq -r 'select(.text == "public") | .due_at')"

rows=$(now ledger export | wc -l)
fine_now 'what is so already' account set shop schedule=
fine_now 'and a target that is the same' target 1h
has 'every reply is due by it' 'every reply is due within 1 h, for who writes from now on' "$(now target 1h)"
same 'is no row of dates' "$((rows + 1))" "$(now ledger export | wc -l)"

# ---- holidays, and a change of the past
echo '{"2026-03-09":[],"2026-03-10":["12:00-14:00"]}' >days.json
fine_now 'closed on Monday' schedule days office days.json
same 'is due on Tuesday' 'public 2026-03-10T11:30:00Z' "$(due | grep public)"
refused_now 'of a schedule that is there' 1 'no schedule night' schedule days night days.json
same 'every version is kept' 2 "$(now schedule show office --json | jq -s length)"
hours Europe/Berlin '"fri":["09:00-20:00"]' >late.json
fine_now 'they were there on Friday evening' schedule set office late.json --from 2026-03-06
same 'which holds until the next version' 'public 2026-03-10T11:30:00Z' "$(due | grep public)"
fine_now 'and they still are' schedule set office late.json
same 'from now on' 'public 2026-03-06T16:30:00Z' "$(due | grep public)"
now schedule show office --json >shown
same 'from midnight there' '2026-03-05T23:00:00Z' "$(jq -r 'select(.schedule.week | length == 1) | .effective_from' shown | head -n 1)"
# For people days with the same hours are one, and nothing is cut.
for width in 80 120; do
	printf ':schedule show office\n' | guichet --config '' --screen ${width}x40 --script - | tr -s ' \n' ' ' >screen
	has "at $width columns: the week" 'mon-fri 09:00-17:00; 2026-03-09 closed;' "$(cat screen)"
	has "at $width columns: the days behind it" ' 12:00-14:00' "$(cat screen)"
done
has 'in a pipe it is one line' 'mon-fri 09:00-17:00; 2026-03-09 closed; 2026-03-10 12:00-14:00' "$(now schedule show office)"
same 'programs have it as it was written' 'mon 09:00-17:00; tue 09:00-17:00' "$(now schedule show office --json |
	jq -r .hours | grep -m 1 -o '^mon 09:00-17:00; tue 09:00-17:00')"
jq -c 'select(.seq == 1) | .schedule' shown >again.json
same 'a version is a file that can be set' "$(jq -Sc . berlin.json)" "$(jq -Sc . again.json)"
# All of them, as they are printed, one or several; also where a file is asked about.
versions() { jq -c '[.effective_from, .schedule]' | sort -u; }
fine 'what is shown is a file' --desk again.db schedule set office shown
same 'that says the same' "$(versions <shown)" "$(guichet --desk again.db schedule show office --json | versions)"
sed -n 1p shown >one
fine 'so is one line of it' --desk again.db schedule set first one
same 'which is that version' "$(versions <one)" "$(guichet --desk again.db schedule show first --json | versions)"
jq -sc 'map({effective_from, schedule})' shown >listed
for call in 'due 2026-03-09T16:00:00Z 1h' 'business-time 2026-03-02 2026-03-09'; do
	# shellcheck disable=SC2086
	same "$call goes by it" "$(guichet $call --schedule listed)" "$(guichet $call --schedule shown)"
done
same 'the list' 'office 4 Europe/Berlin shop' \
	"$(now schedule list --json | jq -r '"\(.schedule) \(.versions) \(.zone) \(.accounts[0])"')"
same 'every version names its data' "$(sed -n '1s/^# version //p' /usr/share/zoneinfo/tzdata.zi)" \
	"$(jq -rs '[.[].zone_data] | unique | join(" ")' shown)"
fine_now 'the chain and the due times hold' ledger verify
guichet --now "$(clock)" ledger export >rows
wait_for 10 server_gone
fine 'all of it elsewhere' --desk other.db ledger import rows
same 'is measured alike' "$(now list --json | jq -r .due_at | sort)" "$(guichet --desk other.db list --json | jq -r .due_at | sort)"

# ---- a law that changes the clocks
at 16:10
same 'nothing is wrong' 0 "$(now doctor | grep -c 'once more')"
wait_for 10 server_gone
mkdir -p tz/Europe tz/Etc
cp /usr/share/zoneinfo/Etc/UTC tz/Etc/UTC
cp /usr/share/zoneinfo/Asia/Tokyo tz/Europe/Berlin
cp /usr/share/zoneinfo/Europe/Paris tz/Europe/Paris
echo '# version 2099z' >tz/tzdata.zi
has 'doctor finds it' 'and by 2099z they change otherwise: guichet schedule set office once more' \
	"$(TZDIR=$TEST_DIR/tz guichet --now "$(clock)" doctor 2>&1)"
before=$(TZDIR=$TEST_DIR/tz guichet --now "$(clock)" list --json | jq -r .due_at)
wait_for 10 server_gone
same 'what was recorded is measured as before' "$(now list --json | jq -r .due_at)" "$before"

# ---- calendars of strangers
event() { printf 'BEGIN:VEVENT\r\nUID:%s\r\n' "$1"; shift; printf '%s\r\n' "$@" END:VEVENT; }
calendar() { printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\n'; "$@"; printf 'END:VCALENDAR\r\n'; }
holidays() {
	event 1 'DTSTART;VALUE=DATE:20200501' 'RRULE:FREQ=YEARLY'
	event 2 'DTSTART;VALUE=DATE:20201225' 'DTEND;VALUE=DATE:20201227' 'RRULE:FREQ=YEARLY;UNTIL=20271231'
	event 3 'DTSTART;VALUE=DATE:20201126' 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH' 'EXDATE;VALUE=DATE:20271125'
	event 4 'DTSTART;VALUE=DATE:20260306' 'STATUS:CANCELLED'
	event 5 'DTSTART:20260309T080000Z' 'DTEND:20260309T090000Z'
	event 6 'DTSTART;VALUE=DATE:20260230'
}
at 16:30
echo '{"2026-11-25":["09:00-12:00"]}' >one.json
fine_now 'a day' schedule days office one.json
calendar holidays >holidays.ics
g --now "$(clock)" schedule days office holidays.ics
passed=$(now schedule show office --json | jq -s 'last.schedule.days | keys | map(select(. < "2026-03-06")) | length')
same 'a calendar, of which two years have passed' "0 1 event with a time of day closes no day
$passed dates lie before today and change nothing without --from" "$status $err"
same 'closes its whole days, two years back and ten ahead' '2024-05-01 2036-05-01 25
2026-11-25 2026-11-26 2026-12-25 2026-12-26' "$(now schedule show office --json | jq -rs 'last.schedule.days | keys |
	"\(map(select(endswith("-05-01"))) | "\(first) \(last) \(length + 12)")", ([.[] | select(. > "2026-05-01" and . < "2027")] | join(" "))')"
same 'beside those that were there' true "$(now schedule show office --json | jq -s 'last.schedule.days | has("2026-11-25")')"
hostile() { # hostile NAME PART: what is in bad.ics
	s=$(date +%s)
	refused "$1" 65 "$2" --now "$(clock)" schedule days office bad.ics
	ok $(($(date +%s) - s > 60)) "$1: is over soon"
}
{ printf 'BEGIN:VCALENDAR\r\n'; yes $'BEGIN:VEVENT\r' | head -n 600000; } >bad.ics
hostile 'nested without an end' 'bad.ics: '
many_rules() { for i in $(seq 300); do event $i 'DTSTART;VALUE=DATE:20200101' 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'; done; }
calendar many_rules >bad.ics
hostile 'dates that never come' 'bad.ics: this calendar is too hard to read'
every_day() { event 1 'DTSTART;VALUE=DATE:20200101' 'RRULE:FREQ=DAILY'; }
calendar every_day >bad.ics
hostile 'every day for ever' 'more than 4096 days'
{ printf 'BEGIN:VCALENDAR\r\nSUMMARY:'; head -c 11000000 /dev/zero | tr '\0' x; } >bad.ics
refused 'eleven megabytes' 65 'larger' --now "$(clock)" schedule days office bad.ics
printf 'BEGIN:VCALENDAR\r\n\0\r\n' >bad.ics
hostile 'a zero byte' 'bad.ics: this is no calendar'
calendar true >bad.ics
hostile 'a calendar of nothing' 'there are no dates'
same 'and nothing was changed' 6 "$(now schedule show office --json | jq -s length)"

# ---- many who wait: the first at once, the rest in slices, whatever happens to the server
wait_for 10 server_gone
for i in $(seq 450); do
	item "m$i" "message $i" 'at="2026-11-20T10:00:00Z"' "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P\"}"
done >many
export GUICHET_DESK=$TEST_DIR/many.db desk=$TEST_DIR/many.db
fine 'many' import items many --account shop
late_by() { guichet list --limit 450 --json | jq -r .due_at | sort | uniq -c | sed 's/^ *//'; }
same 'are due' '450 2026-11-20T10:30:00Z' "$(late_by)"
pid=$(server_pid)
fine 'a pledge of another length' target 5m --from 2026-11-20
kill -9 "$pid"
moved() { [ "$(late_by)" = '450 2026-11-20T10:05:00Z' ]; }
wait_for 20 moved
same 'moves all of them' '450 2026-11-20T10:05:00Z' "$(late_by)"
fine 'as the ledger says' ledger verify
# ---- a target of the past says since when it holds, and what that means
from=$(now target 2h --from 2026-03-02)
has 'since when' 'every reply is due within 2 h, for who wrote since' "$from"
has 'and what of figures' 'figures from then on are told anew' "$from"
printf '{"tz":"UTC","week":{}}' >never.json
now schedule set never never.json >/dev/null
script -qec "guichet --now $(clock) schedule show never" /dev/null </dev/null >screen; ok $? 'hours that never are end no terminal'
has 'and are named' 'never open' "$(cat screen)"
finish
