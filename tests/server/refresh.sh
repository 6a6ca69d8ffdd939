#!/bin/bash
# SPDX-License-Identifier: ISC
# What a customer edited or deleted after it came is found by reading again:
# an edit is a new revision, and what was answered is open again; of what was
# deleted time and author stay; a server that forgets, a customer who blocks us
# and a post that is kept from us erase nothing and stop nothing; what is
# resolved is left alone.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
mastodon 0
write() { control mention "text=@shop $1" | jq -r .id; }
number_of() { guichet list --limit 100 --json | jq -r "select(.text|contains(\"$1\")).id"; }
state_of() { guichet list status:open,pending,resolved --limit 100 --json | jq -r "select(.id==$1).status"; }
# Due is what was read a second ago; the desk's clock has to pass it.
found() { guichet sync --until-idle >/dev/null; guichet show "$1" --json | grep -q "$2"; }

fine 'an account is added' account add mastodon brand "url=$url" since=1d refresh=1s --secret-fd 3 3<<<token
parcel=$(write 'where is my parcel') lamp=$(write 'the lamp is broken') shut=$(write 'are you open') kept=$(write 'thank you all')
fine 'four customers write' sync --until-idle
one=$(number_of parcel) two=$(number_of lamp) three=$(number_of open) four=$(number_of thank)
fine 'one is answered' reply "$one" 'It comes tomorrow.' --yes
fine 'one is resolved' resolve "$three"
fine 'the answer leaves' sync --until-idle
same 'it is the customer'\''s turn' pending "$(state_of "$one")"
ledger=$(guichet stats --json | jq -c "[.first_response|.n,.open,.waived]")

control edit "id=$parcel" 'text=where is my parcel, it was a gift' >/dev/null
wait_for 20 found "$one" 'it was a gift'; ok $? 'an edit is found'
same 'what was answered is open again' open "$(state_of "$one")"
has 'the history says why' 'edited' "$(guichet history "$one")"
same 'and no wait begins or ends by it' "$ledger" "$(guichet stats --json | jq -c "[.first_response|.n,.open,.waived]")"

control delete "id=$lamp" >/dev/null
deleted() { guichet sync --until-idle >/dev/null; guichet show "$two" --json | jq -e '[.messages[]|select(.deleted_at!=null)]|length==1'; }
wait_for 20 deleted; ok $? 'a deletion is found'
same 'its text is gone' 0 "$(guichet show "$two" --json | grep -c 'lamp is broken')"
same 'its author and time are not' 1 "$(guichet show "$two" --json | jq '[.messages[]|select(.handle!=null and .at!=null)]|length')"
is_read() { guichet sync >/dev/null; [ "$(asked "id%5B%5D=$kept")" -gt "$1" ]; }
wait_for 20 is_read "$(asked "id%5B%5D=$kept")"; ok $? 'what did not change is read again'
same 'what is resolved is not' 0 "$(tail -n 1 <(grep 'id%5B%5D' log) | grep -c "$shut")"

# Whoever blocks us hides what they wrote; that is no deletion.
blocks=$(write 'you are thieves') guards=$(write 'only for friends')
fine 'two more write' sync --until-idle
control shun "id=$blocks" >/dev/null
control guard "id=$guards" >/dev/null
looked() { guichet sync --until-idle >/dev/null 2>&1; [ "$(asked "^/api/v1/statuses/$1\$")" -gt 1 ]; }
wait_for 20 looked "$blocks"; ok $? 'a post of somebody who blocks us now is asked for again and again'
same 'its text stays' 1 "$(guichet list --limit 100 --json | grep -c 'you are thieves')"
wait_for 20 looked "$guards"; ok $? 'one that is kept from us too'
same 'the account goes on' '"ok"' "$(guichet account list --json | jq -c .state)"
fine 'and is read' sync --until-idle
blank() { guichet list --limit 100 --json | jq -c 'select(.text=="").id' | wc -l; }
before=$(blank)
lonely=$(write 'one alone')
fine 'somebody writes' sync --until-idle
control forget >/dev/null
wait_for 20 looked "$lonely"; ok $? 'a server that forgot is asked'
same 'and is not believed' "$before" "$(blank)"

for n in 1 2 3 4; do write "more $n" >/dev/null; done
fine 'more customers write' sync --until-idle
fine 'one of them is answered' note "$(number_of 'more 1')" seen
control forget >/dev/null
: >log
missed() { guichet sync --until-idle >/dev/null 2>&1; is_asked '^/api/v1/statuses/[0-9]+$'; }
wait_for 20 missed; ok $? 'a server that knows nothing any more is asked for each'
same 'and is not believed' 4 "$(guichet list --limit 100 --json | jq -r 'select(.text|contains("more")).id' | wc -l)"
same 'the server was asked as it likes' '' "$(grep STRICT log)"
fine 'the ledger verifies' ledger verify
finish
