#!/bin/bash
# SPDX-License-Identifier: ISC
# A lead's notice stands on every screen of a desk until each member says that
# it was read or its time is over; who has read it is known, and nobody else's
# word counts for them.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
guichet agent add maria --role agent >/dev/null; guichet agent add kim --role agent >/dev/null; guichet agent add lee --role lead >/dev/null
guichet agent add bot --robot >/dev/null
fine 'none stands' notice show --json
same 'which is said' null "$(jq .notice <<<"$out")"
refused 'nobody reads none' 1 'none stands' --as maria notice read
refused 'not an agent' 77 lead --as maria notice 'lunch'
refused 'over already' 64 'over already' notice lunch --until 2020-01-01
refused 'one line' 64 'bytes at most' notice "$(printf '%0201d' 0)"
refused 'what was meant for another command is on no screen' 64 'did you mean notice drop, notice read, notice show?' notice list
fine 'unless it is said so' --as lee notice -- list
fine 'a lead' --as lee notice 'The shop closes at six; no refunds tonight' --until 2099-01-01T18:00:00Z
shown() { guichet --as "$1" notice show --json | jq -r "$2"; }
same 'nobody has read it but who wrote it' 'lee|kim maria root' "$(shown maria '[.read[].who] + ["|"] + .unread | join(" ")' | sed 's/ | /|/')"
fine 'maria reads it' --as maria notice read
same 'it is known' 'lee maria|kim root' "$(shown kim '([.read[].who] | join(" ")) + "|" + (.unread | join(" "))')"
same 'hers alone' 'true false' "$(shown maria .mine) $(shown kim .mine)"
refused 'not that one' 1 'another one stands' --as kim notice read 7
has 'in words' 'not read by kim' "$(guichet notice show)"
has 'spoken where there is no screen' 'no refunds tonight' "$(guichet --as kim --plain </dev/null 2>&1)"
same 'and not to who has read it' '' "$(guichet --as maria --plain </dev/null 2>&1 | grep refunds)"
fine 'another one' --as lee notice 'Back to normal' --until 2h
same 'takes its place, unread' 'Back to normal|lee' "$(shown maria '.text + "|" + ([.read[].who] | join(" "))')"
fine 'taken off' --as lee notice drop
same 'is gone' null "$(shown maria .notice)"

# The screen: one line below the first, until the key says that it was read.
wait_for 10 server_gone
guichet account add playback kiln profile=quiet </dev/null >/dev/null
guichet account add playback brightwater profile=quiet </dev/null >/dev/null
people
guichet --as lee notice 'Shop shuts at six' --until 2026-11-20T18:00:00Z >/dev/null
guichet agent add wall --role viewer >/dev/null
steps </dev/null
same 'a screen on the wall has no key to read it with' ' lee: Shop shuts at six' \
	"$(guichet --as wall --config '' --screen 80x12 --script "$TEST_DIR/steps" --now "$now" | sed -n 2p)"
steps <<'S'
:screen-dump
g y
S
screen 80x12 >out
same 'below the first line' ' lee: Shop shuts at six' "$(sed -n 2p out | cut -c1-23)"
has 'with its key' 'g y: I have read it' "$(sed -n 2p out)"
same 'once on the screen that was read' 1 "$(grep -c 'Shop shuts' out)"
same 'read by who sits there' true "$(guichet notice show --json | jq 'any(.read[]; .who == "root")')"
finish
