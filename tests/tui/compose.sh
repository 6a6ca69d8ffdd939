#!/bin/bash
# SPDX-License-Identifier: ISC
# What is written reaches exactly those whom the screen names, exactly as it
# was reviewed, or nobody: a text is kept over a close and over a kill of
# either program, nothing leaves without a review of its last state, and
# nothing is thrown away without a word that was typed.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"

# play SIZE STEP...: the screens of the steps, in $out
play() { local size=$1; shift; out=$(printf '%s\n' "$@" | guichet --config '' --screen "$size" --script - 2>&1); }
queued() { json outbox list --state queued | jq -r 'select(.conversation == '"$1"').text'; }
notes() { json show "$1" | jq -r '.messages[] | select(.direction == "note").text'; }
# wrote ID TEXT UID [EXTRA]: the customer of a conversation says one more thing
wrote() {
	guichet export | jq -c 'select(.conversation == '"$1"' and .op == "new")' | tail -n 1 |
		jq -c --arg text "$2" --arg uid "$3" '.text = $text | .uid = $uid | .at = "2026-11-20T10:19:00Z" | del(.account, .network, .conversation)' >one
	guichet import items one --account kiln >/dev/null
}

shop
same 'a public and a private conversation' 'public private' "$(json list --limit 2 | jq -r .visibility | xargs)"

# ---- write, review, send

steps <<'END'
:open 1
r
:screen-dump
"Hello Bea, we open at nine."
enter
"Come early."
:screen-dump
ctrl-x
:screen-dump
y
END
shows 'write, review, send' 80x24 <<'END'
 guichet  Conversation  #1                                SENDING IS HELD  root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  19h59 ago
   Seconds sale on Sunday from 10. Wobbly, speckled, perfectly usable, half
   price.

 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?







── Reply to @bea.loomis@social.example ── PUBLIC ── nobody has it yet ──────────
 write your reply; ctrl-x shows what will be sent, escape keeps it as a draft




 ctrl-x review   escape keep and close   alt-a attach   ctrl-g editor
----
 guichet  Conversation  #1                                SENDING IS HELD  root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  19h59 ago
   Seconds sale on Sunday from 10. Wobbly, speckled, perfectly usable, half
   price.

 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?







── Reply to @bea.loomis@social.example ── PUBLIC ───────────────────── 39/500 ──
 Hello Bea, we open at nine.
 Come early.



 ctrl-x review   escape keep and close   alt-a attach   ctrl-g editor
----
 guichet  Conversation  #1                                SENDING IS HELD  root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  19h59 ago
   Seconds sale on Sunday from 10. Wobbly, speckled, perfectly usable, half
   price.

 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?





── Review for @bea.loomis@social.example ── PUBLIC ─────────────────── 39/500 ──
 everybody can read this; @bea.loomis@social.example is notified
 from the account kiln

 39 of 500 characters
   Hello Bea, we open at nine.
   Come early.

 y send it   e back to the text   a attach   v who reads it   q keep as a draft
----
 guichet  Conversation  #1                                SENDING IS HELD  root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  public on kiln (playback), open, with root
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  19h59 ago
   Seconds sale on Sunday from 10. Wobbly, speckled, perfectly usable, half
   price.

 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?

 → root  now  … queued
   Hello Bea, we open at nine.
   Come early.









 reply 1 is in the outbox; it leaves after guichet outbox release
END
same 'the outbox has exactly that text' "$(printf 'Hello Bea, we open at nine.\nCome early.')" "$(queued 1)"
same 'no draft is left' none "$(draft 1)"

play 40x12 ':open 2' r '"Thank you."'
has 'on a low screen two lines of what is answered stay in sight' '   K-49887. It should be 41, not 14.
   Number 14 is a betting shop.
── Reply to ' "$out"
has 'and how it stands, and whose it is' 'private, open, nobody has it' "$out"
play 40x12 ':open 2' ':draft drop 2'
play 40x12 ':open 1' r '"Come at nine."' :screen-dump ctrl-x :screen-dump ':draft drop 1'
has 'on a low screen the text that leaves is seen, whatever else has no room' '   Come at nine.' \
	"$(printf '%s' "$out" | sed -n '/Review for/,$p')"
same 'for whom it is says the same before and behind the first letter' 1 "$(play 80x24 ':open 1' r :screen-dump '"H"' :screen-dump
	printf '%s\n' "$out" | sed -n 's/^── \(Reply to [^ ]*\) .*/\1/p' | sort -u | wc -l)"

steps <<'END'
:open 2
r
"Thank you, we changed it to 41."
:screen-dump
ctrl-x
END
shows 'a private answer says so, in a small terminal too' 40x16 <<'END'
 guichet  Conversation  SENDING IS HELD
 Yusuf Demir  yusuf.demir@social.example
 57m late  private, open, nobody has it…
────────────────────────────────────────
 ← Yusuf Demir  1h27 ago  private
   I typed the wrong house number on
   K-49887. It should be 41, not 14.
   Number 14 is a betting shop.

── Reply to @yu… ── PRIVATE ── 31/500 ──
 Thank you, we changed it to 41.




 ctrl-x review   escape keep and close
----
 guichet  Conversation  SENDING IS HELD
 Yusuf Demir  yusuf.demir@social.example
 57m late  private, open, nobody has it…
────────────────────────────────────────
   K-49887. It should be 41, not 14.
   Number 14 is a betting shop.

── Review for @… ── PRIVATE ── 31/500 ──
 only @yusuf.demir@social.example can
 read this
 from the account kiln

 31 of 500 characters
   Thank you, we changed it to 41.

 y send it   e back to the text
END
same 'what is only reviewed is no reply' '' "$(queued 2)"
same 'but a draft' 'Thank you, we changed it to 41.' "$(draft 2)"

# ---- who reads it is a word, and it gets narrower only

play 100x30 ':open 5' r '"Oui, nous livrons en France."' ctrl-x :screen-dump v :screen-dump v :screen-dump v :screen-dump v
same 'narrower and narrower, then from the beginning' 'PUBLIC|PUBLIC, UNLISTED|FOLLOWERS|PRIVATE|PUBLIC' \
	"$(printf '%s\n' "$out" | sed -n 's/.*── Review [^─]*── \([A-Z, ]*\) ──.*/\1/p' | paste -sd '|')"
has 'in a sentence' 'only our followers and @clemence.aubry@social.example can read this' "$(printf '%s' "$out" | tr -d '\n' | sed 's/  *│ / /g; s/  */ /g')"
play 100x30 ':open 5' r ctrl-x v v v y
same 'it leaves as it was reviewed' private "$(json show 5 | jq -r '[.messages[] | select(.direction == "out")][-1].visibility')"

# ---- what happens meanwhile is said, and holds back what answers something older

# late ID TEXT: as soon as that text is a draft, the customer goes on
late() { { wait_for 20 is_draft "$1" "$2" && wrote "$1" 'And now my bowl broke, too.' late-1; } >/dev/null 2>&1 & remember $!; }
steps <<'END'
:open 3
r
"We are sorry."
ctrl-x
:wait a new message arrived above
y
:wait a newer message has come
:screen-dump
e
:screen-dump
END
late 3 'We are sorry.'
shows 'a message that came meanwhile holds the reply' 80x24 <<'END'
 guichet  Conversation  #3                                SENDING IS HELD  root
 Victor Stann  victor.stann@plaza.example  8 followers
 43m late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
   One star. Bowl is smaller than in the picture. Want my money back, and the
   postage, and the time I spent unpacking it.

 ← Victor Stann  33m ago
   Ignoring customers now, are we?

 ← Victor Stann  1m ago
   And now my bowl broke, too.

── Review for @victor.stann@plaza.example ── PUBLIC ────────────────── 13/500 ──
 everybody can read this; @victor.stann@plaza.example is notified
 from the account kiln
 ! a newer message has come; e goes back to the text, what is new stands above
 it
 ! a new message arrived above

 13 of 500 characters
   We are sorry.

 y send it   e back to the text   a attach   v who reads it   q keep as a draft
----
 guichet  Conversation  #3                                SENDING IS HELD  root
 Victor Stann  victor.stann@plaza.example  8 followers
 43m late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 ← Victor Stann  1h13 ago
   One star. Bowl is smaller than in the picture. Want my money back, and the
   postage, and the time I spent unpacking it.

 ← Victor Stann  33m ago
   Ignoring customers now, are we?

 ← Victor Stann  1m ago
   And now my bowl broke, too.




── Reply to @victor.stann@plaza.example ── PUBLIC ──────────────────── 13/500 ──
 ! a new message arrived above
 We are sorry.



 ctrl-x review   escape keep and close   alt-a attach   ctrl-g editor
----
 guichet  Conversation  #3                                SENDING IS HELD  root
 Victor Stann  victor.stann@plaza.example  8 followers
 43m late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 ← Victor Stann  1h13 ago
   One star. Bowl is smaller than in the picture. Want my money back, and the
   postage, and the time I spent unpacking it.

 ← Victor Stann  33m ago
   Ignoring customers now, are we?

 ← Victor Stann  1m ago
   And now my bowl broke, too.




── Reply to @victor.stann@plaza.example ── PUBLIC ──────────────────── 13/500 ──
 ! a new message arrived above
 We are sorry.



 ctrl-x review   escape keep and close   alt-a attach   ctrl-g editor
END
same 'nothing was sent' '' "$(queued 3)"
play 80x24 ':open 3' r ctrl-x y
same 'once it was read the reply goes' 'We are sorry.' "$(queued 3)"
play 80x24 ':open 3' r '"We are sorry."' ctrl-x y
has 'the very same words are not sent twice' 'these very words are in the outbox already' "$out"
same 'but kept' 'We are sorry.' "$(draft 3)"
play 80x24 ':open 3' d ':wait your unsent draft is kept' :screen-dump u
has 'who resolves over an unsent text is told that it is kept' '#3 resolved; your unsent draft is kept' "$out"
same 'as it is' 'We are sorry.' "$(draft 3)"

g agent add maria
takes() { { wait_for 20 is_draft "$1" "$2" && guichet --as maria claim "$1"; } >/dev/null 2>&1 & remember $!; }
takes 6 'Two places it is.'
play 100x30 ':open 6' r '"Two places it is."' ':wait maria has taken this conversation' ctrl-x y ':wait maria has it'
has 'a colleague who took it is named' 'it cannot be sent: maria has it; assign 6 @me takes it over' "$out"
same 'and answers alone' '' "$(queued 6)"
steps <<'END'
:open 6
t
:screen-dump
e
ctrl-x
y
:screen-dump
:assign @me
:wait with root
END
shows 'what a colleague has is told before the review, with what to do about it' 80x20 <<'END'
 guichet  Conversation  #6                                SENDING IS HELD  root
 Duncan Reeve  duncan.reeve@craft-fans.example  560 followers
 12m late  public on kiln (playback), open, with maria
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  4d ago
   Wheel classes are back on Saturdays. No experience needed, apron provided,
   clay guaranteed to end up in your hair.

 ← Duncan Reeve  42m ago
   Two places for the 14th, please. One of us is good at this. It isn’t me.

 your draft
   Two places it is.






 ! claim #6: taken by maria 0 s ago; assign 6 @me takes it over
----
 guichet  Conversation  #6                                SENDING IS HELD  root
 Duncan Reeve  duncan.reeve@craft-fans.example  560 followers
 12m late  public on kiln (playback), open, with maria
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  4d ago
   Wheel classes are back on Saturdays. No experience needed, apron provided,
   clay guaranteed to end up in your hair.

 ← Duncan Reeve  42m ago
   Two places for the 14th, please. One of us is good at this. It isn’t me.

── Review for @duncan.reeve@craft-fans.example ── PUBLIC ───────────── 17/500 ──
 everybody can read this; @duncan.reeve@craft-fans.example is notified
 from the account kiln
 ! it cannot be sent: maria has it; assign 6 @me takes it over

 17 of 500 characters
   Two places it is.

 ! it cannot be sent: maria has it; assign 6 @me takes it over
----
 guichet  Conversation  #6                                SENDING IS HELD  root
 Duncan Reeve  duncan.reeve@craft-fans.example  560 followers
 12m late  public on kiln (playback), open, with root
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  4d ago
   Wheel classes are back on Saturdays. No experience needed, apron provided,
   clay guaranteed to end up in your hair.

 ← Duncan Reeve  42m ago
   Two places for the 14th, please. One of us is good at this. It isn’t me.


── Review for @duncan.reeve@craft-fans.example ── PUBLIC ───────────── 17/500 ──
 everybody can read this; @duncan.reeve@craft-fans.example is notified
 from the account kiln

 17 of 500 characters
   Two places it is.

 #6 assigned
END

# ---- nothing is lost or thrown away by a key

play 80x24 ':open 7' r '"A start"' escape r '" and more."' escape
has 'closing says that the text is kept' 'your text is kept as a draft' "$out"
same 'it is' 'A start and more.' "$(draft 7)"
play 80x24 ':open 7' r ctrl-x X '"yes"' enter
same 'a wrong word keeps it' 'A start and more.' "$(draft 7)"
play 80x24 ':open 7' r ctrl-x X '"discard"' enter
has 'the right one throws it away' 'the text is thrown away' "$out"
same 'on the desk as well' none "$(draft 7)"
play 80x24 ':open 7' r '"x"' escape r backspace escape
same 'an empty text is no draft' none "$(draft 7)"

play 80x24 ':open 7' i '"Ask the workshop."' escape '"no"' enter
has 'a note stays open without the word' 'Ask the workshop.' "$out"
same 'and is no note yet' '' "$(notes 7)"
for language in en fr; do
	export LANGUAGE=$language
	play 40x12 ':open 7' i '"Ask."' escape
	has "on a low screen the question names its word ($language)" 'discard' "$(tail -n 3 <<<"$out")"
done
unset LANGUAGE
steps <<'END'
:open 7
i
"Ask the workshop."
:screen-dump
ctrl-x
END
shows 'a note' 80x20 <<'END'
 guichet  Conversation  #7                                SENDING IS HELD  root
 Rosa Quill  rosa.quill@social.example  87 followers
 3m late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  1d ago
   New glaze day! Storm Blue is out of the kiln: mugs, bowls and one very
   proud teapot. Forty pieces, no restock before spring.

 ← Rosa Quill  33m ago
   Sold out in nine minutes! Any chance of a waiting list?



── Note on #7 ── INTERNAL NOTE ─────────────────────────────────────────────────
 Ask the workshop.




 ctrl-x keep it   escape close   ctrl-g editor
----
 guichet  Conversation  #7                                SENDING IS HELD  root
 Rosa Quill  rosa.quill@social.example  87 followers
 3m late  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 · Kiln & Thistle  1d ago
   New glaze day! Storm Blue is out of the kiln: mugs, bowls and one very
   proud teapot. Forty pieces, no restock before spring.

 ← Rosa Quill  33m ago
   Sold out in nine minutes! Any chance of a waiting list?

 ≡ root  now  internal note
   Ask the workshop.






 noted on #7
END
same 'is one on the desk' 'Ask the workshop.' "$(notes 7)"

play 80x24 ':open 7' i '"Never kept."' ':quit' '"no"' enter
has 'quitting asks for a note as well' 'Never kept.' "$out"
play 80x24 ':open 7' r '"In a hurry."' ':quit'
same 'quitting keeps a reply at once' 'In a hurry.' "$(draft 7)"

long=$(printf 'word %.0s' $(seq 120))
play 80x24 ':open 8' r "\"$long\"" ctrl-x y
has 'too long is said in a word' 'too long: 600/500' "$out"
has 'and why it stays' 'it cannot be sent: 100 characters too long' "$out"
same 'it stays' '' "$(queued 8)"
play 80x24 ':open 8' r ctrl-x X '"discard"' enter

# ---- on a terminal: killed programs, keys typed ahead, hostile pastes

command -v tmux >/dev/null || { skip 'on a terminal' 'tmux is not installed'; finish; }
. "$top_srcdir/tests/lib/tmux.sh"
sent() { [ -n "$(queued "$1")" ]; }
# Until it is sent: a key that comes too soon after the review is ignored.
press_and_sent() { mux send-keys y; sent "$1"; }

writes 8
mux send-keys -l 'Written before the end'
wait_for 20 is_draft 8 'Written before the end'; ok $? 'what is typed is soon on the desk'
kill -9 "$pid"
wait_for 20 gone
writes 8
wait_for 20 sees 'Written before the end'; ok $? 'a kill of the front end loses nothing of it'
kill -9 "$(json status | jq .pid)"
mux send-keys -l ' of the server'
wait_for 20 is_draft 8 'Written before the end of the server'; ok $? 'nor does a kill of the server: writing goes on'

mux send-keys -l ', twice'
wait_for 20 sees ', twice'
kill -TERM "$pid"
wait_for 20 gone
same 'asked to end it keeps what it has' 'Written before the end of the server, twice' "$(draft 8)"

writes 8
wait_for 20 sees ', twice'
mux send-keys C-x y
wait_for 20 sees 'everybody can read this'; ok $? 'a key that was typed ahead of the review'
same 'sends nothing' '' "$(queued 8)"
wait_for 20 press_and_sent 8; ok $? 'read first, it does'
same 'exactly what was written' 'Written before the end of the server, twice' "$(queued 8)"
mux send-keys Q
wait_for 20 gone; ok $? 'quit: what is held is no reply that is about to leave'

writes 9
printf 'red \033[31mink\033]0;title\007 \302\233 \342\200\256turned\r\nsecond line \033[201~\030y' | mux load-buffer -
mux paste-buffer -p
wait_for 20 sees 'second line'; ok $? 'a hostile text is pasted'
pasted() { draft 9 | grep -q 'second line'; }
wait_for 20 pasted; ok $? 'as text'
same 'without a character that a terminal obeys' '' "$(draft 9 | grep -P '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]')"
same 'nor one that turns the line' '' "$(mux capture-pane -p | grep -F "$(printf '\342\200\256')")"
same 'it has sent nothing' '' "$(queued 9)"
mux send-keys C-x
wait_for 20 sees 'marks that turn the direction of writing are in it'; ok $? 'the review tells of what cannot be seen'
kill -9 "$pid"

# ---- a draft that lay while others went on
fine 'a draft' draft save 4 'We look into it.'
since='since this draft was kept'
play 80x24 ':open 4' r ':wait We look into it' ctrl-x ':wait of 500 characters' ':screen-dump'
ok "$(grep -q "$since" <<<"$out"; [ $? = 1 ]; echo $?)" 'nothing happened since: the review says nothing'
fine 'a colleague answers' --as maria reply 4 'It leaves tomorrow.' --yes
play 80x24 ':open 4' r ":wait reply of ours was written above $since" ctrl-x ":wait reply of ours was written above $since" ':screen-dump'
has 'the writer is told, and again in the review' "! a reply of ours was written above $since" "$out"
wrote 4 'Never mind.' never
play 80x40 ':open 4' r ctrl-x ":wait a message arrived above $since" ':screen-dump'
has 'also that the customer went on' "! a message arrived above $since" "$out"
fine 'written on' draft save 4 'We look into it, too.'
play 80x24 ':open 4' r ':wait look into it, too' ctrl-x ':wait of 500 characters' ':screen-dump'
ok "$(grep -q "$since" <<<"$out"; [ $? = 1 ]; echo $?)" 'who wrote on since has read it'

finish
