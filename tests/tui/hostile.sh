#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: whatever strangers and colleagues write, no view of the screen ever
# sends a terminal anything but printable cells and the sequences that draw
# them, on every kind of terminal that is supported and at every size; at the
# end each terminal is as it was.  One that cannot show it is told so.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
g() { guichet "$@" >/dev/null 2>>"$TEST_DIR/stderr" || ok 1 "guichet $1: $(tail -n 1 "$TEST_DIR/stderr")"; }

python3 "$top_srcdir/tests/lib/strangers.py" >items
sed -n '1~2p' items >odd; sed -n '2~2p' items >even
g import items odd --account kiln
g import items even --account brightwater
g agent add maria
marks=$(printf '\u0300%.0s' {1..60})
nasty=$(printf 'x\u202Egnp\u200B\u2066%s\u0489\U000E0068\U000E0069\U0001F469\u200D\U0001F467\u05D0\u6F22\uFE0F\U0010FFFD' "$marks")
tag=$(printf 'z%s\U0001F469\U0001F3FD\u05D0\u6F22\u0e33' "${marks:0:12}")
g tag 1 3 5 "$tag"
g note 1 "a note $nasty"
g draft save 3 "a draft $nasty"
g outbox hold
same 'the desk has what was written' "$nasty" "$(guichet draft show 3 --json | jq -r '.text | ltrimstr("a draft ")')"
same 'and a tag of many marks' "$tag" "$(guichet show 1 --json | jq -r '.tags[]')"

# Every view, each left as it was entered; what is pasted is an attack as well.  N is a conversation of its own.
attack='\e[31m\xc2\x9b2J\e]52;c;cm0=\a\xe2\x80\xaex\xe2\x80\xacy\xe2\x80\x8b\xf3\xa0\x81\xa8\x07\x7f\xff\xfeZ\xcc\x80\xcc\x80\xcc\x80\xcc\x80\xcc\x80\xcc\x80 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7'
cat >visits <<END
say guichet  Queue
say late
type jjjj\x06\x06GKK
wait 10
type gg\x17s
say guichet  Views
type jj
wait 10
type \x17m/hidden
say /hidden
type \r:open N\r
say i note
type \x06\x06Ggg}}{za
wait 10
type JK
wait 10
type q:open N\r
say i note
type r
say Reply to
type \e[200~$attack $attack\e[201~and more \xe6\xbc\xa2\xf0\x9f\x8d\xb5
say and more
type \x1bw
say :cw
type \xe2\x80\xaewarning\e[200~$attack\e[201~\r
lack :cw
type \x18
say y send it
lack the desk is asked
type e
lack y send it
type \x03
lack Reply to
type i
say Note on
type $nasty
wait 10
type \x18
lack Note on
type :go outbox\r
say guichet  Outbox
type q:go accounts\r
say guichet  Accounts
type q?
say guichet  Help
type \x06q:go options\r
say guichet  Options
type q:list\r
say Answer  list
type \x06\x06
wait 10
type q:status\r
say Answer  stat
type q:go messages\r
say guichet  Messages
type q:snooze N 
say :snooze
type \t\t\t
say until
type \x07\x07
lack :snooze
type :tag N $nasty
say :tag
type \t\r
lack :tag
type \x0b
say ┌
type open
wait 10
type \x07
lack ┌
type :tour\r
wait 10
type :tour off\r
wait 10
type :limit $nasty\r
wait 10
type :limit\r
wait 10
type \f\e[99;99~\e]11;rgb:1/2/3\a\eP1\$r0m\e\\\\
wait 10
type Q
end 0
END

# plays TERM COLORS SIZE N: the steps on a terminal of that kind
plays() {
	sed "s/\<N\>/$4/g" visits >"steps-$4"
	TERM=$1 "$player" "$3" "$2" "$TEST_DIR/steps-$4" "$top_builddir/guichet" --now "$now" 2>&1
}
n=0
# kind TERM COLORS: at each size, two at a time
kind() {
	local size pids=
	for size in 300x100 40x12 200x60 80x24; do
		n=$((n + 1))
		plays "$1" "$2" $size $n >"$1-$size" & pids="$pids $!"
	done
	wait $pids
	for size in 40x12 80x24 200x60 300x100; do same "$1 at $size" played "$(cat "$1-$size")"; done
}
kind xterm-256color 256
kind tmux-256color 256
kind screen 8
kind linux 8
kind vt100 0

# The player does see what it looks for.
printf 'end 0\n' >only
seen() { has "it sees $1" "$2" "$(TERM=xterm-256color "$player" 40x12 "$3" only /usr/bin/printf "$4" 2>&1)"; }
seen 'a title' 'must not be told' 256 '\033]0;title\007'
seen 'a question' 'must not be told' 256 '\033[6n'
seen 'a control character of eight bits' 'must not be told' 256 '\302\2332J'
seen 'what turns the direction' 'must not be told' 256 'a\342\200\256b'
seen 'what is invisible' 'must not be told' 256 'a\342\200\213b'
seen 'a colour that is not there' 'a colour' 0 '\033[31mred'
seen 'a mode left behind' 'is left behind' 256 '\033[?2004h'

# refuses TERM PART: in one line, and says why
refuses() {
	out=$(TERM=$1 timeout 20 python3 "$top_srcdir/tests/lib/terminal.py" -- guichet 2>&1); status=$?
	same "TERM=$1 is refused" 69 $status
	same "TERM=$1: in one line" 1 "$(printf '%s\n' "$out" | wc -l)"
	has "TERM=$1: that says why" "$2" "$out"
}
refuses dumb 'cannot'
refuses no-such-terminal 'no-such-terminal'
finish
