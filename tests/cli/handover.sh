#!/bin/bash
# SPDX-License-Identifier: ISC
# A shift hands over: the packet is drafted from facts, red lines first; each
# conversation changes hands when its line is accepted and only from whom it was
# offered by; what was answered, resolved, taken or merged meanwhile is said and
# nothing is lost; undo gives back; what nobody accepts in time alarms.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
now=2026-11-20T13:40:00Z
say() { guichet --as "$@"; }
as() { # as AGENT NAME ARGS...: that call must succeed
	local who=$1 name=$2; shift 2
	fine "$name" --as "$who" "$@"
}
no() { # no AGENT NAME STATUS PART ARGS...
	local who=$1 name=$2 status=$3 part=$4; shift 4
	refused "$name" "$status" "$part" --as "$who" "$@"
}
# clock INSTANT: the server begins anew at that instant, and stays until the next one
clock() {
	[ -z "${follower-}" ] || { kill "$follower"; wait "$follower" 2>/dev/null; }
	wait_for 10 server_gone || bail 'the server stays'
	rm -f followed
	guichet --now "$1" changes --json >followed 2>/dev/null &
	follower=$!
	remember $follower
	wait_for 10 test -s followed
}
line_of() { guichet handover show "${2:-1}" --json | jq -c "select(.id == $1)"; }

for i in 1 2 3 4 5 6 7 8; do
	item m$i "message $i" "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P$i\"}" \
		"at=\"2026-11-20T13:$((10 + i)):00Z\""
done >items
clock $now
guichet desk set target=8h target.private=1h --from 2026-11-20T00:00:00Z >/dev/null
guichet import items items --account kiln >/dev/null || bail 'no items'
item e1 'early' 'author={"id":"q","handle":"@q@example.org","name":"Q"}' 'at="2026-11-20T12:00:00Z"' 'vis="private"' >more
guichet import items more --account brand >/dev/null
for name in maria jonas noor; do guichet agent add $name >/dev/null; done
guichet agent add lea --role lead >/dev/null
guichet team add evening jonas noor >/dev/null
guichet shift add maria daily 06:00-14:00 >/dev/null
guichet shift add evening daily 14:00-22:00 >/dev/null
for id in 1 2 3 4 5 6; do say maria claim $id >/dev/null; done
say maria claim 9 >/dev/null
say maria pending 5 >/dev/null
guichet tag 6 vip >/dev/null
guichet urgent 4 >/dev/null
say maria snooze 3 2026-11-20T18:00:00Z >/dev/null

# ---- the one who goes
no jonas 'nothing of mine' 1 'jonas has nothing to hand over' handover prepare --to noor
no jonas "another's work" 77 'handed over by leads' handover prepare --of maria
no maria 'to oneself' 64 'cannot hand over to themselves' handover prepare --to maria
no maria 'to nobody' 1 'there is no agent or team piet' handover prepare --to piet
g handover show
same 'no packet yet' 'nothing is handed over: guichet handover prepare' "$err"
as maria 'drafted' handover prepare
same 'to whom the roster says, in time' 'handover 1, maria to evening: 7 conversations, 3 want a line; to be accepted by 20 Nov 14:30' "$out"
why() { guichet --as maria handover show --json | jq -r '"\(.id) \(.red) \(.why | join(","))"' | sort -k2,2r -k1,1n; }
same 'why' '4 true urgent,waiting
6 true vip,waiting
9 true breached
1 false waiting
2 false waiting
3 false waiting,wakes
5 false waiting' "$(why)"
as maria 'a line' handover line 9 'refund once finance answers'
same 'it says so' 'the line of #9 is written' "$out"
no jonas "not another's line" 77 'is handed over by maria' handover line 9 'I know better'
no maria 'no empty line' 64 'it is empty' handover line 9 ' '
no maria 'not in it' 1 '#8 is in no handover' handover line 8 'what'
as maria 'another' handover line 4 'call the carrier'
same 'how far' '9' "$(guichet --as maria handover list --json | jq -r '"\(.written)\(.items)"' | tr -d '27')9"
same 'of three two are written' '3 2 7' "$(guichet handover list --json | jq -r '"\(.red) \(.written) \(.items)"')"
as maria 'drafted again' handover prepare
same 'what was written stays' 'refund once finance answers' "$(line_of 9 | jq -r .line)"
say maria claim 7 >/dev/null
as maria 'with what is new' handover prepare
same 'eight now' 8 "$(guichet handover list --json | jq -r .items)"

# ---- the one who comes
no noor 'one by one, by its number' 64 'say which conversations' handover accept
as jonas 'accepted' handover accept 9
same 'it says whose it is' '#9 is yours' "$out"
same 'it changed hands' jonas "$(guichet list assignee:jonas --json | jq -r 'select(.id == 9) | .assignee')"
has 'the line is a note' 'handed over by maria: refund once finance answers' "$(guichet show 9)"
same 'the ledger says by what' 1 "$(guichet ledger export | jq -r 'select(.kind == "assigned") | .detail.handover // empty' | head -n 1)"
has 'so does the history' 'by handover 1' "$(guichet history 9)"
no noor 'it is taken' 1 'is in no handover' handover accept 9
as jonas 'undone' undo
same 'it is back' maria "$(guichet list assignee:maria --json | jq -r 'select(.id == 9) | .assignee')"
same 'and offered again' offered "$(line_of 9 | jq -r .state)"
has 'without the note' 'no note' "$(guichet show 9 | grep -q 'handed over by' || echo no note)"
as jonas 'done again' redo
same 'it is taken again' 'jonas accepted' "$(guichet list assignee:jonas --json | jq -r 'select(.id == 9) | .assignee') $(line_of 9 | jq -r .state)"

as noor 'asked back' handover ask 4 'which carrier?'
has 'maria is asked' '@maria which carrier?' "$(guichet show 4)"
same 'she is told' 4 "$(say maria list is:mentioned --json | jq -r .id)"
same 'it waits' 'asked which carrier?' "$(line_of 4 | jq -r '"\(.state) \(.question)"')"
as maria 'answered' handover line 4 'call the carrier: DHL, 0800'
same 'it is offered again' offered "$(line_of 4 | jq -r .state)"
as noor 'passed on' handover pass 4 jonas
no noor 'it is not offered to noor any more' 77 '#4 is offered to jonas' handover accept 4
as jonas 'but to jonas' handover accept 4

# ---- meanwhile
say maria resolve 6 >/dev/null
say lea assign 1 lea >/dev/null
guichet merge 2 5 --anyway >/dev/null
same 'it says what happened' '1 taken
2 merged
6 resolved' "$(guichet handover show 1 --json | jq -r 'select(.since | length > 0) | "\(.id) \(.since | map(select(. != "answered")) | join(","))"' | grep ' .' | sort -n)"
no noor 'somebody was first' 75 'taken by lea' handover accept 1
as noor 'resolved meanwhile' handover accept 6
same 'it is ticked off' '#6 was resolved meanwhile: ticked off' "$out"
as jonas 'the routine at once' handover accept --routine 1
same "all but what is another one's" '4 conversations are yours' "$out"
fine 'the ledger is sound' ledger verify
same 'everything is somebody'"'"'s' 'jonas jonas jonas jonas jonas lea' "$(guichet list status:open,pending,snoozed --json | jq -r 'select(.id < 8 or .id == 9) | .assignee' | sort | xargs)"
same 'the packet has nothing left to take: what lea took is hers' '0 true' "$(guichet handover list --json | jq -r '"\(.open) \(.over_at == null)"')"

# ---- nobody accepts
say maria claim 8 >/dev/null
as maria 'one more' handover prepare
clock 2026-11-20T14:31:00Z
late() { guichet handover list --json | jq -e 'select(.handover == 1) | .alarmed_at != null' >/dev/null; }
wait_for 10 late
ok $? 'leads are told when time is up'
has 'it says so' 'not accepted in time' "$(guichet handover show 1)"
same 'by ear a line of it is one line, without signs' 0 "$(guichet --plain handover show 1 | tail -n +3 | grep -cv '^#[0-9]*, [^!]*$')"
no lea 'a lead takes nothing by the way' 77 '#8 is offered to evening; handover pass 8 @me offers it to you' handover accept 8
as lea 'but says first whose it is' handover pass 8 @me
as lea 'and settles it' handover accept 8
same 'the packet is over' true "$(guichet handover list --json | jq '.over_at != null')"
fine 'nothing is left behind' ledger verify

# ---- the one who goes is gone: a lead prepares for them
as lea 'gives it back' undo
as lea 'for somebody else' handover prepare --of maria --to noor
as lea 'whom it is offered to now' handover pass 8 noor
as noor 'declined' handover decline 8 'I go home at three'
same 'it says so' '#8 is declined; leads are told' "$out"
same 'it stays with whom it was' maria "$(guichet list assignee:maria --json | jq -r 'select(.id == 8) | .assignee')"
same 'and leads are told' true "$(guichet handover list --json | jq -r 'select(.handover == 1) | .alarmed_at != null')"
shown=$(guichet handover show 1)
same 'which is not that time was up' 0 "$(grep -c 'not accepted in time' <<<"$shown")"
has 'but that it came back' '1 declined is still with maria' "$shown"
has 'a line that was declined has a sign of its own' 'x #8     declined' "$shown"
has 'and so has one that was taken' '+ #3     accepted' "$shown"
same 'and it is not ticked off on paper' 1 "$(guichet handover print 1 --form markdown | grep -c -- '- \[ \].*#8')"
no noor 'what came back is not taken by the way' 1 '#8 was declined by noor: pass offers it again' handover accept 8
as lea 'a lead offers it again' handover pass 8 jonas
has 'it says to whom' 'offered to jonas' "$(guichet handover show 1)"
same 'the packet is under way again' '1 0 false' "$(guichet handover list --json | jq -r 'select(.handover == 1) | "\(.open) \(.left) \(.over_at != null)"')"
as jonas 'declined once more' handover decline 8 'I am not here'
say lea assign 8 lea >/dev/null
same 'in other hands it has come to its end' '0 0 true' "$(guichet handover list --json | jq -r 'select(.handover == 1) | "\(.open) \(.left) \(.over_at != null)"')"
no lea 'and cannot be offered' 1 '#8 is in no handover that is under way' handover pass 8 noor
say lea undo >/dev/null

# ---- how it went
g handover stats --json
same 'counted' '1 9 3 6 0 2' "$(printf '%s' "$out" | jq -r '"\(.handovers) \(.lines) \(.red) \(.accepted) \(.missed) \(.bounced)"')"
g handover stats
has 'in words' '1 handover: 9 lines, 2 of 3 red ones written' "$out"
same 'none before' 0 "$(guichet handover stats --until 2026-11-01 --json | jq .handovers)"

# ---- on paper
item x1 "<script>alert('x')</script> *bold* # head" 'author={"id":"x","handle":"@x@example.org","name":"<b>X</b>"}' \
	'at="2026-11-20T14:00:00Z"' >evil
guichet import items evil --account kiln >/dev/null
say maria claim 10 >/dev/null
as maria 'once more' handover prepare --to jonas
g handover print 2 --form html
has 'escaped for HTML' '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;' "$out"
same 'and nothing that is not' 0 "$(printf '%s' "$out" | grep -c '<script')"
g handover print 2 --form markdown
has 'escaped for Markdown' '\<script\>alert' "$out"
has 'a list to tick' '- [ ] ' "$out"
g handover print 2
has 'as text' '#10 @x@example.org, kiln' "$out"
has 'with what was said' 'alert('"'x'"')</script> *bold* # head' "$out"

# ---- an earlier packet is not opened beside a later one
say maria resolve 8 >/dev/null 2>&1
as maria 'without what is settled' handover prepare
as jonas 'the last line' handover accept 10
same 'it is over' true "$(guichet handover list --json | jq 'select(.handover == 2) | .over_at != null')"
guichet reopen 8 >/dev/null; say maria claim 8 >/dev/null
as maria 'the next packet' handover prepare --to noor
as jonas 'undone nevertheless' undo
same 'it is given back, and its line stays what it was' 'maria accepted' "$(guichet list assignee:maria --json | jq -r 'select(.id == 10) | .assignee') $(line_of 10 2 | jq -r .state)"
as maria 'it goes into the packet that is under way' handover prepare
same 'once' 'offered' "$(line_of 10 3 | jq -r .state)"
no maria 'not without a limit' 64 '--limit is a number from 1 to' handover list --limit 0

# ---- what became late around the change of shifts
item z1 'and mine?' 'vis="private"' 'author={"id":"z","handle":"@z@example.org","name":"Z"}' 'at="2026-11-20T14:20:00Z"' >soon
guichet import items soon --account brand >/dev/null
say maria claim 11 >/dev/null
as maria 'with what is due soon' handover prepare
clock 2026-11-20T15:25:00Z
same 'it is the debt, and nobody had written a line' '1 0' "$(guichet handover stats --json | jq -r '"\(.debt) \(.debt_with_line)"')"
# all_three PERIOD...: handover stats, as stats has it, as the dashboard has it
all_three() {
	guichet handover stats "$@" --json | jq -cS .
	guichet stats "$@" --json | jq -cS .handover
	guichet dashboard "$@" --json | jq -cS .handover
}
same 'stats and the dashboard say the same' 1 "$(all_three --since 2026-11-20T00:00:00Z | sort -u | wc -l)"
same 'of no packet too' '[0,null]' "$(all_three --since 2026-11-20T00:00:00Z --until 2026-11-20T01:00:00Z | sort -u | jq -c '[.handovers, .accept_p90_s]')"
same 'the debt without a line' 1 "$(guichet stats --json | jq .handover.debt_without_line)"
same 'nothing of a query, or of what was known once' '[null,null]' "$(jq -nc --argjson a "$(guichet stats account:brand --json)" \
	--argjson b "$(guichet stats --as-of 2026-11-20T15:00:00Z --json)" '[$a.handover, $b.handover]')"

# ---- what who comes next does not see is not offered to them
guichet agent add sam >/dev/null; guichet agent set sam accounts=brand >/dev/null
no noor 'not passed on to who cannot see it' 1 'handover pass #10: sam does not see the account kiln' handover pass 10 sam
guichet agent add ute >/dev/null
numbered() { guichet list status:open --limit 100 --json | jq "select(.handle == \"$1\") | .id"; }
item y1 'on kiln' 'author={"id":"y","handle":"@y@example.org","name":"Y"}' 'at="2026-11-20T13:00:00Z"' >two
guichet import items two --account kiln >/dev/null
item y2 'on brand' 'author={"id":"y2","handle":"@y2@example.org","name":"Y"}' 'at="2026-11-20T13:01:00Z"' >two
guichet import items two --account brand >/dev/null
kiln=$(numbered @y@example.org) brand=$(numbered @y2@example.org)
as ute 'one of each' claim $kiln
no ute 'of which sam sees nothing' 1 'sam sees no account of what ute has to hand over' handover prepare --to sam
as ute 'and the other' claim $brand
as ute 'drafted for sam' handover prepare --to sam
has 'says what is left out' '1 conversation is left out: sam does not see its account' "$out"
same 'the other is in it' "$brand" "$(guichet --as ute handover show --json | jq .id)"
as ute 'for jonas both' handover prepare --to jonas
same 'are' 2 "$(guichet --as ute handover show --json | jq -s length)"
as ute 'and for sam again' handover prepare --to sam
same 'what sam does not see stays with jonas' "jonas sam" "$(guichet --as ute handover show --json | jq -rs 'sort_by(.id)[] | .passed_to // .to' | xargs)"

# ---- declined in time, and offered again when that time is over
guichet agent add bea >/dev/null
item w1 'declined' 'author={"id":"w","handle":"@w@example.org","name":"W"}' 'at="2026-11-20T15:00:00Z"' >two
guichet import items two --account kiln >/dev/null
id=$(numbered @w@example.org)
as bea 'has one' claim "$id"
as bea 'hands it over' handover prepare --to ute --within 40m
as ute 'who declines at once' handover decline "$id" 'not mine'
packet() { guichet handover list --json | jq -r "select(.agent == \"bea\") | $1"; }
missed=$(guichet handover stats --json | jq .missed)
clock 2026-11-20T16:30:00Z
as lea 'it is offered again later' handover pass "$id" noor
same 'with as long a time as the first one' '2026-11-20T17:10 null 1' "$(packet '"\(.accept_by[:16]) \(.alarmed_at) \(.open)"')"
has 'nothing of it is late' 'to be accepted by' "$(guichet handover show "$(packet .handover)")"
same 'nor counted as not accepted in time: that is the packet of ute alone' 1 "$(guichet handover stats --json | jq ".missed - $missed")"
finish
