#!/bin/bash
# SPDX-License-Identifier: ISC
# Completion works in the shells that people use, typed on a real terminal:
# commands, options, files, names that only the desk knows; whatever a
# stranger wrote is shown and never run; a desk that does not answer, is not
# there, or is far away costs a moment and no word.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
completion=$top_srcdir/data/completion
{
	item h1 'it'"'"'s $(touch pwned1) `touch pwned2`; touch pwned3 \"%F{red} \u001b[31m\n| touch pwned4'
	item h2 'plain words' 'author={"id":"eve","handle":"@eve@example.org","name":"$(touch pwned5)"}'
	item h3 'for the eye only' 'author={"id":"zoe","handle":"@zoe@example.org","name":"Zoe"}'
} >items
guichet import items items --account corner-shop >/dev/null
guichet agent add maria >/dev/null; guichet agent add jonas >/dev/null
guichet team add evening maria jonas >/dev/null
hostile='it'"'"'s$(touch${x}pwned6)&`touch${x}pwned7`'
guichet tag 1 "$hostile" >/dev/null
has 'the hostile tag is there' 'pwned7' "$(guichet show 1 --json)"

# ---- the words behind every shell
lines() { guichet complete --describe -- "$@"; }
same 'about a conversation: who, and the first words, in one line' "2	@eve@example.org: plain words" "$(lines show 2)"
same 'no control character gets through' '' "$(lines show '' | tr -d '\t' | LC_ALL=C grep '[[:cntrl:]]')"
same 'a group says what it has' 'account	add, check, list, login, pause, remove, resume, seen, set' "$(lines acco)"
same 'second words' 'add check list login pause remove resume seen set' "$(lines account '' | cut -f 1 | tr '\n' ' ' | sed 's/ $//')"
same 'fixed choices, behind = too' '--by=account --by=agent' "$(lines stats --by=a | tr '\n' ' ' | sed 's/ $//')"
same 'roles' 'lead' "$(lines agent add bob --role le)"
same 'several values of a field' 'status:open,pending' "$(lines list status:open,pe)"
same 'a term taken away' '-tag:' "$(lines list -ta | cut -f 1)"
same 'values of the desk in a query' 'assignee:maria' "$(lines list assignee:ma | cut -f 1)"
same 'given once, an option is not offered again' '' "$(lines list --limit 3 --lim)"
same 'no options behind --' '' "$(lines reply 1 -- --)"
same 'an option named --help is completed, not obeyed' '--help' "$(lines list --help | cut -f 1)"
same 'a file' / "$(lines reply 1 -F '')"
same 'an import' / "$(lines import items '')"
same 'outbox states' 'sent' "$(lines outbox list --state sent)"
same 'another desk is asked when the line names it' '' "$(lines --desk "$TEST_DIR/none.db" show '')"
ok "$([ ! -e none.db ]; echo $?)" 'and not made by asking'
same 'who else one may be' 'maria' "$(lines --as ma | cut -f 1)"

# ---- never a long wait, never a word
took() { # took NAME ARGS...: nothing on standard error, and over though nobody answers
	local name=$1; shift
	out=$(timeout 30 guichet complete -- "$@" 2>"$TEST_DIR/stderr"); status=$?
	same "$name: over, silently" '0 ' "$status $(cat "$TEST_DIR/stderr")"
}
stay
pid=$(server_pid)
kill -STOP "$pid"; ok $? 'the server that is asked stands still'
took 'a server that hangs' show ''
same 'and nothing is offered' '' "$out"
kill -CONT "$pid"
leave
took 'nobody behind a socket' --desk unix:/nowhere/sock show ''
export GUICHET_SSH=$TEST_DIR/ssh
printf '#!/bin/sh\necho asked >>"%s/ssh-asked"\nsleep 60\n' "$TEST_DIR" >ssh; chmod +x ssh
took 'a far desk' --desk ssh://far.example show ''
ok "$([ ! -e ssh-asked ]; echo $?)" 'ssh is not run'
took 'no command of that name' wibble wobble ''
took 'a directory for a desk' --desk / show ''

# ---- typed
: >letter.txt
printf 'ok\n' >'two words.txt'
cat >steps <<'EOF'
a command	guichet cla\t\x01echo +\r	^\+guichet claim *$
second words	guichet account \t	remove
agents of the desk	guichet assign 1 mar\t\x01echo +\r	^\+guichet assign 1 maria *$
a team too	guichet assign 1 \t	evening
states of a query	guichet list status:\t	status:resolved|resolved
one state	guichet list status:res\t\x01echo +\r	^\+guichet list status:resolved *$
a field stays open	guichet list assig\tma\t\x01echo +\r	^\+guichet list assignee:maria *$
behind =	guichet stats --by=ag\t\x01echo +\r	^\+guichet stats --by=agent *$
options	guichet list --\t	--limit
files	guichet reply 1 -F let\t\x01echo +\r	^\+guichet reply 1 -F letter.txt *$
EOF
printf 'a hostile tag is typed as it is\tguichet untag 1 it\\t\\r\t#1 (un|no longer )tagged|tag taken|^#1\n' >>steps
for shell in bash zsh fish; do
	command -v $shell >/dev/null || { skip "completion in $shell" "$shell is not installed"; continue; }
	guichet tag 1 "$hostile" >/dev/null 2>&1
	case $shell in
	bash) cat "$completion/guichet.bash" >begin ;;
	zsh) printf 'fpath=(%s $fpath)\nautoload -Uz compinit\ncompinit -u -D\n' "$completion" >begin ;;
	fish) cat "$completion/guichet.fish" >begin ;;
	esac
	while IFS= read -r line; do
		case $line in '#'*) echo "$line" ;; *) ok "${line%% *}" "${line#* }" ;; esac
	done < <(python3 "$top_srcdir/tests/lib/typed.py" $shell begin steps)
	same "$shell: the tag was taken away by what completion typed" '[]' "$(guichet show 1 --json | jq -c .tags)"
done
same 'nothing that a stranger wrote was run' '' "$(ls | grep pwned)"
finish
