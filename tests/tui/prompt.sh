#!/bin/bash
# SPDX-License-Identifier: ISC
# The bottom line completes whatever is typed from what there is, shows what a
# command takes, searches while one types and goes back, remembers lines for
# the person alone, and takes one word for yes; the palette finds commands by
# words and does nothing at once that cannot be taken back.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
# bottom NAME <<END: so many last lines of the steps' screen
bottom() {
	local want; want=$(cat)
	same "$1" "$want" "$(screen 80x20 | tail -n "$(printf '%s\n' "$want" | wc -l)"; cat "$TEST_DIR/stderr")"
}
# on NAME WORDS: the selected row has them
on() { has "$1" "$2" "$(screen 80x20 | grep '^▌')"; }

# ---- completion
steps <<'END'
":snooze"
END
bottom 'a command is shown with the words that it takes' <<'END'
:snooze               snooze [ID...] UNTIL  Put conversations away until a time
END
steps <<'END'
":sno"
END
bottom 'the only way that a word can end is shown' <<'END'
:snooze
END
steps <<'END'
":sno"
right
" 2 1"
tab
END
bottom 'and taken; times say when that is, conversations whose they are' <<'END'
────────────────────────────────────────────────────────────────────────────────
▌1h     until Fri 11:20
 1d     until Sat 10:20
 17:00
 1      Ann Lee: Where is my parcel? It was due on Tuesday.
:snooze 2 1h
END
steps <<'END'
":acco"
tab
END
bottom 'commands of two words are offered whole, as far as they go together' <<'END'
────────────────────────────────────────────────────────────────────────────────
 account check   Check an account against its network
 account list    List the accounts and their health
 account pause   Leave an account alone for a while
 account remove  Stop an account and forget its secret
 account resume  Let a paused account go on
 account seen    Say that what an account missed was looked at
 account set     Change settings of an account
:account
END
steps <<'END'
":account check "
tab
tab
tab
tab
END
bottom 'names are those of the desk; behind the last comes what was typed' <<'END'
────────────────────────────────────────────────────────────────────────────────
▌brightwater  import
 kiln         import
:account check brightwater
END
steps <<'END'
":limit status:open,on"
tab
"-ass"
tab
"no"
tab
END
bottom 'a query is completed by field and by value' <<'END'
:limit status:open,on_hold -assignee:nobody                       limit [QUERY]
END
steps <<'END'
":resolve 1 ; assign 2 'no"
tab
END
bottom 'so is the second command of a line, and a word in quotes' <<'END'
:resolve 1 ; assign 2 nobody                                 assign [ID...] WHO
END
steps <<'END'
":set theme mo"
tab
END
bottom 'options are completed with what they take' <<'END'
:set theme mono                         set OPTION [VALUE...]  Change an option
END
steps <<'END'
":account check "
tab
escape
END
bottom 'escape takes the choice back' <<'END'
:account check       account check [NAME]  Check an account against its network
END
steps <<'END'
":account check "
tab
escape
escape
END
bottom 'and then the line' <<'END'
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END
steps <<'END'
":c"
backspace
backspace
END
bottom 'so does backspace where nothing is left' <<'END'
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END
steps <<'END'
":note 1 a line that is longer than the screen is wide moves to the left as far as it must"
END
bottom 'a long line shows where one types' <<'END'
:… is longer than the screen is wide moves to the left as far as it must
END

# ---- searching
steps <<'END'
"/cy"
END
on 'a search goes there while one types' 'Cy Young'
steps <<'END'
"/cy"
backspace
backspace
"zo"
END
on 'each time from where it began' 'Zoé Blanc'
steps <<'END'
"/cy"
escape
END
on 'escape goes back' 'Joe Brand'
steps <<'END'
"/cy"
enter
k
k
n
END
on 'enter stays, and n finds it again' 'Cy Young'
steps <<'END'
"/parcels"
END
bottom 'what is nowhere is said at once' <<'END'
/parcels  not found
END
on 'and nothing moved' 'Joe Brand'

# ---- history
steps <<'END'
":claim 3"
enter
":tag 3 vip"
enter
":release 3"
enter
":"
up
up
END
bottom 'lines come back' <<'END'
:tag 3 vip                          tag [ID...] TAG  Put a tag on conversations
END
steps <<'END'
":cl"
up
END
bottom 'the next screen still has them, by how they begin' <<'END'
:claim 3                             claim [ID...]  Take conversations yourself
END
steps <<'END'
":"
up
down
END
bottom 'behind the newest stands what was typed' <<'END'
:
END
lacks() { case $3 in *"$2"*) ok 1 "$1"; printf '# "%s" in: %s\n' "$2" "$3" ;; *) ok 0 "$1" ;; esac; }
steps <<'END'
i
"Ask Ann."
:quit
"no"
END
bottom 'what would be gone for good asks for a word' <<'END'
 lose the text that you write? type discard:  no
END
steps <<'END'
i
"Ask Ann."
:quit
"no"
enter
END
has 'every other word is a no' 'Ask Ann.' "$(screen 80x20)"
steps <<'END'
i
"Ask Ann."
:quit
"discard"
enter
:say still here
END
lacks 'that word is a yes' 'still here' "$(screen 80x20)"
printf ':compose\n"Kept."\n:quit\n:say still here\n' | steps
lacks 'a draft is kept, and nothing asks' 'still here' "$(screen 80x20)"
guichet --now "$now" draft drop 5 >/dev/null

file=$HOME/.local/state/guichet/history
same 'the file is for the person alone' 600 "$(stat -c %a "$file")"
same 'answers are not kept' 0 "$(grep -cxE '.?(yes|no)' "$file")"
same 'what was searched for is' 1 "$(grep -cx '/cy' "$file")"

# ---- the palette
for words in 'late:go at_risk' 'how fast:go dashboard' 'remind:snooze' 'pick up:claim' 'exit:quit'; do
	printf 'ctrl-k\n"%s"\n' "${words%%:*}" | steps
	has "people say ${words%%:*} and find ${words#*:}" " ${words#*:} " "$(screen 80x20 | grep '▌.*│')"
done
steps <<'END'
ctrl-k
"until time"
END
same 'the palette finds by words' 1 "$(screen 80x20 | grep -c '▌ Put conversations away until a time  *snooze  *s  *│')"
steps <<'END'
ctrl-k
"snooze"
enter
END
bottom 'what needs words goes to the line' <<'END'
:snooze               snooze [ID...] UNTIL  Put conversations away until a time
END
steps <<'END'
ctrl-k
"conversations for good"
enter
END
bottom 'so does what cannot be taken back' <<'END'
:close              close [ID...] [--reason TEXT]  Close conversations for good
END
steps <<'END'
ctrl-k
"take conv"
enter
:wait me
END
bottom 'what can be taken back is done' <<'END'
 #5 claimed
END
steps <<'END'
ctrl-k
"nothing of the kind"
END
has 'what nobody does is not there' 'nothing here has these words' "$(screen 80x20)"

# A French locale is offered the keys of its keyboard, once, and not to whoever chose keys.
export XDG_STATE_HOME=$TEST_DIR/state
steps </dev/null
proposal() { (LC_ALL=$1 screen 80x12) 2>/dev/null | grep -c 'a French keyboard: :keys azerty'; }
same 'not in another language' 0 "$(proposal en_GB.UTF-8)"
echo 'keys vim' >chosen
same 'not to whoever chose' 0 "$(config=chosen proposal fr_FR.UTF-8)"
same 'proposed' 1 "$(proposal fr_FR.UTF-8)"
same 'once' 0 "$(proposal fr_FR.UTF-8)"
printf ':keys azerty\n&\n:wait needs action\né\n:wait mine\n' >"$TEST_DIR/steps"
has 'then the row of digits goes to the views' 'mine' "$(screen 80x12)"
# ---- slips, and what does not fit

steps <<'END'
:next-mesage
END
bottom 'a slip is told what was meant: a command of the screen' <<'END'
 ! no command 'next-mesage'; did you mean next-message?
END
steps <<'END'
:go acounts
END
bottom 'a view' <<'END'
 ! no view named acounts; did you mean accounts?
END
guichet tag 1 2 parcel >/dev/null
guichet resolve 2 >/dev/null
guichet tag 2 old-news >/dev/null
steps <<'END'
":tag 1 "
tab
END
has 'tags are those of the whole desk, with how many have each' '▌parcel    2 conversations
 old-news  1 conversation' "$(screen 80x30)"
steps <<'END'
:say The quick brown fox jumps over the lazy dog, and then it does the same thing again, twice.
END
got=$(screen 60x20)
has 'what does not fit into the last line says where it is whole' 'fox jumps over the lazy dog… g e shows all' "$got"
echo ge >>"$TEST_DIR/steps"
got=$(screen 100x20)
has 'and there it is' 'again, twice.' "$got"

# ---- an account that asks why
guichet account set brightwater reasons=answered,duplicate reason-required=yes >/dev/null
steps <<'END'
d
tab
:screen-dump
enter
END
shows 'the key asks for the reason, and the list is offered' 80x11 <<'END'
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…  me
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
────────────────────────────────────────────────────────────────────────────────
▌answered   brightwater
 duplicate  brightwater
:resolve 5 --reason answered
----
 guichet  Queue  needs action  4                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!




 #5 resolved
END

# ---- the last line has room for what matters most
steps <<'END'
g
END
same 'keys of a longer binding cut no hint in two' \
	' enter read   r reply   t take   d done   s snooze   tab next   ? help        g' "$(screen 80x24 | tail -n 1 | sed 's/ *$//')"
steps <<'END'
END
same 'the key that shows the others is named on the narrowest screen' ' enter read   r reply   t take   ? help' \
	"$(screen 40x12 | tail -n 1)"
steps <<'END'
ctrl-k
END
has 'before a word is typed the palette offers what is done here all day' 'claim            t  ' "$(screen 80x24)"
# ---- a question that a key answers
{
	guichet --now "$now" account add playback shop brand=kiln seed=7 profile=quiet since=2026-11-20T00:00:00Z </dev/null &&
		guichet --now "$now" sync shop --until-idle
	sent=$(guichet --now "$now" list account:shop --limit 1 --json | jq .id)
	guichet --now "$now" reply "$sent" Soon. --delay 60s --yes
} >/dev/null || bail 'no reply is on its way'
for key in q Q :quit; do
	printf '%s\n' ':wait leaves in' "$key" | steps
	bottom "$key asks while a reply has not left" <<'END'
 a reply has not left; it leaves when guichet runs again. Leave? (y/n)
END
done
printf '%s\n' ':wait leaves in' q d enter | steps
has 'no other key is swallowed without a word' 'y or n' "$(screen 100x20 | tail -n 1)"
same 'and none of them does anything else' open "$(guichet --now "$now" list "id:$sent" --json | jq -r .status)"
printf '%s\n' ':wait leaves in' q n ':say still here' | steps
has 'n stays' 'still here' "$(screen 80x20)"
printf '%s\n' ':wait leaves in' q escape ':say still here' | steps
has 'so does escape' 'still here' "$(screen 80x20)"
printf '%s\n' ':wait leaves in' q y ':say still here' | steps
lacks 'y leaves' 'still here' "$(screen 80x20)"
printf '%s\n' ':wait dans' q o ':say still here' | steps
lacks 'o does in French' 'still here' "$(LANGUAGE=fr screen 80x20)"
guichet --now "$now" undo >/dev/null
printf '%s\n' q ':say still here' | steps
lacks 'where nothing would be lost nothing asks' 'still here' "$(screen 80x20)"
finish
