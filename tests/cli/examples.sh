#!/bin/bash
# SPDX-License-Identifier: ISC
# Every example of every manual page works as it is printed there: commands of
# a shell one after the other, some with what they say, steps on a screen,
# messages and ledgers that are imported, configurations and themes that are
# checked, a service that is installed.  A display that does not say what it is an example of is a failure.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/play.sh"
. "$top_srcdir/tests/lib/weeks.sh"
export TMPDIR=$TEST_DIR
umask 077
mkdir -p "$HOME/.config/guichet" srv run-team
touch "$HOME/.config/guichet/work"
echo 'the token' >token
{ item m1 'where is my parcel'; } >messages.jsonl

# page FILE: each example into page.N, its kind into page.N.kind; $count of them, $bare displays without one
page() {
	rm -f page.*
	awk '/^\.\\" example: / { kind = $3; sub(/^.\\" example: [a-z]+ ?/, ""); more = $0; next }
		/^\.Bd -literal/ { n++; print kind != "" ? kind : "nothing" >("page." n ".kind"); print more >("page." n ".more"); inside = 1; kind = ""; next }
		/^\.Ed/ { inside = 0 }
		inside { gsub(/\\&/, ""); gsub(/\\\(dq/, "\""); gsub(/\\e/, "\\"); print >("page." n) }' "$1"
	count=$(ls page.*.kind 2>/dev/null | wc -l)
}
# What is installed for a whole machine stands in the test's directory here; a server is waited for.
here() {
	sed -e "s|/usr/libexec/guichet/connectors|$top_builddir|g; s|dir=/tmp/spool|dir=$TEST_DIR/spool|g; s|dir=/srv/spool|dir=$TEST_DIR/spool|g" -e "s|/srv/guichet|$TEST_DIR/srv|g; s|/run/guichet|$TEST_DIR/run-team|g; s|--uid 1001|--uid $(($(id -u) + 1))|" \
		-e 's|^\(\$ guichetd .*--socket \([^ ]*\)\) &$|\1 2>team.err \& echo $! >team.pid; until [ -S \2 ]; do [ -d /proc/$(cat team.pid) ] \|\| break; sleep 0.05; done|'
}
weeks_taken() {
	[ ! -e figures.db ] || return 0
	weeks >weeks.jsonl
	fine "$1: three weeks are taken in" --now $now ledger import weeks.jsonl
	fine "$1: with a target" --now $now target 30m --from 2026-01-01
}
example() { # example NAME KIND FILE
	case $2 in
	dialogue)	# each line is an object, and alternates as the protocol says
		sed 's/^> //; s/^< //; s/^   //' "$3" | jq -c . >said 2>/dev/null
		same "$1: every line is JSON" "$(grep -c '^[<>]' "$3")" "$(wc -l <said)" ;;
	shell)
		here <"$3" >shell
		export GUICHET_DESK=$TEST_DIR/shell.db
		play "$1" shell
		if [ -s team.pid ]; then kill "$(cat team.pid)" 2>/dev/null; rm team.pid; fi ;;
	steps)
		screens=$(guichet --config '' --screen 80x24 --script "$3" demo 2>&1)
		same "$1: steps are played" 0 "$?"
		same "$1: and print screens" "$(($(grep -c '^:screen-dump' "$3") + 1))" "$(($(printf '%s\n' "$screens" | grep -c '^----$') + 1))" ;;
	items)
		export GUICHET_DESK=$TEST_DIR/items.db
		tr -d '\n' <"$3" >items
		fine "$1: items are imported" import items items --account shop
		has "$1: and are there" 1 "$(guichet list status:open --json | jq .id)" ;;
	ledger)
		export GUICHET_DESK=$TEST_DIR/ledger-${1%% *}.db
		jq -c . "$3" >rows
		fine "$1: rows are imported" ledger import rows ;;
	said)
		grep '^\$ ' "$3" | sed 's/^\$ //' >said
		while IFS= read -r line; do
			same "$1: $line" "$(awk -v line="$ $line" '/^\$ / { on = $0 == line; next } on' "$3")" "$(eval "$line" </dev/null 2>&1)"
		done <said ;;
	schedule)
		cp "$3" hours.json
		fine "$1: the schedule is read" business-time 2026-03-02 2026-03-09 --schedule hours.json
		has "$1: and is open at times" true "$([ "$out" -gt 0 ] && [ "$out" -lt 604800 ] && echo true)" ;;
	config|theme)
		cp "$3" "example.$2"
		if [ "$2" = theme ]; then echo "set theme=$TEST_DIR/example.theme" >example.config; fi
		fine "$1: the $2 is sound" config check example.config ;;
	figures)	# three weeks of questions, seen on a screen of that size behind these steps
		export GUICHET_DESK=$TEST_DIR/figures.db now=2026-03-21T15:00:00Z
		read -r size steps <"${3}.more"
		{ echo ':set ascii=on'; printf ':%s\n' "${steps// | /$'\n:'}"; } >steps
		weeks_taken "$1"
		same "$1: the screen is drawn so" "$(cat "$3")" "$(guichet --config '' --screen "$size" --script steps --now $now)" ;;
	told)		# of the same weeks, what commands print
		export GUICHET_DESK=$TEST_DIR/figures.db now=2026-03-21T15:00:00Z
		weeks_taken "$1"
		grep '^\$ ' "$3" | sed 's/^\$ //' >told
		guichet() { command guichet --now $now "$@"; }
		while IFS= read -r line; do
			same "$1: $line" "$(awk -v line="$ $line" '/^\$ / { on = $0 == line; next } on' "$3")" "$(eval "$line" </dev/null 2>&1)"
		done <told
		unset -f guichet ;;
	service)	# systemd is not asked here: what is named is what is installed, and the server understands the rest
		unit=$top_srcdir/data/systemd/guichet@.service.in
		has "$1: the group is the one that is made" "u $(sed -n 's/^# usermod -aG \([a-z]*\) .*/\1/p' "$3") " "$(cat "$top_srcdir/data/systemd/guichet.sysusers")"
		has "$1: the service is the one that is installed" "${unit##*/}" "$(sed -n 's/^# systemctl enable --now \(guichet@\).*/\1.service.in/p' "$3")"
		has "$1: it listens where it is looked for" '--socket /run/guichet/%i.sock' "$(grep ^ExecStart "$unit")"
		has "$1: so does its socket" 'ListenStream=/run/guichet/%i.sock' "$(cat "$top_srcdir/data/systemd/guichet@.socket")"
		founded=$(sed -n 's/^# guichetd \(--team [a-z]*\) --admin \([a-z]*\)$/\1 --admin \2:1001/p' "$3")
		timeout 20 guichetd $founded --desk "$TEST_DIR/srv/founded.db" --socket "$TEST_DIR/run-team/founded.sock" --login "$(id -un)" >founded &
		founding=$!
		until [ -S run-team/founded.sock ] || ! kill -0 $founding 2>/dev/null; do sleep 0.05; done
		has "$1: the desk is made, with its admin" maria "$(guichet --desk "unix:$TEST_DIR/run-team/founded.sock" agent list)"
		kill $founding 2>/dev/null ;;
	unit) [ -x "$top_srcdir/tests/server/systemd.sh" ]; ok $? "$1: is put beside the service by tests/server/systemd.sh" ;;
	alarm) [ -x "$top_srcdir/tests/server/alarms.sh" ]; ok $? "$1: is what tests/server/alarms.sh is told" ;;
	team) [ -x "$top_srcdir/tests/server/manual.sh" ]; ok $? "$1: is played by tests/server/manual.sh, by logins of their own" ;;
	policy)
		cp "$3" policy
		guichetd --desk "$TEST_DIR/policy.db" --socket "$TEST_DIR/run-team/policy.sock" --policy "$TEST_DIR/policy" 2>policy.err &
		founding=$!
		until [ -S run-team/policy.sock ] || ! kill -0 $founding 2>/dev/null; do sleep 0.05; done
		has "$1: the policy holds" "clipboard: kept from you by $TEST_DIR/policy, line 2" "$(guichet --desk "unix:$TEST_DIR/run-team/policy.sock" config check)"
		kill $founding 2>/dev/null ;;
	*) ok 1 "$1: a display is an example of $2" ;;
	esac
}
total=0
for file in "$top_srcdir"/man/*.[1578]; do
	page "$file"
	for n in $(seq "$count"); do
		example "${file##*/} $n" "$(cat "page.$n.kind")" "page.$n"
		total=$((total + 1))
	done
done
ok "$([ "$total" -ge 8 ]; echo $?)" "there are examples: $total"
finish
