#!/bin/bash
# SPDX-License-Identifier: ISC
# A reply can be written in the person's own editor: whatever that program does
# to the file, what is sent is what was written or nothing, nothing is left
# behind, nothing that was written is lost, and no shell or other program runs.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
unset VISUAL EDITOR
export NO_COLOR=1

since=$(date -u -d '-3 hours' +%Y-%m-%dT%H:%M:%SZ)
guichet account add playback shop brand=kiln seed=7 profile=quiet "since=$since" </dev/null >/dev/null
guichet sync --until-idle --json >/dev/null
ids=($(guichet list status:open is:waiting --json --limit 100 | jq .id))
ok "$([ "${#ids[@]}" -ge 6 ]; echo $?)" "there are conversations to answer (${#ids[@]})"
id=${ids[0]}

# terminal [--when TEXT SEND]... -- PROGRAM ARG...: on a terminal, all it says in $out
terminal() { out=$(python3 "$top_srcdir/tests/lib/terminal.py" "$@"); status=$?; }
# editor NAME: standard input becomes a program that gets the file as its last argument
editor() { { echo '#!/bin/sh'; echo 'for file; do :; done'; cat; } >"$1"; chmod 755 "$1"; }
left() { ls "$XDG_RUNTIME_DIR" | grep guichet-edit; }
queued() { guichet outbox --json | jq -r .text; }

editor 'my editor' <<-'END'
	{ stat -c %a "${file%/*}" "$file"; echo "$# ${file##*/}"; cat "$file"; } >saw
	echo 'Bonjour, ça arrive.' >"$file"
END
export EDITOR="'$TEST_DIR/my editor'"
terminal -- guichet reply "$id" --yes
same 'a reply without a text opens the editor' 0 "$status"
same 'what was written is what leaves' 'Bonjour, ça arrive.' "$(queued)"
same 'the file was private, alone and empty' '700 600 1 reply.txt' "$(tr '\n' ' ' <saw | sed 's/ $//')"
same 'nothing is left' '' "$(left)"

refused 'in a pipe it is still a mistake' 64 'missing TEXT' reply "$id" </dev/null
refused 'and so is --edit' 64 'needs a terminal' reply "$id" --edit </dev/null
out=$(echo 'from a pipe' | guichet reply "${ids[1]}" -F - --yes --json)
same '-F - reads standard input' 'from a pipe' "$(queued | tail -n 1)"

# The review comes as always; a text that does not leave is kept.
id=${ids[2]}
editor more <<-'END'
	cp "$file" "$HOME/began"
	echo 'One more line.' >>"$file"
END
EDITOR=$TEST_DIR/more terminal --when '[y/n] ' 'n\n' -- guichet reply "$id"
same 'not sent' 1 "$status"
has 'it was reviewed' '  | One more line.' "$out"
has 'and is kept' "guichet reply $id goes on with it" "$out"
same 'as the draft' 'One more line.' "$(guichet draft show "$id" --json | jq -r .text)"
EDITOR=$TEST_DIR/more terminal --when '[y/n] ' 'y\n' -- guichet reply "$id"
same 'sent' 0 "$status"
same 'the file began with the draft' 'One more line.' "$(cat began)"
same 'both lines leave' "$(printf 'One more line.\nOne more line.')" "$(queued | tail -n 2)"
same 'and the draft that they go on with' '' "$(guichet draft show "$id" --json | jq -r '.text // ""')"
EDITOR=$TEST_DIR/more terminal -- guichet note "$id" 'first' --edit
same 'a note is written likewise' "$(printf 'first\nOne more line.')" \
	"$(guichet show "$id" --json | jq -r '[.messages[] | select(.direction == "note")][-1].text')"

# A script that gives no text is told of the draft, and can send it as it is.
id=${ids[4]}
guichet reply "$id" --yes >/dev/null 2>said </dev/null
same 'neither text nor draft' 'guichet: reply: missing TEXT; guichet help reply' "$(cat said)"
guichet draft save "$id" 'Kept for later.' >/dev/null
guichet reply "$id" --yes >/dev/null 2>said </dev/null
same 'a draft is a wrong use, told in a line' "64 guichet: reply: no text was given, and #$id has a draft of yours: \
reply $id --draft sends it, --edit goes on with it" "$? $(cat said)"
guichet reply "$id" --draft --yes >/dev/null
same 'it is sent' 'Kept for later.' "$(queued | tail -n 1)"
same 'and is no draft any more' '' "$(guichet draft show "$id" --json | jq -r '.text // ""')"
guichet reply "$id" --draft --yes >/dev/null 2>said
has 'a second time there is none' "there is no draft of #$id" "$(cat said)"
guichet reply "$id" 'Other words.' --draft --yes >/dev/null 2>said
same 'two texts are one too many' 64 "$?"

# Arguments and quotes, without a shell.
id=${ids[3]} count=$(queued | wc -l)
EDITOR="sh -c 'printf \"%s\\n\" \"two  words\" >\"\$1\"' fake" terminal -- guichet reply "$id" --yes
same 'an editor with arguments' 'two  words' "$(queued | tail -n 1)"
EDITOR="'$TEST_DIR/my editor' ; touch hacked \$(touch hacked) | >hacked" terminal -- guichet reply "$id" --yes --again
same 'no shell reads it' '0 no' "$status $([ -e hacked ] && echo yes || echo no)"
has 'they are arguments' '8 reply.txt' "$(cat saw)"
VISUAL="'$TEST_DIR/more'" EDITOR=/nonexistent terminal -- guichet reply "${ids[4]}" --yes
same 'VISUAL is asked first' 'One more line.' "$(queued | tail -n 1)"

# Editors that fail or play tricks: nothing is sent, and the message says where the text is.
count=$(queued | wc -l) id=${ids[5]}
tricked() { # tricked NAME PART: the editor "trick" was refused, and its directory is kept or not
	EDITOR=$TEST_DIR/trick terminal -- guichet reply "$id" --yes
	same "$1: refused" "no $count" "$([ "$status" = 0 ] && echo yes || echo no) $(queued | wc -l)"
	has "$1: says why" "$2" "$out"
	same "$1: one line" 1 "$(printf '%s\n' "$out" | wc -l)"
}
kept() {
	has "$1: says where the text is" "kept in $XDG_RUNTIME_DIR/$(left)" "$out"
	rm -rf "$XDG_RUNTIME_DIR"/guichet-edit.*
}
editor trick <<<'echo lost >"$file"; exit 3'
tricked 'a failure' 'ended with status 3'
same 'a failure: nothing is left' '' "$(left)"
editor trick <<<'kill -9 $$'
tricked 'a crash' 'ended by signal 9'
same 'a crash: nothing is left' '' "$(left)"
echo 'not yours' >other
editor trick <<<'rm "$file"; ln -s "$HOME/other" "$file"'
tricked 'a symbolic link' 'symbolic link'; kept 'a symbolic link'
editor trick <<<'rm "$file"; ln "$HOME/other" "$file"'
tricked 'a hard link' 'another name'; kept 'a hard link'
editor trick <<<'rm "$file"; mkfifo "$file"'
tricked 'a FIFO' 'something else than a file'; kept 'a FIFO'
editor trick <<<'head -c 307200 /dev/zero | tr "\0" x >"$file"'
tricked '300 KiB' 'longer than 262144 bytes'; kept '300 KiB'
editor trick <<<'printf "\377" >"$file"'
tricked 'bytes' 'not UTF-8'; kept 'bytes'
editor trick <<<'rm "$file"'
tricked 'no file' 'No such file'; kept 'no file'
editor trick <<<'printf " \n\n" >"$file"'
tricked 'an empty text' 'nothing was written'
same 'an empty text: nothing is left' '' "$(left)"
EDITOR=/nonexistent/editor terminal -- guichet reply "$id" --yes
has 'no such editor' 'no such editor: /nonexistent/editor' "$out"
EDITOR="vi 'x" terminal -- guichet reply "$id" --yes
has 'an open quote' "a quote is not closed in: vi 'x" "$out"
same 'none of them sent anything' "$count" "$(queued | wc -l)"
same 'other files are as they were' 'not yours' "$(cat other)"

editor swap <<-'END'
	d=${file%/*}
	mkdir "$d/backup"; echo x >"$d/backup/reply.txt~"; echo x >"$d/.reply.txt.swp"; ln -s "$HOME/other" "$d/link"
	echo 'Swapped.' >"$d/new"; mv "$d/new" "$file"
END
EDITOR=$TEST_DIR/swap terminal -- guichet reply "$id" --yes
same 'swap and backup files are removed' '0 Swapped.  not yours' "$status $(queued | tail -n 1) $(left) $(cat other)"

editor patient <<-'END'
	trap 'got=1' INT
	echo ready
	until [ "$got" = 1 ]; do sleep 0.05; done
	echo 'Not interrupted.' >"$file"
END
EDITOR=$TEST_DIR/patient terminal --when ready '\x03' -- guichet reply "$id" --yes --again
same 'Ctrl-C belongs to the editor' '0 Not interrupted.' "$status $(queued | tail -n 1)"

# Without a setting: "editor", else "vi".
unset EDITOR
mkdir both vi
editor both/editor <<<'echo By editor. >"$file"'
editor vi/vi <<<'echo By vi. >"$file"'
for dir in both vi none; do
	terminal -- env PATH="$TEST_DIR/$dir" "$top_builddir/guichet" reply "$id" --yes --again
	echo "$dir $status $(queued | tail -n 1)"
done >by
same 'editor, else vi, else nothing' "$(printf 'both 0 By editor.\nvi 0 By vi.\nnone 1 By vi.')" "$(cat by)"
has 'and what to do then' 'no editor was found: set VISUAL or EDITOR' "$out"

name='no other program than the editor and the server is run'
export EDITOR="'$TEST_DIR/my editor' -x" ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
editor 'my editor' <<<'echo Seen. >"$file"'
if command -v strace >/dev/null && strace -o probe true 2>/dev/null; then
	terminal -- strace -f -o trace -e trace=execve "$top_builddir/guichet" reply "$id" --yes --again
	same "$name" "$(printf '%s\n' guichet 'my editor')" \
		"$(sed -n 's/.*execve("\([^"]*\)".*= 0$/\1/p' trace | sed 's|.*/||' | grep -vx guichetd | sort -u)"
else
	skip "$name" 'strace cannot be used'
fi
finish
