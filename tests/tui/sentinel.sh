#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: whatever strangers write (every emoji and its sequences, wide and
# combining characters, right-to-left and hostile text), the last column of
# every row stays where it is, in tmux and in GNU screen, at three sizes.
. "$(dirname "$0")/../lib/tap.sh"
program=$top_builddir/tests/tui/sentinel
[ -x "$program" ] || bail "no $program"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
. "$top_srcdir/tests/lib/tmux.sh"
unset STY
export SCREENDIR="$TEST_DIR/screens"
mkdir -m 700 "$SCREENDIR"
printf 'startup_message off\ndefutf8 on\nencoding UTF-8 UTF-8\nhardcopydir %s\n' "$TEST_DIR" >screen.conf
mux new-session -d -s hold cat	# a server without sessions ends

# rows WIDTH HEIGHT: what is on the screen, a line a row; "?" where a row is not as long as it should be
capture_tmux() { mux capture-pane -p -N -t "$1"; }
# Screen writes the last byte of each cell's character, which may be an LF, and nothing else: rows are cut by length.
capture_screen() {
	rm -f copy
	screen -S "$1" -X hardcopy "$TEST_DIR/copy"
	LC_ALL=C tr '\n\200-\377' '\001?' <copy | LC_ALL=C fold -b -w "$(($2 + 1))" | LC_ALL=C sed 's/\x01$//; t; s/$/ is too long/'
}
# The page is complete when its last row, drawn last, is there.
page_is() { "capture_$1" "$2" "$3" >page.txt && tail -n 1 page.txt | grep -aqE "^page $4( last)? *\|$"; }

# pages KIND NAME WIDTH HEIGHT PAGES: looks at every page; prints the rows whose sentinel is not last
pages() {
	local page=1 rows
	while :; do
		wait_for 20 page_is "$1" "$2" "$3" "$page" || return
		rows=$(grep -ac '' page.txt)
		[ "$rows" = "$4" ] || echo "page $page has $rows rows"
		grep -anvE '\|$' page.txt | sed "s/^/page $page: /"
		! tail -n 1 page.txt | grep -aq last || break
		mux send-keys -t "$2" n
		page=$((page + 1))
	done
	mux send-keys -t "$2" n
	[ "$page" -gt "$5" ] || echo "no more than $page pages"
}

# size WIDTH HEIGHT STEP PAGES: in both, with each STEPth text; more than PAGES pages are expected
size() {
	mux new-session -d -s "t$1" -x "$1" -y "$2" "$program $3"
	same "tmux keeps the last column at $1x$2" '' "$(pages tmux "t$1" "$1" "$2" "$4")"
	if command -v screen >/dev/null; then
		mux new-session -d -s "s$1" -x "$1" -y "$2" "screen -U -c '$TEST_DIR/screen.conf' -S s$1 $program $3"
		same "screen keeps the last column at $1x$2" '' "$(pages screen "s$1" "$1" "$2" "$4")"
	else
		skip "screen keeps the last column at $1x$2" 'GNU screen is not installed'
	fi
}
size 300 100 1 1
size 80 24 1 10
size 40 12 4 10
finish
