#!/bin/bash
# SPDX-License-Identifier: ISC
# The queue and a conversation look exactly so at 80 columns, beside each
# other at 120, with the views and a preview at 160; the selection moves by
# the usual keys, marks gather rows, a limit narrows and a search finds.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people

steps <<'END'
:screen-dump
j
space
space
:screen-dump
:tag parcel
"y"
enter
:screen-dump
:limit from:@zoe@example.org
END
shows 'the queue, marks and what was done to them, a limit' 80x12 <<'END'
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!



 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  needs action  6  2 marked                                 root
  due         from                  account                            has it
  38m late    Joe Brand           ◘ brightwater  You charged me twic…
 ■19m late    Ann Lee               kiln         Where is my parcel?…
 ■in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
▌ in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!



 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
  38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
▌ in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!



 2 conversations tagged
----
 guichet  Queue  limit from:@zoe@example.org  1                            root
  due         from                  account                            has it
▌ in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…








 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
:limit
j
enter
:screen-dump
J
END
shows 'a conversation beside the list, and its neighbour' 120x12 <<'END'
 guichet  Queue  needs action  6                                                                                   root
  due         from                                   has it   │ Ann Lee  @ann@example.org  120 followers
  38m late    Joe Brand           ◘ You charged me…           │ 19m late  public on kiln (import), open, nobody has it
▌ 19m late    Ann Lee             Where is my parc…           ├─────────────────────────────────────────────────────────
  in 5m       Zoé Blanc           ◘ Bonjour, le bo…           │ ← Ann Lee  49m ago
  in 12m      Cy Young            Is Storm Blue di…           │   Where is my parcel? It was due on Tuesday.
  in 21m      田中 芽衣           次の窯出しはいつ…           │
  in 25m      Bob                 Lovely shop!                │
                                                              │
                                                              │
                                                              │
 r reply   i note   t take   d done   J next   q back   ? help
----
 guichet  Queue  needs action  6                                                                                   root
  due         from                                   has it   │ Zoé Blanc  @zoe@example.org  8 followers
  38m late    Joe Brand           ◘ You charged me…           │ in 5m  private on kiln (import), open, nobody has it  +p
  19m late    Ann Lee             Where is my parc…           ├─────────────────────────────────────────────────────────
▌ in 5m       Zoé Blanc           ◘ Bonjour, le bo…           │ ← Zoé Blanc  24m ago  private
  in 12m      Cy Young            Is Storm Blue di…           │   Bonjour, le bol est arrivé cassé.
  in 21m      田中 芽衣           次の窯出しはいつ…           │
  in 25m      Bob                 Lovely shop!                │
                                                              │
                                                              │
                                                              │
 r reply   i note   t take   d done   J next   q back   ? help
END

steps <<'END'
:go unassigned
:screen-dump
3 h
END
shows 'the views at the left, a preview at the right, the keys at the views' 160x16 <<'END'
 guichet  Queue  unassigned  6                                                                                                                             root
  1 Needs action      6 │  due         from                                           has it   │ Joe Brand  @joe@far.example
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ You charged me twice, …           │ 38m late  private on brightwater (import), open, nobody has it
▌ 3 Unassigned        6 │  19m late    Ann Lee             Where is my parcel? It w…           ├────────────────────────────────────────────────────────────────
  4 All open          6 │  in 5m       Zoé Blanc           ◘ Bonjour, le bol est ar…           │ ← Joe Brand  1h08 ago  private
  5 At risk           3 │  in 12m      Cy Young            Is Storm Blue dishwasher…           │   You charged me twice, see https://pay.example/42 please.
  6 Pending           0 │  in 21m      田中 芽衣           次の窯出しはいつですか 🍵           │
  7 On hold           0 │  in 25m      Bob                 Lovely shop!                        │
  8 Snoozed           0 │                                                                      │
  9 Mentions          0 │                                                                      │
    Followed          0 │                                                                      │
    Resolved today    0 │                                                                      │
    Resolved          0 │                                                                      │
    Muted             0 │                                                                      │
    Spam              0 │                                                                      │
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Views                                                                                                                                            root
  1 Needs action      6 │  due         from                                           has it   │ Joe Brand  @joe@far.example
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ You charged me twice, …           │ 38m late  private on brightwater (import), open, nobody has it
▌ 3 Unassigned        6 │  19m late    Ann Lee             Where is my parcel? It w…           ├────────────────────────────────────────────────────────────────
  4 All open          6 │  in 5m       Zoé Blanc           ◘ Bonjour, le bol est ar…           │ ← Joe Brand  1h08 ago  private
  5 At risk           3 │  in 12m      Cy Young            Is Storm Blue dishwasher…           │   You charged me twice, see https://pay.example/42 please.
  6 Pending           0 │  in 21m      田中 芽衣           次の窯出しはいつですか 🍵           │
  7 On hold           0 │  in 25m      Bob                 Lovely shop!                        │
  8 Snoozed           0 │                                                                      │
  9 Mentions          0 │                                                                      │
    Followed          0 │                                                                      │
    Resolved today    0 │                                                                      │
    Resolved          0 │                                                                      │
    Muted             0 │                                                                      │
    Spam              0 │                                                                      │
 enter go there   l back to the list   z a fold   ? help
END

steps <<'END'
"/charged"
enter
:screen-dump
"/nobody"
enter
END
shows 'a search that finds, and one that does not' 80x12 <<'END'
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!



 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!



 nobody is not found here
END

steps <<'END'
G
k
:screen-dump
gg
:open 5
END
shows 'the last but one row; a conversation by its number' 60x12 <<'END'
 guichet  Queue  needs action  6                       root
  due         from                                 has it
  38m late    Joe Brand          ◘ You charged m…
  19m late    Ann Lee            Where is my par…
  in 5m       Zoé Blanc          ◘ Bonjour, le b…
  in 12m      Cy Young           Is Storm Blue d…
▌ in 21m      田中 芽衣          次の窯出しはい…
  in 25m      Bob                Lovely shop!



 enter read   r reply   t take   d done   s snooze   ? help
----
 guichet  Conversation  #5                             root
 Joe Brand  @joe@far.example
 38m late  private on brightwater (import), open, nobody ha…
────────────────────────────────────────────────────────────
 ← Joe Brand  1h08 ago  private
   You charged me twice, see https://pay.example/42
   please.




 r reply   i note   t take   d done   J next   ? help
END

steps <<'END'
:set ascii on
:screen-dump
:set columns who text
j
END
shows 'ASCII only; other columns' 80x10 <<'END'
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
> 38m late    Joe Brand           P brightwater  You charged me twic.
  19m late    Ann Lee               kiln         Where is my parcel?.
  in 5m       Zoe Blanc           P kiln         Bonjour, le bol est.
  in 12m      Cy Young              kiln         Is Storm Blue dishw.
  in 21m      ???? ????             kiln         ??????????????????.
  in 25m      Bob                   brightwater  Lovely shop!

 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  needs action  6                                           root
  from
  Joe Brand           P You charged me twice, see https://pay.example/42 pleas.
> Ann Lee             Where is my parcel? It was due on Tuesday.
  Zoe Blanc           P Bonjour, le bol est arrive casse.
  Cy Young            Is Storm Blue dishwasher safe?
  ???? ????           ?????????????????????? ??
  Bob                 Lovely shop!

 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
:limit account:kiln
:screen-dump
:limit account:kiln colour:blue
:screen-dump
:search bowl nix:1
END
shows 'a query that is refused leaves the rows and their name as they were' 80x7 <<'END'
 guichet  Queue  limit account:kiln  4                                     root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  limit account:kiln  4                                     root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
 ! query: column 14: no field 'colour:', but status, assignee, a… g e shows all
----
 guichet  Queue  limit account:kiln  4                                     root
  due         from                  account                            has it
▌ 19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
 ! query: column 6: no field 'nix:', but status, assignee, accou… g e shows all
END

steps <<'END'
3
:limit account:kiln
:search bowl
:screen-dump
q
:screen-dump
:limit from:@zoe@example.org
escape
END
shows 'q and escape go back from a search and a limit, not out of the program' 80x7 <<'END'
 guichet  Queue  search bowl  0                                            root
               Nothing here.

               Words are looked for in messages, and whole.
               from:NAME finds people; :help query has the rest.

 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  unassigned  6                                             root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  unassigned  6                                             root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
ctrl-x
:screen-dump
:frobnicate
:screen-dump
:set scroll-margin 999
END
shows 'a key that does nothing, a word that nobody knows, a wrong value' 80x9 <<'END'
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 ctrl-x does nothing here: ? shows the keys
----
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 ! no command 'frobnicate'
----
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
  in 21m      田中 芽衣             kiln         次の窯出しはいつで…
  in 25m      Bob                   brightwater  Lovely shop!
 ! scroll-margin takes a number from 0 to 20, not '999'
END

steps <<'END'
:history 5
END
same 'beside the views an answer is as wide as it is seen' 1 "$(screen 110x9 | grep -c 'charged me .*…$')"

steps <<'END'
:list status:open --limit 2
:screen-dump
q
:go outbox
:screen-dump
:go accounts
END
shows 'an answer in lines, an empty outbox, the accounts' 80x10 <<'END'
 guichet  Answer  list                                                     root
 id  due          from              has it  text
 5   38 min late  @joe@far.example          [private] You charged me twice, se…
 1   19 min late  @ann@example.org          Where is my parcel? It was due on …





 q back   / search   ? help
----
 guichet  Outbox                                                           root


                     Everything that was written has left.





 enter read   C take back   R try again   q back   ? help
----
 guichet  Accounts                                                         root
  account         state       network     read
▌ brightwater     » new       import
  kiln            » new       import





 enter its conversations   c check   $ read now   q back   ? help
END

steps <<'END'
:bind queue t resolve ; down
:note #3 asked the workshop
:screen-dump
t
END
shows 'a bound line keeps its parts, each upon what the one before it left; #3 is a conversation, not a comment' 80x6 <<'END'
 guichet  Queue  needs action  6                                           root
  due         from                  account                            has it
▌ 38m late    Joe Brand           ◘ brightwater  You charged me twic…
  19m late    Ann Lee               kiln         Where is my parcel?…
  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
 noted on #3
----
 guichet  Queue  needs action  5                                           root
  due         from                  account                            has it
  19m late    Ann Lee               kiln         Where is my parcel?…
▌ in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est…
  in 12m      Cy Young              kiln         Is Storm Blue dishw…
 #5 resolved
END

steps <<'END'
j
!
:screen-dump
enter
:limit is:unread
:screen-dump
:limit is:urgent
x
:go spam
:wait 1 Needs action      4
END
shows 'urgent stands first, what was opened is read, spam has a view' 100x10 <<'END'
 guichet  Queue  needs action  5                                                               root
▌ 1 Needs action      5 │  due         from                                                has it
  2 Mine              0 │▌ urgent      Zoé Blanc           ◘ Bonjour, le bol est arrivé …
  3 Unassigned        5 │  19m late    Ann Lee             Where is my parcel? It was du…
  4 All open          5 │  in 12m      Cy Young            Is Storm Blue dishwasher safe?
  5 At risk           2 │  in 21m      田中 芽衣           次の窯出しはいつですか 🍵
  6 Pending           0 │  in 25m      Bob                 Lovely shop!
  7 On hold           0 │
  8 Snoozed           0 │
 #2 urgent: above every deadline
----
 guichet  Queue  limit is:unread  3                                                            root
  1 Needs action      5 │  due         from                                                has it
  2 Mine              0 │▌ in 12m      Cy Young            Is Storm Blue dishwasher safe?
  3 Unassigned        5 │  in 21m      田中 芽衣           次の窯出しはいつですか 🍵
  4 All open          5 │  in 25m      Bob                 Lovely shop!
  5 At risk           2 │
  6 Pending           0 │
  7 On hold           0 │
  8 Snoozed           0 │
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  spam  1                                                                       root
  1 Needs action      4 │  due         from                                                has it
  2 Mine              0 │▌ spam        Zoé Blanc           ◘ Bonjour, le bol est arrivé …
  3 Unassigned        4 │
  4 All open          4 │
  5 At risk           1 │
  6 Pending           0 │
  7 On hold           0 │
  8 Snoozed           0 │
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
:snooze #1 14:00
:snooze #2 monday
:snooze #3 2027-01-02
gs
:screen-dump
enter
END
shows 'who sleeps says until when' 80x7 <<'END'
 guichet  Queue  snoozed  2                                                root
  due         from                  account                            has it
▌ till 14:00  Ann Lee               kiln         Where is my parcel?…
  02 Jan      Cy Young              kiln         Is Storm Blue dishw…


 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Conversation  #1                                                 root
 Ann Lee  @ann@example.org  120 followers
 19m late  public on kiln (import), snoozed until 14:00, nobody has it  +parcel
────────────────────────────────────────────────────────────────────────────────
   Where is my parcel? It was due on Tuesday.

 r reply   i note   t take   d done   J next   q back   ? help
END

# ---- a desk that cannot be read is not a desk where nobody waits

GUICHET_DESK=$TEST_DIR/deaf.db
(umask 077; echo secret >secret)
guichet account add mastodon brand url=http://127.0.0.1:1 --secret-file secret >/dev/null || bail 'no account'
guichet sync >/dev/null 2>&1
steps </dev/null
shows 'an empty queue names the account that nobody reads' 80x12 <<'END'
 guichet  Queue  needs action  0                                           root


                 Nothing is here; an account could not be read.

                 :go accounts says why.





 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

# One list has one name, whichever key led to it.
steps <<'END'
4
g
q
END
has 'g q is the view that lists what is open, by its name' 'Queue  needs action  ' "$(screen 80x6 | head -n 1)"
has 'and the views mark it' '▌ 1 Needs action' "$(screen 110x6)"
finish
