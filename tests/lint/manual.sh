#!/bin/bash
# SPDX-License-Identifier: ISC
# The manual pages are well-formed, and those made from tables say what the tables say.
. "$(dirname "$0")/../lib/tap.sh"
if command -v mandoc >/dev/null; then
	same 'mandoc has no complaint' '' "$(mandoc -Tlint -W warning "$top_srcdir"/man/*.[1578] 2>&1)"
else
	skip 'mandoc has no complaint' 'mandoc is not installed'
fi
guichet manual >commands.7
same 'guichet-commands(7) is up to date' '' "$(diff -u "$top_srcdir/man/guichet-commands.7" commands.7 | head -n 20)"
for page in config theme; do
	guichet manual $page >$page.5
	same "guichet-$page(5) is up to date" '' "$(diff -u "$top_srcdir/man/guichet-$page.5" $page.5 | head -n 20)"
done
same 'every command is in help' '' "$(guichet help | awk '/^  [a-z]/ { print $1 }' | sort -u | while read -r w; do grep -q "guichet $w" commands.7 || echo "$w"; done)"
finish
