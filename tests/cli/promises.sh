#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves at the command line that a promise is a deadline of its own: noted by a word or
# with the reply that says it, listed, found, told by why, kept by an answer in time and
# broken without one, and that a network's window is counted down and closes.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

now=2026-11-20T10:01:00Z
guichet() { command guichet --now "$now" "$@"; }
stay
fine 'an account' account add playback kiln seed=7 since=2026-11-20T00:00:00Z start=2026-11-20T09:50:00Z window=24h
fine 'reads' sync --until-idle
fine 'a long target' target 8h --from 1d
id=$(guichet list is:waiting --json | head -n 1 | jq .id)
row() { guichet show "$id" --json | jq -r "$1"; }
ok "$([ -n "$id" ]; echo $?)" 'somebody waits'
same 'the target is the first of its deadlines' target "$(row .due_of)"
ok "$([ "$(row .window_until)" != null ]; echo $?)" 'the window of its network is known'

fine 'promise' promise "$id" 5m --text 'a photo of the parcel'
same 'says it, with the instant as it was understood' "promised for 20 Nov 10:06: #$id is due then, if not before" "$out"
same 'the row counts down to it' "promise 2026-11-20T10:06" "$(row '"\(.due_of) \(.due_at[0:16])"')"
fine 'why' why "$id"
has 'says since when, who and what' ': promised for 10:06 at 10:01 by ' "$out"
has 'and what' 'a photo of the parcel' "$out"
same 'it is found' "$id" "$(guichet list is:promised --json | jq .id)"
same 'by time too' "$id" "$(guichet list 'promise:<10m' --json | jq .id)"
same 'but not before' '' "$(guichet list 'promise:<2m' --json | jq .id)"
same 'counted' 1 "$(guichet count is:promised | awk '{ print $1 }')"
has 'the list says it in a word' '[promised]' "$(guichet list is:promised)"
has 'listed with who and what' 'a photo of the parcel' "$(guichet promise list)"
same 'open' open "$(guichet promise list --json | jq -r .outcome)"
fine 'taken back' undo
same 'nothing stands open' '' "$(guichet promise list --all --json)"
refused 'there is none to keep' 1 "#$id: no promise stands open there" promise keep "$id"
fine 'one for an instant' promise "$id" 2026-11-20T10:30:00Z --text 'a call'
fine 'said again' promise "$id" 2026-11-20T10:30:00Z --text 'a call'
same 'is the same promise' 1 "$(guichet promise list --json | wc -l)"
fine 'taken back as well' undo
same 'so that none is left' '' "$(guichet promise list --json)"
refused 'not for a time that is over' 64 'the time is not in the future' promise "$id" 2026-11-20T09:00:00Z

fine 'a plan' plan "$id" 'We will get back to you by 15:00.' --json
same 'says what the text promises' 2026-11-20T15:00:00Z "$(echo "$out" | jq -r .promise)"
refused 'a text that promises nothing' 64 'the text promises nothing for a certain time' reply "$id" 'Hello' --promise offered --yes
fine 'a reply with it' reply "$id" 'We will get back to you by 15:00.' --promise offered --yes
fine 'leaves' sync --until-idle
same 'answered, and promised' 'null promise 2026-11-20T15:00:00Z' "$(row '"\(.waiting_since) \(.due_of) \(.due_at)"')"
fine 'a promise' promise list --json
same 'its own reply does not keep it' open "$(echo "$out" | jq -r .outcome)"
fine 'an answer' reply "$id" 'Here is the photo.' --yes
fine 'leaves too' sync --until-idle
same 'keeps it' kept "$(guichet promise list --all --json | jq -r .outcome)"
fine 'another one' promise "$id" 10m
fine 'kept by telephone' promise keep "$id"
fine 'a third' promise "$id" 10m
fine 'is dropped' promise drop "$id"
same 'each of them told' 'kept kept dropped' "$(guichet promise list --all --json | jq -rs 'sort_by(.made) | map(.outcome) | join(" ")' | xargs)"
same 'history tells them' '5' "$(guichet history "$id" --json --limit 100 | jq -r 'select(.kind == "promised") | .kind' | grep -c promised)"
fine 'stats' promise stats --json
same 'count each once' '{"made":3,"kept":2,"broken":0,"dropped":1,"open":0,"kept_rate":1}' \
	"$(echo "$out" | jq -sc 'last | {made,kept,broken,dropped,open,kept_rate}')"
leave
now=2026-11-20T10:02:00Z	# behind all that happened: each server begins there anew
stay
kept() { guichet stats --metric promises_made,promises_kept "$@" --json | jq -c '[.promises_made.n, (.promises_kept | .n, .met, .missed, .undecided, .excluded)]'; }
same 'figures count the same, the dropped one beside' '[3,2,2,0,0,1]' "$(kept)"
same 'with its interval' "$(echo "$out" | jq -sc 'last | [.kept_rate, .low, .high] | map(. * 10000 | round)')" \
	"$(guichet stats --metric promises_kept --json | jq -c '.promises_kept | [.share, .low, .high] | map(. * 10000 | round)')"
same 'of who made them' '["root",3,2]' \
	"$(guichet stats --metric promises_made,promises_kept --by agent --json | jq -c '.by[] | select(.key != null) | [.key, .promises_made.n, .promises_kept.met]')"
same 'each has a row' '["excluded","met","met"]' "$(guichet explain promises_kept --json | jq -sc '[(if .[0] | has("rows") then .[0].rows else . end)[] | select(.kind == "promise") | .counts_as] | sort')"
same 'of another day there is none' '[0,0,0,0,0,0]' "$(kept --since 2026-11-19 --until 2026-11-20)"
fine 'one who sees no figures of others' agent add vic --role viewer
same 'is not told who kept them' 'null' "$(guichet --as vic promise list --all --json | jq -rs 'map(.agent) | unique | join(" ")' | sed 's/^$/null/')"
fine 'nothing leaves' outbox hold
fine 'one in a reply' reply "$id" 'We will get back to you by 16:00.' --promise offered --yes
same 'stands' open "$(guichet promise list --json | jq -r .outcome)"
fine 'that is cancelled' outbox cancel "$(guichet outbox list --state queued --json | jq -r .id)"
same 'promised nothing' '3 1' "$(guichet promise stats --json | jq -sr 'last | "\(.made) \(.dropped)"')"
fine 'all leaves again' outbox release
fine 'a last one' promise "$id" 30m
leave
now=2026-11-20T10:03:00Z
stay
same 'stands open, and is not decided' '[4,2,2,0,1,1]' "$(kept)"
leave
now=2026-11-20T10:40:00Z
stay
same 'broken without an answer' broken "$(guichet promise list --json | jq -r .outcome)"
same 'and late' "$id" "$(guichet list is:breached is:promised --json | jq .id)"
same 'is missed then' '[4,3,2,1,0,1]' "$(kept)"
same 'and was not known to be before' '[4,2,2,0,1,1]' "$(kept --as-of 2026-11-20T10:20:00Z)"
same 'the two ways to ask agree' "$(guichet promise stats --json | jq -sc 'last | [.made, .kept, .broken, .open, .dropped]')" \
	"$(guichet stats --metric promises_made,promises_kept --json | jq -c '[.promises_made.n, (.promises_kept | .met, .missed, .undecided, .excluded)]')"
came_back() { [ "$(row .status)" = open ]; }
wait_for 10 came_back
ok $? 'it came back into the queue'
fine 'the ledger holds' ledger verify
fine 'a desk elsewhere' desk set zone=Europe/Paris
same 'means its own clock' 2026-11-20T15:00 "$(guichet plan "$id" 'We will get back to you by 16:00.' --json | jq -r '.promise[0:16]')"
same 'and its own days' 2026-12-01T14:30 "$(guichet plan "$id" 'Nous revenons vers vous le 1er décembre à 15h30.' --json | jq -r '.promise[0:16]')"

leave
now=2026-11-22T12:00:00Z
stay
refused 'a window that is over takes no reply' 1 'the network takes answers for 1 d' reply "$id" 'Too late' --yes
guichet ledger export >ledger
fine 'another desk' --desk "$TEST_DIR/copy.db" ledger import ledger
same 'has the same promises' "$(guichet promise list --all --json | jq -r '"\(.at) \(.outcome)"')" \
	"$(guichet --desk "$TEST_DIR/copy.db" promise list --all --json | jq -r '"\(.at) \(.outcome)"')"

# ---- several at once
guichet promise drop "$id" >/dev/null 2>&1
fine 'one for later' promise "$id" 20m --text photo
fine 'and one behind it' promise "$id" 30m --text film
fine 'both are done with' promise keep "$id"
same 'which is said' "2 promises in #$id are done with" "$out"
fine 'and taken back together' undo
same 'both stand open again' 'photo film' "$(guichet promise list --json | jq -rs 'map(.text) | join(" ")')"
fine 'they are dropped' promise drop "$id" --json
same 'both' 2 "$(jq .promises <<<"$out")"
finish
