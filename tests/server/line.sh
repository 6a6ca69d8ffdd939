#!/bin/bash
# SPDX-License-Identifier: ISC
# Over a bad line to a desk elsewhere nothing is lost and nothing is done twice:
# with a fifth of a second both ways, a line that stalls in the middle of a
# sentence and one that is cut in a question or in an answer, keys still answer,
# the screen says what is the matter, a draft survives, a reply leaves once, a
# claim is one, streams begin again; a front end that is too old is told so.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
player=$top_builddir/tests/tui/player
[ -x "$player" ] || bail "no $player"
[ -x "$top_builddir/tests/server/relay" ] || bail "no relay"
export TERM=xterm-256color
socket=$TEST_DIR/far.sock
mkfifo ready
"$GUICHETD" --desk "$TEST_DIR/far.db" --socket "$socket" --ready-fd 3 3>ready 2>server.err &
remember $!
read -r line <ready
export GUICHET_DESK=unix:$socket
cat >ssh <<S
#!/bin/sh
while [ "\$1" != -- ]; do shift; done
shift 2
GUICHET_DESK=unix:$socket
export GUICHET_DESK
[ -e old ] && exec sed -u 's/"protocol":[0-9]*/"protocol":-1/' | exec "\$@"
exec "$top_builddir/tests/server/relay" "$TEST_DIR/line" "\$@"
S
printf '#!/bin/sh\necho "$*" >>%s/said\nprintf "%%s\\n" "$*" >%s/line.new && mv %s/line.new %s/line\n' "$TEST_DIR" "$TEST_DIR" "$TEST_DIR" "$TEST_DIR" >set-line
printf '#!/bin/sh\nn=0; until eval "$1" >/dev/null 2>&1; do n=$((n + 1)); [ $n -lt 200 ] || exit 1; sleep 0.05; done\n' >await
chmod +x ssh set-line await
export GUICHET_SSH=$TEST_DIR/ssh
export PATH="$TEST_DIR:$PATH"
printf 'token' >secret
chmod 600 secret
guichet account add mastodon brand url=http://127.0.0.1:9 --secret-file secret >/dev/null || bail "no account"
guichet outbox hold >/dev/null
ctx='reply_ctx="answers=1\nauthor=@x@example.org\nauthor_id=9"'
item 1 'where is my parcel' 'author={"id":"ann","handle":"@ann@example.org","name":"Ann"}' "$ctx" >items
guichet import items items --account brand >/dev/null || bail "nothing was imported"
item 2 'the lamp is broken' 'author={"id":"ben","handle":"@ben@example.org","name":"Ben"}' "$ctx" >later

# plays NAME <<END
plays() { cat >steps; same "$1" played "$("$player" 80x24 256 "$TEST_DIR/steps" "$top_builddir/guichet" --desk ssh://far.example --config '' 2>&1)"; }

set-line 100 pass 0
plays "a day on a bad line" <<'END'
say where is my parcel
type \r
say public on brand
type t
say claimed
type r
say Reply to
run set-line 100 stall 0
type Dear Ann,
say Dear Ann,
type  we look into it
say Dear Ann, we look into it
say the line is silent for
type  today
say we look into it today
run set-line 100 pass 0
lack the line is silent for
run await 'guichet draft show 1 | grep "look into it today"'
run set-line 100 stall 37
type  or tomorrow
say the line is silent for
run set-line 100 pass 0
lack the line is silent for
run await 'guichet draft show 1 | grep "today or tomorrow"'
run set-line 0 cut 0
type .
say reconnecting
type  Yours, the shop
say Yours, the shop
run set-line 100 pass 0
lack reconnecting
run await 'guichet draft show 1 | grep "Yours, the shop"'
type \x18
say can read this
wait 300
run set-line 100 cut 0
type y
say reconnecting
run await '[ "$(guichet outbox list --json | wc -l)" = 1 ]'
run set-line 100 pass 0
lack reconnecting
run guichet import items later --account brand >imported
type q
say the lamp is broken
run set-line 100 cut-up 20
type G
type t
say reconnecting
run set-line 100 pass 0
lack reconnecting
run await 'guichet list is:mine --json | grep lamp'
type Q
end 0
END
same "one reply waits" "@@x@example.org Dear Ann, we look into it today or tomorrow. Yours, the shop" "$(guichet outbox list --json | jq -r .text)"
same "and each claim is one" "1 1" "$(for id in 1 2; do guichet history $id --json | grep -c '"kind":"claimed"'; done | paste -sd ' ')"
[ "$(grep -c stall said)" = 2 ] && [ "$(grep -c cut said)" = 3 ]
ok $? "the line was as bad as that"

# ---- whoever leaves while the desk has not answered what the screen itself asked

guichet agent add jonas >/dev/null
fine 'a handover' handover prepare --to jonas
set-line 300 pass 0
plays 'nothing of it is waited for' <<'END'
say the lamp is broken
type Q
end 0
END
set-line 100 pass 0

# ---- a front end that is too old

plays "an older front end keeps its draft" <<'END'
say the lamp is broken
type /ben\r\r
say public on brand
type r
say Reply to
type Dear Ben
run await 'guichet draft show 2 | grep "Dear Ben"'
wait 600
run touch old
run set-line 0 cut 0
say update guichet
say Dear Ben
type \x11
type Q
END
same "it is still there" "Dear Ben" "$(guichet draft show 2)"
has "and in one line it is said which side to update" "update guichet: it is too old for the desk's server" "$(guichet --desk ssh://far.example list 2>&1)"
same "with a status of its own" 76 "$(guichet --desk ssh://far.example list >/dev/null 2>&1; echo $?)"
finish
