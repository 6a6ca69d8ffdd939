#!/bin/bash
# SPDX-License-Identifier: ISC
# What crosses a change of shifts, by keys on two screens side by side: two hand
# to each other, a line is passed on, one is merged and one answered meanwhile, a
# lead prepares for somebody who is gone and takes nothing by mistake; in the end
# everything is with whom it was given to, once.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
. "$top_srcdir/tests/lib/tmux.sh"

for n in $(seq 12); do
	item "m$n" "question $n" "author={\"id\":\"p$n\",\"handle\":\"@p$n@example.org\",\"name\":\"P$n\"}" "at=\"$(date -u +%FT%TZ)\""
done >items
guichet desk set target=8h --from 2026-01-01T00:00:00Z >/dev/null
fine 'twelve customers' import items items --account brand
for name in maria jonas noor otto; do guichet agent add $name >/dev/null; done
guichet agent add lea --role lead >/dev/null
fine 'and one who can be answered' account add playback kiln brand=kiln seed=7 profile=quiet since=3h
fine 'is read' sync --until-idle
kiln=$(guichet list account:kiln is:waiting --json | jq -rs '.[0].id')
guichet assign 1 2 3 4 5 "$kiln" maria >/dev/null
guichet assign 6 7 8 jonas >/dev/null
guichet assign 9 10 11 12 otto >/dev/null
guichet tag 1 vip >/dev/null; guichet tag 6 vip >/dev/null; guichet tag 9 vip >/dev/null

front() { echo "cd '$TEST_DIR'; while :; do '$top_builddir/guichet' --as $1; [ -e enough ] && break; sleep 0.2; done"; }
mux new-session -d -x 161 -y 24 -s desk "$(front maria)"
mux split-window -h -t desk "$(front jonas)"
pane() { mux capture-pane -p -t "desk.$1"; }
sees() { pane "$1" | grep -qE -- "$2"; }
until_sees() { wait_for 20 sees "$1" "$2" || { pane "$1" | sed 's/^/#   /'; return 1; }; }
keys() { local pane=$1; shift; mux send-keys -t "desk.$pane" "$@"; }
types() { keys "$1" -l "$2"; keys "$1" Enter; }
line() { guichet handover show "$1" --json 2>/dev/null | jq -r "select(.id == $2) | $3"; }
is() { [ "$(line "$1" "$2" "$3")" = "$4" ]; }
holds() { [ "$(guichet show "$1" --json | jq -rs '.[0].assignee')" = "$2" ]; }

# ---- two hand to each other
until_sees 0 'needs action'; ok $? 'maria is there'
until_sees 1 'needs action'; ok $? 'jonas is there'
keys 0 g h
keys 0 -l ':handover prepare --to jonas'; keys 0 Enter
until_sees 0 'number 1, 6 lines'; ok $? 'maria hands over what she has'
keys 1 g h
until_sees 1 'maria hands over to jonas'; ok $? 'which jonas sees'
keys 1 -l ':handover prepare --to maria'; keys 1 Enter
until_sees 1 'tab: 1 more; number 1, 6 lines'; ok $? 'he hands over, too, and is told that there are two'
until_sees 0 'tab: 1 more; number 2, 3 lines'; ok $? 'what is offered comes first, as for her'
keys 0 Tab
until_sees 0 'maria hands over to jonas'; ok $? 'one key shows the other one'
keys 0 g g e
until_sees 0 ':handover line #1'; ok $? 'she writes a line'
types 0 ' call her at ten'
until_sees 1 'call her at ten'; ok $? 'which is on his screen'
keys 1 Tab
until_sees 1 'jonas hands over to maria'; ok $? 'he goes to his own'
keys 1 g g e
until_sees 1 ':handover line #6'; types 1 ' the parcel is back'
wait_for 20 is 2 6 .line 'the parcel is back'; ok $? 'and writes his'
keys 0 Tab
until_sees 0 'the parcel is back'; ok $? 'she sees it'
keys 0 g g a
wait_for 20 holds 6 maria; ok $? 'and takes it'
keys 0 A
until_sees 0 '3 of 3 settled'; ok $? 'and the rest: his is over'
same 'nothing of hers changed hands' 'maria maria maria maria maria' "$(for n in 1 2 3 4 5; do line 1 $n .owner; done | xargs)"

# ---- meanwhile
keys 1 Tab
until_sees 1 'maria hands over to jonas'; ok $? 'he goes to what is offered to him'
fine 'a colleague merges two' merge 2 3 --anyway
until_sees 1 'merged into #3'; ok $? 'he sees that one is part of another'
fine 'maria answers one' --as maria reply "$kiln" 'It is on its way' --yes
until_sees 1 'answered since'; ok $? 'he sees that it was answered'
keys 1 g g
keys 1 j
sel() { pane 1 | grep -F '▌' | grep -oE '#[0-9]+' | head -1; }
to() { local n=0; while [ "$(sel)" != "#$1" ] && [ $n -lt 12 ]; do n=$((n + 1)); keys 1 g g; for _ in $(seq 1 $n); do keys 1 j; done; wait_for 2 eval '[ -n "$(sel)" ]'; done; [ "$(sel)" = "#$1" ]; }
to 5; ok $? 'he goes to one'
keys 1 o
until_sees 1 ':handover pass #5'; types 1 noor
wait_for 20 is 1 5 .to noor; ok $? 'and passes it on'
keys 1 A
wait_for 20 holds 4 jonas; ok $? 'he takes the routine'
keys 1 g g a
wait_for 20 holds 1 jonas; ok $? 'and what is red'
holds 5 maria; ok $? 'what was passed on is where it was'

# ---- a lead prepares for who is gone, and takes nothing by the way
touch lea
mux respawn-pane -k -t desk.0 "$(front lea)"
until_sees 0 'needs action'; ok $? 'a lead is there'
keys 0 g h
keys 0 -l ':handover prepare --of otto --to noor'; keys 0 Enter
until_sees 0 'number [0-9]+, [0-9] line'; keys 0 -l ':handover list'; keys 0 Enter
packet=$(guichet handover list --json | jq -r 'select(.agent == "otto") | .handover')
same 'it is under way' 'lea 4' "$(guichet handover list --json | jq -r 'select(.agent == "otto") | "\(.by) \(.items)"')"
keys 0 Escape
keys 0 q
keys 0 g h
for _ in 1 2 3; do until_sees 0 'otto hands over to noor' && break; keys 0 Tab; done
sees 0 'otto hands over to noor'; ok $? 'she has it on her screen'
keys 0 g g a
until_sees 0 'offered to noor; handover pass 9 @me'; ok $? 'a line that is offered to somebody else says whose it is, and how'
holds 9 otto; ok $? 'and stays'
keys 0 o
until_sees 0 ':handover pass #9'; types 0 '@me'
wait_for 20 is "$packet" 9 .to lea; ok $? 'she offers it to herself'
keys 0 g g a
wait_for 20 holds 9 lea; ok $? 'and takes it'

mux respawn-pane -k -t desk.1 "$(front noor)"
until_sees 1 'needs action'; ok $? 'noor is there'
keys 1 g h
for _ in 1 2 3; do until_sees 1 'otto hands over to noor' && break; keys 1 Tab; done
keys 1 A
wait_for 20 holds 12 noor; ok $? 'noor takes the rest of otto'
until_sees 1 'maria hands over to jonas'; ok $? 'which is over: the next one is here by itself'
holds 5 maria; ok $? 'and nothing of it was taken with the other one'
keys 1 A
wait_for 20 holds 5 noor; ok $? 'which she takes'
touch enough
same 'each packet is over' 'true true true' "$(guichet handover list --json | jq -r '.over_at != null' | xargs)"
same 'who has what' '1 jonas 3 jonas 4 jonas 5 noor 6 maria 7 maria 8 maria 9 lea 10 noor 11 noor 12 noor' \
	"$(guichet list 'account:brand status:open,pending' --json | jq -r '"\(.id) \(.assignee // "nobody")"' | sort -n | xargs)"
same 'none was handed twice' 1 "$(guichet ledger export | jq -r 'select(.kind == "assigned" and .detail.handover != null) | .conv' | sort | uniq -c | awk '$1 > m { m = $1 } END { print m }')"
fine 'the ledger is sound' ledger verify
finish
