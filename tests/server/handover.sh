#!/bin/bash
# SPDX-License-Identifier: ISC
# A change of shifts as it is played: three go, one of them is gone already, two
# come; 120 conversations on three accounts, customers write all the time, the
# server is killed once and each of the two who come once.  In the end each
# conversation is somebody's who came, or a lead was told; none changed hands
# twice, and the ledger is sound.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# person N: the author of the Nth conversation
person() { printf 'author={"id":"p%s","handle":"@p%s@example.org","name":"P%s"}' "$1" "$1" "$1"; }
# asks N MESSAGE: what that customer writes
asks() { item "m$1.$2" "message $2 of $1" "$(person "$1")" "thread={\"root\":\"m$1.1\"}" "at=\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\""; }

accounts=(kiln brand shop)
guichet desk set target=8h --from 2026-01-01T00:00:00Z >/dev/null
for a in 0 1 2; do
	for n in $(seq $((a * 40 + 1)) $((a * 40 + 40))); do asks "$n" 1; done >items
	guichet import items items --account "${accounts[a]}" >/dev/null || bail 'no conversations'
done
for name in maria pia otto jonas noor; do guichet agent add $name >/dev/null; done
guichet agent add lea --role lead >/dev/null
guichet team add late jonas noor >/dev/null
ids() { guichet list "$1" --limit 500 --json | jq .id; }
for pair in maria:kiln pia:brand otto:shop; do
	guichet assign --where "account:${pair#*:}" "${pair%:*}" >/dev/null
done
ids account:kiln | sed -n '1,4p' | guichet tag - vip >/dev/null
ids account:brand | sed -n '1,4p' | guichet urgent - >/dev/null
ids account:shop | sed -n '1,4p' | guichet tag - vip >/dev/null
same 'three have forty each' '40 40 40' "$(for a in maria pia otto; do ids assignee:$a | wc -l; done | xargs)"

# ---- who goes
fine 'maria drafts' --as maria handover prepare --to late
has 'forty, and what is red' '40 conversations, 4 want a line' "$out"
fine 'pia drafts' --as pia handover prepare --to late
fine 'a lead drafts for who is gone' --as lea handover prepare --of otto --to late
lines() { # lines AGENT PACKET: writes what is missing
	guichet handover show "$2" --json | jq 'select(.red and .line == null) | .id' |
		while read -r id; do guichet --as "$1" handover line "$id" "next for $id" >/dev/null 2>&1; done
}

# ---- who comes, as programs that are killed: each works until nothing is offered any more
offered() { guichet --as "$1" handover list --json 2>/dev/null | jq -r 'select(.to_me) | .handover'; }
takes() { # takes AGENT
	local packet id tries=0
	while [ "$tries" -lt 400 ] && packet=$(offered "$1" | head -n 1) && [ -n "$packet" ]; do
		tries=$((tries + 1))
		id=$(guichet --as "$1" handover show "$packet" --json 2>/dev/null | jq 'select(.to_me and .red) | .id' | shuf -n 1)
		if [ -n "$id" ]; then guichet --as "$1" handover accept "$id" >/dev/null 2>&1 &
		else guichet --as "$1" handover accept --routine "$packet" >/dev/null 2>&1 & fi
		echo $! >"$1.pid"
		wait $!
	done
}
write() { # customers, until told to stop
	local round=1 n
	while [ ! -e enough ]; do
		round=$((round + 1))
		n=$((RANDOM % 120 + 1))
		asks "$n" "$round" >"more"
		guichet import items more --account "${accounts[(n - 1) / 40]}" >/dev/null 2>&1
	done
}
write & writer=$!; remember $writer
lines maria 1
lines pia 2 & liner=$!
takes jonas & jonas=$!
takes noor & noor=$!
remember $jonas; remember $noor
accepted() { guichet ledger export 2>/dev/null | jq -c 'select(.kind == "assigned" and .detail.handover != null)' | wc -l; }
some() { [ "$(accepted)" -gt "$1" ]; }
wait_for 60 some 3; ok $? 'it is under way'
for name in jonas noor; do kill -9 "$(cat $name.pid)" 2>/dev/null; done
kill -9 "$(server_pid)"; ok $? 'the server is killed in the middle'
wait $liner
lines lea 3
wait $jonas $noor
touch enough
wait $writer

# ---- in the end
fine 'nobody who came late lost anything' --as jonas handover list
has_owner=$(guichet list 'status:open,pending,snoozed' --limit 500 --json | jq -r '.assignee // "nobody"' | sort | uniq -c | awk '{print $2}' | xargs)
same 'each conversation is somebody'"'"'s who came' 'jonas noor' "$has_owner"
same 'there are 120' 120 "$(guichet list 'status:open,pending,snoozed' --limit 500 --json | wc -l)"
same 'each packet is over' 'true true true' "$(guichet handover list --json | jq -r '.over_at != null' | xargs)"
same 'each was accepted once' '120 1' "$(guichet ledger export | jq -r 'select(.kind == "assigned" and .detail.handover != null) | .conv' | sort | uniq -c | awk '{n++; if ($1 > m) m = $1} END {print n, m}')"
fine 'the ledger is sound' ledger verify
fine 'so are the waits' metrics rebuild --check
finish
