#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: the screen comes right after any number of new sizes; whoever stops
# or ends it has his terminal as it was; what was being written is kept over a
# hangup, a request to end and a kill of either program, up to a second ago;
# while the desk is away one goes on, and a write that was under way acts once.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
. "$top_srcdir/tests/lib/tmux.sh"

# A server that cannot be started for a while: as long as "closed" is there.
cat >guichetd <<END
#!/bin/sh
[ ! -e "$TEST_DIR/closed" ] || exit 75
exec "$GUICHETD" "\$@"
END
chmod +x guichetd
export GUICHETD="$TEST_DIR/guichetd"
shop

# ---- a shell on a terminal, with guichet in it

mux new-session -d -s shell -x 80 -y 24 'sh -i'	# dash mends nothing itself, as bash would
keys() { mux send-keys -t shell "$@"; }
says() { keys "$1" Enter; }
shown() { mux capture-pane -p -t "${1:-shell}"; }
screen_has() { shown | grep -qF -- "$1"; }
screen_lacks() { ! screen_has "$1"; }
modes() { mux display-message -p -t shell '#{alternate_on} #{keypad_cursor_flag} #{keypad_flag} #{cursor_flag}'; }
asks() { says "stty -a >$TEST_DIR/$1; echo at \$((40 + 2)) $1"; wait_for 10 screen_has "at 42 $1"; }
child() { local p; p=$(mux display-message -p -t shell '#{pane_pid}'); tr -d ' ' <"/proc/$p/task/$p/children"; }
begin() { says "clear; guichet --now $now"; wait_for 20 screen_has 'guichet  Queue' || shown | sed 's/^/# /'; wait_for 20 screen_has late; }
as_before() { # as_before NAME WHAT
	asks "$1"
	same "$2: settings" "$(cat before)" "$(cat "$1")"
	same "$2: screen, keypad and cursor" '0 0 0 1' "$(modes)"
}
# writes ID TEXT: in the pane of a reply
writes() { keys ":open $1" Enter; wait_for 10 screen_has 'i note'; keys r; wait_for 10 screen_has 'Reply to'; keys -l "$2"; wait_for 10 screen_has "$2"; }

says 'stty sane'
asks before
begin
keys C-z; wait_for 10 screen_has Stopped
as_before stopped 'stopped by ctrl-z'
says fg; wait_for 10 screen_has 'guichet  Queue'
ok $? 'fg shows the screen again'
writes 1 'half a sentence'
kill -TSTP "$(child)"; wait_for 10 screen_has Stopped
as_before outside 'stopped from outside'
same 'the draft is kept meanwhile' 'half a sentence' "$(draft 1)"
says fg; wait_for 10 screen_has 'half a sentence'
keys -l ' and the rest'; wait_for 10 screen_has 'half a sentence and the rest'
ok $? 'and one writes on'

ended() { ! kill -0 "$pid"; }
# A hangup comes twice: from the kernel and from the shell.
pid=$(child); kill -HUP "$pid"; kill -HUP "$pid" 2>/dev/null; wait_for 10 ended
as_before hung 'hung up'
same 'hung up: the draft is whole' 'half a sentence and the rest' "$(draft 1)"
begin; writes 2 'told to end'
pid=$(child); kill -TERM "$pid"; kill -TERM "$pid" 2>/dev/null; wait_for 10 ended
as_before told 'told to end'
same 'told to end: the draft is kept' 'told to end' "$(draft 2)"
begin; writes 3 'the terminal is gone'
pid=$(child)
mux kill-session -t shell
wait_for 10 ended; ok $? 'without its terminal it ends'
wait_for 10 is_draft 3 'the terminal is gone'; ok $? 'and the draft is kept'

# ---- kill -9: words are typed all the time, each with the moment when it was

mux new-session -d -s shell -x 80 -y 24 'sh -i'
begin; writes 5 begin
pid=$(child)
begun=$(date +%s%3N) died=0 n=100
until [ "$died" -ge $((begun + 2200)) ]; do
	keys -l " $n"
	died=$(date +%s%3N)
	echo "$died $n" >>typed
	n=$((n + 1))
done
kill -KILL "$pid"; wait_for 10 ended
kept=$(draft 5)
echo "# typed up to $((n - 1)), kept up to ${kept##* }"
[ "${kept##* }" -ge "$(awk -v end="$((died - 1200))" '$1 <= end { n = $2 } END { print n + 0 }' typed)" ]
ok $? 'after kill -9 the draft is a second old at most'
# Keys that it did not read come first; lines begin anywhere until the terminal is mended.
keys C-j "stty sane ixon; : >$TEST_DIR/mended" C-j
wait_for 10 test -e mended

# ---- the server is killed

begin; writes 6 'before'
touch closed
kill -KILL "$(server_pid)"
wait_for 10 screen_has 'the desk is away'; ok $? 'the title says that the desk is away'
keys -l ' and behind'; wait_for 10 screen_has 'before and behind'; ok $? 'one writes on'
rm closed
wait_for 20 screen_lacks 'the desk is away'; ok $? 'the desk comes back'
wait_for 10 is_draft 6 'before and behind'; ok $? 'nothing is lost'

# The review must have been in sight for a moment; until then the key says so.
send() {
	screen_lacks 'Review for' && return
	[ $pressed = 0 ] || screen_has 'too quick' || return
	keys y
	pressed=1
	return 1
}

# Under way: asked of a server that does not listen any more, then dies.
keys C-x; wait_for 10 screen_has 'y send it'; wait_for 10 screen_has 'can read this'
busy=$(server_pid)
kill -STOP "$busy"
pressed=0
under_way() { send; shown | head -n 1 | grep -q '[▌▐▀▄]'; }	# the sign of waiting
wait_for 20 under_way
kill -KILL "$busy"
wait_for 20 send; ok $? 'a reply that was under way arrives'
same 'once' 'before and behind' "$(json outbox list | jq -r .text)"
for n in 1 2 3 4 5; do
	keys i; wait_for 10 screen_has 'Note on'
	keys -l "note $n"; wait_for 10 screen_has "note $n"
	busy=$(server_pid)
	keys C-x
	kill -KILL "$busy"
	wait_for 20 screen_lacks 'Note on' || break
done
same 'notes that were under way are there once' '1 2 3 4 5' "$(json show 6 | jq -r '.messages[] | select(.direction == "note").text' | sed 's/note //' | sort | xargs)"
pid=$(child); keys Q; wait_for 10 ended
as_before quit 'at the end'

# The modes that tmux does not tell: an automaton does.
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
printf '%s\n' 'say late' 'type :open 8\r' 'say i note' 'type rnever sent' 'say never sent' >writing
for number in 1 15; do
	{ cat writing; printf 'kill %s\nend 0\n' $number; } >steps
	same "signal $number gives back every mode" played \
		"$(TERM=xterm-256color "$player" 80x24 256 "$TEST_DIR/steps" "$top_builddir/guichet" --now "$now" 2>&1)"
	has "and the draft is kept" 'never sent' "$(draft 8)"
done

# ---- sizes, while rows arrive

rows() { # rows N: so many more customers
	local n
	for n in $(seq "$1"); do
		item "r$n" "row $n of many 🍵 次" "at=\"2026-11-20T10:19:$(printf %02d $((n % 60)))Z\"" \
			"author={\"id\":\"r$n\",\"handle\":\"@r$n@example.org\",\"name\":\"Row $n\"}"
	done
}
rows 60 >all
mux new-session -d -s storm -x 80 -y 24 "guichet --now $now"
storm_has() { shown storm | grep -qF -- "$1"; }
wait_for 20 storm_has 'guichet  Queue'
{ split -l 6 all part.; for part in part.*; do guichet import items "$part" --account shop >/dev/null; done; } &
arriving=$!
for n in $(seq 200); do mux resize-window -t storm -x $((40 + n * 37 % 200)) -y $((12 + n * 13 % 60)); done
wait $arriving
mux resize-window -t storm -x 160 -y 90
for n in $(seq 200); do kill -WINCH "$(mux display-message -p -t storm '#{pane_pid}')"; done
mux new-session -d -s fresh -x 160 -y 90 "guichet --now $now"
complete() { shown "$1" | grep -qF 'Row 60'; }
wait_for 20 complete storm; wait_for 20 complete fresh
equal() { [ "$(shown storm)" = "$(shown fresh)" ]; }
wait_for 10 equal
same 'behind a storm of sizes the screen is as a fresh one' "$(shown fresh)" "$(shown storm)"

# ---- the desk's file is removed

rm -f "$desk" "$desk-wal" "$desk-shm"
mux send-keys -t storm t
wait_for 10 storm_has 'THE DESK IS GONE'; ok $? 'a removed desk is said in the title'
has 'and what to do' 'the desk was removed or replaced while it was open, start guichet again' "$(shown storm)"
mux send-keys -t storm Q
storm_over() { ! mux has-session -t storm; }
wait_for 10 storm_over; ok $? 'one can leave'
finish
