#!/bin/bash
# SPDX-License-Identifier: ISC
# The manual pages are well-formed, and those made from tables say what the
# tables say; help is one table of 80 columns.
. "$(dirname "$0")/../lib/tap.sh"
if command -v mandoc >/dev/null; then
	same 'mandoc has no complaint' '' "$(mandoc -Tlint -W warning "$top_srcdir"/man/*.[1578] 2>&1)"
else
	skip 'mandoc has no complaint' 'mandoc is not installed'
fi
guichet manual >commands.7
same 'guichet-commands(7) is up to date' '' "$(diff -u "$top_srcdir/man/guichet-commands.7" commands.7 | head -n 20)"
for page in config.5 theme.5 keys.7 sql.7; do
	guichet manual ${page%.*} >$page
	same "guichet-$page is up to date" '' "$(diff -u "$top_srcdir/man/guichet-$page" $page | head -n 20)"
done
same 'every command is in help' '' "$(guichet help | awk '/^  [a-z]/ { print $1 }' | sort -u | while read -r w; do grep -q "guichet $w" commands.7 || echo "$w"; done)"
same 'every key does something that is known' '' "$(grep -B 1 'Nobody knows' keys.7)"
same 'every default binding has a line' "$(guichet config defaults | grep -c '^bind ')" \
	"$(sed -n '/^\.Sh SETS/q; s/^\.It Ic \\\{0,1\}/,/p' keys.7 | grep -v '^,&: Ns' | grep -o ', *[^ ,]' | wc -l)"
guichet help >help
same 'help fits 80 columns' '' "$(awk 'length > 80' help)"
same 'and is one table' '' "$(grep '^  ' help | grep -vE '^  .{20}  [^ ]|^ {24}[^ ]')"
has 'it says how the screen is opened' 'Alone it opens the screen' "$(cat help)"
same 'asked in each way' "$(cat help)" "$(guichet --help)"
same 'every figure is told of' '' "$(sed -n 's/^\t_([A-Z_]*, "\([a-z_]*\)".*/\1/p' "$top_srcdir/include/guichet/model/figures.h" |
	while read -r w; do grep -qx ".It Cm $w" "$top_srcdir/man/guichet-figures.7" || echo "$w"; done)"
finish
