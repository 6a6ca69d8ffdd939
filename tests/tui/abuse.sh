#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: lines that take away what they stand on, lists that are empty or
# end elsewhere, queries and themes that are wrong, and an end in the middle
# of a call lead to a screen that says what is true, and to no crash.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
export MALLOC_PERTURB_=165	# what is freed reads as something else
people

# ends NAME WIDTHxHEIGHT PART...: the steps end well, and their screens say each part
ends() {
	local name=$1 size=$2 screens status part; shift 2
	screens=$(screen "$size"); status=$?
	same "$name" "0 " "$status $(cat "$TEST_DIR/stderr")"
	for part; do has "$name: $part" "$part" "$screens"; done
}
# words WIDTHxHEIGHT PATTERN: the lines of the screens that match it, blanks made one
words() { screen "$1" | grep -o "$2" | tr -s ' '; }

printf '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nGUICHET_DESK=%s exec "$@" 2>/dev/null\n' "$desk" >ssh
chmod +x ssh
steps <<'END'
:say here
END
export GUICHET_SSH=$TEST_DIR/ssh GUICHET_DESK=ssh://inbox.example
ends 'a desk at the other end of ssh is awaited, then shown' 80x8 'needs action  6'
printf '#!/bin/sh\necho "no route" >&2\nexit 255\n' >ssh
same 'one that is not there is said behind the screen' 75 "$(screen 80x8; echo $?)"
unset GUICHET_SSH
export GUICHET_DESK=$desk

steps <<'END'
:bind global f9 reload ; say afterwards
f9
END
ends 'a key that takes its own binding away' 80x8 ' afterwards'

steps <<'END'
:note #3 a word
END
ends 'an answer that comes when the line is gone' 80x8 'noted on #3'

steps <<'END'
:bind palette f2 reload
ctrl-k
f2
down
END
ends 'bindings that go while the palette shows them' 80x24 'what do you want'

steps <<'END'
:limit tag:nothing
/
"ab"
enter
n
N
END
ends 'a search in an empty list' 80x8 'Nothing here.' 'ab is not found here'

steps <<'END'
j
j
:limit status:open,pending
END
ends 'another query begins at its first row' 80x8 '▌ 38m late    Joe Brand'

steps <<'END'
:limit nonsense:x
END
ends 'a query that cannot be read leaves what is there' 120x8 'needs action  6' "no field 'nonsense:'"

steps <<'END'
:limit parcel
END
ends 'words are looked for, though they cannot be followed' 80x8 'limit parcel  1' 'Where is my parcel'

steps <<'END'
:view search status:open
:view late_ones is:breached
:go search
:screen-dump
:go late_ones
END
same 'a view may have the name of a command' ' guichet Queue search 6 root
 guichet Queue late ones 2 root' "$(words 80x8 '^ guichet.*')"

steps <<'END'
:unview needs_action
:view ours from:@zoe@example.org
END
ends 'numbers belong to the names beside them' 120x17 '1 Mine              0' '2 Unassigned        6' 'Ours              1'

mkdir -p folder
printf 'set theme=./own.theme\nview wrong nonsense:x\n' >folder/config
printf 'color normal fg=red\ncolor nothing fg=red\n' >folder/own.theme
config=folder/config
steps <<'END'
:color text fg=blue
:go messages
END
same 'what is wrong is told once, with file and line' \
	"folder/./own.theme:2: no style named 'nothing'
folder/config:2: query: column 1: no field 'nonsense:'" "$(words 300x8 'folder/[^,]*')"
config=

steps <<'END'
:go conversation
END
ends 'a conversation without a number is the selected one' 80x8 'Conversation  #5'

steps <<'END'
enter
i
"a note"
alt-x
"open 2"
enter
r
:wait write your reply
"a reply"
alt-x
"quit"
enter
END
ends 'a note under a reply is not lost unasked' 80x20 'lose the text that you write?'

steps <<'END'
:bind global f9 tag parcel ; quit
space
f9
END
ends 'an end while a marked row is tagged' 80x8
same 'and it is tagged' 1 "$(guichet list tag:parcel | wc -l)"

steps <<'END'
enter
:help
:note #5 what came while it was covered
q {
END
ends 'a message before the end that was never drawn' 80x16 'what came while'

guichet draft save 3 'an older draft' >/dev/null
steps <<'END'
:open 3
r x y ctrl-c
END
ends 'a pane that is closed before its draft has come' 80x16 'an older draft'
same 'the older draft is there, with what was typed' $'an older draft\nxy' "$(guichet draft show 3 --json | jq -r .text)"

for i in {1..1300}; do
	printf '{"uid":"m%d","op":"new","kind":"mention","vis":"public","author":{"id":"u%d","handle":"@u%d@x.example","name":"U%d"},' $i $i $i $i
	printf '"at":"2026-11-20T0%d:%02d:%02dZ","text":"%d"}\n' $((i / 360)) $((i / 6 % 60)) $((i % 6 * 10)) $i
done >many
guichet import items many --account kiln >/dev/null || bail 'so many cannot be imported'
steps <<'END'
G
G
G
G
:wait 1306
G
k
k
:screen-dump
:resolve 7 8 9
:wait would resolve 3
"y"
enter
:wait 1303
:screen-dump
:resolve 900
:wait 1302
END
same 'far down one stays where one is, and sees what is done' ' guichet Queue needs action 1306
▌ in 12m Cy Young
 guichet Queue needs action 1303
▌ in 12m Cy Young
 guichet Queue needs action 1302
▌ in 12m Cy Young' "$(words 80x10 '^▌ .* Young\|^ guichet.*[0-9]')"

steps <<'END'
:bind global f9 limit status:open,pending ; mark ; down ; open
G
G
G
f9
:wait Conversation
END
ends 'keys that come before the rows of another query' 80x8 'Conversation'
finish
