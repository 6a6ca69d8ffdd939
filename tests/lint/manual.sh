#!/bin/bash
# SPDX-License-Identifier: ISC
# The manual pages are well-formed, and guichet-commands(7) is what the table of calls says.
. "$(dirname "$0")/../lib/tap.sh"
if command -v mandoc >/dev/null; then
	same 'mandoc has no complaint' '' "$(mandoc -Tlint -W warning "$top_srcdir"/man/*.[178] 2>&1)"
else
	skip 'mandoc has no complaint' 'mandoc is not installed'
fi
guichet manual >commands.7
same 'guichet-commands(7) is up to date' '' "$(diff -u "$top_srcdir/man/guichet-commands.7" commands.7 | head -n 20)"
same 'every command is in help' '' "$(guichet help | awk '/^  [a-z]/ { print $1 }' | sort -u | while read -r w; do grep -q "guichet $w" commands.7 || echo "$w"; done)"
finish
