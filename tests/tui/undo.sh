#!/bin/bash
# SPDX-License-Identifier: ISC
# What was done by a key is taken back by u and done again by ctrl-r, with one
# line that says what it was; a reply that still counts down goes first, and is
# counted wherever one looks; gH tells what happened to a conversation.
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
 when          who             what     text
 20 Nov 10:20  @joe@far.exam…  arrived  You charged me twice, see https://pay.…
 20 Nov 10:20  root            status   resolved
 20 Nov 10:20  root            status   open [undo of resolve]
 20 Nov 10:20  root            status   resolved [redo of resolve]
 20 Nov 10:20  root            status   open [undo of resolve]

 q back   / search   ? help
END

# ---- a reply that has not left
{
	guichet --now "$now" account add playback shop brand=kiln seed=7 profile=quiet since=2026-11-20T00:00:00Z </dev/null &&
		guichet --now "$now" sync shop --until-idle
} >/dev/null || bail 'no account that sends'
id=$(guichet --now "$now" list account:shop --limit 1 --json | jq .id)
steps <<STEPS
:limit account:shop
:open $id
r
"We look into it."
ctrl-x
y
gg
:screen-dump
q
d
:go help
:screen-dump
q
u
:screen-dump
u
STEPS
out=$(screen 80x9)
same 'it is counted in the thread, behind another key' 1 "$(awk '/^----$/{n++} n==0' <<<"$out" | grep -c 'leaves in [0-9]* s')"
same 'in the help, too' 1 "$(awk '/^----$/{n++} n==1' <<<"$out" | head -n 2 | grep -c 'leaves in [0-9]* s')"
has 'u takes back the reply, not what was done since, and says so' \
	"undone: reply of #$id (0 s ago); its text is your draft" "$(awk '/^----$/{n++} n==2' <<<"$out")"
same 'then nothing counts down' 0 "$(awk '/^----$/{n++} n==2' <<<"$out" | grep -c 'leaves in')"
has 'the next u takes back what was done since' "undone: resolve of #$id" "$(tail -n 1 <<<"$out")"
same 'the text is the draft' 'We look into it.' "$(guichet --now "$now" draft show "$id" --json | jq -r .text)"
guichet --now "$now" reply "$id" Soon. --delay 60s --yes >/dev/null
steps <<STEPS
:wait leaves in
:outbox list
:wait queued
:screen-dump
:limit the words of a limit so long that nothing else has room beside them
STEPS
out=$(screen 80x9)
has 'another screen counts it as well, and no list of the outbox ends that' 'leaves in ' "$(head -n 1 <<<"$out")"
has 'on a narrow screen it goes before anybody'"'"'s name' 'leaves in ' "$(screen 40x9 | sed '1,/^----$/d' | head -n 1)"

# What was taken back stands in the conversation as one line each, until it is opened.
id=$(guichet --now "$now" list account:shop --json | jq -s '.[1].id')
steps <<STEPS
:open $id
r
"First words."
ctrl-x
y
u
r
ctrl-x
y
u
:screen-dump
zo
:screen-dump
zc
STEPS
out=$(screen 80x24)
folded() { awk -v n="$1" '/^----$/{k++} k==n' <<<"$out"; }
same 'twice is two lines, one below the other' 2 "$(folded 0 | grep -A1 'cancelled  First words\.' | grep -c 'cancelled  First words\.')"
same 'the words stand below as the draft alone' 1 "$(folded 0 | grep -c '^   First words\.')"
same 'opened they stand in it again' 2 "$(folded 1 | grep -c '^   First words\.')"
same 'and closed they do not' 1 "$(folded 2 | grep -c '^   First words\.')"
finish
