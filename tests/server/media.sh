#!/bin/bash
# SPDX-License-Identifier: ISC
# A picture leaves with a reply as it was reviewed: without what the camera
# wrote, with its description, after the server has worked on it; once, however
# the desk's server dies between the upload and the post.  What the network does
# not take is refused before the review, what was approved is what leaves even
# when the file has changed, and nothing of it stays behind.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
uploads() { asked '^MEDIA '; }
posts() { asked '^POST /api/v1/statuses '; }
# die: the server and who would start another one
die() { local pid; pid=$(server_pid); kill -9 $sync "$pid"; wait $sync 2>/dev/null; }
# left: files of replies that are over, and replies that name any
left() { python3 -c "
import sqlite3
db = sqlite3.connect('file:$desk?mode=ro', uri=True)
print(*(db.execute('SELECT count(*) FROM ' + t).fetchone()[0] for t in ('blob WHERE at_ms = 0', 'outbox_blob')))"; }
mastodon 9
picture jpeg bowl.jpg; picture png plan.png; picture bare noise.png 2048; picture bare bare.png
printf 'just words\n' >words.txt
printf 'GIF89a\1\0\1\0' >dot.gif
fine 'an account is added' account add mastodon brand "url=$url" since=1d quarantine=1s --secret-fd 3 3<<<token
fine 'it is read' sync --until-idle

# ---- before anything leaves
plan() { guichet plan "$@" --json; }
has 'the plan says what would go with it' '"name":"bowl.jpg","type":"image","mime":"image/jpeg"' \
	"$(plan 1 'Look.' --attach bowl.jpg --alt 'A broken bowl' 2>plan.err)"
has 'what was taken out is said' 'bowl.jpg: what the camera or program wrote into it (place, time, device) was taken out' "$(cat plan.err)"
has 'and that nothing was' 'dot.gif leaves as it is: who made it, where and when may stand in it' \
	"$(plan 1 'Look.' --attach dot.gif 2>&1 >/dev/null)"
has 'a picture without words is pointed out' 'plan.png has no description: who does not see it learns nothing of it' \
	"$(plan 1 'Look.' --attach plan.png 2>/dev/null | jq -r '.warnings[]')"
blocked() { plan 1 'Look.' "$@" 2>/dev/null | jq -r .blocked; }
same 'too large' 'noise.png has 2054 KiB, and there a file may have 1024 KiB' "$(blocked --attach noise.png | sed 's/has 20[0-9]*/has 2054/')"
same 'no picture' 'words.txt is no picture, and nothing else is taken there' "$(blocked --attach words.txt)"
same 'another type' 'dot.gif is of the type image/gif, which is not taken there' "$(blocked --attach dot.gif)"
same 'too many' 'at most 4 files go with a message there' "$(blocked $(printf -- '--attach bowl.jpg %.0s' 1 2 3 4 5))"
same 'too many words' 'the description of bowl.jpg is longer than 1500 characters' \
	"$(blocked --attach bowl.jpg --alt "$(printf 'word %.0s' $(seq 400))")"
refused 'what is blocked is not queued' 1 'a file may have' reply 1 'Look.' --attach noise.png --yes
refused 'a file that is not there' 1 'nowhere.png' reply 1 'Look.' --attach nowhere.png --yes
refused 'more words than pictures' 64 'more descriptions than files' reply 1 'Look.' --attach bare.png --alt one --alt two --yes
same 'nobody was asked to take anything' 0 "$(uploads)"

# ---- it leaves
g reply 1 'Look.' --attach bowl.jpg --alt 'A broken bowl' --attach plan.png --alt 'Where to turn' --yes
same 'a reply with two pictures is queued' 0 "$status"
ours() { guichet show 1 --json | jq -c '[.messages[] | select(.direction == "out")][0].media | map(.alt)'; }
same 'they stand below our words' '["A broken bowl","Where to turn"]' "$(ours)"
fine 'it leaves' sync --until-idle
same 'and still do, each once' '["A broken bowl","Where to turn"]' "$(ours)"
same 'both were uploaded, and one post made' '2 1' "$(uploads) $(posts)"
has 'with its description' 'A broken bowl' "$(sed -n 's/^MEDIA 7000 //p' log)"
case $(cat "$TEST_DIR/log.7000" "$TEST_DIR/log.7001" | tr -d '\0') in
*SECRET-PLACE*) ok 1 'without the place' ;; *) ok 0 'without the place' ;; esac
has 'lying as it lay' 'orientation=upper-right' "$(file "$TEST_DIR/log.7000")"
made=$(guichet show 1 --json | jq -r '[.messages[]|select(.direction=="out")][0].url' | grep -o '[0-9]*$')
same 'the post shows both, in their order' '["A broken bowl","Where to turn"]' \
	"$(curl -fsS -H 'Authorization: Bearer token' "$url/api/v1/statuses/$made" | jq -c '[.media_attachments[].description]')"
same 'the same words and pictures are the same reply' true "$(guichet reply 1 'Look.' --attach bowl.jpg --alt 'A broken bowl' \
	--attach plan.png --alt 'Where to turn' --yes --json 2>/dev/null | jq .already)"

# ---- the server dies
: >log
guichet reply 2 'A picture.' --attach plan.png --alt 'A plan' --yes >/dev/null 2>&1
control works works=1000 >/dev/null
guichet sync --until-idle >/dev/null 2>&1 & sync=$!
wait_for 20 is_asked '^/api/v1/media/'; ok $? 'the network works on it'
die
control works works=1 >/dev/null
wait_for 10 server_gone
same 'nothing was posted yet' 0 "$(posts)"
fine 'the next server' sync --until-idle
same 'posts it once' 1 "$(posts)"

: >log
echo /api/v1/statuses >log.hold
guichet reply 3 'Another picture.' --attach plan.png --alt 'A plan' --yes >/dev/null 2>&1
guichet sync --until-idle >/dev/null 2>&1 & sync=$!
wait_for 20 is_asked '^POST /api/v1/statuses '; ok $? 'it is uploaded, the post is made and nobody says so'
die
rm log.hold
wait_for 10 server_gone
in_doubt_over() { guichet sync --until-idle >/dev/null 2>&1; [ -z "$(guichet outbox list --json)" ]; }
wait_for 30 in_doubt_over; ok $? 'the next server finds out'
same 'with the file that was there' 1 "$(uploads)"
same 'and there is one post' 1 "$(control mention text=x >/dev/null; curl -fsS -H 'Authorization: Bearer token' \
	"$url/api/v1/accounts/1/statuses" | jq '[.[]|select(.content|contains("Another picture"))]|length')"

# ---- a second person
fine 'replies wait for approval' account set brand approve=all
g reply 4 'Approve this.' --attach plan.png --alt 'A plan' --yes
waiting=$(guichet outbox list --json | jq -r 'select(.state=="approval").id')
same 'the waiting reply says what goes with it' '["plan.png","A plan"]' \
	"$(guichet outbox list --json | jq -c 'select(.state=="approval").media[0]|[.name,.alt]')"
cp bowl.jpg plan.png
: >log
fine 'a lead lets it go' approve "$waiting" --break-glass 'nobody else is here'
fine 'it leaves' sync --until-idle
case $(head -c 4 "$TEST_DIR/log.$(sed -n 's/^MEDIA \([0-9]*\) .*/\1/p' log)") in
$'\x89'PNG) ok 0 'what leaves is what was approved, whatever the file became' ;;
*) ok 1 'what leaves is what was approved, whatever the file became' ;; esac
g reply 5 'Approve that.' --attach bowl.jpg --alt 'A bowl' --yes
waiting=$(guichet outbox list --json | jq -r 'select(.state=="approval").id')
wait_for 10 server_gone
python3 -c "
import sqlite3
db = sqlite3.connect('$desk')
for row, held in db.execute('SELECT rowid, bytes FROM blob_piece').fetchall():
    db.execute('UPDATE blob_piece SET bytes = ? WHERE rowid = ?', (held[::-1], row))
db.commit()"
: >log
fine 'a copy that somebody changed in the desk' approve "$waiting" --break-glass 'nobody else is here'
guichet sync --until-idle >/dev/null 2>&1
same 'does not leave' "0 0" "$(uploads) $(posts)"
has 'and says why' 'is not the one that was reviewed: attach it again' "$(guichet outbox list --json | jq -r .reason)"
same 'for good' failed "$(guichet outbox list --json | jq -r .state)"
fine 'it is taken back' outbox cancel "$waiting"
fine 'no more approval' account set brand approve=
g reply 5 'Not yet.' --attach bowl.jpg --alt 'A bowl' --yes
fine 'a reply is taken back' undo
same 'its file waits for the next one' 1 "$(python3 -c "
import sqlite3
db = sqlite3.connect('file:$desk?mode=ro', uri=True)
print(db.execute('SELECT count(*) FROM blob WHERE name = \'bowl.jpg\' AND kept = size AND at_ms > 0').fetchone()[0])")"

# ---- descriptions may be wanted
fine 'descriptions are wanted' account set brand alt-text=required
refused 'nothing leaves without one' 1 'bare.png has no description, and this account wants one' reply 6 'Look.' --attach bare.png --yes
refused 'another word is refused' 64 'alt-text: write required, or nothing' account set brand alt-text=perhaps

# ---- and then
swept() { guichet status >/dev/null; [ "$(left)" = '0 0' ]; }
wait_for 10 swept; ok $? 'of what was sent or taken back nothing is kept'
same 'the server was asked as it likes' '' "$(grep STRICT log)"
fine 'the ledger verifies' ledger verify
finish
