#!/bin/bash
# SPDX-License-Identifier: ISC
# Members come and go: who is suspended is cut off at once and keeps what is
# theirs, who leaves hands everything on, a login that is given again is
# somebody else, and a script gone wild is refused and delays nobody.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
team tests/server/talk guichet
call() { printf '{"id":%s,"call":"%s","args":%s}' "$1" "$2" "$3"; }

printf token >secret
chmod 600 secret
guichet account add mastodon brand url=http://127.0.0.1:9 --secret-file secret >/dev/null || bail "no account"
ctx='reply_ctx="answers=1\nauthor=@x@example.org\nauthor_id=9"'
for i in 1 2 3 4; do
	item $i "question $i" "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P$i\"}" "$ctx"
done >items
guichet import items items --account brand >/dev/null || bail "nothing was imported"
guichet outbox hold >/dev/null
guichet agent add maria --uid 4301 >/dev/null
guichet agent add jonas --uid 4302 >/dev/null
guichet agent add bot --uid 4303 >/dev/null
guichet team add evening jonas >/dev/null

# ---- suspended

say 4301 claim 1 2 >/dev/null
as 4301 open/talk "$socket" "$(call 1 changes '{}')" >heard 2>&1 &
watcher=$!
remember $watcher
wait_for 20 grep -q '"row"' heard; ok $? "maria is connected"
fine "she is suspended" agent suspend maria
is_cut() { ! kill -0 $watcher 2>/dev/null; }
wait_for 5 is_cut; ok $? "her connection is cut"
has "she was told why" "agent maria is suspended" "$(cat heard)"
has "and cannot come back" "agent maria is suspended" "$(say 4301 status)"
same "what she had is still hers" maria "$(guichet show 1 --json | jq -r .assignee)"
has "agent list says since when" "suspended" "$(guichet agent list --json | jq -r 'select(.suspended_at != null) | "suspended \(.name)"')"
refused "nobody gives her work meanwhile" 1 "maria is suspended" assign 4 maria
fine "she is resumed" agent resume maria
guichet agent add noor --role auditor --uid 4306 >/dev/null
refused "who cannot answer gets none" 1 "noor has the role auditor and cannot answer" assign 4 noor
refused "nor takes over from who leaves" 1 "noor has the role auditor and cannot answer" agent remove jonas --to noor --dry-run
fine "maria sees another account alone" import items items --account shop
guichet agent set maria accounts=shop >/dev/null
refused "what she does not see is not hers" 1 "assign #4: maria does not see the account brand" assign 4 maria
refused "nor by many at once" 1 "maria does not see the account brand" assign 3 4 maria
refused "nor by a query" 75 "cannot be; nothing was changed, --partly does the others" assign --where account:brand,shop maria
fine "the preview says so before" assign --where account:brand,shop maria --dry-run --json
same "of each of them" '["shop"] ["brand"] maria does not see the account brand' \
	"$(account() { jq -s -c 'map(.account) | unique'; }
	echo "$(guichet list "id:$(jq -r '.ids | join(",")' <<<"$out")" --json | account) $(guichet list "id:$(jq -r '.left | map(.id) | join(",")' <<<"$out")" --json | account) $(jq -r '.left[].why' <<<"$out" | sort -u)")"
has "a note that names her says so" "who may not see it and does not hear of it: maria" "$(guichet note 4 "@maria look" 2>&1)"
has "as it does of a name that nobody has" "nobody here is called marai" "$(guichet note 4 "@marai look, @jonas" 2>&1)"
same "an address names nobody, and a colleague is reached" "noted on #4" "$(guichet note 4 "@jonas: @p4@example.org wrote" 2>&1)"
refused "nor in a handover" 1 "noor has the role auditor and cannot answer" handover prepare --of maria --to noor
fine "by her team it is" agent set maria accounts=
fine "or when she sees all" assign 4 maria
guichet undo >/dev/null
has "and is back" '"agent":"maria"' "$(as 4301 open/talk "$socket" "$(call 1 status '{}')")"
refused "nobody suspends themselves" 1 "is yourself" agent suspend root
refused "nor a team" 64 "is a team" agent suspend evening

# ---- sends

fine "she may send two replies an hour" agent set maria sends=2
for i in 1 2; do say 4301 reply $i 'we look into it' --yes >/dev/null; ok $? "reply $i is taken"; done
say 4301 draft save 3 'a third answer' >/dev/null
has "a third one is not" "may send 2 replies an hour" "$(say 4301 reply 3 'a third answer' --yes)"
same "its text is still there" "a third answer" "$(say 4301 draft show 3)"
has "a colleague is not held up" "outbox" "$(say 4302 reply 4 'here it is' --yes --json)"

# ---- calls

fine "a script may make five calls a second" agent set bot calls=5
lines=()
for i in $(seq 1 60); do lines+=("$(call "$i" count '{"query":["status:open"]}')"); done
as 4303 open/talk "$socket" "${lines[@]}" >flood
[ "$(grep -c '"kind":"limit"' flood)" -ge 40 ]
ok $? "sixty at once are refused"
has "with the limit" "more than 5 calls a second" "$(cat flood)"
[ "$(grep -c '"ok"' flood)" -ge 10 ]
ok $? "but for what is allowed at once"
has "and another agent is served" "ok" "$(as 4302 open/talk "$socket" "$(call 1 count '{"query":["status:open"]}')")"

# ---- leaving

say 4301 claim 3 >/dev/null
say 4301 draft save 1 'half a sentence' >/dev/null
guichet agent set maria sends= trainee=yes >/dev/null
say 4301 promise 3 2h --text 'a photo' >/dev/null
say 4301 reply 2 'and once more tomorrow' --delay 3h --yes >/dev/null
guichet account set brand approve=trainees >/dev/null
has "a beginner's reply waits" approval "$(say 4301 reply 3 'is this right?' --yes --json)"
has "a try counts what she holds" "agent maria would be removed; 3 conversations go to jonas" "$(guichet agent remove maria --to jonas --dry-run)"
same "and takes nothing" maria "$(guichet show 3 --json | jq -r .assignee)"
out=$(guichet agent remove maria --to jonas)
has "she leaves, and jonas has hers" "3 conversations go to jonas" "$out"
has "her drafts are kept, also the one beside other words that were sent" "2 drafts are kept" "$out"
has "her replies still leave" "3 replies are still to leave" "$out"
has "one of them later" "1 of them at a set time" "$out"
has "one waits for somebody" "1 reply waits for a second person" "$out"
has "a promise of hers stands" "1 promise stands open" "$out"
same "where whoever has it now sees it" "3 jonas" "$(guichet list is:promised --json | jq -r '"\(.id) \(.assignee)"')"
same "and a colleague may approve" approval "$(guichet outbox list --json | jq -r 'select(.text | contains("is this right?")).state')"
same "jonas has all three" 3 "$(guichet list assignee:jonas --json | jq -r 'select(.id < 4).id' | wc -l)"
same "and her draft" "half a sentence" "$(say 4302 draft show 1)"
has "she is refused" "is not an agent of this desk" "$(say 4301 status)"
fine "her login is given to another" agent add petra --uid 4301
same "who is not her" petra "$(as 4301 open/talk "$socket" "$(call 1 status '{}')" | jq -r 'select(.hello).hello.agent')"
same "and has no draft of hers" "" "$(say 4301 draft show 3 --json | jq -r '.text // empty')"
has "the history names her" "maria" "$(guichet history 1)"
say 4302 draft save 4 'for whoever comes' >/dev/null
out=$(guichet agent remove jonas)
has "who leaves without an heir gives to the queue" "back in the queue" "$out"
has "and the draft is a note" "jonas: for whoever comes" "$(guichet show 4)"
has "a name that was here before has its history again" "agent maria is back, with the settings and the history" \
	"$(guichet agent add maria --uid 4311)"
refused "an heir must be there" 1 "there is no agent or team nobody-here" agent remove petra --to nobody-here

# ---- the only admin is one who comes by a login

fine "an admin whom no login brings" agent add vera --role admin
refused "is not the one who gives the role back" 1 "root is the only admin: guichet agent add NAME --role admin --uid N makes another one first" \
	agent add root --role lead
fine "she gets a login" agent add vera --uid 4320
fine "and the role may be given away" agent add root --role lead
has "and back" "agent root has the role admin now, and had lead" "$(say 4320 agent add root --role admin)"

# ---- a screen that was shut out comes back by itself

if command -v tmux >/dev/null; then
	. "$top_srcdir/tests/lib/tmux.sh"
	alone "env HOME=/nonexistent setpriv --reuid 4301 --regid 4301 --clear-groups '$PWD/open/guichet' --desk 'unix:$socket'"
	wait_for 30 sees 'needs action'; ok $? "petra has a screen"
	fine "she is suspended before it" agent suspend petra
	wait_for 30 sees 'THE DESK IS GONE'; ok $? "it says that the desk is gone"
	sees 'agent petra is suspended'; ok $? "and why"
	fine "she is resumed" agent resume petra
	wait_for 30 sees 'the desk is here again'; ok $? "and no key is needed"
else
	skip "a screen that was shut out" "tmux is not installed"
fi
finish
