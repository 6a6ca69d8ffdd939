#!/bin/bash
# SPDX-License-Identifier: ISC
# Every call that says it can be undone is undone exactly: the desk stands as it
# stood, only ledger and journal tell; and each of an agent's own calls that
# cannot be undone says why in its manual.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
"$top_builddir/tests/cli/calls" >calls || bail 'the table of calls could not be read'

guichet account add playback kiln brand=kiln seed=7 profile=quiet since=1h start="$(date -u +%Y-%m-%dT%H:%M:%SZ)" </dev/null >/dev/null
guichet sync >/dev/null 2>&1
guichet outbox hold >/dev/null
one=$(guichet list --json | head -n 1 | jq .id)
two=$(guichet list --json | sed -n 2p | jq .id)
[ -n "$one" ] && [ -n "$two" ] || bail 'nobody wrote'
guichet agent add maria >/dev/null
# Another customer, in public once and in private once, and a third.
item u1 'Where is it?' 'author={"id":"una","handle":"@una@far.example","name":"Una"}' >more
item u2 'My address is new.' 'vis="private"' 'author={"id":"una","handle":"@una@far.example","name":"Una"}' >>more
item u3 'And the other one?' 'author={"id":"una","handle":"@una@far.example","name":"Una"}' >>more
guichet import items more --account kiln >/dev/null
id_of() { guichet list "from:@una@far.example \"$1\"" --json | jq .id; }
public=$(id_of 'Where is it') private=$(id_of 'My address') other=$(id_of 'the other one')
[ -n "$public" ] && [ -n "$private" ] && [ -n "$other" ] || bail 'the other customer did not write'

# All that can be read of the desk, but for what counts its changes.
state() {
	guichet list '' --limit 500 --json | jq -c 'del(.rev,.waiting_s)'
	guichet list is:spam --json | jq -c 'del(.rev,.waiting_s)'
	local id
	for id in $one $two $public $private $other; do
		guichet show "$id" --json | jq -c 'del(.rev,.waiting_s)|del(.messages[]|select(.direction=="out" and .state=="cancelled"))'
	done
	guichet outbox list --json
	guichet contact list --json
	guichet contact show "$one" --json | jq -c '[.identities[].handle]'
	guichet list is:followed --json 2>/dev/null | jq .id
	guichet waits --json | jq -c 'select(.flags | index("excluded")) | .conv'
	guichet handover list --json
	guichet desk show --json
}
told() { echo "$(guichet ledger export | wc -l) $(guichet history "$one" --limit 2000 --json | jq -s length)"; }
# What maria has is offered to whoever runs this.
offered() {
	guichet --as maria claim "$one"
	guichet handover prepare --of maria --to "$(guichet status --json | jq -r .agent)"
}
# sample CALL: what comes before it, and how it is said
sample() {
	before=: also=
	case $1 in
	assign) words=("$one" maria) ;;
	calm) before="guichet urgent $one --reason fire" words=("$one") ;;
	contact\ merge) words=("$one" "$two") ;;
	contact\ note) words=("$one" 'rings at 100% - twice') ;;
	contact\ part) before="guichet contact merge $one $two" words=("$one") ;;
	draft\ drop) before="guichet draft save $one half" words=("$one") ;;
	draft\ save) before="guichet draft save $one half" words=("$one" 'half of - a 100% text') ;;
	desk\ set) words=(target.private=10m zone=Europe/Paris) ;;
	target) before="guichet desk set target=20m zone=Europe/Berlin" words=(10m) ;;
	exclude) words=("$one" --reason 'a test') ;;
	include) before="guichet exclude $one --reason test" words=("$one") ;;
	handover\ accept) before=offered words=("$one") ;;
	ham) before="guichet spam $one --reason ads" words=("$one") ;;
	link) words=("$private" "$public") ;;
	merge) words=("$other" "$public") ;;
	unlink) before="guichet link $private $public" words=("$private") ;;
	unmerge) before="guichet merge $other $public" words=("$other") ;;
	next) words=() ;;
	note) words=("$one" 'ask @maria') ;;
	priority) words=("$one" high) ;;
	promise) words=("$one" 2h) ;;
	promise\ drop | promise\ keep) before="guichet promise $one 2h" words=("$one") ;;
	reply) words=("$one" 'We look into it.' --yes) ;;
	report-abuse) words=("$one" --reason insults) ;;
	release) before="guichet claim $one" words=("$one") ;;
	reopen) before="guichet resolve $one --reason answered" words=("$one") ;;
	snooze) words=("$one" "$two" 2h) ;;
	tag) words=("$one" "$two" refund) ;;
	unmute) before="guichet mute $one" words=("$one") ;;
	untag) before="guichet tag $one refund" words=("$one" refund) ;;
	retract | correct | undo | redo) return 1 ;;
	*) words=("$one") ;;
	esac
}

while IFS=$'\t' read -r name kind group manual; do
	case $name in snippet*) continue ;; esac	# a setting, nothing done to a conversation
	if [ "$kind" = keeps ]; then
		case $group in triage | queue | reply | network)
			has "$name says why it is not undone" ndo "$manual" ;;
		esac
		continue
	fi
	sample "$name" || continue
	$before >/dev/null
	was=$(state) ledger=$(told)
	# shellcheck disable=SC2086
	g $name "${words[@]}"; same "$name" 0 "$status"
	[ "$was" != "$(state)" ]; ok $? "$name does something"
	g undo --json; same "$name is undone" "0 $name" "$status $(jq -r .undone <<<"$out")"
	if [ "$name" = reply ]; then	# what was written is kept
		same "its text is a draft again" "${words[1]}" "$(guichet draft show "$one" --json | jq -r .text)"
		guichet draft drop "$one" >/dev/null
	fi
	same "$name: everything is as it was" "$was" "$(state)"
	case $name in draft*) ;; *) [ "$ledger" != "$(told)" ]; ok $? "$name: it is told" ;; esac
	[ "$before" = offered ] && guichet assign "$one" nobody >/dev/null && continue
	[ "$before" = : ] || guichet undo >/dev/null
done <calls
has 'the ledger is sound' 'chain sound' "$(guichet ledger verify)"

# ---- what everybody is measured by

guichet claim "$one" >/dev/null
guichet target 12m >/dev/null
same 'the last step is the target' 'undone: target' "$(guichet undo | sed 's/ (.*//')"
same 'and not what was done before' "$(guichet status --json | jq -r .agent)" "$(guichet show "$one" --json | jq -r .assignee)"
same 'it is set again' 'redone: target' "$(guichet redo | sed 's/ (.*//')"
same 'as it was' 720 "$(guichet desk show --json | jq 'select(.scope=="desk").target')"
guichet agent add lea --role lead >/dev/null
guichet --as lea target 40m >/dev/null
g undo
same 'what somebody else has set since stays' \
	'guichet: undo target: it was set anew since; --partly leaves it so and goes on' "$err"
same 'and holds' 2400 "$(guichet desk show --json | jq 'select(.scope=="desk").target')"
g undo --partly
has 'which can be left so' 'it stays as it is: it was set anew since' "$out$err"
same 'and still holds' 2400 "$(guichet desk show --json | jq 'select(.scope=="desk").target')"

# ---- a minute for a close

id=$one
guichet close "$id" >/dev/null
guichet undo >/dev/null; ok $? 'a close is taken back'
same 'it stands as it stood' open "$(guichet show "$id" --json | jq -r .status)"
has 'the history tells both' 'undo of close' "$(guichet history "$id")"
guichet note "$id" 'no longer true' >/dev/null
guichet undo >/dev/null
has 'a withdrawn note stays in the history' 'no longer true' "$(guichet history "$id")"
same 'and nowhere else' '' "$(guichet search longer --json)$(guichet list has:note --json)"
guichet redo >/dev/null; ok $? 'it is brought back'
same 'and found again' "$id" "$(guichet search longer --json | jq .id)"
finish
