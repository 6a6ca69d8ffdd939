#!/bin/bash
# SPDX-License-Identifier: ISC
# Bad input gives one clear line that says what and which, the right exit
# status, and damages nothing.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

refused 'unknown command' 64 'frobnicate' frobnicate
refused 'unknown option' 64 '--frob' list --frob
server_says() { "$GUICHETD" "$@" 2>&1; }
same 'a server is told what is missing behind an option' 'guichetd: --team wants a value: see guichetd --help' "$(server_says --team)"
same 'and which option there is not' 'guichetd: unknown option --frob; see guichetd --help' "$(server_says --frob)"
refused 'a slip of a command' 64 'did you mean resolve?' reslove 5
refused 'a slip of an option' 64 'did you mean --limit?' list --limti 3
refused 'an instant that is none' 64 'garbage: that is no instant' --now garbage list
refused 'missing argument' 64 'usage' claim
refused 'not a number' 64 'twelve' claim twelve
refused 'no such conversation' 1 '#999' claim 999
refused 'no such account' 1 'nothere' account check nothere
refused 'no such network' 64 'gopher' account add gopher x --secret-fd 3 3<<<token
refused 'no such setting' 64 'colour' account add playback x colour=blue
refused 'bad query' 64 'column' list 'stats:open'
refused 'no such file' 1 'nothing.jsonl' import items nothing.jsonl --account shop
refused 'a secret readable by others' 78 'chmod 600' account add mastodon brand url=https://social.example --secret-file "$(umask 022; echo t >open.txt; echo open.txt)"
refused 'a Mastodon account needs an address' 64 'url' account add mastodon brand --secret-fd 3 3<<<token
refused 'plain http leaves this machine' 64 'https' account add mastodon brand url=http://social.example --secret-fd 3 3<<<token

item x1 'fine' >good; { cat good; echo '{"uid":'; echo 'nonsense'; item x2 'fine too'; } >mixed
g import items mixed --account shop --json
same 'a file with bad lines' 65 "$status"
has 'names the first line' 'mixed:2:' "$err"
same 'the good ones are in, the bad are counted' '2 2' "$(echo "$out" | jq -r '"\(.added) \(.bad)"')"

server_gone || wait_for 5 server_gone
echo 'this is a letter, not a database' >letter.db
refused 'not a database' 74 'letter.db' --desk letter.db list
same 'and it is left alone' 'this is a letter, not a database' "$(cat letter.db)"
ln -s "$desk" link.db
g list --json
same 'a symbolic link leads to the same desk' "$out" "$(guichet --desk link.db list --json)"
mkdir folder.db
refused 'a directory' 64 'folder' --desk folder.db/ list
refused 'a folder that is not there' 71 'No such file' --desk nowhere/desk.db list
if [ "$(id -u)" != 0 ]; then
	mkdir -m 500 sealed
	refused 'no right to write' 71 'sealed' --desk sealed/desk.db list
fi
refused 'doctor shows what was refused' 1 'person' doctor
has 'with its account' 'shop' "$out"
refused 'an empty file' 65 'nothing to import' import items /dev/null --account shop
g list --csv --json
same 'two forms at once' 64 "$status"
g show 1 --csv
same 'no table' 64 "$status"
guichet list --json | true
same 'nobody reads on' 0 "${PIPESTATUS[0]}"
guichet list --json >/dev/full 2>"$TEST_DIR/stderr"
same 'a full output is an error' 71 $?
g ledger verify --json
same 'the ledger is sound' 0 "$(echo "$out" | jq .bad_seq)"
finish
