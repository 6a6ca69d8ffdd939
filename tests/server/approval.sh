#!/bin/bash
# SPDX-License-Identifier: ISC
# A second person: replies of a beginner, or of an account, or of what a query
# finds, wait until somebody else lets them go; who wrote it cannot, nobody can
# once the customer has written again, and what is given back is a draft again.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

as() { local who=$1; shift; guichet --as "$who" "$@"; }
ctx='reply_ctx="answers=1\nauthor=@x@example.org\nauthor_id=9"'
person() { printf 'author={"id":"p%s","handle":"@p%s@example.org","name":"P"}' "$1" "$1"; }
printf token >secret
chmod 600 secret
fine "an account" account add mastodon brand url=http://127.0.0.1:9 --secret-file secret
for i in 1 2 3 4 5 6; do item $i "question $i" "$(person $i)" "$ctx"; done >items
fine "six customers" import items items --account brand
fine "nothing leaves" outbox hold
for who in maria jonas; do fine "$who" agent add $who; done
fine "lena" agent add lena --role lead
same "without the setting a reply does not wait" held "$(as maria reply 1 'we look' --yes --json | jq -r .leaves)"

# ---- trainees

fine "beginners are looked after" account set brand approve=trainees
fine "maria is one" agent set maria trainee=yes
same "hers waits" approval "$(as maria reply 2 'we look into it' --yes --json | jq -r .leaves)"
same "another's does not" held "$(as jonas reply 3 'we look into it' --yes --json | jq -r .leaves)"
one=$(guichet outbox list --state approval --json | jq -r .id)
same "whoever may let it go finds it in the queue" '[2]' "$(as lena list has:approval --json | jq -sc 'map(.id)')"
has "a person is told" "waits until somebody else approves it" "$(as maria reply 4 'and this' --yes)"
two=$(guichet outbox list --state approval --json | jq -r 'select(.conversation == 4).id')
has "her shift hands over what waits" "approval" "$(as maria handover prepare --to lena >/dev/null; as maria handover show --json | jq -c 'select(.id == 2).why')"
refused "she cannot let it go" 77 "a trainee does not approve" --as maria approve "$one"
has "the conversation says so" '"state":"approval"' "$(guichet show 2 --json)"
has "jonas lets it go" "reply $one leaves" "$(as jonas approve "$one")"
same "it is queued, and who did is kept" "queued jonas" "$(guichet outbox list --json | jq -r "select(.id == $one) | \"\(.state) \(.approver)\"")"
refused "once is enough" 1 "does not wait for approval" --as lena approve "$one"
refused "a reason is wanted" 64 "say why" --as jonas decline "$two"
fine "jonas gives the other one back" --as jonas decline "$two" --reason 'too short'
same "it is her draft again" "and this" "$(as maria draft show 4)"
has "and a note tells her" "@maria: too short" "$(guichet show 4)"
same "which she is shown" 4 "$(as maria ids is:mentioned)"
fine "with a promise" --as maria draft drop 4
same "it waits as well" approval "$(as maria reply 4 'We will get back to you within 2 hours.' --promise offered --yes --json | jq -r .leaves)"
same "and the promise stands" open "$(guichet promise list --json | jq -r .outcome)"
fine "given back" --as jonas decline "$(guichet outbox list --state approval --json | jq -r 'select(.conversation == 4).id')" --reason 'not today'
same "it promised nothing" " 0" "$(guichet promise list --all --json) $(guichet promise stats --json | jq -s 'last | .made // 0')"
told() { guichet history "$1" --json | jq -r 'select(.kind | test("approv|declined")) | "\(.kind) \(.agent) \(.text)"'; }
same "the history says who asked and who let it go" "approval_asked maria reply $one
approved jonas reply $one of maria" "$(told 2)"
has "and that one was declined" "declined jonas reply $two of maria" "$(told 4)"
same "nothing of it is left to leave" "" "$(guichet outbox list --json | jq -r "select(.id == $two).id")"

# ---- all, and a query

fine "now everybody's waits" account set brand approve=all
same "a lead's too" approval "$(as lena reply 5 'from the lead' --yes --json | jq -r .leaves)"
three=$(guichet outbox list --state approval --json | jq -r .id)
refused "who wrote it cannot approve it" 77 "you wrote it yourself" --as lena approve "$three"
refused "nor an agent in need" 77 "needs the role lead" --as jonas approve "$three" --break-glass 'a try'
fine "the lead breaks the glass" --as lena approve "$three" --break-glass 'nobody else is here'
has "and why stays" "!! nobody else is here" "$(guichet show 5)"
same "and that it was done alone" "approved lena reply $three of lena, alone" "$(told 5 | tail -n 1)"
fine "a query holds what it finds" account set brand 'approve=tag:refund'
same "what it does not find leaves" held "$(as jonas reply 3 'one more word' --yes --json | jq -r .leaves)"
fine "this one it finds" tag 6 refund
same "and that waits" approval "$(as jonas reply 6 'your money' --yes --json | jq -r .leaves)"
four=$(guichet outbox list --state approval --json | jq -r .id)
has "what waits can be taken back" "reply" "$(as jonas undo)"
same "which makes it void" "approval_voided jonas reply $four of jonas: taken back" "$(told 6 | tail -n 1)"
same "and does not wait any more" "" "$(guichet outbox list --state approval --json)"
refused "a setting that is none" 64 "all, trainees or a query" account set brand 'approve=tag:'

# ---- the customer writes meanwhile

same "one waits" approval "$(as jonas reply 6 'your money soon' --yes --json | jq -r .leaves)"
five=$(guichet outbox list --state approval --json | jq -r .id)
thread=$(guichet show 6 --json | jq -r .thread)
item 8 'never mind' "$(person 6)" "$ctx" 'at="2026-11-21T10:00:00Z"' "thread={\"root\":\"$thread\"}" >more
fine "the customer writes again" import items more --account brand
refused "then it is void" 75 "the customer has written since" --as lena approve "$five"
voided() { told 6 | grep -c "reply $five of jonas: the customer has written since"; }
same "and the ledger has it" 1 "$(voided)"
item 9 'still there?' "$(person 6)" "$ctx" 'at="2026-11-21T10:01:00Z"' "thread={\"root\":\"$thread\"}" >more
fine "the customer writes once more" import items more --account brand
same "it is void once" 1 "$(voided)"

# ---- the customer says something else in the same message

item 7 'question 7' "$(person 7)" "$ctx" >more
fine "a seventh customer" import items more --account brand
seven=$(guichet list from:p7 --json | jq -r .id)
fine "whom it is about" tag "$seven" refund
same "a reply waits" approval "$(as jonas reply "$seven" 'your money back' --yes --json | jq -r .leaves)"
six=$(guichet outbox list --state approval --json | jq -r "select(.conversation == $seven).id")
fine "the same message once more" import items more --account brand
same "changes nothing" 0 "$(told "$seven" | grep -c voided)"
item 7 'never mind, I found it' "$(person 7)" "$ctx" >more
fine "its customer edits it" import items more --account brand
refused "then nobody lets the reply go" 75 "the customer has changed what they wrote since" --as lena approve "$six"
edited() { told "$seven" | grep -c "reply $six of jonas: the customer has changed what they wrote since"; }
same "the ledger has it" 1 "$(edited)"
item 7 'or not' "$(person 7)" "$ctx" >more
fine "once more" import items more --account brand
same "it is void once" 1 "$(edited)"
fine "it can be given back" --as lena decline "$six" --reason 'they found it'
fine "the ledger is sound" ledger verify
guichet ledger export >rows
same "with every kind in it" "approval_asked approval_voided approved declined" \
	"$(jq -r .kind rows | grep -E 'approv|declined' | sort -u | tr '\n' ' ' | sed 's/ $//')"
same "a promise's words are not in it" "0 0" "$(grep -c 'get back to you' rows) $(grep -c '"text"' rows)"
fine "another desk takes it" --desk "$TEST_DIR/other.db" ledger import rows
same "with nobody who is not there" "jonas lena maria root" \
	"$(guichet --desk "$TEST_DIR/other.db" agent list --json | jq -r .name | sort | xargs)"
fine "and finds it sound" --desk "$TEST_DIR/other.db" ledger verify

# ---- a copy of the desk

same "one still waits" approval "$(guichet outbox list --json | jq -r "select(.id == $five).state")"
wait_for 10 server_gone
cp "$desk" "$TEST_DIR/copy.db"
[ ! -e "$desk.key" ] || cp "$desk.key" "$TEST_DIR/copy.db.key"
same "in a copy it may have left already" unknown \
	"$(guichet --desk "$TEST_DIR/copy.db" outbox list --json | jq -r "select(.id == $five).state")"
refused "so nobody lets it go there" 1 "does not wait for approval" --desk "$TEST_DIR/copy.db" --as lena approve "$five"
fine "who wrote it tries again" --desk "$TEST_DIR/copy.db" --as jonas outbox retry "$five"
same "and it waits for somebody else again" approval \
	"$(guichet --desk "$TEST_DIR/copy.db" outbox list --json | jq -r "select(.id == $five).state")"
finish
