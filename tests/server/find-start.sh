#!/bin/bash
# SPDX-License-Identifier: ISC
# A private desk's server may come and go at any moment: no command fails, and
# each acts once, into the file that has the desk's name now.
. "$(dirname "$0")/../lib/tap.sh"
call=$top_builddir/tests/server/call
[ -x "$GUICHETD" ] || skip_all "no guichetd here"
rounds=6 width=40
desk=$TEST_DIR/desk.db

pid_of() { "$call" --desk "$1" hello 2>/dev/null | sed -n 's/.*"pid":\([0-9]*\).*/\1/p'; }
gone() { ! kill -0 "$1" 2>/dev/null; }
agents() { "$call" --desk "$1" agent list | grep -o '"name":"[a-z0-9]*"' | grep -c "\"$2"; }
no_socket() { ! ls "$XDG_RUNTIME_DIR"/guichet/*.sock >/dev/null 2>&1; }

enough() { [ "$round" -ge $rounds ] && { [ "$1" = leave ] || [ "$(wc -l <killed)" -ge 12 ] || [ "$round" = 60 ]; }; }

# storm leave|kill: rounds of WIDTH commands at once; fails when a command does
storm() {
	local i pids p failed=0
	round=0
	: >killed
	until enough "$1"; do
		round=$((round + 1)) pids=
		for i in $(seq $width); do
			"$call" --desk "$desk" agent add "$1$round-$i" >/dev/null 2>>"$1.err" &
			pids="$pids $!"
		done
		for p in $pids; do wait "$p" || failed=$((failed + 1)); done
		[ "$1" = kill ] || wait_for 10 no_socket
	done
	sort "$1.err" | uniq -c | sed 's/^/# /'
	[ $failed = 0 ]
}
acted_once() { # acted_once NAME: as many agents as commands
	same "each of $((round * width)) acted once" $((round * width)) \
		"$("$call" --desk "$desk" agent list | grep -o "\"name\":\"$1[0-9]*-[0-9]*\"" | sort -u | wc -l)"
}

storm leave; ok $? 'no command fails where the server leaves between rounds'
acted_once leave

# Killed again and again while commands are on their way.
killer() {
	local pid
	until [ -e stop ]; do
		pid=$(pid_of "$desk")
		[ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null && echo >>killed
		sleep "0.0$((RANDOM % 10))"
	done
}
killer & killer_pid=$!
remember $killer_pid
storm kill; ok $? 'no command fails where servers are killed'
: >stop; wait $killer_pid
acted_once kill
[ "$(wc -l <killed)" -ge 12 ]; ok $? "servers were killed $(wc -l <killed) times"
"$call" --desk "$desk" ledger verify >/dev/null; ok $? 'the ledger is whole'

# Another file under the same name.
other=$TEST_DIR/other.db
"$call" --desk "$other" agent add before >/dev/null; ok $? 'a command on a new desk'
pid=$(pid_of "$other")
rm -f "$other" "$other"-*
"$call" --desk "$other" agent add after >/dev/null; ok $? 'a command after the desk was deleted'
same 'it acted in the new file' '0 1' "$(agents "$other" before) $(agents "$other" after)"
wait_for 5 gone "$pid"; ok $? 'the old server left'

# Even a front end that stays does not keep the server of a removed file.
mkfifo hold
"$call" --desk "$other" connect <hold >/dev/null & remember $!
exec 8>hold
printf '{"hello":{"protocol":1,"build":"%s"}}\n' "$("$call" --desk "$other" hello | sed 's/.*"build":"\([^"]*\)".*/\1/')" >&8
pid=$(pid_of "$other")
rm -f "$other" "$other"-*
"$call" --desk "$other" hello >/dev/null; ok $? 'a removed file is made anew'
wait_for 5 gone "$pid"; ok $? 'and its server ended in spite of a front end'
exec 8>&-

# Two at once: one has the desk, the other leaves without a word.
race=$TEST_DIR/race.db
for i in 1 2; do
	"$GUICHETD" --private --desk "$race" --ready-fd 3 3>"ready$i" >"said$i" 2>&1 & pids[i]=$!
	remember $!
done
both_told() { [ "$(cat ready1 ready2 | wc -c)" -ge 1 ]; }
wait_for 10 both_told; ok $? 'one of two servers is ready'
one_left() { gone "${pids[1]}" || gone "${pids[2]}"; }
wait_for 10 one_left; ok $? 'the other leaves'
same 'without a word' '1' "$(cat ready1 ready2 said1 said2 | wc -c)"

# Links to one file are one desk.
ln -s "$desk" link.db
same 'a link is the same desk' "$(pid_of "$desk")" "$(pid_of "$TEST_DIR/link.db")"

"$GUICHETD" --private --desk link.db --ready-fd 3 3>linked >said 2>&1
same 'and its server has it already' '0 0' "$? $(cat linked said | wc -c)"

# A server that cannot start says why, once.
mkdir dir; chmod 500 dir
if [ "$(id -u)" != 0 ]; then
	message=$("$call" --desk "$TEST_DIR/dir/desk.db" hello 2>&1); status=$?
	same 'a desk that cannot be made: one line' 1 "$(printf '%s\n' "$message" | wc -l)"
	[ $status != 0 ]; ok $? 'and a failure'
fi
echo 'this is no database, but a text that is long enough' >text.db
message=$("$call" --desk "$TEST_DIR/text.db" hello 2>&1); status=$?
same 'a file that is no desk: one line' 1 "$(printf '%s\n' "$message" | wc -l)"
[ $status != 0 ] && [ $status != 75 ]; ok $? "a failure of its own kind: $status $message"

# Who owns the directory of sockets owns the conversation.
refused() { # refused NAME
	message=$("$call" --desk "$desk" hello 2>&1); status=$?
	same "$1 is refused" '77 1' "$status $(printf '%s\n' "$message" | wc -l)"
}
XDG_RUNTIME_DIR=$TEST_DIR/run2
mkdir -m 700 "$XDG_RUNTIME_DIR" real
ln -s "$TEST_DIR/real" "$XDG_RUNTIME_DIR/guichet"; refused 'a symbolic link'
rm "$XDG_RUNTIME_DIR/guichet"
mkdir -m 755 "$XDG_RUNTIME_DIR/guichet"; refused 'a directory open to others'
if [ "$(id -u)" = 0 ]; then
	chmod 700 "$XDG_RUNTIME_DIR/guichet"; chown 12345 "$XDG_RUNTIME_DIR/guichet"
	refused "somebody else's directory"
else
	skip "somebody else's directory is refused" 'needs root'
fi
rm -rf "$XDG_RUNTIME_DIR/guichet"
"$call" --desk "$desk" hello >/dev/null; ok $? 'a good directory is not'

# From another machine: ssh carries the same bytes.
cat >fake-ssh <<-'END'
	#!/bin/sh
	while [ "$1" != -- ]; do shift; done
	shift 3
	eval "exec \"$CALL\" $*"
END
chmod 700 fake-ssh
export GUICHET_SSH=$TEST_DIR/fake-ssh CALL=$call
has 'ssh reaches the desk' '"pid"' "$("$call" --desk "ssh://host.example$desk" hello 2>&1)"
finish
