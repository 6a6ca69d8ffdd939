#!/bin/bash
# SPDX-License-Identifier: ISC
# The guided tour follows what the person does on the real screen, names the
# keys as they are bound, never stands in the way and ends when it is told to.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"

shop
# play SIZE STEP...: the screens of the steps, in $out
play() { local size=$1; shift; out=$(printf '%s\n' "$@" | guichet --config "$config" --screen "$size" --script - 2>&1); }
steps_seen() { printf '%s\n' "$out" | sed -nE 's/^ (tour )?([0-9])\/8 .*/\2/p' | xargs; }
joined() { printf '%s' "$out" | tr '\n' ' ' | tr -s ' '; }

play 80x24 :tour :screen-dump enter :screen-dump t :screen-dump r '"Hi"' :screen-dump ctrl-x :screen-dump y :screen-dump d :screen-dump q enter
same 'one step after the other' '1 2 3 4 5 6 7 8' "$(steps_seen)"
has 'with the keys of the view' 'j and k move, enter' "$(joined)"
has 'of the text' 'ctrl-x shows what' "$(joined)"
play 80x24 :tour enter t r '"Hi"' ctrl-x y d :screen-dump '?' q j :screen-dump k
same 'who did all of it and goes on reads the last step' '7 7 8' "$(steps_seen)"
play 80x24 :tour enter t r '"Hi"' ctrl-x y d '?' q j k j k j k
same 'and then has seen enough' '' "$(steps_seen)"
play 80x24 :tour :screen-dump enter :screen-dump r :screen-dump escape
same 'what was left out is not missed; who closes the text is told again how to begin' '1 2 4 2' "$(steps_seen)"
play 80x24 :tour enter t r '"Hi"' ctrl-x :screen-dump e :screen-dump ctrl-x q
same 'a review that is left sends nothing: y is not named any more' '5 4 3' "$(steps_seen)"
play 80x24 :tour enter i
same 'a note is not the reply that it waits for' '2' "$(steps_seen)"

echo 'bind compose ctrl-r review' >other
config=$TEST_DIR/other play 80x24 ':unbind compose ctrl-x' :tour enter r
has 'another key is named' 'ctrl-r shows what' "$(joined)"

play 80x24 :tour ':tour off'
same 'it ends when it is told to' '' "$(steps_seen)"
play 40x11 :tour
same 'a low screen has no room for it' '' "$(steps_seen)"
play 40x12 :tour enter t
same 'one that is a little higher has a line, with the key' 3 "$(steps_seen)"
has 'that says what to do now' 'r begins a reply' "$out"
play 40x16 :tour enter r
has 'a narrow one has, and room to write' 'Reply to' "$out"
same 'below the text' 4 "$(steps_seen)"

# rows SIZE STEP...: how many rows the tour takes of a screen
rows() { play "$@"; printf '%s\n' "$out" | tail -n 4 | sed -n '/\(^ tour\|^ [0-9]\)/,$p' | sed '$d' | wc -l; }
same 'it never takes more than two rows' '2 2 2' "$(rows 80x24 :tour) $(rows 60x24 :tour enter) $(rows 40x24 :tour enter)"
play 40x16 :tour enter
has 'and says in them what is to be done' 't takes the conversation: then colleagues know it is yours.' "$(joined)"
mapfile -t moves < <(yes j | head -n 24)
same 'who does something else for long sees one row of it' 1 "$(rows 80x24 :tour "${moves[@]}")"
play 80x24 :tour "${moves[@]}"
has 'with what is to be done' 'j and k move, enter reads a conversation.' "$out"
has 'and how to end it' ':tour off ends it' "$out"
same 'who then does it reads the next step whole' 2 "$(rows 80x24 :tour "${moves[@]}" enter)"
finish
