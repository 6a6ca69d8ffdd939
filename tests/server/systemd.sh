#!/bin/bash
# SPDX-License-Identifier: ISC
# A machine that systemd runs serves a team: an installation and guichet-team(7), line
# by line, make a desk that three logins share, each as who they are; the server lives
# in the cage that the unit describes and can do its work there; nobody is refused
# while it is restarted, is killed, stands still or is stopped, or after the machine
# starts anew.
#
# The machine is a root of our own: this one's programs, read-only, below an
# empty /etc, /var and /run, in namespaces of their own with no network, where
# systemd is process 1.  Nothing outside is started, stopped or written.
# GUICHET_CROWD=full plays it, as ./dev check --full does.
. "$top_srcdir/tests/lib/tap.sh" || exit 99
. "$top_srcdir/tests/lib/desk.sh" || exit 99
[ "${GUICHET_CROWD:-}" = full ] || skip_all "GUICHET_CROWD=full starts a machine"
. "$top_srcdir/tests/lib/machine.sh" || exit 99

machine_make
machine_boot; status=$?
ok $status "systemd runs, with the units that were installed"
[ $status = 0 ] || { tail -n 20 console | sed 's/^/# /'; bail "it does not start"; }
for login in maria jonas lea noor eve; do inside useradd -m -U "$login" || bail "no login $login"; done
door=/run/guichet/evening.sock
state() { inside systemctl show --value -p "$1" guichet@evening.service; }
who() { member "$1" guichet --desk unix:$door status --json | jq -r .agent; }
refuse() { # refuse NAME LINE COMMAND...: with 77, in that one line
	local name=$1 line=$2 out status; shift 2
	out=$("$@" 2>&1); status=$?
	same "$name is refused" "77 guichet: $line" "$status $out"
}

# ---- as guichet-team(7) says, from its first line to its last

# In parts: what root does, until somebody leaves, to the end.
awk '/^\.\\" example: team/ { team = 1 } /^\.Bd -literal/ { inside = team; team = 0; next } /^\.Ed/ { inside = 0 } !inside { next }
	/^# / { print >"lines.root"; next } /agent suspend/ { leaves = 1 } { print >(leaves ? "lines.leave" : "lines.work") }' \
	"$top_srcdir/man/guichet-team.7"
play() { # play FILE: each line by whom its prompt names
	local line status
	while IFS= read -r line; do
		case $line in
		'# '*) inside sh -c "${line#\# }" >said 2>&1; status=$? ;;
		*) member "${line%%\$*}" sh -c "${line#*\$ }" >said 2>&1; status=$? ;;
		esac
		ok $status "$line"
		[ $status = 0 ] || sed 's/^/# /' said
		case $line in *'guichetd --team'*) has "it says that the service is next" "systemctl enable --now guichet@evening.socket" "$(cat said)" ;; esac
	done <"$1"
}
play lines.root
same "the login owns the desk and nobody signs in with it" "guichet /var/lib/guichet nologin" \
	"$(awk -F: '$1 == "guichet" { n = split($7, shell, "/"); print $1, $6, shell[n] }' root/etc/passwd)"
same "the door is open, for the group" "socket 660 guichet guichet" "$(inside stat -c '%F %a %U %G' $door)"
same "and no server runs" inactive "$(state ActiveState)"
same "the desk is its login's alone" "700 guichet|600 guichet" \
	"$(inside stat -c '%a %U' /var/lib/guichet /var/lib/guichet/evening.db | paste -sd '|')"
refuse "who is not in the group" "unix:$door is for the group guichet: root says usermod -aG guichet eve, and you log in again" \
	member eve guichet --desk unix:$door status
refuse "who was logged in before" "unix:$door is for the group guichet, which you are in since you logged in: log in again" \
	inside setpriv --reuid maria --regid maria --clear-groups -- guichet --desk unix:$door status
same "which starts nothing" inactive "$(state ActiveState)"
play lines.work
same "the first who came has started the server" active "$(state ActiveState)"
for login in maria jonas lea; do same "$login is $login" $login "$(who $login)"; done
inside usermod -aG guichet eve
uid=$(inside id -u eve)
refuse "who is in the group and no member" "uid $uid (eve) is not an agent of this desk: an admin adds it with agent add NAME --uid $uid" \
	member eve guichet --desk unix:$door status

# ---- its cage, and what it does in there

pid=$(state MainPID)
rights() { inside cat "/proc/$pid/status" | awk -v key="$1:" '$1 == key { print $2 }'; }
same "it is the login guichet" "$(inside id -u guichet)" "$(rights Uid)"
same "without any capability" 0000000000000000 "$(rights CapBnd)"
same "nor a way to get one" 1 "$(rights NoNewPrivs)"
same "with a filter of system calls" 2 "$(rights Seccomp)"
in_there() { inside nsenter --target "$pid" --mount -- "$@"; }
caged() { in_there setpriv --reuid guichet --regid guichet --clear-groups "$@"; }
inside sh -c 'echo hers >/home/maria/letter; chmod 644 /home/maria/letter; chmod 755 /home/maria'
same "what everybody may read in a home" hers "$(inside setpriv --reuid guichet --regid guichet --clear-groups cat /home/maria/letter)"
caged cat /home/maria/letter >/dev/null 2>&1
same "is not there" 1 "$?"
# Asked as root, who is refused by nothing else.
for place in /usr/local/bin /etc /srv /tmp /var/tmp; do
	same "$place is read-only" "touch: cannot touch '$place/mark': Read-only file system" "$(in_there touch $place/mark 2>&1)"
done
caged touch /var/lib/guichet/mark; ok $? "where desks are it can write"
caged rm -f /var/lib/guichet/mark
same "it cannot see others' processes" "" "$(caged cat /proc/1/comm 2>/dev/null)"
level=$(inside systemd-analyze security --no-pager guichet@evening.service 2>/dev/null | sed -n 's/.*exposure level[^:]*: *\([0-9.]*\).*/\1/p')
awk -v level="${level:-10}" 'BEGIN { exit level > 2.0 }'; ok $? "its exposure, measured on what runs, is at most 2.0: $level"

can() { # can NAME LOGIN WORD...
	local name=$1 login=$2 status; shift 2
	member "$login" guichet "$@" >can.out 2>&1; status=$?
	ok $status "in there it can $name"
	[ $status = 0 ] || sed 's/^/# /' can.out
}
inside install -d -o guichet -g guichet /var/lib/guichet/counter /var/lib/guichet/counter/new
can "start a program that speaks for a network" maria account add spool counter dir=/var/lib/guichet/counter since=1d
item f1 "is the counter open" "at=\"$(date -u +%FT%TZ)\"" >root/var/lib/guichet/counter/new/f1.json
inside chown guichet: /var/lib/guichet/counter/new/f1.json
can "hear by it" maria sync --until-idle
has "what somebody wrote" '"text":"is the counter open"' "$(member maria guichet list account:counter --json)"
printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//test//EN BEGIN:VEVENT UID:1 DTSTAMP:20261101T000000Z \
	DTSTART:20261101T220000Z DTEND:20261102T060000Z RRULE:FREQ=DAILY SUMMARY:night END:VEVENT END:VCALENDAR >root/srv/nights.ics
can "read a calendar in a process of its own" maria shift import lea /srv/nights.ics
printf '#!/bin/sh\nhead -c 20 >/var/lib/guichet/told\n' >local/usr/local/bin/page
chmod 755 local/usr/local/bin/page
can "be told to start a program" maria on urgent run /usr/local/bin/page desk
can "hear that something is urgent" maria urgent "$(member maria guichet ids account:counter)"
wait_for 60 test -s root/var/lib/guichet/told; ok $? "which it starts"
can "copy the desk beside it" maria backup /var/lib/guichet/copy.db
for place in /srv /tmp; do
	same "a copy in $place is refused, not lost with the service" "guichet: the server cannot write $place/copy.db: Read-only file system" \
		"$(member maria guichet backup $place/copy.db 2>&1)"
done
inside install -d -o guichet -g guichet -m 700 /srv/backup /etc/systemd/system/guichet@evening.service.d
awk '/^\.\\" example: unit/ { unit = 1 } /^\.Ed/ { unit = 0 } unit && !/^\./' "$top_srcdir/man/guichetd.8" >root/etc/systemd/system/guichet@evening.service.d/override.conf
inside systemctl daemon-reload
inside systemctl restart guichet@evening.service
can "copy the desk where root lets it" maria backup /srv/backup/copy.db
same "which is there" guichet "$(inside stat -c %U /srv/backup/copy.db)"

# ---- it goes, and nobody is refused

works() { # works LOGIN: one thing after another until there is enough; each has to succeed
	local n=0
	until [ -e enough ]; do
		if member "$1" guichet tag 1 "$1-$((n += 1))" >"said.$1" 2>&1; then
			echo $n >"done.$1"
		else
			{ echo "$n: "; cat "said.$1"; } >>"refused.$1"
		fi
	done
}
past() { local now; now=$(cat "done.$1" 2>/dev/null); [ "${now:-0}" -gt "$2" ]; }
go_on() { # go_on WHEN: whatever each had done by now, they do more
	local login before
	for login in maria jonas lea; do
		before=$(cat "done.$login" 2>/dev/null)
		wait_for 60 past $login "${before:-0}"; ok $? "$login works $1"
	done
}
another() { local now; now=$(state MainPID); [ "${now:-0}" != 0 ] && [ "$now" != "$pid" ] && [ "$(state ActiveState)" = active ]; }
for login in maria jonas lea; do works $login & workers="${workers:-} $!"; done
go_on "all the while"
pid=$(state MainPID)
inside systemctl restart guichet@evening.service; ok $? "it is restarted"
wait_for 60 another; ok $? "and is another process"
go_on "behind a restart"
pid=$(state MainPID)
inside kill -KILL "$pid"
wait_for 60 another; ok $? "one that is killed is started again"
go_on "behind a kill"
pid=$(state MainPID)
inside systemctl stop guichet@evening.service 2>/dev/null
wait_for 60 another; ok $? "one that is stopped is started by the next who comes"
go_on "behind a stop"
touch enough; wait $workers
same "nobody was refused" "" "$(cat refused.* 2>/dev/null)"
for login in maria jonas lea; do
	same "nothing that $login was told of is lost" "$(cat done.$login)" \
		"$(member maria guichet show 1 --json | jq "[.tags[] | select(startswith(\"$login-\"))] | length")"
done

# One that stands still answers nobody until it is noticed: in a minute, here in seconds.
printf '[Service]\nWatchdogSec=3\n' >root/etc/systemd/system/guichet@evening.service.d/sooner.conf
inside systemctl daemon-reload
inside systemctl restart guichet@evening.service
pid=$(state MainPID)
inside kill -STOP "$pid"
wait_for 60 another; ok $? "one that stands still is started again"
rm root/etc/systemd/system/guichet@evening.service.d/sooner.conf
inside systemctl daemon-reload
inside systemctl restart guichet@evening.service
same "and serves" jonas "$(who jonas)"

# ---- the site's policy, by a reload; and somebody leaves

pid=$(state MainPID)
mkdir -p local/usr/local/etc/guichet
echo 'export off' >local/usr/local/etc/guichet/policy
can "export" maria export items
inside systemctl reload guichet@evening.service; ok $? "it is told to read the policy again"
may_not() { ! member maria guichet export items >/dev/null 2>&1; }
wait_for 20 may_not; ok $? "which holds at once"
same "in the same process" "$pid" "$(state MainPID)"
echo 'exprot off' >local/usr/local/etc/guichet/policy
inside systemctl restart guichet@evening.service 2>/dev/null
same "a policy that is wrong is a start that fails" 1 "$?"
has "and its reason is in the journal" "line 1: no 'exprot'" "$(inside journalctl --no-pager --quiet -u guichet@evening.service)"
rm local/usr/local/etc/guichet/policy
serves() { who lea | grep -qx lea; }
wait_for 60 serves; ok $? "once it is mended the next start succeeds by itself"
play lines.leave
can "prove its ledger" maria ledger verify

# ---- the machine starts anew

machine_halt
machine_boot; ok $? "the machine starts anew"
same "the door is open" "socket 660 guichet guichet" "$(inside stat -c '%F %a %U %G' $door)"
same "no server runs" inactive "$(state ActiveState)"
same "lea is served" lea "$(who lea)"
has "by the same desk" shop "$(member lea guichet account list)"
machine_halt
finish
