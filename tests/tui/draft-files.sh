#!/bin/bash
# SPDX-License-Identifier: ISC
# Files stay with a draft: across leaving the text, a kill of the screen and of
# the server, a reply that is taken back and one that a colleague declines; the
# day after which other files go does not touch them, and of a file that is not
# kept the desk says which.  A reply may be a file alone where the network takes one.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
picture bare plan.png
printf 'what the carrier wrote\n' >'the carrier.txt'
mkdir 'my pictures'
picture bare 'my pictures/bowl.png'
picture bare .hidden.png
shop
ids=($(guichet list 'visibility:public' --json | jq -r .id))
a=${ids[0]} b=${ids[1]} c=${ids[2]}
files() { guichet draft show "$1" --json | jq -r '.files[] | "\(.name): \(.alt // "")"'; }
has_files() { [ "$(files "$1")" = "$2" ]; }
# told NAME ARGS...: done, and what the second file may tell is said
told() { local name=$1; shift; g "$@"; same "$name" "0 the carrier.txt leaves as it is: who made it, where and when may stand in it" "$status $err"; }
queued() { guichet outbox list --json | jq -r --argjson id "$1" 'select(.conversation == $id and .state != "cancelled") | "\(.id) \(.text) \([.media[].name] | join(","))"'; }

# ---- left, and gone on with

steps <<END
:open $a
r
"Here it is."
alt-a
"plan.png"
enter
"how it is built"
enter
escape
END
screen 80x24 >left
same 'what is left keeps its file and what it shows' 'plan.png: how it is built' "$(files "$a")"
steps <<END
:open $a
r
:screen-dump
ctrl-x
:screen-dump
A
escape
END
screen 80x24 >again
has 'whoever goes on with it sees so' 'attached: plan.png' "$(cat again)"
has 'and it would leave' '1  image plan.png' "$(cat again)"
has 'what can be done with it stands below' 'd describe   A leave out' "$(cat again)"
same 'what is left out is not kept' '' "$(files "$a")"
same 'the text is' 'Here it is.' "$(draft "$a")"

# ---- words of the command line, undo, and the day after which files go

told 'a draft with two' draft save "$a" 'Both.' --attach plan.png --alt 'the plan' --attach 'the carrier.txt'
both='plan.png: the plan
the carrier.txt: '
same 'has them in their order' "$both" "$(files "$a")"
fine 'another text' draft save "$a" 'Both of them.'
same 'leaves them there' "$both" "$(files "$a")"
fine 'it is thrown away' draft drop "$a"
fine 'and undo' undo
same 'brings them back' "$both" "$(files "$a")"
same 'with the text' 'Both of them.' "$(draft "$a")"
fine 'without them' draft save "$a" 'None.' --no-files
same 'there are none' '' "$(files "$a")"
fine 'undo' undo
same 'has them' "$both" "$(files "$a")"
wait_for 20 server_gone
now=2026-11-23T10:00:00Z
fine 'three days later' sync --until-idle
same 'they are there' "$both" "$(files "$a")"
lost=00000000000000000000000000000000
g draft save "$b" 'A text.' --attach $lost
has 'of a file that the desk does not have' "not kept with it: the file $lost" "$out"
same 'the text is kept' 'A text.' "$(draft "$b")"
fine 'it goes' draft drop "$b"

# ---- sent, and taken back

told 'a reply' reply "$a" 'Both of them.' --attach plan.png --alt 'the plan' --attach 'the carrier.txt' --delay 5m --yes
same 'is no draft any more' '' "$(files "$a")"
fine 'undone' undo
same 'it is one again, with its files' "$both" "$(files "$a")"
fine 'a colleague' agent add jonas
fine 'who looks at all' account set kiln approve=all
fine 'that is done with' draft drop "$a"
fine 'one that waits' reply "$a" 'May this leave?' --attach plan.png --alt 'a plan' --yes
fine 'is declined' --as jonas decline "$(queued "$a" | cut -d' ' -f1)" --reason 'not this one'
same 'with its file it is a draft again' 'plan.png: a plan' "$(files "$a")"
fine 'nobody looks any more' account set kiln approve=

# ---- what comes back while its writer writes on

with_text() { [ "$(draft "$1")" = "$2" ]; }
on() { # on NAME: a screen that goes on once a note says so
	steps <<END
:open $a
r
"one more thing"
:wait $1
"!"
escape
END
	guichet --config '' --screen 80x24 --script "$TEST_DIR/steps" >"$1.screen" 2>&1 &
	writer=$!
	remember "$writer"
}
fine 'the account is as it was' draft drop "$a"
told 'a reply with a file' reply "$a" 'The long careful answer.' --attach 'the carrier.txt' --delay 5m --yes
on ZEBRA
wait_for 20 with_text "$a" 'one more thing'; ok $? 'while something else is written'
fine 'is taken back' undo
fine 'who writes learns' note "$a" ZEBRA
wait "$writer"
same 'and what is typed then is kept behind it' "$(printf 'The long careful answer.\n\none more thing!')" "$(draft "$a")"
same 'with its file' 'the carrier.txt: ' "$(files "$a")"
has 'and in sight' 'one more thing!' "$(cat ZEBRA.screen; guichet show "$a")"
mark=$(guichet draft show "$a" --json | jq -r .mark)
fine 'over what was seen' draft save "$a" 'Other words.' --no-files --over "$mark"
refused 'never over another one' 75 'the draft is another one by now' draft save "$a" 'Older words.' --over "$mark"
refused 'and nothing else is thrown away' 75 'the draft is another one by now' draft drop "$a" --over "$mark"
same 'it is there' 'Other words.' "$(draft "$a")"
fine 'it goes' draft drop "$a"

# ---- a draft that is not what was sent, and one that was changed since

told 'a long draft' draft save "$a" 'A long draft.' --attach 'the carrier.txt'
fine 'a short answer' reply "$a" 'Quick ok.' --yes --delay 5m
same 'the draft is there' 'A long draft. the carrier.txt: ' "$(draft "$a") $(files "$a")"
fine 'the answer is taken back' undo
same 'it stands before it' "$(printf 'Quick ok.\n\nA long draft.')" "$(draft "$a")"
same 'the file is there' 'the carrier.txt: ' "$(files "$a")"
fine 'thrown away' draft drop "$a"
fine 'a file alone is begun' draft save "$a" '' --attach plan.png --typing
refused 'undo puts nothing in its place' 75 'you have changed the files of the draft since' undo
same 'it stays' 'plan.png: ' "$(files "$a")"
fine 'it goes' draft drop "$a" --typing
fine 'undo puts it back' undo
same 'where it was' 'the carrier.txt: ' "$(files "$a")"
fine 'nothing is left' draft drop "$a"

# ---- whoever takes over

fine 'one who leaves' agent add nora
printf 'of nora\n' >nora.txt
g --as nora draft save "$b" "Nora's." --attach nora.txt
fine 'hands on' agent remove nora --to jonas --yes
fine 'who throws it away' --as jonas draft drop "$b"
fine 'and thinks again' --as jonas undo
same 'has all of it' "Nora's. nora.txt" "$(guichet --as jonas draft show "$b" --json | jq -r '"\(.text) \(.files[].name)"')"
fine 'it goes' --as jonas draft drop "$b"

# ---- a file alone

fine 'a file without words' reply "$b" '' --attach plan.png --alt 'the plan' --yes
same 'is a reply where the network takes it' ' plan.png' "$(queued "$b" | cut -d' ' -f2-)"
item x1 'and here?' >items
fine 'elsewhere' import items items --account paper
d=$(guichet list account:paper --json | jq -r .id)
refused 'elsewhere it is not, and why is said' 1 'no network to send to' reply "$d" '' --attach plan.png --yes
steps <<END
:open $c
r
alt-a
"plan.png"
enter
"the plan"
enter
ctrl-x
END
screen 80x24 >alone
has 'on the screen it can be reviewed' '1  image plan.png' "$(cat alone)"
has 'and sent' 'y send it' "$(cat alone)"

# ---- paths

mkdir here
mv 'my pictures' .hidden.png here
cp plan.png here
steps <<END
:open $c
r
alt-a
tab
:screen-dump
escape
escape
alt-a
"m"
tab
:screen-dump
tab
enter
escape
:screen-dump
alt-a
"~/the"
tab
:screen-dump
escape
alt-a
".h"
tab
END
(cd here && screen 80x24) >paths
has 'files and folders are offered' "'my pictures/'  folder" "$(cat paths)"
same 'what is hidden only when it is asked for' ':attach .hidden.png' "$(grep -o '.*hidden.png' paths)"
same 'what is in a folder' 1 "$(grep -c "^:attach 'my pictures/' *$" paths)"
has 'what was found is attached' 'attached: plan.png, bowl.png' "$(cat paths)"
has 'in the own folder too' "'~/the carrier.txt'" "$(cat paths)"

# ---- kills

command -v tmux >/dev/null || { skip 'killed' 'tmux is not installed'; finish; }
. "$top_srcdir/tests/lib/tmux.sh"
writes $b
mux send-keys -l 'The plan'
mux send-keys M-a
wait_for 20 sees ':attach'
mux send-keys -l plan.png
mux send-keys Enter
wait_for 20 sees ':describe 1'
mux send-keys -l 'of the house'
mux send-keys Enter
wait_for 20 has_files "$b" 'plan.png: of the house'; ok $? 'what is attached is soon kept'
kill -9 "$(server_pid)"
kill -9 "$pid"
wait_for 20 gone
writes $b
wait_for 20 sees 'attached: plan.png'; ok $? 'after a kill of both it is there'
mux send-keys C-x
wait_for 20 sees 'plan.png (8x8'; ok $? 'and would leave'
has 'with what it shows' 'of the house' "$(mux capture-pane -p)"
finish
