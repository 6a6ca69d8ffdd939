#!/bin/bash
# SPDX-License-Identifier: ISC
# Where a network streams, what a customer writes is on the desk without
# waiting for a poll, however the stream's bytes are cut; what was said while
# no stream lived is read when the next one begins; a stream that falls silent
# is given up, and one that is refused leaves the polls as they are.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
mastodon 1
attended
streams() { [ "$(control streams)" = "$1" ]; }
shown() { guichet list --json | grep -q "$1"; }
polls() { asked '^/api/v1/notifications'; }

fine 'an account is added' account add mastodon brand "url=$url" poll=1h --secret-fd 3 3<<<token
wait_for 20 streams 1; ok $? 'its stream is opened'
lives() { grep -q 'stream=lives' server.log; }
wait_for 20 lives; ok $? 'and is known to live'
read_once() { [ "$(polls)" -ge 2 ]; }
wait_for 20 read_once; ok $? 'what came before it lived was read'

before=$(polls)
control mention text='@shop où est mon colis à moitié 漢字 déballé' >/dev/null
wait_for 20 shown 'moiti'; ok $? 'what a customer writes is there, an hour before the next poll'
same 'for two questions: what is new, and whether that is all' $((before + 2)) "$(polls)"

before=$(polls)
control flood n=30 text='@shop flood' >/dev/null
wait_for 30 shown 'flood 30'; ok $? 'thirty at once are there'
ok "$([ $(($(polls) - before)) -le 10 ]; echo $?)" 'and cost few questions'

before=$(polls)
control cut >/dev/null
wait_for 30 streams 1; ok $? 'a stream that ends is opened again'
again() { [ "$(polls)" -gt "$before" ]; }
wait_for 30 again; ok $? 'and what was missed is asked for'

fine 'a stop' account set brand poll=2h
wait_for 30 streams 1
kill -TERM $server; wait $server
wait_for 20 streams 0; ok $? 'a desk that ends listens no more'
control deaf deaf=1 >/dev/null
attended
refused_stream() { grep -q 'stream=.*404' server.log; }
wait_for 30 refused_stream; ok $? 'a refusal is noted'
control mention text='@shop without a stream' >/dev/null
fine 'and a sync reads as ever' sync --until-idle
ok "$(shown 'without a stream'; echo $?)" 'it is there'
same 'the server was asked as it likes' '' "$(grep STRICT log)"
finish
