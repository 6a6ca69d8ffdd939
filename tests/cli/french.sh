#!/bin/bash
# SPDX-License-Identifier: ISC
# The command line answers in French to who asks for it, while scripts read
# the same JSON, the same tables of values and the same exit codes; a plural
# is one in French up to one and a half, and an error that a server made is
# read in the language of who asked.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
. "$top_srcdir/tests/lib/french.sh"
says() { # says NAME EXPECTED COMMAND...
	local name=$1 expected=$2; shift 2
	same "$name" "$expected" "$(guichet "$@" 2>&1 | sed 's/[ ]*$//; s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g')"
}

has 'a list' 'retard ' "$(guichet list from:@joe@far.example)"
says 'nothing in it' 'rien ici : aucune conversation ne correspond' list status:closed
says 'why it stands there' 'en retard de 38 min : attend depuis 09:12, objectif 30 min' why 5
guichet urgent 4 --reason 'fire: now; due in 1 h' >/dev/null
says 'with a reason as it was typed' 'urgente depuis 10:20 par root : fire: now; due in 1 h ; à rendre dans 20 min : attend depuis 10:11, objectif 30 min' why 4
guichet undo >/dev/null
has 'what figures are told apart by' 'première réponse par compte' "$(guichet stats --by account | sed 's/1re réponse/première réponse/')"
has 'days of the week' 'ven. ' "$(guichet stats --by weekday,hour)"
same 'by their names alone' 0 "$({ guichet stats --by weekday; guichet report --by weekday; } | grep -c 'fri')"
has 'as a program wrote them' 'fri / ' "$(guichet stats --by weekday,hour --csv)"
has 'a fraction' '15,61' "$(guichet sql 'select 15.614 as x, 2.5 as y')"
has 'of few digits' '2,5' "$(guichet sql 'select 15.614 as x, 2.5 as y')"
same 'for a program as it is' $'x,y\n15.614,2.5' "$(guichet sql 'select 15.614 as x, 2.5 as y' --csv)"
still() { sed -E 's/^([0-9]+),[0-9]+,/\1,,/'; }	# a list tells since when somebody waits in seconds, which go on
at='--as-of 2026-11-20T10:20:00Z'
for form in "stats --by account --csv $at" "explain sla --tsv $at" 'list --csv' "explain sla --json $at" "report --format csv $at"; do
	same "for programs nothing changes: $form" "$(LANGUAGE=en guichet $form | still)" "$(guichet $form | still)"
done
has 'who waited when a period ended' 'attendaient encore à sa fin, au plus depuis' "$(guichet stats --since 2026-11-19 --until 2026-11-20T10:19:00Z)"
has 'a report of all there is' 'tout jusqu’au' "$(guichet report)"
has 'the rows behind a figure' $'1re\touverte' "$(guichet explain sla)"
says 'a claim' '#5 prise' claim 5
says 'several' '2 conversations prises' claim 1 2
says 'a conversation' "#5  Joe Brand  @joe@far.example  sur brightwater (import)
ouverte, privée, chez root, attente 1 h 08

< Joe Brand @joe@far.example  20/11 09:12
  You charged me twice, see https://pay.example/42 please." show 5
says 'what is wrong with a reply' 'guichet: réponse #5 : un compte importé n’a pas de réseau où envoyer' reply 5 'Bonjour' --yes
says 'a note' 'noté sur #5' note 5 'au dépôt'
says 'a snooze' "#3 reportée jusqu’au 20/11 12:20" snooze 3 2h
says 'taken back' 'annulé : snooze sur #3 (il y a 0 s)' undo
says 'a state that does not exist' "guichet: list : requête : colonne 8 : 'nonsense' n’est pas un état : écrivez open, pending, on_hold, snoozed, resolved ou closed" list status:nonsense
says 'somebody who is not there' "guichet: il n’y a ni agent ni équipe nobodyelse" assign 5 nobodyelse
says 'a word too many' "guichet: status : un mot de trop : more ; usage : guichet status" status more
says 'no such command' "guichet: pas de commande 'nonsense'" nonsense
says 'no such conversation' "guichet: il n’y a pas de conversation #99" show 99
says 'help of a command' 'usage : guichet claim ID... [--where QUERY] [--partly] [--dry-run]
Prendre des conversations.
Une conversation que quelqu’un d’autre a prise avant est refusée et nommée.
  where                 toutes celles qui correspondent ; avec des numéros,
                        celles-là seules
  partly                ce qui peut l’être ; le reste demeure
  dry-run               dire seulement ce qui serait fait
permis à : agent et au-dessus' help claim
has 'figures' "objectif 30 min ; au 20/11 10:20, ligne" "$(guichet stats | sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g')"
has 'and their heads' 'traitées' "$(guichet stats)"
fine 'somebody else' agent add maria
guichet --as maria release 5 >/dev/null 2>&1
guichet claim 3 >/dev/null && guichet --as maria assign 3 @me >/dev/null 2>&1
has 'a refusal names who and when' 'maria l’a attribuée il y a' "$(guichet undo 2>&1)"

# What scripts read is the same in every language.
for words in 'list --json' 'list --csv' 'list --tsv' 'show 1 --json' 'history 1 --json' 'history 1 --csv' 'stats --json --as-of 2026-11-20T10:10:00Z' 'stats --csv --as-of 2026-11-20T10:10:00Z' \
	'status --json' 'account list --tsv' 'config defaults' 'manual' 'manual config' 'manual theme' 'manual keys' 'complete -- cl'; do
	guichet $words >ours 2>&1
	LANGUAGE= guichet $words >english 2>&1
	[ -s english ] || ok 1 "$words says something"
	# How long somebody waits goes on between the two.
	sed -i -E 's/"waiting_s":[0-9]*//; s/^([0-9]+[,\t])[0-9]+/\1/' ours english
	cmp -s ours english
	ok $? "the same in French: $words"
done
for words in 'show 99' 'nonsense' 'list nonsense:x' 'reply 5' 'assign 5 nobodyelse' 'claim 5' 'list --limit 0' 'doctor'; do
	guichet $words >/dev/null 2>&1 </dev/null
	ours=$?
	LANGUAGE= guichet $words >/dev/null 2>&1 </dev/null
	same "the same exit code: $words" $? $ours
done
has 'English is asked for' 'Take conversations yourself' "$(LANGUAGE=en guichet help claim)"
has 'the first language that is there is taken' 'Prendre des conversations' "$(LANGUAGE=xx:fr guichet help claim)"
has 'a catalogue that is not there' 'Take conversations yourself' "$(GUICHET_LOCALEDIR=$TEST_DIR/none guichet help claim)"
has 'a program that is not installed finds what was built with it' 'Prendre des conversations' "$(GUICHET_LOCALEDIR= guichet help claim)"

# Translations that do not fit what they translate are left alone.
mkdir -p bad/fr/LC_MESSAGES
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "there is no conversation #%%ld"\nmsgstr "rien %%s %%s %%s"\n' >bad.po
msgfmt -o bad/fr/LC_MESSAGES/guichet.mo bad.po 2>/dev/null && has 'a template that does not fit' 'there is no conversation #99' "$(GUICHET_LOCALEDIR=$TEST_DIR/bad guichet show 99 2>&1)"
finish
