#!/bin/bash
# SPDX-License-Identifier: ISC
# What we wrote can be corrected where the network lets us: the reply says
# something else there and here, after it was read back; a network that keeps
# the old text, a longer text, a wider audience and another's name in private
# are refused with a reason.  A paused account is left alone until it is resumed.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
mastodon 1
fine 'an account is added' account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<token
fine 'it is read' sync --until-idle
fine 'a reply is written' reply 1 'We open at nine.' --yes
refused 'what has not left cannot be corrected' 1 'no reply of ours' correct 1 'We open at ten.'
fine 'it leaves' sync --until-idle
post=$(guichet show 1 --json | jq -r '[.messages[]|select(.direction=="out")][0].url' | grep -o '[0-9]*$')
there() { curl -fsS -H 'Authorization: Bearer token' "$url/api/v1/statuses/$post" | jq -r .content; }
has 'it is there' 'We open at nine.' "$(there)"

fine 'a correction is asked for' correct 1 'We open at ten.'
same 'it waits' queued "$(guichet outbox list --json | jq -r .state)"
fine 'undo takes it back while it waits' undo
same 'then nothing waits' '' "$(guichet outbox list --json)"
fine 'it is asked for again' correct 1 'We open at ten.'
fine 'it leaves' sync --until-idle
has 'it says so there, to the same person' '@p1 We open at ten.' "$(there)"
same 'and here' 'We open at ten.' "$(guichet show 1 --json | jq -r '[.messages[]|select(.direction=="out")][0].text')"
same 'it is one reply still' 1 "$(guichet show 1 --json | jq '[.messages[]|select(.direction=="out")]|length')"
fine 'another reading' sync --until-idle
same 'changes nothing' 'We open at ten.' "$(guichet show 1 --json | jq -r '[.messages[]|select(.direction=="out")][0].text')"
has 'the history knows' 'edited' "$(guichet history 1)"

refused 'a text that is too long' 1 'too long for one message' correct 1 "$(printf 'word %.0s' $(seq 150))"
control stiff >/dev/null
fine 'the network says yes and changes nothing' correct 1 'We open at noon.'
guichet sync --until-idle >/dev/null 2>&1
has 'which is said' 'still says what it said' "$(guichet outbox list --json | jq -r .reason)"
same 'and nothing is changed here' 'We open at ten.' "$(guichet show 1 --json | jq -r '[.messages[]|select(.direction=="out")][0].text')"
control stiff >/dev/null

control mention visibility=direct text='@shop my order number is secret' >/dev/null
fine 'somebody writes in private' sync --until-idle
two=$(guichet list --json | jq -r 'select(.visibility=="private").id')
fine 'and is answered' reply "$two" 'Found it.' --yes
fine 'in private' sync --until-idle
: >log
fine 'a name is put into the private answer' correct "$two" 'Found it, ask @jonas@elsewhere.example.'
guichet sync --until-idle >/dev/null 2>&1
has 'nobody is told' 'would receive it' "$(guichet outbox list --json | jq -r 'select(.act=="correct" and .state=="failed").reason' | tail -n 1)"
same 'the network was not asked' 0 "$(asked '^PUT')"

# ---- pause and resume

fine 'an account is paused' account pause brand --reason 'the shop is closed'
same 'by whom and why is said' 'paused by root: the shop is closed' "$(guichet account list --json | jq -r .reason)"
: >log
g sync; same 'it is not read' 0 "$(asked notifications)"
fine 'a setting does not wake it' account set brand poll=2m
g account check brand
same 'nor does a check' paused "$(guichet account list --json | jq -r .state)"
fine 'it is resumed' account resume brand
fine 'it is read' sync
ok "$([ "$(asked notifications)" -gt 0 ]; echo $?)" 'again'
same 'the server was asked as it likes' '' "$(grep STRICT log)"
fine 'the ledger verifies' ledger verify
finish
