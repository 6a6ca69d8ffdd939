#!/bin/bash
# SPDX-License-Identifier: ISC
# guichet-team(7) holds from its first line to its last: root's commands make
# the desk, and each member's are typed by a login of their own, one after the
# other, and succeed.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
unset GUICHET_DESK GUICHET_AGENT
chmod 755 "$TEST_DIR"
mkdir -m 755 open srv run.d
cp "$top_builddir/guichet" open/
members='maria jonas lea noor'
uid=4700
for member in $members; do
	uid=$((uid + 1))
	mkdir "$member"
	chown $uid "$member"
	echo "$member $uid" >>logins
done
# Logins need not exist on the machine: id says what their numbers would be.
printf '#!/bin/sh\nawk -v who="$2" '"'"'$1 == who { print $2 }'"'"' %s/logins\n' "$TEST_DIR" >open/id
chmod 755 open/id
chmod 644 logins
number() { sh open/id -u "$1"; }

lines() { awk '/^\.\\" example: team/ { team = 1 } /^\.Bd -literal/ { inside = team; team = 0; next } /^\.Ed/ { inside = 0 } inside' "$1"; }
lines "$top_srcdir/man/guichet-team.7" >manual
[ "$(wc -l <manual)" -gt 30 ]
ok $? "there is something to play"
same "each line says who types it" "" "$(grep -vE '^(#|maria\$|jonas\$|lea\$|noor\$) ' manual)"

mkfifo ready
root() { # root LINE
	case $1 in
	guichetd\ *)
		set -- $(echo "$1" | sed 's/^guichetd //; s/--admin maria/--admin maria:4701/')
		"$GUICHETD" "$@" --desk "$TEST_DIR/srv/evening.db" --socket "$TEST_DIR/run.d/evening.sock" --login root --ready-fd 3 3>ready >said 2>&1 &
		remember $!
		read -r line <ready
		chmod 666 run.d/evening.sock
		[ -z "$line" ] ;;
	systemctl\ *) [ -e "$top_srcdir/data/systemd/guichet@.socket" ] && [ "${1%evening.socket}" = "systemctl enable --now guichet@" ] ;;
	*usermod\ *) grep -q '^u guichet' "$top_srcdir/data/systemd/guichet.sysusers" ;;
	*) [ "$1" = systemd-sysusers ] ;;
	esac
}
member() { # member NAME LINE
	HOME=$PWD/$1 XDG_RUNTIME_DIR= PATH="$PWD/open:$PATH" timeout 60 setpriv --reuid "$(number "$1")" --regid "$(number "$1")" \
		--clear-groups bash -c "${2//\/run\/guichet/$TEST_DIR/run.d}" </dev/null >output 2>&1
}
while IFS= read -r line; do
	case $line in
	'# '*) root "${line#\# }"; status=$? ;;
	*) member "${line%%\$*}" "${line#*\$ }"; status=$? ;;
	esac
	ok $status "$line"
	[ $status = 0 ] || sed 's/^/# /' output
	case $line in
	*'lea$ guichet list is:mine'*) same "and lea has both" 2 "$(grep -c . output)" ;;
	*'access --by lea'*) has "what lea listed stands there" "list" "$(cat output)" ;;
	esac
done 3<&- <manual
same "jonas is gone" false "$(member maria 'guichet agent list --json' && jq -r 'select(.name == "jonas").active' output)"
finish
