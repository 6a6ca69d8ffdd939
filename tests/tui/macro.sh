#!/bin/bash
# SPDX-License-Identifier: ISC
# A macro is what was really done: it is played upon what is selected then,
# each command upon what the one before it left, and stops at the first
# refusal, saying where.  One that is kept is a command the next time too.
# The last change is done again by one key.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
# fresh NAME: a desk of its own
fresh() { desk=$TEST_DIR/$1.db; export GUICHET_DESK=$desk; people; }
fresh one
config=$TEST_DIR/mine/config

steps <<'END'
@r
"parcel"
enter
:tag parcel
:note asked 'the depot'; why
d
:screen-dump
@s
@@
:screen-dump
@l
END
shows 'recorded, stopped, played on the next one, listed' 80x9 <<'END'
 guichet  Queue  needs action  5                         recording parcel  root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!

 #5 resolved
----
 guichet  Queue  needs action  4                                           root
  due         from                  account                            has it
▌ in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!


 #1 resolved
----
 guichet  Answer  macro                                                    root
 parcel        tag parcel ; note asked 'the depot;' why ; resolve






 q back   / search   ? help
END
same 'both have the tag, the note and are done' '1 parcel resolved asked the depot; why
5 parcel resolved asked the depot; why' "$(for id in 1 5; do guichet show $id --json |
	jq -r '"\(.id) \(.tags | join(" ")) \(.status) \(.messages[-1].text)"'; done)"

# Colleagues take what is next; the macro acts on what it was given.
steps <<'END'
:next ; tag first ; pending
:screen-dump
q
:macro record away
W
:assign @me
:nonsense
:close #99
p
@s
@l
END
shows 'the next one is opened and is what is meant; what was refused is not recorded' 80x8 <<'END'
 guichet  Conversation  #2                                                 root
 Zoé Blanc  @zoe@example.org  8 followers
 in 5m  private on kiln (import), pending, with root  +first
────────────────────────────────────────────────────────────────────────────────
 ← Zoé Blanc  24m ago  private
   Bonjour, le bol est arrivé cassé.

 #2 pending: the customer's turn
----
 guichet  Answer  macro                                                    root
 away          next ; assign @me ; pending





 q back   / search   ? help
END

fresh two
fine 'a colleague' agent add maria
fine 'who has the second' assign 1 maria
wait_for 20 server_gone || bail 'the server stays'	# the next one begins at an earlier instant
steps <<'END'
:macro record mine
t
:tag mine
:resolve
@s
@@
:screen-dump
:macro record resolve
:screen-dump
:macro record
:macro record other
:screen-dump
@s
:tag x ; claim ; tag y
:screen-dump
:macro run nothing
END
shows 'a refusal stops it and says where; names that are taken; nothing recorded; a line stops too' 80x6 <<'END'
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…  maria
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 ! macro mine, step 1, claim: claim #1: taken by maria 0 s ago; … g e shows all
----
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…  maria
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 ! resolve is a command: a macro needs another name
----
 guichet  Queue  needs action  5                           recording last  root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…  maria
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 ! last is being recorded: macro stop ends it
----
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…  maria
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 ! claim #1: taken by maria 0 s ago; assign 1 @me takes it over;… g e shows all
----
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…  maria
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 ! no macro nothing was recorded
END
same 'what came behind the refusal was not done' 'x open' "$(guichet show 1 --json | jq -r '"\(.tags | join(" ")) \(.status)"')"

# Keys typed while a macro plays come behind it; escape gives it up.
fresh three
steps <<'END'
:macro record two
:tag a
:resolve
@s
@@ j
:screen-dump
@@ escape
:screen-dump
.
:limit status:open -tag:a
.
END
shows 'keys typed ahead, a macro that was given up, the last change again' 80x7 <<'END'
 guichet  Queue  needs action  4                                           root
  due         from                  account                            has it
▌ in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 #1 resolved
----
 guichet  Queue  needs action  4                                           root
  due         from                  account                            has it
▌ in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 #2 tagged
----
 guichet  Queue  limit status:open -tag:a  2                               root
  due         from                  account                            has it
▌ in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!


 #3 tagged
END
same 'each as it was left' '2 a
3 a
4 
6 ' "$(guichet list status:open --json | jq -r '"\(.id) \(.tags | join(" "))"')"

# Kept: a line of the person's own file, private, whatever was in it before.
fresh four
mkdir -p "$TEST_DIR/mine"
printf 'set wrap=70' >"$config"
steps <<'END'
:macro record shipped
:tag shipped
:pending
@s
:macro keep shipped
:macro record
j
@s
:macro keep last
END
screen 80x6 >kept
has 'last is only for now' 'record it under a name to keep it' "$(tail -n 1 kept)"
same 'the file has one line more' 'set wrap=70
alias shipped tag shipped ; pending' "$(cat "$config")"
rm "$config"; rmdir "$TEST_DIR/mine"
screen 80x6 >kept
same 'a file that was not there is private, and its folder' '600 700' "$(stat -c %a "$config" "$TEST_DIR/mine" | tr '\n' ' ' | sed 's/ $//')"
fine 'it is sound' config check "$config"
steps <<'END'
:shipped
END
screen 80x6 >kept
same 'the next screen knows it' 'pending shipped' "$(guichet show 2 --json | jq -r '"\(.status) \(.tags | join(" "))"')"
finish
