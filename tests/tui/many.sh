#!/bin/bash
# SPDX-License-Identifier: ISC
# What is done to more than one conversation is previewed by the desk and done
# after a typed y, never after a key that means something elsewhere; marks stay
# on their rows while the queue moves, by hand or by query; and what has left
# the queue meanwhile is named and left alone.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
guichet agent add maria >/dev/null
guichet --as maria claim 2 >/dev/null
guichet urgent 3 >/dev/null
last() { screen "$1" | grep -v '^----$' | tail -n 1 | sed 's/ *$//'; }
status() { guichet list 'status:open,resolved,snoozed' --json | jq -r '"\(.id) \(.status)"' | sort -n | tr '\n' ' '; }
before=$(status)

for key in enter space escape n j d; do
	case $key in n|j|d) answer="\"$key\"
enter" ;; space) answer='space
enter' ;; *) answer=$key ;; esac
	steps <<END
space
space
:resolve
$answer
END
	has "$key is no yes" 'nothing was done' "$(last 80x24)"
done
same 'nothing was done' "$before" "$(status)"
steps <<END
space
space
j
space
:resolve
END
has 'a preview' 'would resolve 3 conversations (1 urgent, others have 1): y, enter' "$(last 80x24)"
has 'in a narrow screen' 'would resolve 3 conversations: y, enter' "$(last 54x12)"
has 'in a very narrow one' '3 conversations: y, enter' "$(last 40x12)"
steps <<END
space
space
:mark account:brightwater
END
has 'marks by query' '3 conversations marked' "$(last 80x24)"
steps <<END
:mark account:kiln
:unmark is:urgent
END
has 'some of them less' '3 conversations marked' "$(last 80x24)"
steps <<END
space
:mark-invert
END
has 'the others' '5 conversations marked' "$(last 80x24)"
steps <<END
:mark -tag:nothing
:refresh
:tag vip
"y"
enter
END
has 'all are tagged' '6 conversations tagged' "$(last 80x24)"
same 'on the desk' 6 "$(guichet list tag:vip --json | wc -l)"
steps <<END
u
END
has 'one undo' 'undone: tag of 6 conversations' "$(last 80x24)"
same 'takes all of it back' '' "$(guichet list tag:vip --json 2>/dev/null)"

# one of the marked leaves the queue while it is marked
steps <<END
:limit status:open
:mark account:kiln
:resolve 1
:resolve
:screen-dump
"y"
enter
END
out=$(screen 80x24)
has 'who has left is named' 'would resolve 3 conversations, without #1: y, enter' "$out"
has 'the others are done' '3 conversations resolved' "$out"
has 'and it is said why not' '#1 stays as it is: it does not match any more' "$out"
same 'and done' '1 resolved 2 resolved 3 resolved 4 resolved 5 open 6 open ' "$(status)"
steps <<END
:resolve --where account:brightwater
"y"
enter
END
has 'a query needs no marks' '2 conversations resolved' "$(last 80x24)"
finish
