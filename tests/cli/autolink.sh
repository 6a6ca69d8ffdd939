#!/bin/bash
# SPDX-License-Identifier: ISC
# A private conversation that began in public is found: by the network's own
# reference, or because our reply there invited a private message and the same
# author wrote within a day.  It is told by default, linked where the account
# says so, never across two authors, and unlink takes it back for good.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

who() { printf 'author={"id":"%s","handle":"@%s@far.example","name":"%s"}' "$1" "$1" "$1"; }
ours() { # UID PARENT TO TEXT AT [VIS]: a reply of ours that was written elsewhere
	printf '{"uid":"%s","op":"echo","kind":"reply","vis":"%s","thread":{"root":"%s","parent":"%s"},"author":{"id":"shop","handle":"@shop"},"to":{"id":"%s","handle":"@%s@far.example"},"at":"%s","text":"%s"}\n' \
		"$1" "${6:-public}" "$2" "$2" "$3" "$3" "$5" "$4"
}
{
	item a1 'where is my parcel' "$(who ann)" at='"2026-03-02T09:00:00Z"'
	ours a1r a1 ann 'Please send us a DM with your number.' 2026-03-02T09:05:00Z
	item b1 'a lovely shop' "$(who bob)" at='"2026-03-02T09:00:00Z"'
	ours b1r b1 bob 'Thank you! The admin is happy.' 2026-03-02T09:05:00Z
	item c1 'my bowl broke' "$(who cy)" at='"2026-03-02T09:00:00Z"'
	ours c1r c1 cy 'Écrivez-nous un message privé.' 2026-03-02T09:05:00Z
	item d1 'a question' "$(who dan)" at='"2026-03-02T09:00:00Z"'
} >public
{
	item a2 'it is 4711' "$(who ann)" vis='"private"' at='"2026-03-02T10:00:00Z"'
	item a3 'I am her neighbour' "$(who eve)" vis='"private"' at='"2026-03-02T10:00:00Z"'
	item b2 'by the way' "$(who bob)" vis='"private"' at='"2026-03-02T10:00:00Z"'
	item c2 'two days later' "$(who cy)" vis='"private"' at='"2026-03-04T10:00:00Z"'
	item d2 'about what I asked' "$(who dan)" vis='"private"' thread='{"root":"d2","parent":"d1"}' at='"2026-03-09T10:00:00Z"'
} >private
text() { guichet list 'status:open,resolved,pending' --limit 100 --json | jq -r --arg t "$1" 'select(.text==$t).id'; }
fine 'what was said in public' import items public --account shop
refused 'a setting that is none' 64 "autolink: 'yes' is none of off, suggest and on" account set shop autolink=yes

# told
fine 'and then in private' import items private --account shop
told() { guichet show "$(text "$1")" --json | jq -c '[.began,.may_begin,.may_why]'; }
ann=$(text 'where is my parcel') dan=$(text 'a question')
same 'we had invited it' "[null,$ann,\"we invited a private message\"]" "$(told 'it is 4711')"
same 'the network says it' "[null,$dan,\"the network says so\"]" "$(told 'about what I asked')"
same 'another author is nobody of ours' '[null,null,null]' "$(told 'I am her neighbour')"
same 'nothing was invited: admin is no dm' '[null,null,null]' "$(told 'by the way')"
same 'it was too late' '[null,null,null]' "$(told 'two days later')"
has 'people read it' "may have begun in #$ann: we invited a private message" "$(guichet show "$(text 'it is 4711')")"
same 'nothing was done' 0 "$(guichet ledger export | grep -c '"linked"')"
fine 'off' account set shop autolink=off
same 'says nothing' '[null,null,null]' "$(told 'it is 4711')"

# linked: another desk
guichet status --json >/dev/null
export GUICHET_DESK=$TEST_DIR/two.db desk=$TEST_DIR/two.db
fine 'public' import items public --account shop
fine 'on' account set shop autolink=on
fine 'private' import items private --account shop
ann=$(text 'where is my parcel') dan=$(text 'a question') dm=$(text 'it is 4711')
same 'linked, because we invited it' "[$ann,null,null]" "$(told 'it is 4711')"
same 'linked, because the network says so' "[$dan,null,null]" "$(told 'about what I asked')"
same 'only these' 2 "$(guichet ledger export | grep -c '"linked"')"
has 'by no person, with the reason' '["system","we invited a private message"]' \
	"$(guichet ledger export | jq -c 'select(.kind=="linked")|[.who,.reason]')"
has 'history tells it' "#$dm with #$ann" "$(guichet history "$dm")"
fine 'agent' agent add maria
fine 'unlink' --as maria unlink "$dm"
same 'for good: not even told' '[null,null,null]' "$(told 'it is 4711')"
fine 'the same again' import items private --account shop
same 'changes nothing' '[null,null,null]' "$(told 'it is 4711')"
fine 'undo links it again' --as maria undo
same 'as it was' "[$ann,null,null]" "$(told 'it is 4711')"
fine 'waits follow' metrics rebuild --check
fine 'doctor' doctor

# words of one's own
{
	item f1 'again me' "$(who fay)" at='"2026-03-12T09:00:00Z"'
	ours f1r f1 fay 'Tell us in the secret room' 2026-03-12T09:05:00Z
	item f2 'here I am' "$(who fay)" vis='"private"' at='"2026-03-12T10:00:00Z"'
} >own
fine 'a word' account set shop invite='secret room,dm'
fine 'import' import items own --account shop
same 'invites' "[$(text 'again me'),null,null]" "$(told 'here I am')"
finish
