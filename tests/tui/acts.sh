#!/bin/bash
# SPDX-License-Identifier: ISC
# What is done at the network asks for its own name, another word does nothing;
# it waits in the outbox with the replies, and who is blocked is marked in the
# list and above the conversation.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
shop

steps <<'STEPS'
Bb
"yes"
enter
:screen-dump
Bb
"block"
:screen-dump
enter
down
:report-abuse --reason insults
"report-abuse"
enter
go
:screen-dump
STEPS
shows 'a typed name, and the outbox' 80x8 <<'END'
 guichet  Queue  needs action  9                          SENDING IS HELD  root
  due         from                  account                            has it
▌ 1h13 late   Beatrice Loomis       kiln         What time should on…
  57m late    Yusuf Demir         ◘ kiln         I typed the wrong h…
  43m late    Victor Stann          kiln         Ignoring customers …
  20m late    Clémence Aubry        kiln         Bonjour, vous livre…
  12m late    Duncan Reeve          kiln         Two places for the …
 nothing was done
----
 guichet  Queue  needs action  9                          SENDING IS HELD  root
  due         from                  account                            has it
▌ 1h13 late   Beatrice Loomis       kiln         What time should on…
  57m late    Yusuf Demir         ◘ kiln         I typed the wrong h…
  43m late    Victor Stann          kiln         Ignoring customers …
  20m late    Clémence Aubry        kiln         Bonjour, vous livre…
  12m late    Duncan Reeve          kiln         Two places for the …
 block #1? type block: block
----
 guichet  Outbox                                          SENDING IS HELD  root
  state      queued      to       by
▌ queued     now         #1       root        block bea.loomis@social.example
  queued     now         #2       root        report yusuf.demir@social.example…



 enter read   C take back   R try again   q back   ? help
----
 guichet  Outbox                                          SENDING IS HELD  root
  state      queued      to       by
▌ queued     now         #1       root        block bea.loomis@social.example
  queued     now         #2       root        report yusuf.demir@social.example…



 enter read   C take back   R try again   q back   ? help
END
guichet outbox release >/dev/null
guichet sync >/dev/null 2>&1
steps <<'STEPS'
:screen-dump
:limit is:blocked
:screen-dump
enter
:screen-dump
STEPS
shows 'who is blocked is marked and found' 80x8 <<'END'
 guichet  Queue  needs action  9                                           root
  due         from                  account                            has it
▌ 1h13 late   Beatrice Loomis       kiln         [blocked] What time…
  57m late    Yusuf Demir         ◘ kiln         I typed the wrong h…
  43m late    Victor Stann          kiln         Ignoring customers …
  20m late    Clémence Aubry        kiln         Bonjour, vous livre…
  12m late    Duncan Reeve          kiln         Two places for the …
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  limit is:blocked  1                                       root
  due         from                  account                            has it
▌ 1h13 late   Beatrice Loomis       kiln         [blocked] What time…




 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Conversation  #1                                                 root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  blocked  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?

 r reply   i note   t take   d done   J next   q back   ? help
----
 guichet  Conversation  #1                                                 root
 Beatrice Loomis  bea.loomis@social.example  233 followers
 1h13 late  blocked  public on kiln (playback), open, nobody has it
────────────────────────────────────────────────────────────────────────────────
 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat the other mug goblins?

 r reply   i note   t take   d done   J next   q back   ? help
END
steps <<'STEPS'
enter
Bb
STEPS
shows 'narrow too' 40x12 <<'END'
 guichet  Conversation  #1         root
 Beatrice Loomis  bea.loomis@social.exam
 1h13 late  blocked  public, open, nobo…
────────────────────────────────────────
   Wobbly, speckled, perfectly usable,
   half price.

 ← Beatrice Loomis  1h43 ago
   What time should one queue to beat
   the other mug goblins?

 block #1? type block:
END
finish
