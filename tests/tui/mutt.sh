#!/bin/bash
# SPDX-License-Identifier: ISC
# Who comes from mutt: ; before a key acts on what is tagged and on nothing when
# nothing is, patterns limit and mark, a wrong one names its column, and hints
# show the keys of the set; the palette finds options and themes by their words.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
echo 'keys mutt' >mutt.conf
config=mutt.conf

steps <<'END'
;d
END
out=$(screen 80x24)
has 'nothing is tagged: it says so' 'nothing is marked: nothing was done' "$out"
same 'and does nothing' 6 "$(guichet list --json | wc -l)"
steps </dev/null
has 'hints show the keys of the set' 'F take' "$(screen 120x24)"
has 'and limit by its own' 'l limit' "$(screen 120x24)"

steps <<'END'
home
t
t
;d
:screen-dump
END
out=$(screen 80x24)
has 'what is tagged is asked about' 'resolve' "$(printf '%s\n' "$out" | grep '2 ' | tail -n 1)"
steps <<'END'
l
"~f ann | ~f joe"
enter
:screen-dump
l
"~s bowl ~q"
enter
END
out=$(screen 80x24)
has 'a pattern limits' 'limit from:ann or from:joe  2' "$out"
has 'a wrong one names its column' "column 9: no pattern '~q' here" "$out"

steps <<'END'
enter
x
:screen-dump
x
END
has 'x leaves a conversation' 'needs action' "$(screen 80x24)"
same 'and is nobody taken for spam' '' "$(guichet list is:spam --json)"

config=
steps <<'END'
ctrl-k
"theme mono"
enter
:screen-dump
ctrl-k
"wrap column"
END
out=$(screen 80x24)
lacks() { same "$1" 0 "$(printf '%s\n' "$3" | grep -c -- "$2")"; }
lacks 'a theme is found by words and taken' 'nothing here has these words' "$out"
steps <<'END'
ctrl-k
"set wrap"
END
has 'an option by its name, with what it is' '[88] columns' "$(screen 80x24)"
finish
