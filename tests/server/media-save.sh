#!/bin/bash
# SPDX-License-Identifier: ISC
# A picture that stands in a conversation is fetched when somebody asks for it:
# its bytes as they are, under a name that is ours, with no secret, over nothing
# that is there, and from no address that a stranger may not send us to.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
mastodon 1
picture jpeg bowl.jpg; picture bare noise.png 900
mkdir box
mention() { control mention text="@shop $1" "${@:2}" >/dev/null; }
mention 'one bowl' picture="$TEST_DIR/bowl.jpg" as='etc%2Fbowl%0A;rm.sh'
mention 'two of them' picture="$TEST_DIR/noise.png" as=noise.png picture2="$TEST_DIR/bowl.jpg"
mention 'it moved' picture="$TEST_DIR/bowl.jpg" as=moved
mention 'it is elsewhere' picture="$TEST_DIR/bowl.jpg" as=away
mention 'it is gone' picture="$TEST_DIR/bowl.jpg" as=gone
fine 'an account is added' account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<token
fine 'it is read' sync --until-idle
number() { guichet list --json | jq -r "select(.text|contains(\"$1\")).id"; }
one=$(number 'one bowl') two=$(number 'two of them')

fine 'a picture is fetched' media save "$one" --to box
same 'the name is ours, the ending what it is' "box/$one-1-etc2Fbowl0Arm.jpg" "$out"
same 'and nothing else is there' 1 "$(ls -A box | wc -l)"
cmp -s bowl.jpg "$out"; ok $? 'byte for byte'
same 'for nobody else to read' 600 "$(stat -c %a "$out")"
has 'without our secret' ' open' "$(grep FILE log | head -n 1)"
refused 'once more' 75 'is there already: nothing was written' media save "$one" --to box
same 'changes nothing' 1 "$(ls -A box | wc -l)"
refused 'of two one must be named' 64 'there are 2: say which, from 1, the oldest' media save "$two" --to box
fine 'the first' media save "$two" 1 --to box --json
cmp -s noise.png "$(printf '%s' "$out" | jq -r .path)"; ok $? 'is the first'
same 'of so many bytes' "$(stat -c %s noise.png)" "$(printf '%s' "$out" | jq .bytes)"
refused 'the third' 1 'there are only 2' media save "$two" 3 --to box
refused 'a conversation without any' 1 'there is no picture and no file in it' media save 1 --to box
refused 'a place that is not there' 1 'nowhere: No such file' media save "$one" --to nowhere
refused 'a place that is none' 64 'is no directory' media save "$one" --to bowl.jpg
fine 'an address that leads to another' media save "$(number 'it moved')" --to box
cmp -s bowl.jpg "$out"; ok $? 'leads there'
before=$(ls -A box)
g media save "$(number 'elsewhere')" --to box
same 'an address inside the house is not asked' '1 0' "$([ "$status" != 0 ]; echo $((1 - $?))) $(asked '/latest/meta-data')"
g media save "$(number 'it is gone')" --to box
has 'what is gone is said so' 'status 404' "$err"
same 'and leaves nothing behind' "$before" "$(ls -A box)"
finish
