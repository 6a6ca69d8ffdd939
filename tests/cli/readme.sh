#!/bin/bash
# SPDX-License-Identifier: ISC
# Every command of the README's tour and of guichet(1)'s examples works as it
# is printed there, typed one after the other by a newcomer.
. "$(dirname "$0")/../lib/tap.sh"
umask 077
# play NAME FILE: runs lines that begin with "$ " in one shell, each must succeed
play() {
	local line n=0 shell_out
	sed -n 's/^\$ //p' "$2" >lines
	{
		while IFS= read -r line; do
			printf '%s\necho "=== $? %s" >>"$TEST_DIR/results"\n' "$line" "$(printf '%s' "$line" | tr -d '"$\\`')"
		done <lines
	} >script
	export TEST_DIR
	: >results
	bash script >output 2>&1 </dev/null
	while IFS= read -r line; do
		n=$((n + 1))
		set -- "$@"
		ok "$(echo "$line" | cut -d ' ' -f 2)" "$1: $(echo "$line" | cut -d ' ' -f 3-)"
	done <results
	same "$1: every line was played" "$(wc -l <lines)" "$n"
	[ "$tap_failed" = 0 ] || sed 's/^/# /' output | tail -n 40
}
unset GUICHET_DESK
sed -n '/^```console$/,/^```$/p' "$top_srcdir/README.md" >tour
play README tour

. "$top_srcdir/tests/lib/desk.sh"
export GUICHET_DESK=$TEST_DIR/manual.db
{ item m1 'where is my parcel'; } >messages.jsonl
echo 'the token' >token
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$top_srcdir/man/guichet.1" >examples
play 'guichet(1)' examples
finish
