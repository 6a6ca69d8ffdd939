#!/bin/bash
# SPDX-License-Identifier: ISC
# What the recipes of README name is there, and each network that is built in
# stands wherever its recipe says that one does.
. "$(dirname "$0")/../lib/tap.sh"
cd "$top_srcdir" || exit 99

# A word in capitals is a name to choose: then there is one like it.
named() { sed -n '/^\*\*Add /,/^## Tests/p' README.md | grep -oE '`[A-Za-z0-9_./*-]+`|\]\([a-z][^)]*\)' | sed -E 's/^`|`$|^\]\(|\)$//g' | grep / | grep -v '^\./' | sort -u; }
same 'the recipes name files that are there' '' "$(named | while read -r path; do
	compgen -G "$(sed -E 's/(NAME|GROUP)/*/' <<<"$path")" >/dev/null || echo "$path"
done)"
[ "$(named | wc -l)" -gt 15 ]; ok $? 'enough of them to be the right ones'
same 'no recipe has more than eight steps' '' "$(sed -n '/^\*\*Add /,/^## Tests/p' README.md | grep -E '^(9|[0-9][0-9]+)\. ')"

networks=$(sed -n 's/^\t&connector_\([a-z]*\),$/\1/p' src/connector/registry.c)
[ "$(wc -w <<<"$networks")" -ge 8 ]; ok $? 'the networks are known'
there() { grep -qF -- "$1" "${@:2}" || echo "$name: no $1 in ${*:2}"; }
same 'each network is where its recipe puts it' '' "$(for name in $networks; do
	[ -f "src/connector/$name.c" ] || echo "$name: no src/connector/$name.c"
	there "connector_$name;" src/connector/registry.h
	there "src/connector/$name.c" Makefile.am
	there "\"$name\"" src/command/guide.c
	there ".It Cm $name" man/guichet.1
	case $name in playback | import) continue ;; esac	# they ask nobody
	grep -qi -- "$(sed -n 's/^\t\.title = "\([A-Za-z]*\).*/\1/p' "src/connector/$name.c")" NEWS || echo "$name: no news of it"
	grep -qE "\"$name\"|connector_$name" tests/fuzz/*_fuzz.c tests/unit/mastodon_harness.c || echo "$name: never fuzzed"
	grep -qE "^[[:space:]]*\.only_read" "src/connector/$name.c" || there "\"$name\"" tests/unit/plans_test.c
	there "$name" tests/cli/connector.sh
	grep -qE "(account add|add|added) $name " tests/cli/*.sh tests/server/*.sh || echo "$name: never added"
done)"
finish
