#!/bin/bash
# SPDX-License-Identifier: ISC
# What a server shows only after something newer still comes, and once: within
# a minute with the next poll, within a day with the daily walk through what
# was written since the one before.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
mastodon 0
begun=$(date +%s)
# hours N: that many after the beginning, and a minute
hours() { date -u -d "@$((begun + $1 * 3600 + 60))" +%Y-%m-%dT%H:%M:%SZ; }
write() { control mention "text=@shop $1" | jq -r .id; }
reads() { # reads NAME ADDED [ARGS...]
	fine "$1: it is read" "${@:3}" sync --until-idle --json
	same "$1" "$2" "$(echo "$out" | jq .added)"
	wait_for 20 server_gone
}
texts() { guichet list --json | jq -r .text | sort | tr '\n' ' '; }

fine 'an account is added' account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<token
first=$(write one) slow=$(write two)
control late "id=$slow" >/dev/null
write three >/dev/null
reads 'two of three are shown' 2
control late "id=$slow" >/dev/null
reads 'the one between comes with the next poll' 1
reads 'and once' 0

lost=$(write four)
control late "id=$lost" >/dev/null
write five >/dev/null
reads 'another one is slower' 1
reads 'it is asked for again in the first minute only' 0 --now "$(hours 1)"
control late "id=$lost" >/dev/null
asks=$(asked notifications)
reads 'what appears then is passed over' 0 --now "$(hours 2)"
same 'by one request' 1 "$(($(asked notifications) - asks))"
reads 'until a day is over' 0 --now "$(hours 23)"
reads 'which is walked through' 1 --now "$(hours 25)"
same 'all of them are there once' '@shop five @shop four @shop one @shop three @shop two ' "$(texts)"
asks=$(asked max_id)
reads 'only once a day' 0 --now "$(hours 26)"
same 'with nothing walked back' "$asks" "$(asked max_id)"
fine 'the ledger is sound' ledger verify
finish
