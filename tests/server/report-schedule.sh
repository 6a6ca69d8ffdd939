#!/bin/bash
# SPDX-License-Identifier: ISC
# A scheduled report leaves once for each time that it is due, by the clock on
# its zone's walls also where the clocks change; what was missed leaves once, late,
# and says so; a server that is killed at its time loses none and sends none twice.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mail.sh"
mail_server box

# at TIME COMMAND...: the desk is opened then
at() { local when=$1; shift; wait_for 20 server_gone; guichet --now "$when" "$@"; }
rows() { guichet report deliveries --json | jq -rs ".[] | $1"; }
next() { guichet report scheduled --json | jq -rs "map(select(.plan == $1))[0].next_at"; }
# left TIME COUNT: opened then, at last so many have left
left() { wait_for 20 eval "[ \"\$(at $1 report deliveries --json | jq -s length)\" = $2 ]"; }

at 2027-03-27T11:00:00Z desk set zone=Europe/Paris >/dev/null 2>&1 || at 2027-03-27T11:00:00Z status >/dev/null
fine 'a report has a name' report save day --period yesterday
refused 'no promise without a server' 1 'no mail server is set' report schedule day daily 08:00 lea@example.org
same 'nothing is planned' '' "$(guichet report scheduled --json)"
fine 'a server for mails' desk set "mail.url=smtp://localhost:$port" 'mail.from=Desk <desk@example.org>' mail.tls=none
fine 'people' agent add lee --role lead
fine 'of all roles' agent add maria --role agent
refused 'only leads' 77 'lead' --as maria report schedule day daily 08:00 lea@example.org
refused 'a report that is there' 1 'there is no report week' report schedule week daily 08:00 lea@example.org
refused 'a time of day' 64 'no time of day' report schedule day daily 8h lea@example.org
refused 'a weekday' 64 'no weekday' report schedule day weekly 08:00 lea@example.org --on 3
refused 'a day that every month has' 64 'every month' report schedule day monthly 08:00 lea@example.org --on 31
refused 'a zone' 65 'Europe/Nowhere' report schedule day daily 08:00 lea@example.org --zone Europe/Nowhere
refused 'an address' 64 'no mail address' report schedule day daily 08:00 'lea at example.org'
fine 'in the morning' --as lee report schedule day daily 08:00 lea@example.org 'Max Müller <max@example.org>' --zone Europe/Paris
same 'the first morning of summer comes an hour earlier' 2027-03-28T06:00:00Z "$(next 1)"
fine 'at an hour that this night lacks' --as lee report schedule day daily 02:30 night@example.org --zone Europe/Paris
same 'it comes as late as the clocks skip' 2027-03-28T01:30:00Z "$(next 2)"
fine 'by weeks' report schedule day weekly 08:00 week@example.org --on mon --zone Europe/Paris
same 'on Monday' 2027-03-29T06:00:00Z "$(next 3)"
fine 'by months' report schedule day monthly 23:30 month@example.org --on 28 --zone Asia/Tokyo
same 'on the day of its zone' 2027-03-28T14:30:00Z "$(next 4)"
refused 'it is not forgotten while it leaves' 1 'leaves by the clock: first guichet report unschedule' report remove day
for plan in 2 3 4; do fine "without number $plan" report unschedule "$plan"; done
refused 'which is gone then' 1 'no number 4' report unschedule 4
same 'nothing has left' '' "$(rows .name)"

left 2027-03-28T05:58:00Z 0; ok $? 'before its time nothing leaves'
left 2027-03-28T06:00:01Z 2; ok $? 'at its time it leaves to both'
same 'one report, in time' '2027-03-28T06:00:00Z 1 false' "$(rows '"\(.due_at) \(.number) \(.late)"' | sort -u)"
same 'published by who scheduled it' lee "$(guichet report list --json | jq -rs 'map(select(.number == 1))[0].who')"
same 'the next is a day later' 2027-03-29T06:00:00Z "$(next 1)"
fine 'the mails leave' --now 2027-03-28T06:00:05Z sync --until-idle
same 'each delivery is told' 'Max Müller <max@example.org> sent
lea@example.org sent' "$(rows '"\(.to) \(.state)"' | sort)"
has 'with the figures, what they are' 'What the figures are' "$(letter box/1.eml text)"
same 'nothing of lateness' '' "$(letter box/1.eml text | grep late)"

left 2027-04-01T09:00:00Z 4; ok $? 'four were missed: one leaves'
same 'of the last time, and late' '2027-04-01T06:00:00Z 2 true' "$(rows '"\(.due_at) \(.number) \(.late)"' | head -n 1)"
fine 'that leaves' --now 2027-04-01T09:00:05Z sync --until-idle
has 'and says so' 'It was due at 2027-04-01T06:00:00Z and is late' "$(letter box/3.eml text)"

# The clocks go back on 31 October: a morning is an hour later by UTC.  Killed at that time, again and again.
for round in 1 2 3 4 5 6; do
	wait_for 20 server_gone
	kill -9 "$(guichet --now 2027-10-31T07:00:01Z status --json | jq -r .pid)"
done
left 2027-10-31T07:00:01Z 6; ok $? 'killed at its time, it leaves'
same 'once' '2027-10-31T07:00:00Z 3' "$(rows '"\(.due_at) \(.number)"' | head -n 2 | sort -u)"
same 'and nothing else was published' 3 "$(guichet report list --json | jq -rs 'map(select(.number != null)) | length')"
same 'the day after is as long as any' 2027-11-01T07:00:00Z "$(next 1)"

# What cannot be asked is told, and not tried for ever.
fine 'lee is no lead any more' agent suspend lee
left 2027-11-01T07:00:01Z 7; ok $? 'the time passes'
same 'nothing was published, and why' 'null who scheduled it is no lead of the whole desk any more' "$(rows '"\(.number) \(.said)"' | head -n 1)"
wait_for 20 server_gone
told=$(guichet report deliveries --json | jq -s length); wait_for 20 server_gone
cp desk.db copy.db
same 'a copy of the desk sends nothing' "$told" "$(guichet --now 2027-11-05T09:00:00Z --desk copy.db report deliveries --json | jq -s length)"

# What left long ago is forgotten with the next one; what was published stays.
refused 'not sooner than somebody asks for it' 64 "mail.keep: '5d' is less than 30 days" desk set mail.keep=5d
fine 'a month is kept' desk set mail.keep=30d
young() { [ "$(at 2028-03-01T09:00:00Z report deliveries --json | jq -rs 'map(.at[0:4]) | unique | join(" ")')" = 2028 ]; }
wait_for 30 young; ok $? 'deliveries of last year are gone'
same 'so are letters, but what still waits' '5 queued, 6 queued' \
	"$(at 2028-03-01T10:00:00Z mail list --json | jq -rs 'sort_by(.mail) | map("\(.mail) \(.state)") | join(", ")')"
same 'what was published is there' 3 "$(guichet report list --json | jq -rs 'map(select(.number != null)) | length')"

# The site may keep figures inside: asked when it is due, not only when it was scheduled.
printf 'export off\n' >policy
chmod 644 policy
fine 'lee is a lead again' agent resume lee
wait_for 20 server_gone
"$GUICHETD" --desk desk.db --socket "$TEST_DIR/kept.sock" --policy "$TEST_DIR/policy" --now 2028-03-05T07:00:01Z >kept.log 2>&1 &
keeper=$!
remember $keeper
is_kept() { guichet --desk "unix:$TEST_DIR/kept.sock" report deliveries --json 2>/dev/null | jq -rs '.[0].said' | grep -q 'kept from you'; }
wait_for 20 is_kept; ok $? 'what the site keeps does not leave by the clock'
kill "$keeper"; wait "$keeper" 2>/dev/null
same 'nothing new was published' 3 "$(guichet report list --json | jq -rs 'map(select(.number != null)) | length')"
finish
