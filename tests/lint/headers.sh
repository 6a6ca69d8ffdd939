#!/bin/bash
# SPDX-License-Identifier: ISC
# Every public header compiles alone, and its guard is its path.
. "$(dirname "$0")/../lib/tap.sh"
cd "$top_srcdir" || exit 99
bad=
for h in include/guichet/*/*.h; do
	printf '#include "%s"\n' "$h" |
		${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Iinclude -I. -fsyntax-only -x c - 2>"$TEST_DIR/err" ||
		bad="$bad $h: $(head -n 1 "$TEST_DIR/err")"
	guard=$(echo "${h#include/}" | tr 'a-z/.' 'A-Z__')
	grep -q "^#ifndef $guard\$" "$h" || bad="$bad $h: guard is not $guard"
done
same 'headers stand alone' '' "$bad"
finish
