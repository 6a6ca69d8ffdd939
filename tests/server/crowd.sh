#!/bin/bash
# SPDX-License-Identifier: ISC
# Fifty front ends that claim, release, tag, resolve and undo at once, on few
# conversations: whoever loses is told who was first and when, everything that
# was acknowledged is in the ledger and in the journal once, and both agree with
# the rows.  GUICHET_CROWD_SECONDS=60 keeps them at it for a minute.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
seed=${GUICHET_SEED:-$$}
fronts=50 few=40 limit=${GUICHET_CROWD_SECONDS:-0} rounds=4
echo "# seed $seed (GUICHET_SEED), GUICHET_CROWD_SECONDS=$limit"
for ((i = 1; i <= few; i++)); do
	item "m$i" "thread $i" "author={\"id\":\"c$i\",\"handle\":\"@c$i@example.org\",\"name\":\"C$i\"}"
done >items
fine 'import' import items items --account shop
for ((f = 1; f <= fronts; f++)); do guichet agent add "agent$f" >/dev/null || bail 'no agent'; done
end=$(($(date +%s) + limit))
# one front end: what it asked for, the exit status, what it was told
front() {
	local me=agent$1 n=0 id word code said
	RANDOM=$((seed + $1))
	while [ $n -lt $rounds ] || [ "$(date +%s)" -lt $end ]; do
		id=$((RANDOM % few + 1)) n=$((n + 1))
		case $((RANDOM % 6)) in 0|1) set -- claim $id ;; 2) set -- release $id ;; 3) set -- tag $id "t$me" ;; 4) set -- resolve $id ;; *) set -- undo --partly ;; esac
		said=$(guichet --as "$me" "$@" 2>&1); code=$?
		printf '%s\t%s\t%s\t%s\n' "$me" "$*" "$code" "$(printf '%s' "$said" | tr '\n' '|')"
	done
}
for ((f = 1; f <= fronts; f++)); do front $f >"told.$f" & remember $!; done
wait
cat told.* >told
same 'each was answered' true "$([ "$(wc -l <told)" -ge $((fronts * rounds)) ] && echo true)"
same 'nobody heard anything but success, a conflict, or that there is nothing' '' \
	"$(awk -F '\t' '$3 != 0 && $3 != 75 && !($3 == 1 && $4 ~ /nothing of yours to take back/)' told)"
same 'who lost a claim was told who was first, and when' '' \
	"$(awk -F '\t' '$3 == 75 && $2 ~ /^claim/ && $4 !~ /^guichet: claim #[0-9]+: taken by agent[0-9]+ [0-9]+ s ago;/' told)"
same 'and some did lose' true "$(grep -q 'taken by' told && echo true)"
guichet ledger export >ledger || bail 'no ledger'
# each acknowledged claim that changed something is one row of its agent, and no other row is there
same 'claims that were acknowledged are in the ledger' '' "$(comm -23 \
	<(awk -F '\t' '$3 == 0 && $2 ~ /^claim/ { split($2, w, " "); print $1, w[2] }' told | sort -u) \
	<(jq -r 'select(.kind == "assigned" and (.who | startswith("human:"))) | "\(.who | ltrimstr("human:")) \(.conversation_id)"' ledger | sort -u))"
same 'tags too' '' "$(comm -23 \
	<(awk -F '\t' '$3 == 0 && $2 ~ /^tag/ { split($2, w, " "); print $1, w[2] }' told | sort -u) \
	<(jq -r 'select(.kind == "tagged") | "\(.who | ltrimstr("human:")) \(.conversation_id)"' ledger | sort -u))"
fine 'the ledger is sound, and the waits follow from it' ledger verify
# the rows are what the ledger says: the last status, and who was assigned last
same 'every status is the last one of the ledger' \
	"$(jq -rs 'map(select(.kind == "status")) | group_by(.conversation_id) | map(last) | map("\(.conversation_id) \(.to)") | .[]' ledger | sort)" \
	"$(for id in $(jq -r 'select(.kind == "status") | .conversation_id' ledger | sort -u); do guichet show "$id" --json | jq -r '"\(.id) \(.status)"'; done | sort)"
# the journal has an entry for each change, and its revisions add up
pid=$(server_pid); kill -TERM "$pid"; wait_for 10 server_gone
g doctor
same 'doctor finds nothing wrong' '' "$(printf '%s' "$out" | grep '^!!')"
finish
