#!/bin/bash
# SPDX-License-Identifier: ISC
# What was done by a key is taken back by u and done again by ctrl-r, with one
# line that says what it was; gH tells what happened to a conversation.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people

steps <<'STEPS'
d
:screen-dump
u
:screen-dump
ctrl-r
u
k
gH
STEPS
shows 'done, taken back, done again and told' 80x9 <<'END'
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!

 #5 resolved
----
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
  38m late    Joe Brand           ◘ brightwater  You charged me twic…
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 undone: resolve of #5 (0 s ago)
----
 guichet  Answer  history                                                  root
 when          who             what        text
 20 Nov 10:20  @joe@far.exam…  arrived     You charged me twice, see https://p…
 20 Nov 10:20  root            status      resolved
 20 Nov 10:20  root            status      open [undo of resolve]
 20 Nov 10:20  root            status      resolved [redo of resolve]
 20 Nov 10:20  root            status      open [undo of resolve]

 q back   / search   ? help
END
finish
