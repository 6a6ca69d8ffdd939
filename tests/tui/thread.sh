#!/bin/bash
# SPDX-License-Identifier: ISC
# A conversation shows its post, folds what others wrote and what is long,
# begins where the new does, never folds what is new or what is answered, and
# says by sign and word what became of each reply.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"

ann='author={"id":"ann","handle":"@ann@example.org","name":"Ann Lee","followers":120}'
root='thread={"root":"p1"}'
# story LINES: a text of so many lines
story() { local i; for i in $(seq "$1"); do printf 'Line %s of a long story.%s' "$i" '\n'; done; }
# take ACCOUNT: the items on standard input are taken in
take() { cat >items; guichet import items items --account "$1" >/dev/null || bail 'the items could not be imported'; }
# body: what the last screen shows between head and foot, without blanks at its ends
body() { screen "$1" | tac | sed '/^----$/,$d' | tac | sed '1,4d;$d' | sed 's/ *$//'; }
has_line() { printf '%s\n' "$2" | grep -qxF -- "$3"; ok $? "$1"; }
lacks() { case "$3" in *"$2"*) ok 1 "$1" ;; *) ok 0 "$1" ;; esac; }

{
	item p1 "$(story 7)" 'at="2026-11-20T08:00:00Z"' 'author={"id":"kiln","handle":"@kiln@shop.example","name":"Kiln"}'
	for i in 1 2 3 4 5; do
		item "c$i" "Comment number $i" "at=\"2026-11-20T08:1$i:00Z\"" "$root" \
			"author={\"id\":\"o$i\",\"handle\":\"@o$i@far.example\",\"name\":\"Other $i\"}"
	done
} | sed 's/"op":"new"/"op":"context"/' | take kiln
item m1 "$(story 30)" 'at="2026-11-20T09:31:00Z"' "$root" "$ann" | take kiln

steps <<'END'
:set fold=6
:open 1
gg
:screen-dump
END
same 'the post above, what others wrote folded, the message one answers whole' ' · Kiln  2h20 ago
   Line 1 of a long story.
   Line 2 of a long story.
   Line 3 of a long story.
   Line 4 of a long story.
   Line 5 of a long story.
   Line 6 of a long story.
   Line 7 of a long story.

 » others wrote 5 comments (z o)

 ← Ann Lee  49m ago
   Line 1 of a long story.
   Line 2 of a long story.
   Line 3 of a long story.
   Line 4 of a long story.
   Line 5 of a long story.
   Line 6 of a long story.
   Line 7 of a long story.' "$(body 80x24)"

steps <<'END'
:open 1
gg
zo
:screen-dump
END
got=$(body 80x40)
has_line 'zo shows what others wrote' "$got" '   Comment number 5'
lacks 'and the fold is gone' 'others wrote' "$got"
steps <<'END'
:open 1
gg
zo
gg
zc
:screen-dump
END
has_line 'zc hides it again' "$(body 80x40)" ' » others wrote 5 comments (z o)'
steps <<'END'
:open 1
zM
G
:screen-dump
END
has_line 'zM folds the long message too' "$(body 80x24)" '   … 15 more lines (z o)'
steps <<'END'
:open 1
zM
zR
gg
:screen-dump
END
got=$(body 80x90)
has_line 'zR shows everything: the comments' "$got" '   Comment number 3'
has_line 'and the last line of the message' "$got" '   Line 30 of a long story.'
lacks 'nothing is folded' 'more lines' "$got"

# ---- what is new

item m2 'And where is the end of it?' 'at="2026-11-20T09:51:00Z"' "$root" "$ann" | take kiln
item m3 "$(story 20)" 'at="2026-11-20T09:52:00Z"' "$root" "$ann" | take kiln
steps <<'END'
:open 1
:screen-dump
END
same 'reading begins with what is new, and none of it is folded' ' ── new since you looked ─────────────────────────────────────────────────────
 ← Ann Lee  29m ago
   And where is the end of it?

 ← Ann Lee  28m ago
   Line 1 of a long story.
   Line 2 of a long story.
   Line 3 of a long story.
   Line 4 of a long story.
   Line 5 of a long story.
   Line 6 of a long story.
   Line 7 of a long story.
   Line 8 of a long story.
   Line 9 of a long story.
   Line 10 of a long story.
   Line 11 of a long story.
   Line 12 of a long story.
   Line 13 of a long story.
   Line 14 of a long story.' "$(body 80x24)"
same 'the desk says up to where it was read' true "$(guichet show 1 --json | jq '.seen == ([.messages[].id] | max)')"
same 'to a colleague who never opened it, it says nothing' null \
	"$(guichet agent add maria >/dev/null && guichet --as maria show 1 --json | jq .seen)"
steps <<'END'
:open 1
:screen-dump
END
got=$(body 80x24)
lacks 'what was looked at is not new any more' 'new since' "$got"
item m4 'One more.' 'at="2026-11-20T09:55:00Z"' "$root" "$ann" | take kiln
steps <<'END'
:open 1
gg
gn
:screen-dump
q
:open 1
gn
END
got=$(screen 40x12)
has 'gn goes to it' '── new since you looked ─────────────
 ← Ann Lee  25m ago
   One more.' "$got"
has 'and says when there is none' 'nothing here is new since you looked' "$got"

# ---- what became of replies

fine 'an account that sends' account add playback shop brand=kiln seed=7 profile=quiet since=2026-11-20T00:00:00Z </dev/null
guichet sync --until-idle >/dev/null 2>&1
id=$(guichet list account:shop --limit 1 --json | jq -r .id)
guichet outbox hold >/dev/null
guichet reply "$id" 'It opens at nine.' --yes >/dev/null
steps <<END
:open $id
END
has 'a reply that waits' '→ root  now  … queued' "$(screen 80x24)"
guichet outbox release >/dev/null
guichet sync --until-idle >/dev/null 2>&1
has 'a reply that was sent' '→ root  now  √ sent' "$(screen 80x24)"
finish
