#!/bin/bash
# SPDX-License-Identifier: ISC
# A saved reply says the same to everybody but for what is theirs, is looked
# over as any reply is, is never sent with a hole in it, belongs to one agent
# or to all, speaks the language of the conversation, and is counted when it
# really leaves.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
uses() { guichet snippet list --json | jq -r 'select(.snippet == "'"$1"'").uses' | xargs; }
last() { guichet show "$1" --json | jq -r '[.messages[] | select(.direction == "out")][-1].text // "nothing"'; }

fine 'an account' account add playback kiln brand=kiln seed=7 profile=quiet since=2026-11-20T00:00:00Z </dev/null
guichet sync --until-idle >/dev/null
guichet outbox hold >/dev/null
guichet agent add maria >/dev/null
id=$(guichet list --json | jq -r 'select(.contact == "Beatrice Loomis").id' | head -n 1)
[ -n "$id" ] || bail 'nobody wrote'

same 'a new one' 'the saved reply hello is new' "$(guichet snippet add hello 'Hello {name}, {agent} of {account} here.' --shared)"
same 'from standard input, of one agent' 'the saved reply late is new' "$(printf 'One.\nTwo.\n' | guichet snippet add late -F -)"
same 'changed' 'the saved reply late has a new text' "$(guichet snippet add late 'Three.')"
refused 'a field that does not exist' 64 'no field {nmae}' snippet add bad 'Hello {nmae}'
refused 'sharing is for leads' 77 'needs the role lead' --as maria snippet add mine 'x' --shared
refused 'nor does anybody else take one away' 77 'needs the role lead' --as maria snippet remove hello --shared
same 'what a colleague sees' hello "$(guichet --as maria snippet list --json | jq -r .snippet)"
same 'filled in for a conversation' 'Hello Beatrice Loomis, root of kiln here.
used 0 times' "$(guichet snippet show hello "$id")"
same 'as another agent' 'Hello Beatrice Loomis, maria of kiln here.' "$(guichet --as maria snippet show hello "$id" --json | jq -r .filled)"

# ---- sent

same 'it is sent as it was filled in' 0 "$(guichet reply "$id" --snippet hello --yes >/dev/null; echo $?)"
same 'word for word' 'Hello Beatrice Loomis, root of kiln here.' "$(last "$id")"
same 'and counted' 1 "$(uses hello)"
guichet reply "$id" --snippet hello --yes >/dev/null 2>&1
same 'the same again is the same reply, counted once' 1 "$(uses hello)"
refused 'a hole is not sent' 1 '{name} is not filled in' reply "$id" 'Dear {name}, hello.' --yes
refused 'one that is not there' 1 'there is no snippet nosuch' reply "$id" --snippet nosuch --yes
same 'a text of one'"'"'s own counts too' 2 "$(guichet reply "$id" 'Hello Bea.' --snippet hello --yes >/dev/null; uses hello)"

# ---- whose and in which language

guichet snippet add hello 'Bonjour {name}.' --shared --lang fr >/dev/null
guichet --as maria snippet add hello 'Hi {name}.' >/dev/null
same 'your own stands first' 'Hi Beatrice Loomis.' "$(guichet --as maria snippet show hello "$id" --json | jq -r .filled)"
same 'for others nothing changed' 'Hello Beatrice Loomis, root of kiln here.' "$(guichet snippet show hello "$id" --json | jq -r .filled)"
item f1 'Bonjour, où est mon colis ?' 'lang="fr-CA"' 'author={"id":"zoe","handle":"@zoe@far.example"}' >items
guichet import items items --account kiln >/dev/null
french=$(guichet list from:@zoe@far.example --json | jq -r .id)
same 'the language of the conversation; nobody knows the name' 'Bonjour {name}.
nobody knows {name} here
used 0 times' "$(guichet snippet show hello "$french")"
same 'one of a name is meant there' '["Bonjour {name}.",["name"]]' "$(guichet snippet list --for "$french" --json | jq -c 'select(.snippet == "hello") | [.filled, .missing]')"
same 'a name completes' 'hello late' "$(guichet complete -- reply "$id" --snippet '' | sort -u | xargs)"
same 'removed' 'the saved reply late is removed' "$(guichet snippet remove late)"
refused 'once' 1 'there is no snippet late' snippet remove late
refused 'of a language' 1 'there is no snippet hello in de' snippet remove hello --shared --lang de

# ---- in the screen

guichet snippet add parcel 'Your parcel left us on Tuesday, {name}.' --shared >/dev/null
guichet snippet add long 'One.

Three.' --shared >/dev/null
steps <<END
:open $id
r
ctrl-t
"prl"
END
shows 'they are chosen by letters, and shown as they would be' 60x16 <<END
 guichet  Conversation  #1            SENDING IS HELD  root
  ┌──────────────────────────────────────────────────────┐
  │  prl                                               1 │
─ ├──────────────────────────────────────────────────────┤ ─
  │▌ Your parcel left us on Tuesday, Beatrice Loomis.    │
  │                                                      │
  │                                                      │
  │                                                      │
  ├──────────────────────────────────────────────────────┤
─ │  Your parcel left us on Tuesday, Beatrice Loomis.    │ ─
  │                                                      │
  │                                                      │
  │                                                      │
  │                                                      │
  └──────────────────────────────────────────────────────┘
END
cat >>steps <<'END'
enter
ctrl-x
:screen-dump
y
END
got=$(screen 80x24)
has 'the review shows the final text' '   Your parcel left us on Tuesday, Beatrice Loomis.' "$got"
same 'which is sent' 'Your parcel left us on Tuesday, Beatrice Loomis.' "$(last "$id")"
same 'and counted' 1 "$(uses parcel)"
steps <<END
:open $french
r
alt-x
"snippet hello"
enter
ctrl-x
END
got=$(screen 80x24)
has 'a hole is named' 'it cannot be sent: ' "$got"
has 'and by name' '{name}' "$got"
guichet snippet remove parcel --shared >/dev/null
steps <<END
:open $id
r
ctrl-t
"zzz"
END
has 'nothing has these words' 'no saved reply has these words' "$(screen 80x24)"
finish
