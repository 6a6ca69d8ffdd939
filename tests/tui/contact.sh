#!/bin/bash
# SPDX-License-Identifier: ISC
# A person is one page on the screen: who they are on each network above, every
# conversation below with the open ones first, then who else they may be; and
# merging asks with a list, the same person's conversations first.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
lea='author={"id":"lea1","handle":"@lea@mail.example","name":"Lea Martin","followers":1200,"url":"https://social.example/@lea"}'
{
	item a2 'Is Storm Blue dishwasher safe?' "$lea" 'lang="en"' 'at="2026-11-18T09:31:00Z"'
	item b1 'A question from the form' 'author={"id":"lea2","handle":"lea@mail.example","name":"L. Martin","followers":30}' \
		'vis="private"' 'at="2026-11-19T09:00:00Z"'
	item a1 'Où est mon colis ?' "$lea" 'lang="fr"' 'at="2026-11-20T09:31:00Z"'
	item c1 'hello' 'at="2026-11-20T10:00:00Z"'
} >items
fine 'items' import items items --account shop
fine 'a note about her' contact note 3 'Never before ten.'

steps <<'END'
home
down
down
gC
END
shows 'her page' 80x12 <<'END'
 guichet  Contact  Lea Martin                                              root
  import  @lea@mail.example  1200 followers
    # Never before ten.
  wrote first 18 Nov 09:31, last 20 Nov 09:31, languages en fr
────────────────────────────────────────────────────────────────────────────────
▌ 19m late    Lea Martin            shop         Où est mon colis ?
  2d late     Lea Martin            shop         Is Storm Blue dishw…
  the same person?  lea@mail.example on import, in #2: the same address



 enter read   i note   m the same person   P apart   q back   ? help
END
# what is short leaves out who they are, never what was said
has 'in a small window the rows are there' '▌ 19m late' "$(screen 40x8)"

echo ':contact show 3' >steps
has 'the command opens the page too' ' guichet  Contact  Lea Martin ' "$(screen 80x12)"
printf ':show 4\n' >steps
has 'as that of a conversation opens it' ' guichet  Conversation  #4 ' "$(screen 80x12)"
printf ':show 4 --limit 1\n' >steps
has 'and says more where more is asked for' ' guichet  Answer  show ' "$(screen 80x12)"
steps <<'END'
:go contact 3
end
enter
:screen-dump
enter
:refresh
:screen-dump
u
END
out=$(screen 80x14)
has 'who may be the same person is only offered: the command waits for enter' ':contact merge 3 2' "$out"
has 'then they are one person' 'import  lea@mail.example   30 followers' "$out"
has 'with every conversation' 'L. Martin' "$out"
has 'and it is taken back' 'undone: contact merge' "$out"
same 'exactly' 1 "$(guichet contact show 3 --json | jq '.identities|length')"

steps <<'END'
home
down
down
gj
:screen-dump
enter
END
out=$(screen 80x24)
has 'merge asks with which one, her others first' '│▌ @lea@mail.example, shop, open: Is Storm Blue dishwas… #1' "$out"
has 'then what is in sight' '@bob@example.org, shop: hello' "$out"
has 'and does it' '#3 now a part of #1' "$out"
fine 'undo' undo
steps <<'END'
:go contact 3
m
:screen-dump
"form"
enter
END
out=$(screen 80x24)
has 'another person is asked for among others, those who are likely first' '│▌ lea@mail.example on import, in #2: the same address' "$out"
same 'of the same address nobody is another person' 0 "$(printf '%s\n' "$out" | sed '1,/Contact/d' | grep -c '│.*@lea@mail.*dishw')"
steps <<'END'
:go accounts
:go contact
END
refuse=$(screen 80x10)
has 'where nobody is selected it says so' 'whose page?' "$refuse"
steps <<'END'
:go contact 3
END
has 'in French' 'premier message 18' "$(LANGUAGE=fr LC_ALL=C.UTF-8 screen 80x12)"
finish
