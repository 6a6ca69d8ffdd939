#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: at every size and in every view, whatever strangers write, each row
# has as many cells as the screen is wide, every rule stays in its column from
# the first row of the body to the last, and no text passes it; the grid in
# memory shows what a terminal shows, and tmux, which counts cells itself,
# finds the rules where they belong.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
python3 "$top_srcdir/tests/lib/strangers.py" >items
python3 "$top_srcdir/tests/lib/strangers.py" --tame | sed 's/"uid": "/&tame-/' >tame
for file in items tame; do guichet import items $file --account kiln >/dev/null || bail "no $file"; done
guichet tag 1 2 3 $'\u6F22\U0001F469\u05D0' >/dev/null

guichet agent add maria >/dev/null
guichet claim $(seq 3 14) >/dev/null
guichet handover prepare --to maria >/dev/null || bail 'nothing to hand over'

sizes='40x12 41x13 57x15 79x23 80x24 99x30 100x31 101x30 120x40 148x44 149x45 150x46 151x40 200x60 257x70 300x100'
# look NAME PANES HINT: the view at every size; PANES is what is beside it where there is room, HINT is in its last row
look() {
	local size width rules
	for size in $sizes; do
		width=${size%x*} rules=0
		case $2 in
		queue) [ $width -lt 100 ] || rules=1; [ $width -lt 150 ] || rules=2 ;;
		reader) [ $width -lt 100 ] || rules=1; [ $width -lt 150 ] || rules=2 ;;
		alone) [ $width -lt 100 ] || rules=1 ;;
		sidebar) rules=1; [ $width -lt 150 ] || rules=2 ;;
		esac
		echo "size $width ${size#*x}"
		echo "say ${3:- guichet}"
		[ "$2$((rules > 0))" != queue1 ] || echo 'say By account'	# the counts have come
		[ "$2$((rules > 1))" != queue1 ] || { echo 'say ←'; echo 'wait 30'; }	# the preview has come
		[ $2 = covered ] || echo "rules $rules"
		[ -z "${3:-}" ] || printf 'wait 40\nis %s-%s\n' "$1" "$size"	# a row may come in two writes
	done
}
go() { echo "type $1"; [ -z "${2:-}" ] || echo "say $2"; echo 'wait 20'; }
{
	echo 'say late'
	look queue queue 'enter read'
	go '\x17s' 'guichet  Views'; look views sidebar; go '\x17m'
	go ':open 3\r' 'i note'; look conversation reader
	go r 'Reply to'; go 'a reply \xe6\xbc\xa2\xf0\x9f\x8d\xb5 of some words'; look compose reader
	go '\x18' 'y send it'; look review reader; go q
	go q; go ':go outbox\r' 'guichet  Outbox'; look outbox alone
	go q; go ':go accounts\r' 'guichet  Accounts'; look accounts alone 'enter its'
	go q; go '?' 'guichet  Help'; look help alone 'space more'
	go q; go ':go options\r' 'guichet  Options'; look options alone 'enter change'
	go q; go ':list\r' 'Answer  list'; look list alone
	go q; go ':go messages\r' 'guichet  Messages'; look messages alone
	go q; go ':go contact 3\r' 'guichet  Contact'; look contact queue
	go q; go ':go dashboard\r' 'guichet  Figures'; look figures alone
	go q; go ':go dashboard today\r' 'guichet  Figures'; look live alone
	go q; go ':go wallboard\r' 'guichet  Wallboard'; look wall whole
	go q; go ':go handover\r' 'guichet  Handover'; look handover queue
	go q; go '\x0b' ┌; look palette covered; go '\x07'
	go ':snooze 1 \t' until; look menu covered; go '\x07\x07'
	go ':tour\r'; look tour covered; go ':tour off\r'
	echo 'type Q'; echo 'end 0'
} >steps
same 'rules stay in their columns' played "$(TERM=xterm-256color "$player" 80x24 256 "$TEST_DIR/steps" "$top_builddir/guichet" --now "$now" 2>&1)"
echo "# $(grep -c ^size steps) screens"

# ---- the same on a grid
grid() { # grid SIZE: the screens, each in a file as above
	printf '%s\n' :screen-dump ':go accounts' :screen-dump q ':go options' :screen-dump q '?' |
		guichet --config '' --screen "$1" --script - | csplit -s -z -f "grid-$1-" - '/^----$/' '{*}'
	for file in grid-"$1"-*; do sed -i '/^----$/d' $file; done
}
calm() { sed '1s/[▌▐▀▄]/ /' "$1"; }	# without the sign that a slow machine is waited for
for size in 40x12 80x24 100x31 150x46 300x100; do
	grid $size
	n=0
	for view in queue accounts options help; do
		same "the grid shows what the terminal shows: $view at $size" "$(calm $view-$size)" "$(calm grid-$size-0$n)"
		n=$((n + 1))
	done
done

# ---- tmux counts by itself
command -v tmux >/dev/null || { skip 'tmux finds the rules' 'tmux is not installed'; finish; }
. "$top_srcdir/tests/lib/tmux.sh"
echo 'set -g mode-keys vi' >>"$TEST_DIR/tmux.conf"
# column SESSION NTH HEIGHT: the cells below the NTH rule of the body's first row, as tmux sees them
column() {
	local n
	mux copy-mode -t "$1"
	mux send-keys -t "$1" -X top-line
	mux send-keys -t "$1" -X start-of-line
	for n in $(seq "$2"); do mux send-keys -t "$1" -X search-forward '│'; done
	mux send-keys -t "$1" -X rectangle-toggle
	mux send-keys -t "$1" -X begin-selection
	mux send-keys -t "$1" -N $(($3 - 3)) -X cursor-down
	mux send-keys -t "$1" -X copy-selection-and-cancel
	mux show-buffer
}
screen_has() { mux capture-pane -p -t "$1" | grep -qF "$2"; }
for size in 120x40 150x46 280x90; do
	mux new-session -d -s s$size -x ${size%x*} -y ${size#*x} "guichet --now $now"
	wait_for 20 screen_has s$size late
	mux send-keys -t s$size ':open 45' Enter
	wait_for 20 screen_has s$size 'i note'
	wait_for 20 screen_has s$size ' ← '
	for nth in 1 2; do
		[ $nth = 1 ] || [ ${size%x*} -ge 150 ] || continue
		column s$size $nth ${size#*x} >column
		same "rule $nth at $size: rows" "$((${size#*x} - 2))" "$(grep -c '' column)"
		same "rule $nth at $size is whole" '' "$(grep -vE '^[│├┤┼┬┴]$' column)"
	done
done
finish
