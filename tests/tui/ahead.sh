#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: keys that were typed before anybody could read the review send
# nothing, however they arrive; those behind "take the next one" are for that
# one; what is pasted is text, whatever it holds; a sequence that no key sends
# is no key.  A reply leaves when it was read.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
export TERM=xterm-256color
shop
# plays NAME <<END: the steps are played to their end
plays() { cat >steps; same "$1" played "$("$player" 80x24 256 "$TEST_DIR/steps" "$top_builddir/guichet" --now "$now" 2>&1)"; }
queued() { json outbox list | jq -r .text; }

# In one write: everything from the conversation to the key that sends, many times.
plays 'a whole answer typed blindly' <<'END'
say late
type :open 1\rrsorry\x18y
wait 100
say Review for
lack is in the outbox
type qyyyyyyyyyyyy
wait 100
type Q
end 0
END
same 'sends nothing' '' "$(queued)"
same 'and is a draft' sorry "$(draft 1)"

plays 'each half of it at a time' <<'END'
say late
type :open 2\r
say i note
type r
say Reply to
type no\x18yyy
wait 100
type e
lack y send it
type \x18yqr\x18yyyqr\x18y
wait 100
say Review for
type qQ
end 0
END
same 'sends nothing either' '' "$(queued)"

# A key that repeats while the review appears is refused for as long as the review was not in sight.
plays 'bursts as long as the kernel takes' <<END
say late
type :open 3\\r
say i note
type rhello\\x18$(printf 'y%.0s' {1..3000})
wait 150
say Review for
type qQ
end 0
END
same 'send nothing' '' "$(queued)"
same 'and type nothing' hello "$(draft 3)"

plays 'a paste is text' <<'END'
say late
type :open 4\r
say i note
type r
say Reply to
type \e[200~first\r\x18y\n\eq\x03\e[200~:quit\r\e[24~\e[201~
say [200
wait 100
say Reply to
lack y send it
type \e[200~alone: \e[201~ \e[201~
say alone
type \x03
lack Reply to
type Q
end 0
END
same 'and sends nothing' '' "$(queued)"
draft 4 >got
has 'it is in the draft' first "$(cat got)"
same 'without a control character' 0 "$(LC_ALL=C grep -c '[[:cntrl:]]' got)"

plays 'a paste where nothing is typed does nothing' <<'END'
say late
type \e[200~Qyes\r:quit\ryyd\e[201~
say nothing to paste
wait 100
say guichet  Queue
type Q
end 0
END
same 'nothing was resolved' 0 "$(json list status:resolved | wc -l)"

# The screens before and behind are the same.
plays 'what no key sends does nothing visible' <<'END'
say late
wait 200
is before
type \e[99;7~\e[?64;1c\e[5;1R\e]11;rgb:ff/ff/ff\e\\\eP1$r0m\e\\\e[>0;276;0c\e_x\e\\\e[2;1$y\e[12;3H\e[<0;1;1M\e[I\e[O\e[?2004;1$y
wait 200
is behind
type j
wait 100
is moved
type Q
end 0
END
same 'as if it had not come' "$(cat before)" "$(cat behind)"
[ "$(cat moved)" != "$(cat behind)" ]; ok $? 'and a key still does'

plays 'what was read is sent' <<'END'
say late
type :open 3\r
say i note
type r
say 5/500
type \x18
say y send it
say everybody can read this
wait 300
type y
say is in the outbox
type Q
end 0
END
same 'once, as it was shown' hello "$(queued)"
# What is taken next is opened when the desk has answered; keys behind it are for it and nothing else.
plays 'a note typed behind the next one' <<'END'
say late
type Wi
wait 60
type what she asked As soon as possible\x18
say noted on
type qQ
end 0
END
same 'is on the one that was taken' 'true what she asked As soon as possible' \
	"$(json list has:note is:mine | jq -r '"\(.id != 3) \(.id)"' | while read -r other id; do
		echo "$other $(json show "$id" | jq -r '.messages[] | select(.direction == "note").text')"; done)"

# Where there is no next one, what was typed behind it is for nobody, and not for the row of the queue.
guichet agent add nick >/dev/null
json list | jq -r .id | xargs sh -c 'exec guichet --now "$0" assign "$@" nick >/dev/null' "$now"
plays 'done behind a next one that is not there' <<'END'
say late
type Wd
say nothing is waiting to be taken
wait 100
type Q
end 0
END
same 'resolves nothing' '' "$(json list status:resolved | jq -r .id)"
finish
