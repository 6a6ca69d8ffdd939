#!/bin/bash
# SPDX-License-Identifier: ISC
# A handover leaves by mail as it is printed, without what customers wrote in
# private: for whose business it is, as far as they see it, where the site lets
# anything out; each delivery is told, and what is wrong mails nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
. "$top_srcdir/tests/lib/mail.sh"
mail_server box
team guichet
person() { printf 'author={"id":"%s","handle":"@%s@example.org","name":"%s"}' "$1" "$1" "$1"; }
{ item m1 'where is <b>my</b> parcel' "$(person eve)"; item m2 'my card is 4711' "$(person bob)" 'vis="private"'; } >items
fine 'two customers' import items items --account brand
item s1 'and the shop' "$(person kim)" >items
fine 'and one elsewhere' import items items --account shop
for a in maria:7001:agent jonas:7002:agent lee:7003:lead kim:7004:viewer otto:7005:agent; do
	IFS=: read -r name uid role <<<"$a"
	guichet agent add "$name" --uid "$uid" --role "$role" >/dev/null || bail "no $name"
done
id() { guichet list "account:$1 $2" --json | jq -rs '.[0].id'; }
open=$(id brand from:eve) secret=$(id brand from:bob) shop=$(guichet list account:shop --json | jq -rs ".[0].id")
for n in "$open" "$secret" "$shop"; do guichet assign "$n" maria >/dev/null; done
has 'without a packet' 'nothing is handed over' "$(say 7001 handover mail lea@example.org)"
fine 'a packet' --as root handover prepare --of maria --to jonas
fine 'its line' handover line "$open" 'call her & say when'
has 'no mail server' 'no mail server is set' "$(say 7001 handover mail lea@example.org)"
fine 'a mail server' desk set "mail.url=smtp://localhost:$port" 'mail.from=Desk <desk@example.org>' mail.tls=none
has 'a bad address among good ones' 'no mail address' "$(say 7001 handover mail lea@example.org 'max at example.org')"
has 'not for viewers' 'needs the role agent' "$(say 7004 handover mail lea@example.org)"
has 'nor for agents whom it does not concern' 'leads mail those of others' "$(say 7005 handover mail lea@example.org --handover 1)"
same 'none of these left' 0 "$(guichet mail list --json | wc -l)"

same 'who goes mails it' 'handover 1 is written to 2 addresses; it leaves now' "$(say 7001 handover mail lea@example.org 'Max Müller <max@example.org>')"
sent() { [ "$(guichet mail list --kind handover --json | jq -rs 'map(select(.state == "sent")) | length')" = "$1" ]; }
ok "$(wait_for 30 sent 2; echo $?)" 'both arrive'
same 'each told' 'lea@example.org 1 maria
Max Müller <max@example.org> 1 maria' "$(guichet mail list --json | jq -rs 'sort_by(.mail)[] | "\(.to) \(.about) \(.who)"')"
same 'a text and a page' 'multipart/alternative text/plain text/html' "$(letter box/1.eml)"
has 'called what it is' 'handover 1, maria to jonas:' "$(letter box/1.eml Subject)"
text=$(letter box/1.eml text) html=$(letter box/1.eml html)
same 'the lines are those that are printed, apart from private words' "$(guichet handover print 1 | sed 1,3d | sed 's/^    my card.*/    (private: only the desk has the words)/')" \
	"$(printf '%s\n' "$text" | tr -d '\r' | sed 1,4d)"
has 'as of when, and where it goes on' 'guichet handover show 1 has it as it is now' "$text"
has 'with what is to be done' '> call her & say when' "$text"
has 'the page is escaped' 'where is &lt;b&gt;my&lt;/b&gt; parcel' "$html"
has 'with what is to be done' 'call her &amp; say when' "$html"
same 'and private words are nowhere' '' "$(grep -l 4711 box/*.eml; printf '%s' "$text$html" | grep 4711)"
same 'the strict server found nothing wrong' '' "$(grep STRICT box/talk)"
has 'to whom it is offered' 'written to 1 address' "$(say 7002 handover mail jonas@example.org)"
has 'a lead mails those of others' 'written to 1 address' "$(say 7003 handover mail lee@example.org --handover 1)"
ok "$(wait_for 30 sent 4; echo $?)" 'they arrive'
has 'who asked is noted' 'handover mail' "$(guichet access --json 2>&1)"

fine 'the desk writes French' desk set language=fr
has 'a lead mails it again' 'written to 1 address' "$(say 7003 handover mail lee@example.org --handover 1)"
ok "$(wait_for 30 sent 5; echo $?)" 'it arrives'
if [ -s "$top_builddir/po/fr/LC_MESSAGES/guichet.mo" ]; then
	has 'in French' 'seul le guichet a les mots' "$(letter "$(ls -t box/*.eml | head -1)" text)"
else
	skip 'in French' 'no catalogue was built'
fi
fine 'and English again' desk set language=en

# Who sees one account only mails only that.
fine 'jonas sees the shop' agent set jonas accounts=shop
fine 'and mails' agent list
has 'what they see' 'written to 1 address' "$(say 7002 handover mail part@example.org --handover 1)"
ok "$(wait_for 30 sent 6; echo $?)" 'it arrives'
part=$(ls -t box/*.eml | head -1)
same 'one line' "! #$shop @kim@example.org, shop" "$(letter "$part" text | tr -d '\r' | grep '^[-!] #' | sed 's/ (.*//')"

# A site that lets nothing out.
kill "$server"; wait "$server" 2>/dev/null
printf 'export lead\n' >policy; chmod 644 policy
serve --policy "$TEST_DIR/policy"
has 'the site keeps it from agents' 'handover mail: kept from you by' "$(say 7001 handover mail lea@example.org)"
has 'not from leads' 'written to 1 address' "$(say 7003 handover mail lee@example.org --handover 1)"
finish
