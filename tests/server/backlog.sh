#!/bin/bash
# SPDX-License-Identifier: ISC
# An account added to a server that lists 500 old messages waits for none of
# them; since says exactly which of them wait; reading again changes nothing,
# and what comes later waits.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'

python3 "$top_srcdir/tests/lib/mastodon_server.py" 500 requests >port &
remember $!
wait_for 10 test -s port || bail 'the server does not start'
url=http://127.0.0.1:$(cat port)
later() { python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], b"")' "$url/later"; }
add() { fine "account $1" account add mastodon "$1" "url=$url" "${@:2}" --secret-fd 3 3<<<token; }
waiting() { guichet count "account:$1 is:waiting" --json | jq '.counts[0]'; }
known() { guichet count "account:$1" --json | jq '.counts[0]'; }
state() { guichet export "account:$1" --json | sort | cksum; guichet ledger verify --json | jq -c '[.rows, .head]'; }
# reads NAME ADDED: a sync of that account brings so many messages
reads() { fine "$1 is read" sync "$1" --until-idle --json; same "$1: new messages" "$2" "$(echo "$out" | jq .added)"; }
# still NAME: another sync asks the server and changes neither messages nor ledger
still() {
	local before asked
	before=$(state "$1") asked=$(wc -l <requests)
	reads "$1" 0
	same "$1: reading again changes nothing" "$before" "$(state "$1")"
	ok "$([ "$(wc -l <requests)" -gt "$asked" ]; echo $?)" "$1: the server was asked"
}

add fresh since=now
reads fresh 0
same 'since=now: nobody waits' 0 "$(waiting fresh)"
still fresh

add old since=now history=all
reads old 500
same 'with all their history: all 500 are there' 500 "$(known old)"
same 'and nobody waits' 0 "$(waiting old)"
pages=$(grep -c 'notifications.*max_id' requests)
ok "$([ "$pages" -ge 12 ]; echo $?)" 'it was walked back page by page'
still old

# The newest wrote a minute ago, then one each minute: in the last 2 h and half a minute, 120.
cut=$(($(date +%s) - 7230))
add some "since=$(date -u -d "@$cut" +%Y-%m-%dT%H:%M:%SZ)" history=all
reads some 500
wanted=$(guichet export account:some --json | jq -r --argjson cut "$cut" 'select((.at | sub("\\.[0-9]+Z"; "Z") | fromdate) >= $cut) | .uid' | sort)
same 'since=2h ago: they wait' "$(printf '%s\n' "$wanted" | wc -l)" "$(waiting some)"
ok "$([ "$(waiting some)" -ge 119 ] && [ "$(waiting some)" -le 120 ]; echo $?)" 'those of two hours'
same 'exactly those after it' "$(guichet list 'account:some is:waiting' --limit 500 --json | jq -r .text | sort)" \
	"$(guichet export account:some --json | jq -r --argjson cut "$cut" 'select((.at | sub("\\.[0-9]+Z"; "Z") | fromdate) >= $cut) | .text' | sort)"
still some

later
for name in fresh old some; do reads "$name" 1; done
same 'what comes later waits' '1 1' "$(waiting fresh) $(waiting old)"
still old
finish
