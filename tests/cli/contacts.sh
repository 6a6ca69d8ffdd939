#!/bin/bash
# SPDX-License-Identifier: ISC
# A person is one page, whatever addresses they write from: two identities are
# one person only when an agent says so, found again in every list, parted
# again exactly, by undo too, after a killed server and by whoever acts next;
# who else they may be is offered with the reason and never done.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

lea='author={"id":"lea1","handle":"@lea@mail.example","name":"Lea Martin","followers":1200,"url":"https://social.example/@lea"}'
web='author={"id":"lea2","handle":"lea@mail.example","name":"L. Martin","followers":30}'
blog='author={"id":"blog","handle":"@notes@blog.example","name":"Notes","links":["https://social.example/@lea"]}'
{
	item a1 'where is my parcel' "$lea" lang='"fr"' at='"2026-03-02T09:00:00Z"'
	item a2 'second thing' "$lea" lang='"en"' at='"2026-03-05T09:20:00Z"'
	item b1 'a question from the form' "$web" at='"2026-03-03T10:00:00Z"'
	item c1 'I wrote about you' "$blog" at='"2026-03-04T10:00:00Z"'
	item d1 'somebody else' at='"2026-03-04T11:00:00Z"'
} >items
fine 'import' import items items --account shop
fine 'maria' agent add maria
fine 'bob' agent add bob
lacks() { same "$1" 0 "$(printf '%s\n' "$3" | grep -cF -- "$2")"; }
person() { guichet contact show "$1" --json | jq -c '[[.identities[].handle],[.conversations[].id],.followers,.languages]'; }
number() { guichet list 'status:open,resolved' --json | jq -r --arg t "$1" 'select(.text==$t).id'; }
one=$(number 'where is my parcel') two=$(number 'second thing') form=$(number 'a question from the form')
blog=$(number 'I wrote about you') else=$(number 'somebody else')

# the page
same 'of one address' "[[\"@lea@mail.example\"],[$two,$one],1200,[\"en\",\"fr\"]]" "$(person "$one")"
same 'when she wrote' '["2026-03-02T09:00:00Z","2026-03-05T09:20:00Z"]' \
	"$(guichet contact show "$one" --json | jq -c '[.first_at,.last_at]')"
fine 'resolve' --as maria resolve "$two"
same 'the open one stands first' "[$one,$two]" "$(guichet contact show "$one" --json | jq -c '[.conversations[].id]')"
fine 'for people' contact show "$one"
has 'who' 'Lea Martin' "$out"
has 'reach' '1200 followers' "$out"
has 'what was said' 'where is my parcel' "$out"
has 'who else she may be' "lea@mail.example on import, in #$form: the same address; contact merge $one $form" "$out"
has 'and by her links' "@notes@blog.example on import, in #$blog: one profile links to the other" "$out"
same 'nobody else is offered' "[\"address\",$form] [\"links\",$blog]" \
	"$(guichet contact show "$one" --json | jq -c '.suggested|sort_by(.why)[]|[.why,.id]' | xargs -d '\n')"
same 'the other way round too' "[\"links\",$one]" \
	"$(guichet contact show "$blog" --json | jq -c '.suggested[]|[.why,.id]|select(.[0]=="links")|[.[0],'"$one"']')"

# lists
fine 'by name' contact list martin
has 'the one' '@lea@mail.example' "$out"
has 'and the other' 'L. Martin' "$out"
lacks 'but not him' 'bob' "$out"
same 'words are no patterns' 0 "$(guichet contact list '%' --json | wc -l)"
same 'everybody' 4 "$(guichet contact list --json | wc -l)"
same 'so many' 2 "$(guichet contact list --limit 2 --json | wc -l)"
refused 'too many' 64 '1 to 500' contact list --limit 0

# merged, found everywhere, and parted
before=$(person "$one")$(person "$form")
fine 'merge' --as maria contact merge "$one" "$form"
same 'says so' "the customers of #$one and #$form are one person; contact part takes it back" "$out"
same 'one page' "[[\"@lea@mail.example\",\"lea@mail.example\"],[$form,$one,$two],1230,[\"en\",\"fr\"]]" "$(person "$one")"
same 'from either side' "[[\"lea@mail.example\",\"@lea@mail.example\"],[$form,$one,$two],1230,[\"en\",\"fr\"]]" "$(person "$form")"
has 'others knows' 'a question from the form' "$(guichet others "$one")"
lacks 'she is offered no more' 'the same address' "$(guichet contact show "$one")"
fine 'again is well' --as bob contact merge "$form" "$one"
has 'history tells it' "with #$form" "$(guichet history "$one")"
fine 'a third address' --as bob contact merge "$blog" "$one"
same 'is of the same person' 3 "$(guichet contact show "$form" --json | jq '.identities|length')"
pid=$(server_pid); kill -KILL "$pid"; wait_for 10 server_gone
fine 'undo in a new server' --as bob undo
same 'only his' 2 "$(guichet contact show "$form" --json | jq '.identities|length')"
fine 'a colleague works on it' --as bob claim "$one"
fine 'which hinders no undo' --as maria undo
same 'as it was' "$before" "$(person "$one")$(person "$form")"
fine 'and again' --as maria redo
same 'two addresses' 2 "$(guichet contact show "$one" --json | jq '.identities|length')"
fine 'part' --as bob contact part "$form"
same 'apart' "$before" "$(person "$one")$(person "$form")"
refused 'somebody parted them since' 75 'was changed since' --as maria undo
refused 'alone' 1 'one address only' contact part "$else"
refused 'herself' 1 'the same address already' contact merge "$one" "$two"
refused 'nobody' 1 '#99' contact merge "$one" 99
fine 'the ledger' ledger verify
same 'names nobody' 0 "$(guichet ledger export | grep -c 'mail.example\|Martin\|known')"
fine 'doctor' doctor

# what to know about her
fine 'note' --as maria contact note "$one" 'Never before ten. 50% of 100 %'
same 'said' "noted about the customer of #$one" "$out"
has 'seen on every page of hers' '# Never before ten. 50% of 100 %' "$(guichet contact show "$two")"
fine 'another' --as maria contact note "$one" 'Call first'
fine 'undo' --as maria undo
same 'exactly' 'Never before ten. 50% of 100 %' "$(guichet contact show "$one" --json | jq -r '.identities[0].note')"
fine 'taken away' --as maria contact note "$one"
same 'gone' null "$(guichet contact show "$one" --json | jq -r '.identities[0].note')"
refused 'too long' 64 'at most 2000 bytes' contact note "$one" "$(printf 'x%.0s' {1..2001})"

finish
