#!/bin/bash
# SPDX-License-Identifier: ISC
# The mouse is the terminal's own until it is asked for; then a click selects,
# a second one opens what is read, the sidebar goes where it is clicked, the
# wheel scrolls, nothing is changed or sent by any of them, and the terminal
# has its mouse back at the end, at a stop and at a kill.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
infocmp xterm-256color >/dev/null 2>&1 || skip_all 'xterm-256color is not described here'
people
config=$TEST_DIR/config
echo 'set mouse' >"$config"
lacks() { case "$3" in *"$2"*) ok 1 "$1" ;; *) ok 0 "$1" ;; esac; }
# on TYPE ARGS...: what the program writes to a terminal of that type
on() {
	local type=$1; shift
	TERM=$type LC_ALL=C.UTF-8 timeout 60 python3 "$top_srcdir/tests/lib/terminal.py" "$@" -- \
		"$top_builddir/guichet" --config "$config" --now "$now" | cat -v
}
# at COLUMN ROW [BUTTON]: a press of the button there, from 1 on
at() { printf '\\x1b[<%s;%s;%sM' "${3:-0}" "$1" "$2"; }

out=$(config=/dev/null on xterm-256color --when 'Joe Brand' "$(at 5 5)Q")
lacks 'nobody asks for it by itself' '?1000h' "$out"
out=$(on xterm-256color --when 'Joe Brand' Q)
has 'it is asked for in numbers' '^[[?1000h^[[?1006h' "$out"
has 'and given back at the end' '^[[?1006l^[[?1000l' "${out##*'?1006h'}"
out=$(on linux --when 'Joe Brand' Q)
lacks 'a terminal without one is not asked' '?1000h' "$out"
out=$(on xterm-256color --when 'Joe Brand' ':set nomouse\r' --when '?1006l' Q)
has 'it can be turned off' '^[[?1006l' "$out"

# Row 5 of the screen is the third conversation, Zoé's.
out=$(on xterm-256color --when 'Joe Brand' "$(at 20 5)" --when '' ':say that one\r' --when 'that one' '\r' --when '@zoe@example.org' Q)
has 'a click selects, enter opens' '@zoe@example.org' "$out"
out=$(on xterm-256color --when 'Joe Brand' "$(at 20 5)$(at 20 5)" --when '@zoe@example.org' Q)
has 'two clicks open' '@zoe@example.org' "$out"
out=$(on xterm-256color --when 'Joe Brand' "$(at 20 3 65)" --when '' '\r' --when '@cy@far.example' Q)
has 'the wheel goes down three' '@cy@far.example' "$out"
same 'and nothing was changed' '' "$(guichet list --json | jq -r 'select(.assignee != null or .status != "open").id')"
out=$(on xterm-256color --when 'Joe Brand' "$(at 20 5)r" --when 'Reply to' "$(at 20 3)$(at 20 3)hello" --when 'hello' '\x1b' --when 'kept as a draft' Q)
same 'a text that is written belongs to whom it was written to' hello "$(guichet draft show "$(guichet list from:@zoe@example.org --json | jq .id)" --json | jq -r .text)"
for junk in "$(at 0 0)" "$(at 999 999)" '\x1b[<0;5M' '\x1b[<0;5;5m' '\x1b[<32;5;5M' '\x1b[<0;99999999999;5M'; do
	out=$(on xterm-256color --when 'Joe Brand' "${junk}Q")
	ok $? "nothing comes of $junk"
done

# A kill gives it back too.
guichet --config "$config" list >/dev/null
cat >killed.py <<'PY'
import os, pty, select, signal, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
while b"Joe Brand" not in seen and select.select([fd], [], [], 60)[0]:
    seen += os.read(fd, 4096)
os.kill(pid, signal.SIGSEGV if sys.argv[-1] == "crash" else signal.SIGTERM)
seen = b""
while select.select([fd], [], [], 60)[0]:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
sys.stdout.buffer.write(seen)
PY
out=$(TERM=xterm-256color LC_ALL=C.UTF-8 timeout 60 python3 killed.py "$top_builddir/guichet" --config "$config" --now "$now" | cat -v)
has 'a kill gives it back' '^[[?1006l^[[?1000l' "$out"
finish
