# SPDX-License-Identifier: ISC
# Sourced after tap.sh by tests on a terminal that others made: a tmux of the
# test's own, which ends with it, without a line of its own on the screen and
# without waiting for what may come behind escape.
unset TMUX
printf 'set -g status off\nset -g default-terminal tmux-256color\nset -s escape-time 0\n' >"$TEST_DIR/tmux.conf"
mux() { tmux -S "$TEST_DIR/tmux" -f "$TEST_DIR/tmux.conf" "$@"; }
mux_end() { mux kill-server 2>/dev/null; tap_cleanup; }
command -v tmux >/dev/null && trap mux_end EXIT

# alone COMMAND: on a screen of 80x24, nothing beside it; its process in $pid
alone() { mux new-session -d -x 80 -y 24 "exec $1"; pid=$(mux display -p '#{pane_pid}'); }
# sees TEXT, gone: of the one that runs alone, or did
sees() { mux capture-pane -p | grep -qF -- "$1"; }
gone() { ! kill -0 "$pid" 2>/dev/null; }
# writes ID: the front end alone, behind screen.sh, a reply to that conversation begun
writes() {
	alone "guichet --config '' --now $now"
	wait_for 20 sees 'needs action'
	mux send-keys : "open $1" Enter
	wait_for 20 sees "Conversation  #$1"
	mux send-keys r
	wait_for 20 sees 'Reply to' || bail 'the front end does not come up'
}
