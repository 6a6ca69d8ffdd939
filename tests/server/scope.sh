#!/bin/bash
# SPDX-License-Identifier: ISC
# A member sees only the accounts and teams that were given: every call about
# a conversation outside of that answers as it does about one that does not
# exist, none lets out a name, a word, a tag or a count of it, and what is
# taken away or given holds at once, on the connection that is open.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
team tests/server/every tests/server/talk guichet
person() { printf 'author={"id":"%s","handle":"@%s@example.org","name":"%s"}' "$1" "$1" "$1"; }

printf token >secret
chmod 600 secret
for account in brand okapi; do
	guichet account add mastodon $account url=http://127.0.0.1:9 --secret-file secret >/dev/null || bail "no account $account"
done
ctx='reply_ctx="answers=1\nauthor=@x@example.org\nauthor_id=9"'
item 1 'where is my parcel' "$(person ann)" "$ctx" >brand.items
item 2 'the lamp is broken' "$(person ben)" >>brand.items
item 3 'and this one is held by others' "$(person quagga)" >>brand.items
item 1 'the aardvark question' "$(person zebra)" "$ctx" >okapi.items
guichet import items brand.items --account brand >/dev/null || bail "brand was not imported"
guichet import items okapi.items --account okapi >/dev/null || bail "okapi was not imported"
id_of() { guichet list "status:open,pending,on_hold" --limit 50 --json | jq -r "select(.handle|contains(\"$1\")).id"; }
seen=$(id_of ann) other=$(id_of ben) held=$(id_of quagga) hidden=$(id_of zebra)
guichet tag "$hidden" wombat >/dev/null
guichet note "$hidden" 'a numbat was here' >/dev/null
guichet outbox hold >/dev/null
guichet reply "$hidden" 'an ocelot answers' --yes >/dev/null || bail "no reply"
guichet reply "$seen" 'we look into it' --yes >/dev/null || bail "no reply"
guichet reopen "$hidden" "$seen" >/dev/null 2>&1
reply_of() { guichet outbox list --json | jq -r "select(.conversation==$1).id"; }
hidden_reply=$(reply_of "$hidden")
guichet contact merge "$seen" "$hidden" >/dev/null || bail "no contact"
guichet contact note "$seen" 'a lemur is known' >/dev/null
guichet agent add maria --uid 4201 --role lead >/dev/null
guichet agent add jonas --uid 4202 --role agent >/dev/null
guichet agent add free --uid 4203 --role lead >/dev/null
guichet agent add night --uid 4204 --role agent >/dev/null
guichet team add evening jonas >/dev/null
guichet team add dark night >/dev/null
guichet contact merge "$seen" "$hidden" >/dev/null || bail "nobody is one person"
guichet contact note "$hidden" 'a numbat too' >/dev/null
guichet link "$seen" "$hidden" --anyway >/dev/null 2>&1
secrets='okapi|zebra|aardvark|wombat|numbat|ocelot'

# ---- accounts

fine "maria is given one account" agent set maria accounts=brand
has "agent list says so" "accounts=brand" "$(guichet agent list)"
same "she lists what is there" "$(printf '%s\n' "$seen" "$other" "$held" | sort)" "$(say 4201 ids status:open,pending | sort)"
has "who has no scope sees the other one" "zebra" "$(say 4203 list status:open,pending)"
has "and counts it" 4 "$(say 4203 count status:open,pending)"
has "she counts three" 3 "$(say 4201 count status:open,pending)"
same "status counts three" 3 "$(say 4201 status --json | jq '.open + .pending')"

same "and of what waits to leave the one that is hers" "1 2" "$(say 4201 status --json | jq .outbox.queued) $(say 4203 status --json | jq .outbox.queued)"

# every UID CONVERSATION OUTBOX ACCOUNT: what each call says, the numbers made the same
every() {
	as "$1" open/every "$socket" "$2" "$3" "$4" | sed -e "s/#$2\\b/#N/g; s/\"conversation\":$2\\b/\"conversation\":N/g; s/number $3\\b/number N/g; s/account $4\\b/account A/g; s/\"$2\"/\"N\"/g; s/\"$3\"/\"N\"/g; s/\"$4\"/\"A\"/g; s/\\b$2: /N: /g"
}
every 4201 "$hidden" "$hidden_reply" okapi >hidden.said; ok $? "maria makes every call about what is hidden"
every 4201 987654 987654 nowhere >missing.said; ok $? "and about what does not exist"
# Calls that name neither a conversation nor a reply nor an account tell of the desk as it is by then.
about='link|merge|unlink|unmerge|account check|outbox cancel|outbox retry|outbox sent|show|why|history|others|plan|draft save|draft drop|draft show|reply|note|assign|calm|claim|close|ham|hold|mute|no-answer|pending|read|release|reopen|resolve|snooze|spam|tag|unmute|untag|urgent|block|unblock|favourite|unfavourite|hide|unhide|retract|correct|report-abuse|priority|follow|unfollow|exclude|include|promise|promise keep|promise drop|presence|look|contact show|handover line|handover ask|handover decline|handover pass|survey|survey answer|approve|decline'
only() { grep -E "^($about)	" "$1" | sed 's/"id":[0-9]*//'; }
same "the two are not told apart" "$(only missing.said)" "$(only hidden.said)"
[ "$(only hidden.said | wc -l)" -gt 40 ]
ok $? "that were more than forty calls"
same "none of them succeeds" "" "$(only hidden.said | awk -F '\t' '$3 == "ok" { print $1 }')"
same "nothing of it is let out" "" "$(grep -Eio "$secrets" hidden.said missing.said | sort | uniq -c)"
same "nor its number" "" "$(sed 's/\t{"id":[0-9]*,//g' missing.said | grep -v '^\(agent\|team\) list' | grep -Eo "(#|\"id\":|\"conversation\":|\"began\":)$hidden\\b" | sort -u)"
as 4203 open/every "$socket" "$hidden" "$hidden_reply" okapi show history others list search tags views export outbox\ list account\ list >free.said
as 4201 open/every "$socket" "$seen" 987654 nowhere show history others list search tags views export "outbox list" "account list" stats waits cases why plan >own.said
has "of her own she is told" "where is my parcel" "$(cat own.said)"
same "and of nothing that it is joined with" "" "$(grep -Eio "$secrets" own.said | sort | uniq -c)"
same "nor of the rest of a person" "" "$(say 4201 contact show "$seen" | grep -Ei "$secrets")"
for word in okapi zebra aardvark wombat ocelot; do
	grep -qi $word free.said
	ok $? "who has no scope is told of $word"
done
for call in "doctor" "ledger verify" "rule list" "outbox hold" "recount"; do
	has "$call is refused to a part of the desk" "you see a part of it" "$(say 4201 $call)"
done
for query in "account:okapi" "from:zebra" "tag:wombat" "aardvark" "id:$hidden" "is:merged" "status:open or from:zebra" "-account:brand" "is:spam or from:@zebra@example.org"; do
	same "$query finds nothing of it" "" "$(say 4201 list "$query" --json | grep -Ei "$secrets" | grep -v 'there is no account')"
done
has "an account outside is no account" "there is no account 'okapi'" "$(say 4201 list account:okapi)"
has "as one that does not exist" "there is no account 'nowhere'" "$(say 4201 list account:nowhere)"
has "search finds nothing" "nothing found" "$(say 4201 search aardvark)"
same "nor does the past" "" "$(say 4201 list --as-of 0s --json | grep -Ei "$secrets")"
same "nor an export" "" "$(say 4201 export | grep -Ei "$secrets")"
[ -n "$(say 4203 export | grep -Ei "$secrets")" ]
ok $? "which the other lead has"
same "nor figures" "" "$(say 4201 stats --by account --json | grep -Ei "$secrets")"
same "nor the page of a person who wrote there too" "" "$(say 4201 contact show "$seen" --json | grep -Ei "$secrets")"
[ -n "$(say 4203 contact show "$seen" --json | grep -Ei "$secrets")" ]
ok $? "which the other lead has"
same "nor the list of people" "" "$(say 4201 contact list --json | grep -Ei "$secrets")"
guichet contact merge "$seen" "$held" >/dev/null
item 5 'ann asks there too' "$(person ann)" 'at="2026-01-02T03:04:05Z"' >again.items
guichet import items again.items --account okapi >/dev/null
again=$(guichet list account:okapi --json | jq -r 'select(.handle|contains("ann")).id')
same "her page counts what she may see" "[[$seen,1],[$held,1]]" "$(say 4201 contact show "$seen" --json | jq -c '[.identities[]|[.id,.conversations]]|sort')"
same "and is as old as that" 0 "$(say 4201 contact show "$seen" --json | grep -c 2026-01-02)"
same "which the other lead sees otherwise" "$again" "$(say 4203 contact show "$seen" --json | jq '.identities[0].id')"
same "what is hidden takes no room of the list" "$seen" "$(say 4201 contact list ann --limit 1 --json | jq .id)"
same "and is not more" false "$(say 4201 contact show "$seen" --limit 2 --json | jq .more)"
guichet resolve "$again" >/dev/null
printf '{"tz":"UTC","week":{"mon":["09:00-17:00"]}}' >hours.json
guichet schedule set short hours.json >/dev/null
guichet account set okapi schedule=short >/dev/null || bail "no schedule"
same "a report names no account of the others" "" "$(say 4201 report --json | grep -Ei "$secrets")"
has "of whom it does to who sees all" okapi "$(say 4203 report --json | jq -c .schedules)"
same "nor waits" "" "$(say 4201 waits --json | grep -Ei "$secrets")"
same "nor completion" "" "$(say 4201 __complete list account: 2>/dev/null | grep -Ei "$secrets")"
same "many, one of which is hidden, change nothing" 0 "$(say 4201 claim "$seen" "$hidden" | grep -c "^claimed")"
same "nor do many as slices" 0 "$(guichet show "$hidden" --json | jq -r '[.assignee // empty | select(. == "maria")] | length')"
say 4201 claim --where status:open,pending >/dev/null
same "all that match are all of hers" root "$(guichet show "$hidden" --json | jq -r .assignee)"
guichet release "$seen" "$other" "$held" >/dev/null 2>&1

# ---- teams

fine "jonas is given a team" agent set jonas teams=evening
guichet assign "$held" dark >/dev/null
same "what others have is hidden" "$(printf '%s\n' "$seen" "$other" | sort)" "$(say 4202 ids status:open,pending | sort)"
has "it is not there" "there is no conversation #$held" "$(say 4202 show "$held")"
guichet assign "$held" night >/dev/null
has "nor what one of them has" "there is no conversation #$held" "$(say 4202 claim "$held")"
guichet assign "$held" evening >/dev/null
has "his team's is" "held by others" "$(say 4202 show "$held")"
say 4202 claim "$held" >/dev/null
has "as is his own" "held by others" "$(say 4202 show "$held")"
has "he may give it away" "assigned" "$(say 4202 assign "$held" night)"
has "and then it is gone" "there is no conversation #$held" "$(say 4202 show "$held")"

# What is merged is seen with its whole, and only as long as it is.
item 6 'from long before' "$(person quagga)" 'at="2026-01-01T02:03:04Z"' >old.items
guichet import items old.items --account brand >/dev/null
old=$(guichet search "long before" --json | jq .id)
guichet assign "$old" night >/dev/null
is_old() { say 4202 contact show "$seen" --json | jq -r '.first_at | startswith("2026-01-01")'; }
same "his page of a person is no older than what he sees" false "$(is_old)"
guichet merge "$old" "$seen" --anyway >/dev/null || bail "not merged"
guichet release "$seen" >/dev/null
same "and as old as what is shown in it" true "$(is_old)"
sleep 0.01; united=$(date -u +%FT%T.%3NZ); sleep 0.01
guichet unmerge "$old" >/dev/null || bail "not parted"
guichet assign "$old" night >/dev/null
same "apart again it is not" false "$(is_old)"
same "nor does the past show him what was merged then" "" "$(say 4202 show "$seen" --as-of "$united" --json | grep -o 'from long before')"
same "as it does to who sees it" "from long before" "$(say 4203 show "$seen" --as-of "$united" --json | grep -o 'from long before' | head -n 1)"
same "what is hidden was not there then either" "$(say 4202 show 987654 --as-of 0s | sed s/987654/N/)" "$(say 4202 show "$old" --as-of 0s | sed "s/#$old/#N/")"
guichet resolve "$old" >/dev/null

# ---- offered by others

fine "free holds what is hidden from maria" assign "$hidden" free
has "who drafts for another one sees no more than before" "free has nothing to hand over" "$(say 4201 handover prepare --of free --to jonas)"
has "who has no scope drafts it" "1 conversation" "$(say 4203 handover prepare --to dark)"
has "night hands over to the evening" "1 conversation" "$(say 4204 handover prepare --to evening)"
packet=$(say 4204 handover list --json | jq -r 'select(.mine).handover')
same "jonas is told of it" "$packet true" "$(say 4202 handover list --json | jq -r '"\(.handover) \(.to_me)"')"
has "and sees what is offered" "held by others" "$(say 4202 show "$held")"
fine "an account hides it nevertheless" agent set jonas accounts=okapi
has "from the same" "there is no conversation #$held" "$(say 4202 handover accept "$held")"
same "the whole packet" "" "$(say 4202 handover list --json)"
fine "it is taken away again" agent set jonas accounts=
has "he takes it over" "is yours" "$(say 4202 handover accept "$held")"
has "and keeps it" "held by others" "$(say 4202 show "$held")"
say 4202 assign "$held" night >/dev/null
guichet release "$hidden" >/dev/null

# ---- what changes

as 4202 open/guichet --desk "unix:$socket" changes --json >told 2>/dev/null &
remember $!
wait_for 20 test -s told; ok $? "jonas follows what changes"
guichet outbox release >/dev/null
wait_for 10 grep -q '"outbox"' told; ok $? "what is the whole desk's he hears of"
guichet account set brand poll=900s >/dev/null
guichet tag "$held" elsewhere >/dev/null
guichet tag "$seen" here >/dev/null
wait_for 10 grep -q "\[$seen\]" told; ok $? "and of what he sees"
same "but not of what he does not" "" "$(grep -E "[[,]$held[],]" told)"
guichet outbox hold >/dev/null

# ---- at once

# A watcher: its page is made anew when its scope is.
as 4202 open/guichet --desk "unix:$socket" watch "status:open,pending" --json >page 2>/dev/null &
remember $!
wait_for 20 grep -q '"handle"' page; ok $? "jonas watches"
guichet agent set jonas teams= accounts=okapi >/dev/null
is_refused() { say 4202 show "$seen" | grep -q "there is no conversation"; }
wait_for 5 is_refused; ok $? "another scope holds at once"
has "and he sees the other account" "zebra" "$(say 4202 list status:open,pending)"
fine "it is taken away" agent set jonas accounts=
has "and he sees all" "ann" "$(say 4202 list status:open,pending)"

# ---- promises

guichet link "$seen" "$hidden" --anyway >/dev/null 2>&1
guichet promise "$hidden" 2h --text 'an ocelot will come' >/dev/null || bail "nothing was promised"
guichet promise "$seen" 3h --text 'a letter' >/dev/null || bail "nothing was promised"
fine "jonas is given the other account" agent set jonas accounts=okapi
same "maria lists what was promised where she sees" "$seen brand" "$(say 4201 promise list --json | jq -r '"\(.conversation) \(.account)"')"
same "jonas the other one, though the two are linked" "$hidden okapi" "$(say 4202 promise list --json | jq -r '"\(.conversation) \(.account)"')"
same "and each counts their own" "brand 1, okapi 1" "$(for uid in 4201 4202; do say $uid promise stats --json | jq -r 'select(.account) | "\(.account) \(.made)"'; done | paste -sd , | sed 's/,/, /g')"
same "who sees all counts both" 2 "$(say 4203 promise stats --json | jq -s 'last.made')"
fine "it is taken away" agent set jonas accounts=

# ---- what is said

refused "an account that is none" 1 "there is no account nowhere" agent set maria accounts=brand,nowhere
refused "a team that is none" 1 "there is no team nowhere" agent set maria teams=nowhere
refused "no names at all" 64 "names with commas" agent set maria accounts=,
refused "nor of teams" 64 "names with commas" agent set maria teams=,,
refused "a role is no setting" 64 "guichet agent add NAME --role ROLE" agent set maria role=lead
refused "a setting that is none" 64 "no setting 'colour'" agent set maria colour=red
refused "an admin sees all" 1 "is an admin" agent set root accounts=brand
finish
