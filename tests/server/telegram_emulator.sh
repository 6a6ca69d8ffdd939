#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves on an emulator of the Bot API that we did not write: what somebody
# writes to a bot waits in the queue once and in private, and what is answered
# reaches that chat once, to that message.  It forgets what it gave at once and
# knows no acknowledgement: that is what the strict server in telegram.sh is for.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
for tool in curl jq; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done
"$top_srcdir/tests/lib/telegram.sh" >emulator.out 2>emulator.err & emulator=$!
remember $emulator
settled() { grep -qE '^(READY|SKIP)' emulator.out || ! kill -0 $emulator; }
wait_for 60 settled
why=$(sed -n 's/^SKIP //p' emulator.out)
[ -z "$why" ] || skip_all "$why"
grep -q READY=1 emulator.out || bail "the emulator does not start: $(tail -n 1 emulator.err)"
. ./emulator.out
token=123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw
ask() { curl -fsS -m 20 "$TELEGRAM_URL/$1" -H 'Content-Type: application/json' -d "$2"; }
# write NUMBER NAME TEXT: somebody writes to the bot
write() {
	ask sendMessage "$(jq -nc --arg token $token --argjson id "$1" --arg name "$2" --arg text "$3" '{botToken: $token,
		from: {id: $id, is_bot: false, first_name: $name}, chat: {id: $id, type: "private", first_name: $name},
		date: (now | floor), text: $text}')" >/dev/null
}
read_by() { ask getUpdates "{\"token\":\"$token\",\"chatId\":$1}" | jq -c '[.result[].message|[.text,(.reply_parameters.message_id)]]'; }

fine 'a bot is added' account add telegram shop "url=$TELEGRAM_URL" poll=1s --secret-fd 3 3<<<"$token"
fine 'it is read' sync --until-idle
same 'and known by its name' '@TestNameBot' "$(guichet account list --json | jq -r .handle)"
write 7 Bob 'where is my parcel'
write 8 Carol 'is the shop open, 👋'
fine 'what is written is read' sync --until-idle
same 'once, in private' 'Bob|private|where is my parcel Carol|private|is the shop open, 👋' \
	"$(guichet list --json | jq -r 'select(.waiting_since != null)|"\(.contact)|\(.visibility)|\(.text)"' | sort | xargs -d '\n')"
id=$(guichet list parcel --json | jq .id)
g reply "$id" 'It comes tomorrow 👋' --yes
same 'a reply' 0 "$status"
fine 'leaves' sync --until-idle
same 'to the message' '[["It comes tomorrow 👋",1]]' "$(read_by 7)"
same 'and to nobody else' '[]' "$(read_by 8)"
same 'nothing is in doubt' '' "$(guichet outbox list --json)"
same 'Carol still waits' 'Carol' "$(guichet list --json | jq -r 'select(.waiting_since != null).contact')"
fine 'the ledger is sound' ledger verify
finish
