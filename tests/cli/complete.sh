#!/bin/bash
# SPDX-License-Identifier: ISC
# Completion offers every command, the second words of a group, options, and
# the names that the desk knows; help knows each command too.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
offered() { guichet complete "$@" | tr '\n' ' '; }
first=" $(offered '')"
bad=
for word in $(sed -n 's/^\.It Ic guichet \([a-z-]*\).*/\1/p' "$top_srcdir/man/guichet-commands.7" | sort -u); do
	case $first in *" $word "*) ;; *) bad="$bad $word" ;; esac
done
same 'every command of the manual is offered' '' "$bad"
same 'a prefix narrows' 'reopen reply ' "$(offered re | tr ' ' '\n' | grep -E '^re(open|ply)$' | sort | tr '\n' ' ')"
same 'second words' 'add check list login pause remove resume seen set ' "$(offered account '' | tr ' ' '\n' | sort | grep . | tr '\n' ' ')"
same 'second words of our own' 'check defaults path ' "$(offered config '')"
has 'options' '--limit' "$(offered list --)"
item c1 hello >items
guichet import items items --account corner-shop >/dev/null
guichet agent add maria >/dev/null
has 'accounts of the desk' 'corner-shop' "$(offered account check '')"
has 'agents of the desk' 'maria' "$(offered assign 1 ma)"
bad=
for name in $(guichet help | awk '/^  [a-z]/ { print ($2 ~ /^[a-z]/ && substr($0, 3 + length($1), 2) !~ /  /) ? $1 "_" $2 : $1 }'); do
	guichet help ${name//_/ } >/dev/null 2>&1 || bad="$bad $name"
done
same 'help explains each' '' "$bad"
finish
