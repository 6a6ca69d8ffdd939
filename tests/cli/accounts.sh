#!/bin/bash
# SPDX-License-Identifier: ISC
# Accounts are never rewritten by adding them again, each account that fails
# is named with its reason until it works again, and a reply says when it
# leaves.  What cannot be read is refused as such, and nothing of it stays.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
call=$top_builddir/tests/server/call
said() { "$call" --desk "$desk" "$@"; }

fine 'an account' account add playback kiln brand=kiln seed=7 profile=quiet since=3h </dev/null
same 'the same again' false "$(said account add playback kiln brand=kiln since=3h | jq .added)"
since=$(guichet account list --json | jq -r .since)
refused 'no such network' 64 "no network 'twitter' comes with guichet" account add twitter
fine 'a brand that nobody plays' account add playback corner </dev/null
refused 'its check says so' 78 "no brand 'corner' is played: give account corner brand=kiln" account check corner
fine 'it goes' account remove corner
refused 'another brand' 75 'account kiln exists with brand=kiln: use account set' account add playback kiln brand=aurore </dev/null
refused 'a new setting' 75 'account kiln exists without latency: use account set' account add playback kiln latency=1s </dev/null
same 'nothing was rewritten' "kiln $since" "$(guichet account list --json | jq -r '"\(.settings.brand) \(.since)"')"
fine 'account set is what was meant' account set kiln latency=0
checked=$(guichet account check kiln)
has 'its check knows of what is written in private' ', direct messages' "$(grep '^kiln can: ' <<<"$checked")"
same 'and ends with a plain word' 'kiln checked' "$(tail -n 1 <<<"$checked")"
refused 'a time that is none' 64 'an instant 2026-11-22T10:00:00Z, a date, or a duration like 7d' account set kiln since=monday

for n in 1 2; do fine "m$n is at a server that is not there" account add mastodon "m$n" url=http://127.0.0.1:9 --secret-fd 3 3<<<token; done
answer=$(said sync | tail -n 1)
same 'both failed' '2 ["m1","m2"]' "$(echo "$answer" | jq -rc '"\(.errors) \([.failures[].account] | sort)"')"
has 'each says why' '127.0.0.1' "$(echo "$answer" | jq -r '.failures[1].text')"
same 'the list keeps the reasons' '["m1","m2"]' "$(guichet account list --json | jq -sc '[.[] | select(.reason != null) | .name]')"
same 'their state stays' new "$(guichet account list --json | jq -r 'select(.name == "m1").state')"
g doctor
has 'so does doctor' 'account m1: ' "$out"
fine 'they go' account remove m1
fine 'both' account remove m2
fine 'doctor has no complaint' doctor

id=$(guichet list is:waiting account:kiln --json | head -n 1 | jq .id)
guichet changes --json >heard & follower=$!
remember "$follower"
knock() { guichet tag "$id" "knock$((knocks = knocks + 1))" >/dev/null; [ -s heard ]; }
knocks=0
wait_for 10 knock
ok $? 'somebody follows changes'
same 'that is not to attend: it leaves with a sync' sync "$(said reply "$id" 'We are on it.' | jq -r .leaves)"
kill "$follower"
guichet watch is:waiting --json >watched & watcher=$!
remember "$watcher"
attended() { [ -s watched ]; }
wait_for 10 attended
id=$(guichet list is:waiting account:kiln --json | head -n 1 | jq .id)
same 'somebody watches: it leaves now' now "$(said reply "$id" 'We look at it.' | jq -r .leaves)"
fine 'hold' outbox hold
id=$(guichet list is:waiting account:kiln --json | head -n 1 | jq .id)
same 'it waits for the release' held "$(said reply "$id" 'Soon.' | jq -r .leaves)"
kill "$watcher"

{ item x1 'fine' 'account="other"'; for i in $(seq 30); do echo 'nonsense'; done; } >mixed
g import items mixed --account shop --json
same 'an account in a line is ignored' shop "$(guichet list account:shop --json | jq -r .account)"
refused 'a ledger that is none' 65 'line 1' ledger import mixed
echo >empty
refused 'nothing' 65 'nothing to import' ledger import empty
fine 'the ledger is sound' ledger verify
finish
