#!/bin/bash
# SPDX-License-Identifier: ISC
# Who asks for French reads French on every screen, in the columns and on the
# last line too, where nothing that English shows is lost; who asks for
# English reads English.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
. "$top_srcdir/tests/lib/french.sh"

steps <<'END'
j
space
:screen-dump
:limit from:@nobody@example.org
:screen-dump
:limit nonsense:x
END
shows 'the queue, an empty one, an error' 80x12 <<'END'
 guichet  File  à traiter  6  1 marquée                                    root
  échéance      de                    compte                           chez
  retard 38m    Joe Brand           ◘ brightwater  You charged me tw…
 ■retard 19m    Ann Lee               kiln         Where is my parce…
▌ dans 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol e…
  dans 12m      Cy Young              kiln         Is Storm Blue dis…
  dans 21m      田中 芽衣             kiln         次の窯出しはいつ…
  dans 25m      Bob                   brightwater  Lovely shop!



 entrée lire  r réponse  t prise  d fini  s report  tab suite  \ filtre  ? aide
----
 guichet  File  filtre from:@nobody@example.org  0                         root



                                   Rien ici.






 entrée lire  r réponse  t prise  d fini  s report  tab suite  \ filtre  ? aide
----
 guichet  File  filtre from:@nobody@example.org  0                         root



                                   Rien ici.






 ! requête : colonne 1 : pas de champ 'nonsense:', mais status… g e montre tout
END

steps <<'END'
:open 2
:screen-dump
r
:screen-dump
"Bonjour Zoé, nous vous en envoyons un autre."
ctrl-x
END
shows 'a conversation, a reply, its review' 80x20 <<'END'
 guichet  Conversation  #2                                                 root
 Zoé Blanc  @zoe@example.org  8 abonnés
 dans 5m  privée sur kiln (import), ouverte, chez personne
────────────────────────────────────────────────────────────────────────────────
 ← Zoé Blanc  il y a 24m  privée
   Bonjour, le bol est arrivé cassé.













 r réponse  i note  t prise  d fini  J suite  q retour  ? aide
----
 guichet  Conversation  #2                                                 root
 Zoé Blanc  @zoe@example.org  8 abonnés
 dans 5m  privée sur kiln (import), ouverte, chez personne
────────────────────────────────────────────────────────────────────────────────
 ← Zoé Blanc  il y a 24m  privée
   Bonjour, le bol est arrivé cassé.







── Réponse à @zoe@example.org ── PRIVÉ ── chez personne encore ─────────────────
 votre réponse ; ctrl-x montre ce qui partira, échap garde le brouillon




 ctrl-x relire  échap garder et fermer  alt-a joindre  ctrl-g éditeur
----
 guichet  Conversation  #2                                                 root
 Zoé Blanc  @zoe@example.org  8 abonnés
 dans 5m  privée sur kiln (import), ouverte, chez personne
────────────────────────────────────────────────────────────────────────────────
 ← Zoé Blanc  il y a 24m  privée
   Bonjour, le bol est arrivé cassé.





── Relecture pour @zoe@example.org ── PRIVÉ ── chez personne encore ─────── 0 ──
 seul @zoe@example.org peut le lire
 du compte kiln
 ! envoi impossible : un compte importé n’a pas de réseau où envoyer

 0 caractère
   Bonjour Zoé, nous vous en envoyons un autre.

 y envoyer  e revenir au texte  a joindre  v qui la lit  q garder en brouillon
END

steps <<'END'
?
END
shows 'help' 80x24 <<'END'
 guichet  Aide                                                             root
 Touches de cette vue : File
   r              compose               Répondre à la conversation choisie
   i              compose-note          Écrire une note pour les collègues
   e              edit                  Continuer votre brouillon
   t              claim                 Prendre des conversations
   T              release               Rendre des conversations à la file
   a              assign ...            Attribuer des conversations à un agent
                                        ou une équipe
   d              resolve               Marquer des conversations comme résolues
   O              reopen                Rouvrir des conversations
   p              pending               Mettre des conversations en attente du
                                        client
   H              hold                  Suspendre des conversations à cause d’un
                                        tiers
   s              snooze ...            Reporter des conversations à plus tard
   !              urgent                Mettre des conversations avant toute
                                        échéance
   =              calm                  Retirer l’urgence de conversations
   D              no-answer             Dire qu’il n’y a rien à répondre
   M              mute                  Faire taire le bavardage, qui ne demande
                                        plus rien
   x              spam                  Écarter des conversations comme spam
 / chercher  espace suite  q fermer
END

steps <<'END'
:open 1
t
:screen-dump
d
:screen-dump
u
END
screen 80x8 >told
for words in '#1 prise' '#1 résolue' 'annulé : resolve sur #1'; do has "what was done: $words" "$words" "$(cat told)"; done

# The last line of each view: every key that English names there is named.
steps <<'END'
:screen-dump
:open 1
:screen-dump
r
:screen-dump
"Oui."
ctrl-x
:screen-dump
q
:go outbox
:screen-dump
:go accounts
:screen-dump
:go options
:screen-dump
:go messages
:screen-dump
?
END
last_lines() { screen 80x24 | awk '/^----$/ { print last; last = "" } { last = $0 } END { print last }'; }
keys() { grep -o '  [^ ]*\|^ [^ ]*' | tr -d ' ' | grep -v '^$' | tr '\n' ' '; }
LANGUAGE= last_lines >english
last_lines >french
same 'as many screens' 9 "$(wc -l <french)"
while IFS= read -r line <&3 && IFS= read -r theirs <&4; do
	wanted=$(printf '%s\n' "$theirs" | keys | sed 's/\benter\b/entrée/; s/\bescape\b/échap/; s/\bspace\b/espace/')
	got=$(printf '%s\n' "$line" | keys)
	has "no hint is lost: $line" "$wanted" "$got"
done 3<french 4<english
same 'no line is wider than the screen' '' "$(python3 -c 'import sys
for line in open("french", encoding="utf-8"):
    if len(line.rstrip("\n")) > 80: print(line)')"

steps <<'END'
:limit parcell
END
shows 'a word that nobody wrote, and where people are found' 80x12 <<'END'
 guichet  File  filtre parcell  0                                          root


           Rien ici.

           Les mots se cherchent entiers, dans les messages.
           from:NOM trouve les personnes ; :help query dit le reste.




 entrée lire  r réponse  t prise  d fini  s report  tab suite  \ filtre  ? aide
END

# ---- what was done is told, days are said, in the same language
steps <<'END'
=
:screen-dump
:snooze demain
:screen-dump
:open 5
gH
END
out=$(screen 80x14)
has 'what is not urgent is said not to be' 'n’était pas urgente' "$(sed '/^----$/,$d' <<<"$out" | tail -n 1)"
has 'a day is said' 'reportée jusqu’au 21/11 09:00' "$out"
has 'and its history, without a word of English' 'état' "$(tail -n 13 <<<"$out" | grep 'reportée jusqu’au 21/11')"

steps <<'END'
END
has 'who asks for English reads English' 'enter read   r reply' "$(LANGUAGE=en screen 80x24)"
has 'and who asks for nothing' 'enter read   r reply' "$(LANGUAGE= screen 80x24)"
finish
