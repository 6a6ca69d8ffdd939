#!/bin/bash
# SPDX-License-Identifier: ISC
# The bell rings, and a program of the person's is told in a few words of ours,
# for a new message in a conversation that one has, for one that a colleague
# gives one, and when one of them becomes late: once for what comes together, in
# no quiet hour, and for nothing else; again and again only where one wants it.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
people
guichet claim 1 >/dev/null
config=own

# What is told is kept, and a tag puts the conversation on a screen that waits for it.
cat >tell <<END
#!/bin/sh
echo "\$# \$1 \$2" >>"$TEST_DIR/told"
GUICHETD="$GUICHETD" "$top_builddir/guichet" --desk "$desk" tag 1 rang >/dev/null
END
chmod 755 tell
again=0
# arrives WHO TEXT: another message in conversation 1, as soon as a screen is there
arrives() {
	again=$((again + 1))
	item "again$again" "$2" "at=\"2026-11-20T10:19:0${again}Z\"" 'thread={"root":"a1","parent":"a1"}' \
		"author={\"id\":\"$1\",\"handle\":\"@$1@example.org\",\"name\":\"Ann Lee\"}" >"again$again"
	(wait_for 30 here && guichet import items "again$again" --account kiln) >/dev/null 2>&1 &
	remember $!
}
here() { [ "$(guichet status --json | jq .pages.open)" -ge 3 ]; }
told() { cat told 2>/dev/null; rm -f told; guichet untag 1 rang >/dev/null 2>&1; }
message() { screen 100x12 | tail -n 1; }

# ---- a message in what I have
echo "set notify=$TEST_DIR/tell --" >own
arrives ann 'second $(touch hacked) <b>words</b>'
steps <<'END'
:limit tag:rang
:wait Ann Lee
:bells
END
has 'it rings' 'the bell rang once: 1 new message' "$(message)"
same 'the program is told in words of ours' '2 -- 1 new message' "$(told)"
ok "$([ ! -e hacked ]; echo $?)" 'no shell was near'

arrives bob 'somebody else'
steps <<'END'
:go all_open
:wait somebody else
:claim 2
:bells
END
has 'it does not for what nobody has, nor for a claim' 'the bell has not rung' "$(message)"
same 'nobody is told' '' "$(told)"

# ---- a colleague gives me one
guichet agent add maria >/dev/null
(wait_for 30 here && guichet --as maria assign 4 root) >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:rang
:wait Ann Lee
:bells
END
has 'what is given to me rings' 'the bell rang once: 1 conversation is given to you' "$(message)"
same 'the program is told' '2 -- 1 conversation is given to you' "$(told)"
# ---- a note names me
here() { [ "$(guichet status --json | jq .pages.open)" -ge 4 ]; }
(wait_for 30 here && guichet --as maria note 2 '@root who knows this?') >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:rang
:wait Ann Lee
:bells
END
has 'a note that names me rings' 'the bell rang once: a note names you in 1 conversation' "$(message)"
same 'the program is told that, too' '2 -- a note names you in 1 conversation' "$(told)"
(wait_for 30 here && guichet --as maria note 4 '@root and this?') >/dev/null 2>&1 &
remember $!
steps <<'END'
:wait names you
END
has 'the last line says it' 'a note names you in 1 conversation' "$(message)"
told >/dev/null
# Nobody has looked at conversation 2 since: the next note there that names me is news again, another one is none.
(wait_for 30 here && guichet --as maria note 2 'and now, @root?') >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:rang
:wait Ann Lee
:bells
END
has 'the next note in the same conversation rings, too' 'the bell rang once: a note names you in 1 conversation' "$(message)"
same 'and the program is told' '2 -- a note names you in 1 conversation' "$(told)"
(wait_for 30 here && guichet --as maria note 2 'root@example.org is an address' && guichet --as maria tag 2 said) >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:said
:wait Zoé
:bells
END
has 'one that names nobody does not' 'the bell has not rung' "$(message)"
guichet untag 2 said >/dev/null
(wait_for 30 here && guichet claim 3) >/dev/null 2>&1 &
remember $!
steps <<'END'
:go mine
:wait Zoé
:bells
END
has 'what I take in another window does not' 'the bell has not rung' "$(message)"
same 'and nobody is told' '' "$(told)"

# ---- what others do in one that I follow
guichet release 2 >/dev/null
guichet follow 2 >/dev/null
(wait_for 30 here && guichet --as maria note 2 'look at this') >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:rang
:wait Ann Lee
:bells
END
has 'a note of a colleague rings' 'the bell rang once: something new in 1 conversation that you follow' "$(message)"
same 'the program is told so' '2 -- something new in 1 conversation that you follow' "$(told)"
(wait_for 30 here && guichet note 2 'my own' && guichet tag 2 own) >/dev/null 2>&1 &
remember $!
steps <<'END'
:limit tag:own
:wait Zoé
:bells
END
has 'what I do myself does not' 'the bell has not rung' "$(message)"
guichet unfollow 2 >/dev/null
same 'nothing is followed then' '' "$(guichet list is:followed --json)"

echo 'set bell=off' >>own
arrives ann 'third words'
steps <<'END'
:wait third words
:bells
END
has 'off is off' 'the bell has not rung' "$(message)"
same 'for the program too' '' "$(told)"

{ echo "set notify=$TEST_DIR/tell --"; echo 'set quiet=09:00-10:30'; } >own
arrives ann 'fourth words'
steps <<'END'
:wait fourth words
:set quiet=23:00-07:00
:bells
END
has 'quiet hours are quiet' 'the bell has not rung' "$(message)"
same 'nobody is told then' '' "$(told)"
echo 'set quiet=9-17' >wrong
refused 'hours have a form' 78 '1 problem' config check wrong

echo "set notify=$TEST_DIR/absent" >own
arrives ann 'fifth words'
steps <<'END'
:wait no such program
END
has 'a program that is not there is named' 'no such program' "$(message)"

echo 'set nag=x' >wrong
refused 'what nags has a form' 78 '1 problem' config check wrong

# ---- again, until a key is pressed
printf 'set bell=mine\nset nag=1s\n' >own
export TERM=xterm
arrives ann 'sixth words'
out=$(python3 "$top_srcdir/tests/lib/terminal.py" --when $'\a' '' --when $'\a' ':bells\r' \
	--when 'rang 2 times' 'Q' -- guichet --now "$now" --config own)
has 'nag: it rings again' 'rang 2 times: 1 new message' "$out"

# ---- on a terminal: bytes that ring, and what becomes late
export TERM=xterm
printf 'set notify=%s/tell --\nset bell=late\n' "$TEST_DIR" >own
unset -f guichet	# it is now from here on
wait_for 20 server_gone || bail 'the server of the other instant stays'
guichet target 6s --from "$(date -u -d '1 minute ago' +%FT%TZ)" >/dev/null	# an item tells whole seconds
soon() {
	item late 'now or never' "at=\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"" >late
	guichet import items late --account kiln >/dev/null
	guichet claim "$(guichet list account:kiln --json | jq 'select(.text == "now or never").id')"
}
(wait_for 30 here && soon) >/dev/null 2>&1 &
remember $!
out=$(python3 "$top_srcdir/tests/lib/terminal.py" --when $'\a' ':bells\r' --when 'rang once' 'Q' -- \
	guichet --config own)
has 'late: it rings' 'rang once: 1 conversation is late' "$out"
same 'one byte' 1 "$(printf '%s' "$out" | tr -cd '\a' | wc -c)"
has 'and tells' '1 conversation is late' "$(told)"
finish
