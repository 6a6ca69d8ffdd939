#!/bin/bash
# SPDX-License-Identifier: ISC
# A network's clock that is five seconds ahead of ours is found out by five
# replies, whatever dies between them: the ledger says so once, doctor and the
# accounts do, times that we take ourselves are corrected from then on and none
# before; and once the clocks agree it says that, and nobody is told any more.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"

mastodon 16
control ahead ahead=5000 >/dev/null
fine 'an account' account add mastodon brand "url=$url" poll=1s quarantine=1s since=1d --secret-fd 3 3<<<token
fine 'which is read' sync
same 'sixteen wait' 16 "$(guichet count is:waiting --json | jq '.counts[0]')"
mapfile -t waiting < <(guichet list is:waiting --limit 50 --json | jq .id | sort -n)

offsets() { guichet ledger export --json | jq -c 'select(.kind == "clock_offset") | .detail.offset_ms'; }
wait_of() { guichet waits "id:$1" --json | jq -c .; }
# answer N: the next one who waits
next=0
answer() { guichet reply "${waiting[next++]}" 'It left today.' --yes >/dev/null 2>answer.err || sed 's/^/# /' answer.err; }
resolve() { resolved=${waiting[next++]}; guichet resolve "$resolved" >/dev/null; }
# answered: with the next one, and it left
answered() { answer; guichet sync --until-idle >/dev/null; }
# What the ledger has of when it was resolved, and when its wait ended by the figures, in ms.
ms='def ms: (.[0:19] + "Z" | fromdate) * 1000 + (if .[19:20] == "." then .[20:23] | tonumber else 0 end);'
corrected_by() {
	local by_us by_figures
	by_us=$(guichet ledger export --json | jq -s "$ms"' map(select(.kind == "status" and .to == "resolved")) | last.recv | ms')
	by_figures=$(wait_of "$resolved" | jq "$ms .end | ms")
	echo $((by_figures - by_us))
}

resolve; first=$resolved
before=$(wait_of "$first")
same 'nothing is known yet: that ended when our clock says' 0 "$(corrected_by)"
answered; answered
kill -9 "$(server_pid)"
answered; ok $? 'the server is killed between two of them'

# The network has the next one, and nobody hears of it.
touch log.hold
answer
guichet sync --until-idle >sync.out 2>&1 & sync=$!
posted() { [ "$(asked '^POST /api/v1/statuses')" = 4 ]; }
wait_for 30 posted; ok $? 'one arrives whose answer does not'
server=$(server_pid)
kill -9 $sync "$server"
wait $sync 2>/dev/null
rm log.hold
settled() { guichet sync --until-idle >/dev/null; [ -z "$(guichet outbox list --json 2>/dev/null)" ]; }
wait_for 60 settled; ok $? 'it is found again'
answered
same 'four say nothing, and what was found again no more' '' "$(offsets)"
fine 'doctor finds nothing either' doctor
hasnt() { case "$3" in *"$2"*) ok 1 "$1" ;; *) ok 0 "$1" ;; esac; }
hasnt 'of the clock' 'our clock' "$out"

answered
offset=$(offsets | tr -d '"')
same 'with the fifth there is one row' 1 "$(offsets | wc -l)"
ok "$([ "$offset" -gt 2000 ] && [ "$offset" -le 5000 ]; echo $?)" "of five seconds less what a reply takes: $offset ms"
told="our clock is $(((offset + 500) / 1000)) s behind the network's"
refused 'doctor says so' 1 'something needs a person' doctor
has 'in plain words' "account brand: $told; times that we took ourselves are corrected by it since" "$out"
has 'the list of accounts too' "$told" "$(guichet account list)"
same 'with its numbers' "$offset true" "$(guichet account list --json | jq -r '"\(.clock_ms) \(.clock_since != null)"')"
has 'and a check' "brand: $told" "$(guichet account check brand 2>&1)"

printf ':go accounts\n' >steps
has 'the screen of accounts in few words' "clock $(((offset + 500) / 1000)) s behind" "$(guichet --screen 80x24 --script steps)"

same 'what was before is as it was' "$before" "$(wait_of "$first")"
resolve
same 'what is after it is corrected' "$offset" "$(corrected_by)"
same 'and says so' true "$(wait_of "$resolved" | jq '.flags | index("corrected") != null')"
same 'as explain does of when it ended' "[$offset]" \
	"$(guichet explain response_rate "id:$resolved" --json | jq -c '[.events[] | select(.to == "resolved").corrected_ms]')"
same 'whose last row is where the wait ends' true \
	"$(guichet explain response_rate "id:$resolved" --json | jq '.end == .events[-1].at')"
control ahead ahead=9000 >/dev/null
control mention text='@shop is it open?' >/dev/null
control ahead ahead=5000 >/dev/null
fine 'a message comes, of more than five seconds from now by our clock' sync
same 'which is no future to it as it was put right' '[]' "$(guichet waits --json | jq -sc 'map(select(.flags | index("clock_future")))')"
answered; answered
same 'no further row' 1 "$(offsets | wc -l)"
fine 'what is stored follows from the ledger' metrics rebuild --check

control ahead ahead=0 >/dev/null
for n in 1 2 3 4 5; do answered; done
same 'the clocks agree again' "$offset 0" "$(offsets | tr -d '"' | tr '\n' ' ' | sed 's/ $//')"
g doctor
hasnt 'doctor has nothing to say' 'our clock' "$out"
same 'nor has the list' null "$(guichet account list --json | jq .clock)"
same 'what was corrected stays so' "$offset" "$(corrected_by)"
fine 'all of it follows from the ledger' metrics rebuild --check
fine 'whose rows fit together' ledger verify
finish
