#!/bin/bash
# SPDX-License-Identifier: ISC
# Links and pictures of a conversation are told with their descriptions, shown
# in full before one is opened, opened only when a key says so and only when
# no eye can mistake their host; and what is copied is exactly what was meant,
# byte for byte, as the terminal, tmux or a program takes it.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"

ann='author={"id":"ann","handle":"@ann@example.org","name":"Ann Lee","followers":120}'
cat >opener <<'END'
#!/bin/sh
printf '%s|' "$#" "$@" >>opened
echo >>opened
END
cat >copier <<'END'
#!/bin/sh
cat >copied.new && mv copied.new copied
END
chmod +x opener copier
config=$TEST_DIR/config
cat >"$config" <<END
set opener=$TEST_DIR/opener --new
set copy-command=$TEST_DIR/copier
END
odd='http://b\u0430nk.example/'
item m1 "See https://pay.example/42?a=1&b=\$(id);x and $odd (that one is odd)." 'at="2026-11-20T09:31:00Z"' "$ann" \
	'media=[{"type":"image","url":"https://files.example/1.png","alt":"a blue bowl in two halves on a kitchen table, the glaze chipped along the rim","width":1200,"height":800,"size":182000},{"type":"gifv","url":"https://files.example/2.mp4"}]' >items
item m2 'No link here.' 'at="2026-11-20T09:33:00Z"' "$ann" 'permalink="https://social.example/@ann/2"' 'thread={"root":"m1"}' \
	'media=[{"type":"image","alt":"\u001b]0;pwned\u0007\nanother bowl"}]' >>items
fine 'they come in with their pictures' import items items --account kiln
same 'and go out with them' '[{"type":"image","url":"https://files.example/1.png","alt":"a blue bowl in two halves on a kitchen table, the glaze chipped along the rim","size":182000,"width":1200,"height":800},{"type":"video","url":"https://files.example/2.mp4"}]' \
	"$(guichet export | jq -c 'select(.uid == "m1").media')"

steps <<'END'
:open 1
gg
:screen-dump
END
has 'descriptions stand in the conversation' '   [image: a blue bowl in two halves on a kitchen table, the glaze chipped
   along the rim]
   [video, no description]' "$(screen 80x24)"
has 'and on the command line' '[video, no description] https://files.example/2.mp4' "$(guichet show 1)"
has 'and for a voice' 'message 1 of 2 has video, no description' "$(guichet show 1 --plain)"

steps <<'END'
:open 1
o
j
END
shows 'the list, the newest first, and the selected one in full' 80x24 <<'END'
 guichet  Links and pictures  #1                                           root
 Ann Lee, 49m ago, 1200x800, 182 kB
 https://files.example/1.png
 a blue bowl in two halves on a kitchen table, the glaze chipped along the rim
────────────────────────────────────────────────────────────────────────────────
  image   Ann Lee           �]0;pwned� another bowl
▌ image   Ann Lee           a blue bowl in two halves on a kitchen table, the g…
  video   Ann Lee           (no description)
  link    Ann Lee           https://pay.example/42?a=1&b=$(id);x
  link    Ann Lee           ! http://bаnk.example/













 enter open it   s save it   c c copy the link   q back   ? help
END
steps <<'END'
:open 1
o
G
END
shows 'small, and one that is not opened' 40x12 <<'END'
 guichet  Links and pictures  #1   root
 Ann Lee, 49m ago
 http://bаnk.example/
 ! not opened: the link's host is not
 written in ASCII and may look like
 another
────────────────────────────────────────
  image   a blue bowl in two halves on …
  video   (no description)
  link    https://pay.example/42?a=1&b=…
▌ link    ! http://bаnk.example/
 enter open it   s save it   ? help
END

# play STEP...: the last line of the screen
play() { printf '%s\n' "$@" >"$TEST_DIR/steps"; screen "${size:-80x24}" | tail -n 1 | sed 's/^ *//; s/ *$//'; cat "$TEST_DIR/stderr"; }
same 'one is opened by a key, as it was shown' 'opening https://pay.example/42?a=1&b=$(id);x' "$(play ':open 1' o j j j enter)"
wait_for 10 test -s opened || bail 'nothing was opened'
same 'as one word of a program, by no shell' '2|--new|https://pay.example/42?a=1&b=$(id);x|' "$(cat opened)"
rm opened
has 'a host that is not ASCII is not opened' 'not opened: the link'"'"'s host is not written in ASCII' "$(play ':open 1' o G enter)"
has 'nor what has no address' 'it has no address to open' "$(play ':open 1' o enter)"
ok "$([ -e opened ]; echo $((1 - $?)))" 'and nothing was'
has 'without a conversation there is no list' 'open a conversation first' "$(play ':go links')"
has 'without a display it is said' 'there is no display' "$(printf 'set opener=xdg-open\n' >"$config.2"; config=$config.2; unset DISPLAY WAYLAND_DISPLAY; play ':open 1' o j j enter)"

# ---- copying

same 'a text' 'copied 13 characters: the text' "$(play ':open 1' cc)"
same 'a link of it' 'copied 36 characters: https://pay.example/42?a=1&b=$(id);x' "$(play ':open 1' { cl)"
same 'or its own address' 'copied 29 characters: https://social.example/@ann/2' "$(play ':open 1' cl)"
same 'a number' 'copied 2 characters: #1' "$(play ':open 1' ci)"
same 'an address' 'copied 16 characters: @ann@example.org' "$(play ca)"
has 'what is not there' 'not copied' "$(play ':copy link')"
has 'copying can be off' 'copying is off' "$(play ':set copy=off' ca)"
has 'a terminal may not take it: a program may be missing' 'no program copies' "$(play ':set copy=command' ':set copy-command=' ca)"
same 'a program takes it' 'copied 13 characters: the text' "$(play ':set copy=command' ':open 1' cc)"
wait_for 10 test -e copied || bail 'nothing was copied'
same 'whole, and nothing else' 'No link here.' "$(cat copied)"

command -v python3 >/dev/null || { skip 'the bytes of a copy' 'python3 is not installed'; finish; }
# sent ENVIRONMENT...: what follows the key that copies
sent() {
	LC_ALL=C.UTF-8 timeout 60 env -u TMUX -u STY "$@" python3 "$top_srcdir/tests/lib/terminal.py" --when 'Ann Lee' ca \
		--when 'copied 16' Q -- "$top_builddir/guichet" --config "$config" --now "$now" | cat -v
}
bytes='^[]52;c;QGFubkBleGFtcGxlLm9yZw==^G'
out=$(sent TERM=xterm-256color)
has 'the terminal gets it as base64' "$bytes" "$out"
same 'once' 1 "$(printf '%s' "$out" | grep -oF ']52;' | wc -l)"
has 'tmux passes it on' "^[Ptmux;^[$bytes^[\\" "$(sent TERM=tmux-256color TMUX=/nowhere,1,0)"
has 'screen passes it on' "^[P$bytes^[\\" "$(sent TERM=screen STY=1.nowhere)"
out=$(timeout 60 env -u TMUX -u STY TERM=vt100 LC_ALL=C.UTF-8 python3 "$top_srcdir/tests/lib/terminal.py" --when 'Ann Lee' ca \
	--when 'takes no copies' Q -- "$top_builddir/guichet" --config "$config" --now "$now" | cat -v)
has 'a terminal that takes none says so' 'not copied: this terminal takes no copies' "$out"
finish
