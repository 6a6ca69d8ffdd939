#!/bin/bash
# SPDX-License-Identifier: ISC
# Every view tells how many conversations it holds, exactly, in the command
# line as on the wire: as many as its query lists, whatever was done, and also
# when the server was killed in the middle of its writes.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
now=2026-11-20T10:20:00Z
at() { guichet --now "$now" "$@"; }

{ for i in 1 2 3 4 5 6 7 8; do
	item "m$i" "message $i" "at=\"2026-11-20T10:0$i:00Z\"" \
		"author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P $i\"}"
done; } >items
item o1 'an old one' 'at="2026-11-20T09:00:00Z"' >late
at import items items --account kiln >/dev/null || bail 'import'
at import items late --account shop >/dev/null || bail 'import'
at agent add maria >/dev/null
at claim 1 2 >/dev/null
at tag 1 2 3 refund >/dev/null
at tag 1 'box(2)' >/dev/null
at tag 4 vip >/dev/null
at snooze 3 2h >/dev/null
at pending 4 >/dev/null
at resolve 5 >/dev/null
at mute 6 >/dev/null
at spam 7 >/dev/null
at --as maria note 2 'what does @root say?' >/dev/null

# NAME COUNT of each row
told() { at views --json "$@" | jq -r '"\(.section) \(.name) \(.count)"'; }
same 'the views, the accounts, the busiest tags' 'view needs_action 4
view mine 2
view unassigned 2
view all_open 6
view at_risk 1
view pending 1
view on_hold 0
view snoozed 1
view mentions 1
view followed 0
view resolved_today 2
view resolved 2
view muted 1
view spam 1
account kiln 3
account shop 1
tag refund 2
tag box(2) 1' "$(told)"
same 'fewer tags' 1 "$(told --tags 1 | grep -c ^tag)"
same 'for a person' $'4\tview\tneeds_action\tstatus:open' "$(at views | head -n 1)"
same 'as a table' 'count,section,name,query
4,view,needs_action,status:open' "$(at views --csv | head -n 2)"
refused 'so many tags' 64 '--tags is a number from 0 to 1000' views --tags 5000

# all_agree: each count is how many its query lists
all_agree() {
	at views --json "$@" | jq -r '"\(.count) \(.query)"' | while read -r count query; do
		listed=$(at list "$query" --limit 500 --json "$@" | wc -l)
		[ "$listed" = "$count" ] || echo "$query: $count, listed $listed"
	done
}
same 'each is how many its query lists' '' "$(all_agree)"
same 'and how many count counts' "$(at views --json | jq -c '[.count]' | jq -sc add)" \
	"$(at views --json | jq -r .query | tr '\n' '\0' | xargs -0 guichet --now "$now" count --json | jq -c .counts)"
same 'mine are others for somebody else' 'view mine 0 view mentions 0' "$(told --as maria | grep -E 'mine|mentions' | paste -sd' ')"
at read 2 >/dev/null
same 'who has looked is not reminded' 'view mentions 0' "$(told | grep mentions)"
at undo >/dev/null
at redo >/dev/null
same 'after a step back and forth' '' "$(all_agree)"
# later INSTANT: the next server begins then
later() { now=$1; wait_for 20 server_gone || bail 'the server of the other instant stays'; }
later 2026-11-20T10:23:00Z
same 'at risk: less than a quarter of the target is left' 'view at_risk 1' "$(told | grep at_risk)"
later 2026-11-20T10:24:00Z
same 'a little later another one' 'view at_risk 2' "$(told | grep at_risk)"
later 2026-11-21T10:20:00Z
same 'the next day nothing was resolved today' 'view resolved_today 0' "$(told | grep resolved_today)"
same 'but the day before' 2 "$(at count resolved:yesterday --json | jq '.counts[0]')"
same 'what is resolved is no longer done when it is open again' 1 "$(at reopen 5 >/dev/null; at count resolved:yesterday --json | jq '.counts[0]')"
has 'doctor compares' 'ok the counts of views equal what they count' "$(at doctor)"
same 'counting anew finds nothing wrong' 'counted anew; 0 counts were wrong' "$(at recount)"

# ---- killed while it writes
later 2026-11-21T10:20:00Z
guichet watch >watched 2>/dev/null &
remember $!
rows() { guichet status --json | jq .events; }
wait_for 20 rows || bail 'no server'
# writes NUMBER: all kinds of them, until it is told to stop
writes() {
	while [ -e "go$1" ]; do
		guichet tag 1 2 3 4 5 "t$1"; guichet assign 1 2 3 maria; guichet resolve 1 4 5; guichet spam 2
		guichet reopen 1 4 5; guichet undo; guichet ham 2; guichet assign 1 2 3 nobody; guichet mute 8
		guichet unmute 8; guichet reopen 8; guichet untag 1 2 3 4 5 "t$1"; guichet hold 3; guichet note 4 '@root'
	done >/dev/null 2>&1
}
more_than() { [ "$(rows)" -gt "$1" ]; }
killed=0
for round in 1 2 3 4 5; do
	: >"go$round"
	writes "$round" &
	writer=$!
	remember "$writer"
	wait_for 30 more_than "$(rows)" || break
	pid=$(server_pid)
	kill -9 "$pid" && killed=$((killed + 1))
	rm "go$round"
	wait "$writer"
done
same 'it was killed five times while it wrote' 5 "$killed"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
has 'and the counts are right' 'ok the counts of views equal what they count' "$(guichet doctor)"
same 'by their queries, too' '' "$(all_agree)"
finish
