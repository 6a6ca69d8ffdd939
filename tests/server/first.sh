#!/bin/bash
# SPDX-License-Identifier: ISC
# The first start of a team's desk is one command: it makes what is missing as
# the login that owns the desk, says what it made and what its people type
# next, and does no harm when it is said again.  Members join once, and the
# desk is remembered until they forget it.  A socket that systemd made is
# served and outlives the server.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
unset GUICHET_DESK GUICHET_AGENT SUDO_UID
chmod 755 "$TEST_DIR"
mkdir -m 755 open srv run.d
# Where other logins may look: the sources may lie in somebody's home.
cp "$top_builddir/guichet" "$top_builddir/guichetd" open/
mkdir open/po
cp -R "$top_builddir"/po/*/ open/po/ 2>/dev/null
export GUICHETD=$PWD/open/guichetd
desk=$TEST_DIR/srv/inbox/evening.db socket=$TEST_DIR/run.d/guichet/evening.sock
found() { exec "$GUICHETD" --team evening --desk "$desk" --socket "$socket" --login nobody --admin maria:4601 "$@"; }

# ---- what it needs to know

fails() { # fails NAME STATUS PART OPTION...
	local name=$1 want=$2 part=$3 said; shift 3
	said=$(timeout 20 "$GUICHETD" "$@" 2>&1)
	same "$name: status" "$want" "$?"
	has "$name: said" "$part" "$said"
	same "$name: in one line" 1 "$(printf '%s\n' "$said" | wc -l)"
}
fails "an admin" 64 "say who is its first admin: --admin LOGIN" --team evening --desk "$desk" --socket "$socket"
fails "who is there" 64 "there is no such login here" --team evening --desk "$desk" --socket "$socket" --admin nobody-here
fails "an owner who is there" 64 "there is no such login" --team evening --desk "$desk" --socket "$socket" --admin maria:4601 --login nobody-here
fails "a name" 64 "a name has letters" --team 'a/b' --admin maria:4601
fails "one kind of desk" 64 "two kinds of desk" --team evening --private
same "none of them made anything" "" "$(find srv run.d -mindepth 1)"

# ---- what it makes and says

begin() { # begin OPTION...: until it serves; its number in $server
	rm -f ready
	mkfifo ready
	found --ready-fd 3 "$@" 3>ready >said 2>server.err &
	server=$!
	remember "$server"
	read -r line <ready
}
begin
same "it serves" "" "$line"
same "as the login that owns the desk" "$(id -u nobody)" "$(awk '/^Uid:/ { print $2 }' "/proc/$server/status")"
same "whose the directories and files are, and nobody else's" "nobody 700|nobody 600|nobody 755|nobody 660" \
	"$(stat -c '%U %a' "${desk%/*}" "$desk" "${socket%/*}" "$socket" | paste -sd '|')"
same "it says what it made" "the desk of the team evening
  its file    $desk, of the login nobody
  its socket  $socket, for the group of that login
  its admin   maria, uid 4601" "$(head -n 4 said)"
said=$(HOME=/nonexistent setpriv --reuid 4601 --regid 4601 --clear-groups open/guichet --desk "unix:$socket" status 2>&1); status=$?
group=$(stat -c %G "$socket")
same "who is not of the group hears how that is mended" \
	"77 guichet: unix:$socket is for the group $group: root says usermod -aG $group LOGIN, and you log in again" "$status $said"
chmod 666 "$socket"	# instead of a group
has "the same command starts it again, as the same login" "the same command starts it again" "$(tail -n 1 said)"
guichetd --desk "$TEST_DIR/own.db" --socket "$TEST_DIR/run.d/own.sock" 2>own.err &
own=$!
remember "$own"
wait_for 20 test -S run.d/own.sock; ok $? "a server that root itself started serves its group"
said=$(HOME=/nonexistent setpriv --reuid 4601 --regid 4601 --clear-groups open/guichet --desk "unix:$TEST_DIR/run.d/own.sock" status 2>&1)
same "nobody is told to put a member into root's group" 0 "$(grep -c usermod <<<"$said")"
has "but how the server is started" "guichetd --team NAME starts as the login that owns the desk" "$said"
kill -TERM "$own"
wait "$own"

# ---- its commands, as it printed them

maria() { # as her login, with a home of her own
	mkdir -p m && chown 4601 m
	HOME=$PWD/m XDG_RUNTIME_DIR= PATH="$PWD/open:$PATH" timeout 60 setpriv --reuid 4601 --regid 4601 --clear-groups "$@" </dev/null 2>&1
}
join=$(sed -n '/^every member/,$s/^  \(guichet --desk unix:[^ ]*\) .*/\1/p' said)
same "a member's first one names the socket" "guichet --desk unix:$socket" "$join"
has "the admin is in" '"agent":"maria"' "$(maria $join status --json)"
has "and adds a member by the line that is printed" "agent jonas is here" "$(maria $(sed -n 's/^  \(guichet agent add\) NAME --uid N .*/\1 jonas --uid 4602/p' said))"
same "without saying which desk: it was joined" "jonas" "$(maria guichet agent list --json | jq -r 'select(.uid == 4602).name')"
has "it is listed" "1  unix:$socket  (when nobody says which)" "$(maria guichet desks)"
has "another one is put before it" "ssh://inbox.example is meant" "$(maria guichet desks use ssh://inbox.example)"
has "by its number it is first again" "unix:$socket is meant" "$(maria guichet desks use 2)"
same "the environment says otherwise" uid4601 "$(GUICHET_DESK=$PWD/m/env.db maria guichet agent list --json | jq -r .name)"
has "one's own is a word" "own is meant" "$(maria guichet desks use own)"
same "which is private" uid4601 "$(maria guichet agent list --json | jq -r .name)"
has "it is forgotten" "unix:$socket is forgotten" "$(maria guichet desks forget "unix:$socket")"
same "and no more in the list" "" "$(maria guichet desks | grep -F "$socket")"
has "what is not in it is said" "none of those" "$(maria guichet desks forget nothing)"
has "nor can a file be chosen" "a number of the list, or own" "$(maria guichet desks use some.db)"
has "the socket's bare path is the same desk" '"agent":"jonas"' "$(setpriv --reuid 4602 --regid 4602 --clear-groups open/guichet --desk "$socket" status --json)"

# ---- again

said=$(found)
same "said again it leaves the server alone" 0 "$?"
has "and says so" "a server has this desk already" "$said"
french() { LC_ALL=C.UTF-8 LANGUAGE=fr GUICHET_LOCALEDIR=$TEST_DIR/open/po "$@"; }
if french guichet help | head -n 1 | grep -q 'boîte de réception'; then
	said=$(french found)
	has "in French, too" "le guichet de l’équipe evening" "$said"
	has "to the last line" "un serveur a déjà ce guichet" "$said"
	has "with the commands as they are" "  guichet agent add NAME --uid N     un membre" "$said"
fi
kill -TERM "$server"
wait "$server"
begin
same "after the end it serves once more" "" "$line"
same "with one admin" 1 "$(chmod 666 "$socket"; maria guichet --desk "unix:$socket" agent list --json | jq -r 'select(.name == "maria").name' | wc -l)"
kill -TERM "$server"
wait "$server"
said=$(timeout 5 "$GUICHETD" --team evening --desk "$desk" --socket "$socket" --login nobody 2>&1)
has "a desk that is there has its admin: none needs to be said" "the desk of the team evening" "$said"
fails "who is something else there" 1 "uid 4602 is jonas here, agent: the login nobody says guichet agent add jonas --role admin" \
	--team evening --desk "$desk" --socket "$socket" --login nobody --admin boss:4602
said=$(timeout 5 "$GUICHETD" --team evening --desk "$desk" --socket "$socket" --login nobody --admin mary:4601 2>&1)
has "an admin is called as the desk has it" "its admin   maria, uid 4601" "$said"

# ---- a socket of systemd's

command -v python3 >/dev/null || { skip "what systemd hands over" "python3 is not installed"; finish; }
# handed PATH COUNT COMMAND...: as systemd starts a service whose socket is at PATH
handed() {
	exec python3 -c '
import os, socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1]); s.listen(8); os.chmod(sys.argv[1], 0o666)
os.dup2(s.fileno(), 3); os.set_inheritable(3, True)	# it may be that number already
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=sys.argv[2], LISTEN_FDNAMES="x")
os.execv(sys.argv[3], sys.argv[3:])' "$@"
}
(handed "$TEST_DIR/open/given.sock" 1 "$GUICHETD" --desk "$TEST_DIR/given.db" --socket "$TEST_DIR/open/given.sock" >given.said 2>&1) &
server=$!
remember "$server"
answers() { guichet --desk "unix:$TEST_DIR/open/given.sock" status --json; }
wait_for 20 answers; ok $? "a socket that was handed over is served"
same "by the server itself" "$server" "$(answers | jq .pid)"
kill -TERM "$server"
wait "$server"
[ -S open/given.sock ]
ok $? "and stays when it ends"
out=$( (handed "$TEST_DIR/open/other.sock" 1 "$GUICHETD" --desk "$TEST_DIR/given.db" --socket "$TEST_DIR/open/given.sock") 2>&1)
has "another socket than the one that was named is refused" "ListenStream= and --socket differ" "$out"
out=$( (handed "$TEST_DIR/open/two.sock" 2 "$GUICHETD" --desk "$TEST_DIR/given.db" --socket "$TEST_DIR/open/two.sock") 2>&1)
has "and so are two" "a desk has one" "$out"
finish
