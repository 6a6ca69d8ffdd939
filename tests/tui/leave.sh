#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: a shell gets its terminal back as it was when the program is stopped
# by a key or from outside, is told to end, and crashes; the program goes on
# where it was after "fg"; after kill -9 "stty sane" is all that is missing.
. "$(dirname "$0")/../lib/tap.sh"
program=$top_builddir/tests/tui/sentinel
[ -x "$program" ] || bail "no $program"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
. "$top_srcdir/tests/lib/tmux.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0"	# the crash is ours: no report
mux new-session -d -s shell -x 80 -y 24 'sh -i'	# dash mends nothing itself, as bash would

says() { mux send-keys -t shell "$1" Enter; }
screen_has() { mux capture-pane -p -t shell | grep -qE "$1"; }
modes() { mux display-message -p -t shell '#{alternate_on} #{keypad_cursor_flag} #{keypad_flag} #{cursor_flag}'; }
page_is_shown() { screen_has '^page 1 .*\|$' && [ "$(modes)" = '1 1 1 0' ]; }
# The shell reads a line again, with the terminal's settings in a file.
asks() { says "stty -a >$TEST_DIR/$1; echo at \$((40 + 2)) $1"; wait_for 10 screen_has "at 42 $1"; }
child() { local p; p=$(mux display-message -p -t shell "#{pane_pid}"); cat "/proc/$p/task/$p/children"; }
begin() { says "clear; $program"; wait_for 20 page_is_shown; }
# as_before NAME WHAT
as_before() {
	asks "$1"
	same "$2: settings" "$(cat before)" "$(cat "$1")"
	same "$2: screen, keypad and cursor" '0 0 0 1' "$(modes)"
}

says 'stty sane'
asks before
begin && mux send-keys -t shell C-z && wait_for 10 screen_has Stopped
as_before key 'stopped by ctrl-z'
says fg && wait_for 10 page_is_shown
ok $? 'fg shows the page again'
kill -TSTP $(child) && wait_for 10 screen_has 'Stopped'
as_before outside 'stopped from outside'
says fg && wait_for 10 page_is_shown
pid=$(child)
ended() { ! kill -0 "$pid"; }
kill -TERM "$pid"; wait_for 10 ended	# or it would read what the shell should
as_before told 'told to end'
begin && pid=$(child) && kill -SEGV "$pid"
wait_for 10 ended
as_before crashed 'crashed'
begin && kill -KILL $(child) && wait_for 10 screen_has Killed
mux send-keys -t shell 'stty sane; echo mended $((40 + 2))' C-j
wait_for 10 screen_has 'mended 42'	# what is typed before ends with a byte that is no end yet
asks killed
# It does not know whether ctrl-s is wanted.
same 'after kill -9 and "stty sane": settings' "$(sed 's/-*ixon//' before)" "$(sed 's/-*ixon//' killed)"
finish
