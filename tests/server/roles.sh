#!/bin/bash
# SPDX-License-Identifier: ISC
# Every role may do what the table of calls says and nothing else: five
# logins, told apart by the kernel, make every call that there is, and each is
# refused exactly where the least role of the row lies above.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/team.sh"
team tests/server/every
printf '{"uid":"1","op":"new","kind":"mention","vis":"public","author":{"id":"a","handle":"@ann@example.org","name":"Ann"},"at":"2026-11-20T10:00:00Z","text":"where is it"}\n' >items
guichet import items items --account brand >/dev/null || bail "nothing could be imported"

roles='viewer auditor agent lead admin'
uid=4100
for role in $roles; do
	uid=$((uid + 1))
	guichet agent add "is-$role" --role "$role" --uid $uid >/dev/null || bail "no agent is-$role"
done
# The admin's calls come last: some take things away.
uid=4100
for role in $roles; do
	uid=$((uid + 1))
	timeout 60 setpriv --reuid $uid --regid $uid --clear-groups open/every "$socket" 1 1 brand >"$role.said" 2>&1
	ok $? "a login that is $role makes every call"
	wrong=$(awk -F '\t' -v role=$role -v order="$roles" '
		BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) rank[names[i]] = i }
		{ refused = $3 == "denied" && $4 ~ /needs the role/; if (refused != (rank[$2] > rank[role])) print $1 ": " $3 }' "$role.said")
	same "$role is refused what the table keeps from it, and nothing else" "" "$wrong"
done
same "each made as many calls as there are" 1 "$(wc -l ./*.said | sed '$d' | awk '{ print $1 }' | sort -u | wc -l)"
[ "$(grep -c "needs the role" viewer.said)" -gt 50 ]
ok $? "a viewer is refused most writes"
same "an admin is refused none" 0 "$(grep -c "needs the role" admin.said)"
finish
