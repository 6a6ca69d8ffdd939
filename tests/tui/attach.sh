#!/bin/bash
# SPDX-License-Identifier: ISC
# On the screen a file is attached in the review and what it shows is asked for
# at once; the review says what will leave, and that is what leaves.  In the list
# of links and pictures one is fetched under a name of its own and never over
# another; a small screen and French keep what matters.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
. "$top_srcdir/tests/lib/french.sh"
export LANGUAGE=en
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
mastodon 1
picture bare plan.png; picture jpeg bowl.jpg; printf 'just words\n' >words.txt
control mention text='@shop look at this' picture="$TEST_DIR/bowl.jpg" as=bowl.jpg >/dev/null
fine 'an account is added' account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<token
fine 'it is read' sync --until-idle
steps() { cat >steps; }
printf 'set undo-send 0\n' >conf
screen() { guichet --config conf --screen "$1" --script steps 2>&1; }

steps <<'END'
down
enter
r
"Turn left."
ctrl-x
a
"plan.png"
enter
:screen-dump
"where to turn"
enter
END
out=$(screen 80x24)
has 'what is attached is in the review' '1  image plan.png (8x8, 78 B): no description' "$out"
has 'and pointed out' '! plan.png has no description: who does not see it learns nothing of it' "$out"
has 'what it shows is asked for' ':describe 1' "$out"
has 'and said' '1  image plan.png (8x8, 78 B): where to turn' "$out"
same 'above the words, which may be longer than the window' 'file words' \
	"$(tail -n 24 <<<"$out" | sed -n 's/.*1  image plan.png.*/file/p; s/.* of .* characters$/words/p' | xargs)"
steps <<'END'
down
enter
r
ctrl-x
a
"bowl.jpg"
enter
"a bowl"
enter
a
"words.txt"
enter
escape
:screen-dump
A
y
END
out=$(screen 100x30)
has 'what the network does not take is said there' 'words.txt is no picture' "$out"
fine 'without it it leaves' sync --until-idle
same 'with what was attached before, which the draft kept, each with its description' 'where to turn
a bowl' "$(sed -n 's/^MEDIA [0-9]* [0-9a-f]* //p' log)"
case $(cat "$TEST_DIR"/log.70* | tr -d '\0') in *SECRET-PLACE*) ok 1 'and without the place' ;; *) ok 0 'and without the place' ;; esac
steps <<'END'
down
enter
r
"Straight on."
ctrl-x
a
"plan.png"
enter
"where to go"
enter
y
u
END
out=$(guichet --config '' --screen 80x24 --script steps 2>&1)
has 'a reply that is taken back is the draft again' 'its text is your draft' "$out"
same 'with its file, which nobody attaches again' 'plan.png no' \
	"$(guichet draft show 1 --json | jq -r .files[].name) $(case $out in *again:*) echo yes ;; *) echo no ;; esac)"
fine 'that draft is done with' draft drop 1

steps <<'END'
:reply 1 hello --attach bowl.jpg
END
has 'a path in the line is told where it belongs' 'reply: a file is attached by alt-a once r has begun the text, or in a shell' "$(screen 80x24)"

steps <<'END'
:open 2
o
s
enter
:screen-dump
s
enter
END
has 'a picture is fetched from the list' 'saved as ./2-1-bowl.jpg' "$(screen 80x24)"
cmp -s bowl.jpg 2-1-bowl.jpg; ok $? 'as it is'
has 'and not twice' 'is there already' "$(screen 80x24)"
rm 2-1-bowl.jpg
steps <<'END'
:open 2
r
"À gauche."
ctrl-x
a
"plan.png"
enter
escape
END
out=$(LANGUAGE=fr screen 40x16)
has 'a small screen in French has it' 'plan.png' "$out"
has 'in its words' 'pas de description' "$out"
finish
