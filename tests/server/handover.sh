#!/bin/bash
# SPDX-License-Identifier: ISC
# A change of shifts as it is played: three go, one of them is gone already, two
# come, and one who was to come does not; 120 conversations on three accounts,
# customers write all the time, the server is killed once and so is each front end.
# In the end each conversation is somebody's who came, or a lead was told; none
# changed hands twice, and the ledger is sound.
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
for name in maria pia otto jonas noor ned; do guichet agent add $name >/dev/null; done
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
kept=$(guichet handover show 3 --json | jq 'select(.red) | .id' | head -n 3 | xargs)
for id in $kept; do guichet --as lea handover pass "$id" ned >/dev/null || bail 'nothing passed on'; done
lines() { # lines AGENT PACKET: writes what is missing, as a program that may be killed
	local id
	for id in $(guichet handover show "$2" --json | jq 'select(.red and .line == null) | .id'); do
		guichet --as "$1" handover line "$id" "next for $id" >/dev/null 2>&1 &
		echo $! >"$1.pid"
		wait $!
	done
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
lines maria 1 & maria=$!
lines pia 2 & pia=$!
takes jonas & jonas=$!
takes noor & noor=$!
remember $jonas; remember $noor
accepted() { guichet ledger export 2>/dev/null | jq -c 'select(.kind == "assigned" and .detail.handover != null)' | wc -l; }
some() { [ "$(accepted)" -gt "$1" ]; }
wait_for 60 some 3; ok $? 'it is under way'
for name in jonas noor maria pia; do kill -9 "$(cat $name.pid)" 2>/dev/null; done
kill -9 "$(server_pid)"; ok $? 'the server is killed in the middle'
wait $maria $pia
lines maria 1; lines pia 2; lines lea 3	# what was killed is done again
wait $jonas $noor
touch enough
wait $writer

# ---- in the end
fine 'nobody who came late lost anything' --as jonas handover list
has_owner=$(guichet list 'status:open,pending,snoozed' --limit 500 --json | jq -r '.assignee // "nobody"' | sort | uniq -c | awk '{print $2}' | xargs)
same 'each conversation is somebody'"'"'s who came, but what waits for who did not' 'jonas noor otto' "$has_owner"
same 'which is that, and no other' "$kept" "$(ids assignee:otto | sort -n | xargs)"
same 'there are 120' 120 "$(guichet list 'status:open,pending,snoozed' --limit 500 --json | wc -l)"
over() { guichet "$@" handover list --json | jq -rs 'sort_by(.handover)[] | "\(.over_at != null) \(.open)"' | xargs; }
same 'the packets of the others are over' 'true 0 true 0 false 3' "$(over)"
same 'which have their lines' "$(printf 'next for %s\n' $kept)" \
	"$(guichet handover show 3 --json | jq -r 'select(.state == "offered") | .line' | sort -t ' ' -k 3n)"
same 'each was accepted once' '117 1' "$(guichet ledger export | jq -r 'select(.kind == "assigned" and .detail.handover != null) | .conv' | sort | uniq -c | awk '{n++; if ($1 > m) m = $1} END {print n, m}')"
fine 'the ledger is sound' ledger verify
fine 'so are the waits' metrics rebuild --check
wait_for 10 server_gone
alarmed() { [ "$(guichet --now "$(date -u -d '+1 day' +%FT%TZ)" handover list --json | jq -r 'select(.handover == 3) | .alarmed_at != null')" = true ]; }
ok "$(wait_for 30 alarmed; echo $?)" 'and leads are told of what nobody took'
finish
