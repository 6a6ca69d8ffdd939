#!/bin/bash
# SPDX-License-Identifier: ISC
# Fifty front ends that claim, release, tag, resolve, merge, unmerge and undo at
# once, on few conversations of fewer customers: whoever loses is told who was
# first and when, everything that was acknowledged is in the journal once and in
# the ledger, and both agree with the rows.  GUICHET_CROWD_SECONDS=60 keeps them
# at it for a minute.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
seed=${GUICHET_SEED:-$$}
fronts=50 few=40 limit=${GUICHET_CROWD_SECONDS:-0} rounds=4
echo "# seed $seed (GUICHET_SEED), GUICHET_CROWD_SECONDS=$limit"
for ((i = 1; i <= few; i++)); do
	who=$((i % 8))
	item "m$i" "thread $i" "author={\"id\":\"c$who\",\"handle\":\"@c$who@example.org\",\"name\":\"C$who\"}"
done >items
fine 'import' import items items --account shop
for ((f = 1; f <= fronts; f++)); do guichet agent add "agent$f" >/dev/null || bail 'no agent'; done
end=$(($(date +%s) + limit))
# one front end: what it asked for, the exit status, what it was told
front() {
	local me=agent$1 n=0 id code said
	RANDOM=$((seed + $1))
	while [ $n -lt $rounds ] || [ "$(date +%s)" -lt $end ]; do
		id=$((RANDOM % few + 1)) n=$((n + 1))
		case $((RANDOM % 10)) in
		0|1|2) set -- claim $id ;; 3) set -- release $id ;; 4) set -- tag $id "t$me" ;; 5) set -- resolve $id ;;
		6) set -- merge $id $(((id + 7 + 8 * (RANDOM % 2)) % few + 1)) ;; 7) set -- unmerge $id ;;
		8) set -- undo ;; *) set -- undo --partly ;;
		esac
		said=$(guichet --as "$me" "$@" --json 2>&1); code=$?
		printf '%s\t%s\t%s\t%s\n' "$me" "$*" "$code" "$(printf '%s' "$said" | tr '\n' '|')"
	done
}
for ((f = 1; f <= fronts; f++)); do front $f >"told.$f" & remember $!; done
wait
cat told.* >told
echo "# acted $(wc -l <told) times, $(awk -F '\t' '$3 == 75' told | wc -l) lost"
same 'each was answered' true "$([ "$(wc -l <told)" -ge $((fronts * rounds)) ] && echo true)"
lost() { awk -F '\t' -v call="$1" '$3 == 75 && $2 ~ "^" call { sub(/^guichet: /, "", $4); print $4 }' told; }
told_right() { # told_right CALL WORDS: nobody who lost heard anything else, and some lost
	same "whoever lost a $1 was told who was first, and when" '' "$(lost "$1" | grep -vE "$2")"
	same '... and some did lose' true "$([ "$(lost "$1" | wc -l)" -gt 0 ] && echo true)"
}
same 'nobody heard anything but success, a conflict, or that there is nothing to do it to' '' "$(awk -F '\t' '$3 != 0 && $3 != 75 &&
	!($3 == 1 && $4 ~ /nothing of yours to take back|it is not merged into anything|it is the whole|it needs another|is no agent/)' told)"
when='(agent[0-9]+|you) [a-z #0-9]*[0-9]+ s ago'
told_right claim "^claim #[0-9]+: taken by agent[0-9]+ [0-9]+ s ago;"
told_right merge "^merge #[0-9]+: (#[0-9]+ is taken by agent[0-9]+ [0-9]+ s ago|(#[0-9]+ is a part of it already, )?$when);"
told_right undo "^undo #[0-9]+: $when"
same 'what an undo left was left for somebody, and since when' '' "$(awk -F '\t' '$3 == 0 && $2 == "undo --partly" { print $4 }' told |
	tr -d '|' | jq -r '.left[]?.why' | grep -vE "^$when")"
guichet ledger export >ledger || bail 'no ledger'
jq -r 'select(.kind == "merged") | "\(.conversation_id) \(.into)"' ledger >merged
# unknown CALL KIND: acknowledged calls without such a row of their agent, about that conversation or a whole that it was in
unknown() {
	jq -r --arg kind "$2" 'select(.kind == $kind and (.who | startswith("human:"))) | "\(.who | ltrimstr("human:")) \(.conversation_id)"' ledger >rows
	awk -F '\t' -v call="$1" '$3 == 0 { split($2, w, " "); if (w[1] == call) print $1, w[2] }' told | sort -u |
		awk 'FILENAME == "merged" { into[$1] = into[$1] " " $2; next }
			FILENAME == "rows" { row[$0] = 1; next }
			{ list = $2; found = 0; split("", seen)
			  while (split(list, ids, " ") > 0) {
				id = ids[1]; sub(/^ *[0-9]+/, "", list)
				if (id in seen) continue
				seen[id] = 1; list = list into[id]; found = found || (($1 " " id) in row)
			  }
			  if (!found) print }' merged rows -
}
same 'claims that were acknowledged are in the ledger' '' "$(unknown claim assigned)"
same 'tags too' '' "$(unknown tag tagged)"
same 'merges too, be it that somebody else had merged them' '' "$(comm -23 \
	<(awk -F '\t' '$3 == 0 { split($2, w, " "); if (w[1] == "merge") print w[2] }' told | sort -u) <(cut -d ' ' -f 1 merged | sort -u))"
fine 'the ledger is sound, and the waits follow from it' ledger verify
# the rows are what the ledger says: the last status; a part shows that of its whole
for ((i = 1; i <= few; i++)); do guichet show $i --json | jq -r --argjson i $i 'select(.id == $i) | "\(.id) \(.status)"'; done | sort >shown
same 'every status is the last one of the ledger' \
	"$(jq -rs 'map(select(.kind == "status")) | group_by(.conversation_id) | map(last) | map("\(.conversation_id) \(.to)") | .[]' ledger | sort | join - shown -o 1.1,1.2)" \
	"$(join -o 1.1,1.2 shown <(jq -r 'select(.kind == "status") | .conversation_id' ledger | sort -u))"
fine 'what is stored follows from it' metrics rebuild --check
pid=$(server_pid); kill -TERM "$pid"; wait_for 10 server_gone
# a call that was acknowledged is one entry of its agent, and nothing else is there
same 'the journal has each acknowledged call once, and no other' \
	"$(awk -F '\t' '$3 == 0 { split($2, w, " "); print $1, w[1] }' told | sort | uniq -c | awk '{ print $2, $3, $1 }')" \
	"$(sqlite3 -separator ' ' "$desk" "SELECT agent.name, journal.call, count(*) FROM journal JOIN agent ON agent.id = journal.agent
		WHERE agent.name LIKE 'agent%' GROUP BY 1, 2" | sort)"
g doctor
same 'doctor finds nothing wrong' '' "$(printf '%s' "$out" | grep '^!!')"
finish
