#!/bin/bash
# SPDX-License-Identifier: ISC
# A conversation that was merged shows all in one line of time, each message with
# the part that it came to; one that goes on in private says where, and a key
# goes there and back; merging by its key asks with a list first.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

ann='author={"id":"ann","handle":"@ann@example.org","name":"Ann"}'
{
	item a1 'where is my parcel' "$ann" at='"2026-11-20T09:00:00Z"'
	item a2 'nobody answers' "$ann" at='"2026-11-20T09:20:00Z"'
	item d1 'my number is 4711' "$ann" vis='"private"' at='"2026-11-20T09:22:00Z"'
} >items
fine 'import' import items items --account shop
fine 'link' link 3 2
fine 'the other one goes' resolve 3
look() { printf '%b' "$1" >steps; guichet --screen "${2:-80x14}" --script steps --now 2026-11-20T10:00:00Z | sed 's/ *$//'; }
same 'the key asks' 1 "$(look 'enter\ngj\n' | grep -c 'with which one?')"
same 'and merges what is selected' '[{"id":1,"into":2}]' \
	"$(look 'enter\ngj\n"2"\nenter\n' >/dev/null; guichet show 2 --json | jq -c .merged)"
same 'the whole' " guichet  Conversation  #2                                                 root
 Ann  @ann@example.org
 public on shop (import), open, nobody has it
 merged with #1, goes on in #3
────────────────────────────────────────────────────────────────────────────────
 ← Ann  1h00 ago  #1
   where is my parcel

 ← Ann  40m ago  #2
   nobody answers



 r reply   i note   t take   d done   J next   q back   ? help" "$(look ':open 2\n')"
same 'there' ' began in #2' "$(look ':open 2\ngl\n' | grep 'began')"
same 'and back' 1 "$(look ':open 2\ngl\ngl\n' | grep -c 'merged with #1')"
same 'narrow' ' merged with #1, goes on in #3' "$(look ':open 2\n' 40x12 | grep merged)"
finish
