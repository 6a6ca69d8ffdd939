#!/bin/bash
# SPDX-License-Identifier: ISC
# Strangers' text cannot touch the terminal or break a script: shown text has
# no control character, JSON is ASCII on one line and raw, CSV is no formula.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

hostile='\u001b]0;owned\u0007\u001b[2J=HYPERLINK \u202egnp.exe \u200b\ud83d\ude00 e\u0301\u0301\u0301\u0301\u0301\u0301\u0301 \u0000 \r\n\tend\u007f\u009b31m'
item h1 "$hostile" 'author={"id":"eve","handle":"@e\u001b[31mve@example.org","name":"=cmd|\u202e Eve\u001b]8;;http://x\u0007"}' >items
fine 'import' import items items --account shop
id=$(guichet list --json | jq .id)
clean() { LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]' "$1"; }
for command in "list" "show $id" "search end" "list --csv" "list --tsv" "note $id x" "why"; do
	[ "$command" != why ] || continue
	guichet $command >text.out 2>&1
	ok "$(clean text.out && echo 1 || echo 0)" "$command: no control character gets through"
done
g list --json
same 'JSON is one line' 1 "$(printf '%s\n' "$out" | wc -l)"
ok "$(printf '%s' "$out" | LC_ALL=C grep -qP '[^\x20-\x7e]' && echo 1 || echo 0)" 'JSON is printable ASCII'
has 'JSON is raw' 'owned' "$(printf '%s' "$out" | jq -r .text)"
has 'CSV is no formula' "'=cmd" "$(guichet list --csv)"
refused 'an error with such a name' 64 'x' account check "$(printf 'x\033[31m')" || true
ok "$(printf '%s' "$err" | LC_ALL=C grep -qP '[\x00-\x1f]' && echo 1 || echo 0)" 'errors are clean too'
finish
