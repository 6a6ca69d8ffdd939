#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: a screen records how long a conversation was open on it, once, when
# it is left or ended; handle time is made of that, nothing else of the
# conversation changes by it, and a desk that says views=off records nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
for n in 1 2; do item "a$n" "message $n" "author={\"id\":\"p$n\",\"handle\":\"@p$n@example.org\",\"name\":\"Person $n\"}"; done >items
fine 'two wait' import items items --account kiln
looks() { guichet sql "SELECT conversation, agent, detail FROM v_event WHERE kind = 'viewed' ORDER BY seq" --json | jq -c '[.conversation, .agent, (.detail | rtrimstr("\n"))]'; }
seconds() { guichet sql "SELECT detail FROM v_event WHERE kind = 'viewed' AND conversation = $1 ORDER BY seq DESC LIMIT 1" --json | jq -r '.detail | capture("seconds=(?<s>[0-9]+)").s'; }
handled() { guichet stats --metric handle_time --json | jq -c '.handle_time | [.n, .longest]'; }
rest() { guichet show "$1" --json | jq -c 'del(.here, .waiting_s)'; }

# ---- by the command
fine 'something to undo' claim 1
before=$(rest 1) rows=$(guichet history 1 --json | wc -l)
fine 'a look' look 1 90s
same 'is a row of the ledger' '[1,"root","seconds=90"]' "$(looks)"
same 'and handle time' '[1,90]' "$(handled)"
same 'nothing else changed' "$before" "$(rest 1)"
same 'history tells what was done' "$rows" "$(guichet history 1 --json | wc -l)"
fine 'it is no step' undo --dry-run
has 'undo means the one before' 'claim' "$out"
fine 'a colleague looks' agent add bob
fine 'at the same' --as bob look 1 10s
fine 'and hinders nobody' undo
refused 'less than a second' 64 'from 1 s to 1 d' look 1 500ms
refused 'more than a day' 64 'from 1 s to 1 d' look 1 25h
refused 'one that is not there' 1 '#99' look 99 5s
fine 'a viewer' agent add vic --role viewer
refused 'whose looks are no work' 77 'viewer' --as vic look 1 5s
fine 'waits and cases follow from the ledger' metrics rebuild --check
has 'which is sound' 'chain sound' "$(guichet ledger verify)"

# ---- by a screen: each step waits for what the test does meanwhile
cat >steps <<'END'
:open 2
:wait first word
:note 2 second word
:wait second word
:leave
:wait Person 1
END
there() { guichet --as bob here --json | jq -e 'select(.conversation == 2)' >/dev/null; }
later() { [ "$(date +%s%3N)" -ge $((since + 2100)) ]; }
begun=$(date +%s)
(
	wait_for 60 there && since=$(date +%s%3N) && wait_for 60 later && guichet --as bob note 2 'first word'
) >/dev/null 2>&1 &
remember $!
guichet --screen 100x30 --script steps >screen 2>&1
took=$(($(date +%s) - begun + 1))
has 'the screen is in the queue again' 'Person 1' "$(cat screen)"
same 'one look was recorded' 1 "$(looks | grep -c '^\[2,')"
ok "$([ "$(seconds 2)" -ge 2 ] && [ "$(seconds 2)" -le $took ]; echo $?)" 'as long as it was open'
printf ':open 1\n:wait third word\n' >steps
there() { guichet --as bob here --json | jq -e 'select(.conversation == 1)' >/dev/null; }
(wait_for 60 there && since=$(date +%s%3N) && wait_for 60 later && guichet --as bob note 1 'third word') >/dev/null 2>&1 &
remember $!
guichet --screen 100x30 --script steps >screen 2>&1
same 'who ends the screen there has looked too' 2 "$(looks | grep -c '^\[1,"root"')"

# ---- nothing
fine 'an admin ends it' desk set views=off
count=$(looks | wc -l)
fine 'a look' look 1 90s --json
same 'is not recorded' 'false' "$(echo "$out" | jq .recorded)"
same 'anywhere' "$count" "$(looks | wc -l)"
same 'desk show says so' off "$(guichet desk show --json | jq -rs '.[0].views')"
fine 'a lead' agent add lea --role lead
refused 'it is no lead who says so' 77 'admin' --as lea desk set views=on
refused 'there are two values' 64 'neither on nor off' desk set views=perhaps
finish
