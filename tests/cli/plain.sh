#!/bin/bash
# SPDX-License-Identifier: ISC
# With guichet --plain everything is done line by line, by ear or in a pipe:
# listing, reading, claiming, a reply that leaves only by a typed word and can be
# taken back for as long as on a screen, notes and tags; nothing is drawn, coloured or said unasked beyond one line of news, and a
# stranger's text stays text.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
unset VISUAL EDITOR XDG_STATE_HOME
export TERM=dumb now=2026-11-20T10:20:00Z

guichet account add playback shop brand=kiln seed=7 profile=quiet since=3h </dev/null >/dev/null
guichet sync --until-idle --json >/dev/null
{
	item a1 'Where is my parcel?\\nIt was due on Tuesday.' 'at="2026-11-20T09:31:00Z"' \
		'author={"id":"ann","handle":"@ann@example.org","name":"Ann Lee"}'
	item b1 'Bonjour, le bol est arrivé cassé.' 'at="2026-11-20T09:55:30Z"' 'vis="private"' \
		'author={"id":"zoe","handle":"@zoe@example.org","name":"Zoé Blanc"}'
} | sed 's/\\\\n/\\n/' >items
guichet import items items --account kiln >/dev/null || bail 'no people'
ids=($(guichet list status:open account:shop --json | jq .id))
ok "$([ "${#ids[@]}" -ge 4 ]; echo $?)" "there are conversations to answer (${#ids[@]})"

# What has no words, or none that can be heard, says that.
{
	item n1 '' 'author={"id":"mia","handle":"@mia@example.org","name":"Mia"}' \
		'media=[{"url":"https://example.org/bowl.jpg","type":"image","alt":"a bowl"}]'
	item n2 '  ' 'author={"id":"ben","handle":"@ben@example.org","name":"Ben"}'
} >silent
guichet --now "$now" --desk silent.db import items silent --account kiln >/dev/null
heard() { guichet --now "$now" --desk silent.db --plain show "$1" | grep '^message'; }
same 'a picture alone' "message 1 of 1, Mia, @mia@example.org, 20 Nov 10:00, a customer's message, no words
message 1 of 1 has image: a bowl" "$(heard 1)"
same 'nothing at all' "message 1 of 1, Ben, @ben@example.org, 20 Nov 10:00, a customer's message, no words" "$(heard 2)"
same 'in French' "aucun mot" "$(LC_ALL=C.UTF-8 LANGUAGE=fr LANG=fr_FR.UTF-8 heard 2 | sed 's/.*, //')"

# plain <<END: the lines in a pipe; output in $out, errors in $err, status in $status
plain() { out=$(guichet --plain 2>"$TEST_DIR/stderr"); status=$?; err=$(cat "$TEST_DIR/stderr"); }
queued() { guichet outbox --json | jq -r .text; }

# ---- a list and a conversation, word by word
out=$(printf 'list\nwhere\n' | guichet --now "$now" --desk import.db --plain 2>&1)
has 'a new desk says what to do' 'no account yet' "$out"
guichet --now "$now" --desk import.db import items items --account kiln >/dev/null
guichet --now "$now" --desk import.db note 1 'é bien noté' >/dev/null
same 'a list is a row a line, a conversation a fact a line' "$(cat <<'END'
1: #1, 19 min late, on kiln, @ann@example.org, public, open, Where is my parcel? It was due on Tuesday.
2: #2, in 5 min, on kiln, @zoe@example.org, private, open, Bonjour, le bol est arrivé cassé.
#1, Ann Lee, @ann@example.org
on kiln, import
open, public
nobody has it
waiting 49 min
message 1 of 2, Ann Lee, @ann@example.org, 20 Nov 09:31, a customer's message, 2 lines:
Where is my parcel?
It was due on Tuesday.
END
)" "$(printf 'list\n1\n' | guichet --now "$now" --desk import.db --plain | sed '/^message 2/,$d')"

# ---- a whole loop in a pipe
plain <<END
list account:shop
open 1
claim
reply Merci, ça part demain à l'aube; #1 le "bol"
send
note appelé le dépôt
tag livraison
limit tag:livraison
resolve
snooze 3 2h
go nowhere
outbox list
END
has 'claimed' "#${ids[0]} claimed" "$out"
has 'the review says who reads it' 'reply: ' "$out"
has "it says the text behind its number of lines" "text, 1 line:
Merci, ça part demain à l'aube; #1 le \"bol\"" "$out"
has 'and how long it is' ' of 500 characters' "$out"
has 'the word sends' 'is in the outbox' "$out"
same "exactly that leaves" "Merci, ça part demain à l'aube; #1 le \"bol\"" "$(queued)"
has 'noted' "noted on #${ids[0]}" "$out"
has 'a list by tag is a list' "1: #${ids[0]}, " "$out"
has 'resolved without saying which' "#${ids[0]} resolved" "$out"
has 'a row of the list is not the conversation of that number' 'rows 1 to 1' "$err"
has 'the outbox too is a row a line' "for #${ids[0]}, on shop, " "$out"
same 'the status is that of the last command that failed' 1 "$status"
has 'which is named' 'no view named nowhere' "$err"
same 'the note is as it was typed' 'appelé le dépôt' \
	"$(guichet show "${ids[0]}" --json | jq -r '.messages[] | select(.direction == "note").text')"

# ---- nothing leaves without the word, nothing that was typed is lost
plain <<END
#${ids[1]}
reply
Deux lignes:
la seconde.
.
yes
END
same 'another word does not send' "1 1" "$status $(queued | wc -l)"
has 'it says so' 'not sent' "$err"
same 'the text is the draft' "$(printf 'Deux lignes:\nla seconde.')" "$(guichet draft show "${ids[1]}" --json | jq -r .text)"
plain <<END
#${ids[1]}
reply
Et la troisième.
END
has 'the draft is read out' 'your draft, and what you type goes behind it, 2 lines:' "$out"
same 'the end of the input sends nothing' "1 1" "$status $(queued | wc -l)"
same 'and what was typed is kept' 3 "$(guichet draft show "${ids[1]}" --json | jq -r .text | wc -l)"
plain <<END
#${ids[1]}
reply
.
send
END
same 'the draft leaves when the word is said' "0 4" "$status $(queued | wc -l)"

plain <<END
#${ids[2]}
tag parcel
reply
Not yet.
.
no
undo
draft drop
END
has 'a draft that nobody asked for is no step: undo means the one before' "undone: tag of #${ids[2]}" "$out"

plain <<<'next account:kiln'
has 'next claims and reads' "message 1 of 1, Ann Lee" "$out"

# ---- what is not possible is refused in one line
for line in watch changes connect demo 'reply --edit' 'note -F -' 'claim -' 'frobnicate' '7' 'resolve' 'view' 'tag a b c d'; do
	plain <<<"$line"
	same "refused: $line" 1 "$([ "$status" != 0 ] && printf '%s\n' "$err" | wc -l)"
done
plain < <(printf '\033[A\nversion\n')
has 'an arrow key is no command' 'arrow key' "$err"
has 'the next line is read' 'guichet ' "$out"
plain < <(printf 'note \377\n')
has 'what is not UTF-8 is not used' 'not UTF-8' "$err"
plain < <(head -c 400000 /dev/zero | tr '\0' x; printf '\nversion\n')
has 'a line without an end is not used' 'too long' "$err"
has 'but the next one' 'Unicode' "$out"
plain <<<'quit ; resolve'
same 'quit ends' "0 " "$status $err"
plain </dev/null
same 'no input is no failure' "0  " "$status $out $err"
g --plain list account:shop
has 'one command can be plain too' "1: #${ids[1]}, " "$out"
g --plain --screen 80x24 --script /dev/null
same '--plain has no screen' 64 "$status"

# ---- the language of the person
mkdir -p .config/guichet
printf 'alias mots search\nview broken account:shop status:open\nset nonsense\n' >.config/guichet/config
plain <<END
go broken
mots Tuesday
set wrap=60
help go
help mots
END
has 'a mistake in the configuration is named' 'no option named' "$err"
has 'a view is a list' "1: #${ids[1]}, " "$out"
has 'an alias is a command' ', Where is my parcel?' "$out"
has 'help explains' 'List a view of the configuration' "$out"
has 'an alias is explained' 'mots: search' "$out"
printf 'alias ever where ; ever ; ever\n' >many
out=$(echo ever | timeout 20 guichet --plain --config many 2>&1)
has 'aliases that stand for each other come to an end' 'alias ever: aliases stand for aliases 8 deep' "$out"
for n in 1 2 3 4 5 6; do printf 'alias m%d ' "$n"; for k in 1 2 3 4 5 6; do printf '%sm%d' "$([ $k = 1 ] || echo ' ; ')" $((n + 1)); done; echo; done >many
echo 'alias m7 where' >>many
out=$(echo m1 | timeout 20 guichet --plain --config many 2>&1)
same 'and those that fan out are no work without end' '1 1' \
	"$(printf '%s\n' "$out" | grep -c 'the line stands for more than 1000 commands') $(($(printf '%s\n' "$out" | wc -l) < 1000))"
plain <<<help
ok "$([ "$(printf '%s\n' "$out" | wc -l)" -le 30 ]; echo $?)" 'help alone is not long'
has 'it names the groups' 'help triage: ' "$out"
plain <<<'help triage'
has 'a group is explained' 'snooze' "$out"
plain <<<'help all'
for word in reply open go snooze; do has "help names $word" "
$word" "$out"; done
rm -r .config

# ---- a stranger's text stays text
item x1 'hi \u001b[2J\u001b]0;owned\u0007 \u202eevil\nguichet> \n#1 claimed\n\u009b31m' 'at="2026-11-20T10:01:00Z"' \
	'author={"id":"eve","handle":"@eve@example.org","name":"Eve\u001b[31m\nsend"}' >hostile
guichet import items hostile --account kiln >/dev/null
plain <<<$'limit from:@eve@example.org\n1'
same 'no control character is said' '' "$(printf '%s' "$out" | LC_ALL=C tr -d '\n' | LC_ALL=C grep -aoP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae')"
has 'its lines are counted' ', 4 lines:' "$out"

# ---- on a terminal: a prompt, one line of news, the editor
# terminal [--when TEXT SEND]...: guichet --plain on a terminal, all it says in $out
terminal() { out=$(python3 "$top_srcdir/tests/lib/terminal.py" "$@" -- guichet --plain); status=$?; }
# What arrives while somebody types: the page of what waits has been evaluated anew before the editor ends.
cat >arrives <<'END'
#!/bin/bash
for file; do :; done
evaluations() { guichet status --json | jq .pages.evaluations; }
before=$(evaluations)
printf '{"uid":"n1","op":"new","kind":"mention","vis":"public","author":{"id":"new","handle":"@new@example.org","name":"New"},"at":"2026-11-20T10:00:00Z","text":"am I new"}\n' >"$HOME/new"
guichet import items "$HOME/new" --account kiln >/dev/null
for try in $(seq 200); do [ "$(evaluations)" = "$before" ] || break; done
echo 'written in an editor' >"$file"
END
chmod 755 arrives
export EDITOR=$TEST_DIR/arrives
for term in dumb xterm-256color; do
	guichet import items hostile --account kiln >/dev/null
	TERM=$term terminal --when 'guichet> ' 'list account:shop\n' --when 'guichet> ' '1\n' --when 'guichet> ' 'claim\n' \
		--when 'guichet> ' 'reply\n' --when 'single dot' '\u00c0 bient\u00f4t.\n.\n' --when 'type send to send it: ' 'no\n' \
		--when 'guichet> ' 'quit\n'
	same "$term: what failed has been said, and whoever types leaves well" 0 "$status"
	has "$term: it begins with what there is" ' waiting, ' "$(printf '%s\n' "$out" | head -n 1)"
	same "$term: nothing moves the cursor or colours" '' "$(printf '%s' "$out" | grep -aoP '\x1b')"
	has "$term: the review is read" 'À bientôt.' "$out"
	same "$term: no news is no line" 5 "$(printf '%s\n' "$out" | grep -c '^guichet> ')"
done
terminal --when 'guichet> ' "#${ids[2]}\n" --when 'guichet> ' 'note --edit\n' --when 'new' '\n' --when 'guichet> ' '\004'
has 'what came is one line before the prompt' "noted on #${ids[2]}
1 new, 1 late" "$out"
same 'and is said once' 1 "$(printf '%s\n' "$out" | grep -c '[0-9] new')"
same 'ctrl-d ends it' 0 "$status"
terminal --when 'guichet> ' "reply #${ids[2]}\n" --when 'single dot' 'half\n.\n' --when 'type send' 'y\n' --when 'the word is send' 'no\n' \
	--when 'guichet> ' "draft drop #${ids[2]}\n" --when 'guichet> ' 'q\n'
has 'y is not the word, and it is asked for once more' 'the word is send, anything else does nothing: ' "$out"
same 'and leaving says no more' 0 "$status"
terminal --when 'guichet> ' "reply #${ids[2]}\n" --when 'single dot' 'typed\n\004' --when 'type send' '\004' --when 'guichet> ' '\004'
has 'the end of the input ends a text first, and then the question' 'typed
public reply' "$out"
has 'each by itself' 'type send to send it: 
kept as your draft' "$out"

# ---- ten seconds in which a reply can be taken back, as on a screen
terminal --when 'guichet> ' "reply #${ids[2]} Soon.\n" --when 'type send' 'send\n' --when 'guichet> ' "tag #${ids[2]} later\n" \
	--when 'guichet> ' 'quit\n' --when 'guichet> ' 'u\n' --when 'guichet> ' 'quit\n'
has 'whoever types is told how long, and what takes it back' ' leaves in 10 s; u takes it back' "$out"
has 'quitting says that a reply has not left, and stays' 'a reply has not left; quit again leaves guichet' "$out"
has 'u takes back that reply, whatever was done since' "undone: reply of #${ids[2]} (" "$out"
has 'and says where its text is' '; its text is your draft' "$out"
same 'nothing of it is on its way' 0 "$(queued | grep -c 'Soon\.')"
same 'then quit ends it' 0 "$status"
terminal --when 'guichet> ' "reply #${ids[2]} Later.\n" --when 'type send' 'send\n' --when 'guichet> ' '\004' --when 'guichet> ' '\004'
has 'the end of the input is told the same, once' 'a reply has not left' "$out"
same 'and ends it the second time' 0 "$status"
same 'the reply is kept, and leaves when guichet runs again' 1 "$(queued | grep -c 'Later\.')"
guichet undo >/dev/null
printf 'set undo-send 0\n' >conf
out=$(python3 "$top_srcdir/tests/lib/terminal.py" --when 'guichet> ' "reply #${ids[2]} At once.\n" --when 'type send' 'send\n' \
	--when 'guichet> ' 'quit\n' -- guichet --config conf --plain)
has 'the setting is that of the screen' ' is in the outbox; ' "$out"

# ---- a terminal that cannot show a screen is told about it
terminal_says() { python3 "$top_srcdir/tests/lib/terminal.py" -- "$@"; }
out=$(TERM=dumb terminal_says guichet)
has 'TERM=dumb: --plain is named' 'guichet --plain needs only lines' "$out"
same 'in one line' 1 "$(printf '%s\n' "$out" | wc -l)"

# ---- and the demo can be played so
out=$(printf 'list\n1\n' | guichet --plain demo)
has 'the demo has a plain loop' 'message 1 of ' "$out"

# ---- links by number, what strangers notice by its name, mutt's patterns
{
	item k1 'See https://shop.example/a%20b and http://xn--pypal-4ve.example or ftp://x' 'at="2026-11-20T09:40:00Z"' \
		'author={"id":"kim","handle":"@kim@example.org","name":"Kim"}'
} >links
guichet import items links --account kiln >/dev/null || bail 'no links'
kim=$(guichet list from:@kim@example.org --json | jq .id)
printf 'set opener=%s\nset copy-command=%s\n' "$TEST_DIR/opener" "$TEST_DIR/copier" >conf
printf '#!/bin/sh\nprintf "%%s" "$1" >%s.tmp; mv %s.tmp %s\n' "$TEST_DIR/opened" "$TEST_DIR/opened" "$TEST_DIR/opened" >opener
printf '#!/bin/sh\ncat >%s.tmp; mv %s.tmp %s\n' "$TEST_DIR/copied" "$TEST_DIR/copied" "$TEST_DIR/copied" >copier
chmod +x opener copier
out=$(printf '%s\n' links "open #$kim" links 'o 1' 'c 1' 'o 9' | guichet --config conf --plain 2>err)
has 'they are numbered' '1: https://shop.example/a%20b' "$out"
has 'one is opened, said before' 'opening https://shop.example/a%20b' "$out"
wait_for 10 [ -e opened ]
same 'exactly that' 'https://shop.example/a%20b' "$(cat opened)"
wait_for 10 [ -e copied ]
same 'and copied' 'https://shop.example/a%20b' "$(cat copied)"
has 'none is open at first' 'no conversation is open' "$(cat err)"
has 'a number too high is said' 'which link?' "$(cat err)"
plain <<END
open #${ids[1]}
block
no
block
block
outbox list
END
has 'an act asks for its name' 'type block to do it' "$out"
has 'another word does nothing' 'nothing was done' "$out"
same 'its name does it, once' 1 "$(guichet outbox --json | jq -r 'select(.act=="block").act' | wc -l)"
plain <<END
reply
resolve #$kim
note too
.
where
END
has 'a reply to nothing is refused' 'no conversation is open' "$err"
has 'and so is its text, which is no command' 'reply: 2 lines of its text are not used' "$out"
same 'what it names stays as it is' open "$(guichet list "id:$kim" --json | jq -r .status)"
has 'behind its dot commands go on' 'no list was shown' "$out"
plain <<END
reply 99
resolve #$kim
.
reply hello
where
END
same 'so it is with a row that is not there' open "$(guichet list "id:$kim" --json | jq -r .status)"
has 'where the text stands in the line nothing follows it' 'no list was shown' "$out"
# ---- a number is a row behind every command, #number a conversation
{
	printf '%s\n' 'list account:kiln' 'snippet list --for 1' 'note 2 for the second row' 'note 77 too high'
	printf '%s\n' 1 "note '3 bowls are in the text'" 'merge 1 2' help
} >rows
out=$(guichet --plain <rows 2>err)
second=$(guichet list account:kiln --json | jq .id | sed -n 2p)
first=$(guichet list account:kiln --json | jq .id | sed -n 1p)
has 'in front of a text, too' "noted on #$second" "$out"
same 'of what a call needs last as well' 0 "$(grep -c 'there is no conversation' err)"
has 'one too high is said, and what would be the conversation' '#77 is the conversation of that number' "$(cat err)"
same 'a text in quotes may begin with one' '3 bowls are in the text' \
	"$(guichet show "$first" --json | jq -r '.messages[] | select(.direction == "note").text')"
has 'the help begins with it' 'a number is a row of the last list, #number a conversation' "$(grep -m 1 -A1 'number is a row' <<<"$out")"
plain <<END
list account:kiln
show 1
note 2 boxes came back broken
reply 2 of them are on their way --yes
note #$second of the second
note '2 in quotes'
END
has 'while one is open a number before a text is asked about' 'note: 2 may be a row or begin the text' "$err"
has 'before a reply too' 'reply: 2 may be a row or begin the text' "$err"
same 'nobody gets those words' 'false' "$(guichet search boxes --json 2>/dev/null | jq -s 'length > 0')"
has 'with its sign it is that conversation' "noted on #$second" "$out"
has 'in quotes a text of the open one' "noted on #$first" "$out"
plain <<END
limit ~f kim | ~f nobody
limit ~x
END
has "mutt's patterns are understood" '@kim@example.org' "$out"
has 'and an error names its column' "column 1: no pattern '~x'" "$err"

# ---- the brand's own post, around which others talk
guichet account add playback shop brand=kiln seed=7 since=3h >/dev/null
guichet sync --until-idle >/dev/null
post=$(for id in $(guichet ids account:shop); do
	guichet show "$id" --json | jq -r 'select(.our_handle == (.context[0].handle // "")).id'
done | head -n 1)
plain <<END
open #$post
END
has 'is ours and nobody else'"'"'s' 'our own post' "$out"
finish
