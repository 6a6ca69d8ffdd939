#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: whoever connects a first account is told at once whether it works,
# a program that needs no secret is asked for none, a queue begins with what
# people say and not with whom they say it to, who has no address is called by
# name, and an account that rests says so in every view, with what ends that.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
for tool in python3 jq; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done

# ---- what is read first

{
	item a1 '@brand@social.example @ann@far.example my bowl came broken' 'at="2026-11-20T10:02:00Z"'
	item b1 '@brand@social.example' 'at="2026-11-20T10:03:00Z"' 'author={"id":"cy","handle":"@cy@far.example","name":"Cy"}'
	item c1 'spooled' 'at="2026-11-20T10:04:00Z"' 'author={"id":"eve","name":"Eve"}'
	item d1 'written to a bot' 'at="2026-11-20T10:05:00Z"' 'author={"id":"7","handle":"7","name":"Zoe"}'
} >items
fine 'four people wrote' import items items --account shop
g list
same 'whom it is said to is left out, where something is said' 'my bowl came broken,@brand@social.example,spooled,written to a bot' \
	"$(cut -f9 <<<"$out" | paste -sd,)"
same 'who has no address, or a number, is called by name' '@bob@example.org,@cy@far.example,Eve,Zoe' "$(cut -f5 <<<"$out" | paste -sd,)"
same 'a program reads all of it' '@brand@social.example @ann@far.example my bowl came broken' \
	"$(guichet list --json | jq -r 'select(.contact == "Bob") | .text')"
has 'so does who opens it' '@brand@social.example @ann' "$(guichet show 1)"
has 'nobody has two names' '#3  Eve  on shop (import)' "$(guichet show 3)"
steps <<<':wait spooled'
shows 'the queue begins with what is said' 80x9 <<'X'
 guichet  Queue  needs action  4                                           root
  due         from                  account                            has it
▌ in 12m      Bob                   shop         my bowl came broken
  in 13m      Cy                    shop         @brand@social.examp…
  in 14m      Eve                   shop         spooled
  in 15m      Zoe                   shop         written to a bot


 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
X

# ---- a program without a secret, and a network that nobody speaks for

mkdir programs
cat >programs/guichet-connector-wall <<'X'
#!/bin/sh
seq=2
while IFS= read -r line; do
	id=$(printf '%s' "$line" | jq -r '.id // empty')
	case $line in
	*'"call":"hello"'*) echo "{\"id\":$id,\"ok\":{\"protocol\":1,\"name\":\"wall\",\"sends\":true,\"settings\":[{\"name\":\"file\"}]}}" ;;
	*'"call":"probe"'*) echo "{\"id\":$id,\"ok\":{\"self\":{\"id\":\"us\"}}}" ;;
	*'"call":"poll"'*)
		[ -e told ] || echo '{"seq":1,"item":{"uid":"w1","kind":"comment","vis":"public","author":{"id":"ann"},"at":"2026-11-20T10:10:00Z","text":"hello"}}'
		[ -e told ] || echo '{"seq":2,"checkpoint":1}'
		: >told
		if [ -e lost ]; then
			echo "{\"seq\":$((seq += 1)),\"item\":{\"uid\":\"w3\",\"op\":\"echo\",\"kind\":\"comment\",\"vis\":\"public\",\"author\":{\"id\":\"us\"},\"to\":{\"id\":\"ann\"},\"thread\":{\"root\":\"w1\",\"parent\":\"w1\"},\"at\":\"2026-11-20T10:20:00Z\",\"text\":\"Lost words. (a picture)\",\"words\":\"Lost words.\"}}"
			echo "{\"seq\":$((seq += 1)),\"checkpoint\":2}"
		fi
		echo "{\"id\":$id,\"ok\":{}}" ;;
	*'"call":"send"'*)
		printf '%s\n' "$line" >>sent
		case $line in *'Lost words'*)
			: >lost
			echo "{\"id\":$id,\"error\":{\"class\":\"unknown\",\"text\":\"who knows\"}}"
			continue ;;
		esac
		echo "{\"id\":$id,\"ok\":{\"sent\":{\"id\":\"s$(wc -l <sent)\"}}}" ;;
	esac
done
X
chmod 755 programs/guichet-connector-wall
wait_for 10 server_gone
export GUICHET_CONNECTOR_PATH=$TEST_DIR/programs
fine 'no secret is asked for in a pipe' account add wall book file=x since=2h
fine 'it works' account check book
refused 'a network that nobody speaks for is named, with the program that would' 64 'guichet-connector-scroll' account add scroll book2
refused 'also where only the network is given' 64 'guichet-connector-scroll' account add scroll
g account check book
same 'what it cannot do is one line a reason' '2' "$(grep -c '^book cannot: ' <<<"$out")"
has 'it says who we are' 'book: signed in as us' "$out"
fine 'it is read' sync book
ann=$(guichet list account:book --json | jq .id)
fine 'who has no address is answered' reply "$ann" 'Good morning.' --yes
fine 'it leaves' sync book
same 'to the id that the network knows' '["ann"]' "$(head -n 1 desk.db.connector.*/sent | jq -c .reply.recipients)"

# ---- an account that rests

same 'who pauses it is told what that means' 'account book is paused; what waits leaves after account resume' \
	"$(guichet account pause book --reason night)"
g reply "$ann" 'One more thing.' --yes
has 'a reply says why it does not leave' 'it waits until its account goes on: guichet account resume' "$out"
has 'so does the outbox' 'its account is paused' "$(guichet outbox list)"
g doctor
has 'doctor says what ends that' 'guichet account resume book lets it go on' "$out"
printf '%s\n' ':go accounts' ':wait book is paused' | guichet --config '' --screen 80x9 --script - >screen 2>&1
has 'every view says so' 'book is paused' "$(head -n 1 screen)"
has 'the accounts say why' ': night' "$(grep ' book ' screen)"
same 'who lets it go on is told what happens' 'account book goes on: it is checked, read, and what waits leaves' "$(guichet account resume book)"
fine 'it is read again' sync book
printf '%s\n' ':go accounts' ':wait us' | guichet --config '' --screen 80x9 --script - >screen 2>&1
same 'where nothing is wrong the accounts say who we are' us "$(grep ' book ' screen | tail -n 1 | awk '{print $NF}')"
same 'and no view says anything' 0 "$(head -n 1 screen | grep -c paused)"
g reply "$ann" 'Lost words.' --yes
g sync book
g sync book
same 'a reply whose answer was lost is known by the words that are ours' '' "$(guichet outbox list --json)"
refused 'a file of certificates is a whole path' 64 'ca=ca.pem: write the whole path' account set shop ca=ca.pem
refused 'that the desk can read' 64 'ca=/nowhere.pem: the desk cannot read it' account set shop ca=/nowhere.pem
# A name is chosen by whoever has it.
printf '%s\n' '{"uid":"e1","op":"new","kind":"mention","vis":"public","author":{"id":"e","handle":"eve@a.example","name":"@ann@bank.example"},"at":"2026-11-01T10:00:00Z","text":"send it here"}' \
	'{"uid":"e2","op":"new","kind":"mention","vis":"public","author":{"id":"f","handle":"4711","name":"Frieda"},"at":"2026-11-01T10:00:00Z","text":"and mine"}' >eve.jsonl
fine 'one with the address of another as a name' import items eve.jsonl --account other
has 'is called by the own address' 'eve@a.example' "$(guichet list account:other)"
has 'one whom the network numbers by name' 'Frieda' "$(guichet list account:other)"
finish
