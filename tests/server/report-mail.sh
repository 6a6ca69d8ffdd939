#!/bin/bash
# SPDX-License-Identifier: ISC
# A report that is mailed is published: text, page and table in the letter are
# those of its number, each delivery is told, nobody outside reads figures about
# single agents, and where anything is wrong nothing is published and nothing leaves.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mail.sh"
mail_server box
fine 'an account' account add playback kiln brand=kiln seed=7 profile=quiet since=3h
fine 'with customers' sync --until-idle
guichet agent add maria --role agent >/dev/null; guichet agent add kim --role viewer >/dev/null; guichet agent add lee --role lead >/dev/null
id=$(guichet list --json | jq -rs '.[0].id')
fine 'maria has one' --as maria claim "$id"
fine 'and answers' --as maria reply "$id" 'It is on its way' --yes
fine 'which leaves' sync --until-idle
published() { guichet report list --json | jq -rs 'map(select(.number != null)) | length'; }

refused 'no server' 1 'no mail server is set' report publish --period 7-days --mail-to lea@example.org
fine 'a server' desk set "mail.url=smtp://localhost:$port" 'mail.from=Desk <desk@example.org>' mail.tls=none
refused 'a bad address among good ones' 64 'no mail address' report publish --period 7-days --mail-to 'lea@example.org, max at example.org'
refused 'no address' 64 'no address' report publish --period 7-days --mail-to ' , '
refused 'not for viewers' 77 'lead' --as kim report --period 7-days --mail-to lea@example.org
refused 'nor for agents' 77 'lead' --as maria report --period 7-days --mail-to lea@example.org
same 'none of these was published' 0 "$(published)"
fine 'a lead publishes and mails' --as lee report publish --period 7-days --name day --mail-to 'lea@example.org, Max Müller <max@example.org>'
has 'and hears of it' 'mailed to 2' "$out"
fine 'they leave' sync --until-idle
same 'two deliveries, each told' 'lea@example.org sent 1 lee
Max Müller <max@example.org> sent 1 lee' "$(guichet mail list --kind report --json | jq -rs 'sort_by(.mail)[] | "\(.to) \(.state) \(.about) \(.who)"')"
same 'a text, a page and a table' 'multipart/mixed multipart/alternative text/plain text/html text/csv' "$(letter box/1.eml)"
same 'called what it is' 'day, number 1' "$(letter box/1.eml Subject)"
has 'with its number and its row of the ledger' "Published as number 1 from row $(guichet report list --json | jq -rs '.[-1].seq') of the ledger" "$(letter box/1.eml text)"
same 'the text is that of the number' "$(guichet --as kim report show 1)" "$(letter box/1.eml text | tr -d '\r' | sed 1,2d)"
same 'the table is that of the number' "$(guichet --as kim report show 1 --format csv)" "$(letter box/1.eml file | tr -d '\r')"
has 'the page stands alone' '<html' "$(letter box/1.eml html)"
has 'what each figure is, is said' 'first response' "$(letter box/1.eml text)"
fine 'in one command' report --period 7-days --by agent --mail-to two@example.org
fine 'it leaves' sync --until-idle
same 'which published it, too' 2 "$(published)"
has 'here agents have names' maria "$(guichet report show 2 --format csv)"
same 'and outside they have none' '' "$(letter box/3.eml file | grep maria; letter box/3.eml text | grep maria; letter box/3.eml html | grep maria)"
same 'the strict server found nothing wrong' '' "$(grep STRICT box/talk)"
same 'its texts are not kept twice' 0 "$(python3 -c "
import sqlite3
print(sum(len(r[0]) + len(r[1]) + len(r[2]) for r in sqlite3.connect('file:desk.db?mode=ro', uri=True).execute('SELECT text, html, file FROM letter')))")"

# ---- in French, whatever the server's own language is
refused 'a language that nobody speaks here' 64 "nothing is written in 'xx' here" desk set language=xx
if [ -f "$top_builddir/po/fr/LC_MESSAGES/guichet.mo" ]; then
	fine 'the desk writes French' desk set language=fr
	fine 'a report' report publish --period 7-days --mail-to lea@example.org
	fine 'which leaves' sync --until-idle
	same 'is called so' 'Rapport, numéro 3' "$(letter box/4.eml Subject)"
	has 'says so' 'Publié sous le numéro 3' "$(letter box/4.eml text)"
	has 'to the last word' 'première réponse' "$(letter box/4.eml text)"
	has 'the page too' '<html lang=fr>' "$(letter box/4.eml html | tr -d '"')"
	fine 'one in English' report publish --period 7-days --mail-to lea@example.org --lang en
	fine 'a test' mail test lea@example.org
	fine 'both leave' sync --until-idle
	same 'what is said goes before the desk' 'Report, number 4' "$(letter box/5.eml Subject)"
	has 'a test is in French' "C’est un essai. root a demandé au guichet de l’envoyer." "$(letter box/6.eml text)"
fi
finish
