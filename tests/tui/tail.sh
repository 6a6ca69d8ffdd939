#!/bin/bash
# SPDX-License-Identifier: ISC
# A queue longer than the server follows is one list all the same: more is
# fetched as one comes near the end; a row that leaves or returns above, or
# among the rows that stand still, moves the others over the seam between the
# two, and none is lost or there twice; the selection stays on its row; a
# queue that is not fetched whole says so behind its last row.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"

# many FROM TO FILE: a customer each, the lower the number the longer waiting
many() {
	awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++)
		printf "{\"uid\":\"m%d\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\",\"author\":{\"id\":\"p%d\",\"handle\":\"@p%d@example.org\",\"name\":\"Nr %d.\"},\"at\":\"2026-11-%02dT%02d:%02d:00Z\",\"text\":\"hello\"}\n",
			i, i, i, i, 1 + int(i / 1440), int(i % 1440 / 60), i % 60 }' >"$3"
}
numbers() { grep -o 'Nr [0-9]*\.' | tr -dc '0-9\n' | tr '\n' ' '; }
selected() { sed -n 's/^▌.*Nr \([0-9]*\)\..*/\1/p'; }
# part N: the Nth screen of $out
part() { printf '%s\n' "$out" | awk -v n="$1" '/^----$/ { n--; next } n == 1'; }

many 1 1200 items
guichet import items items --account kiln >/dev/null || bail 'the customers could not be imported'

steps <<'END'
:bottom
:bottom
:bottom
:bottom
:wait Nr 1200.
:screen-dump
:search hello
:wait search hello  500
:bottom
END
out=$(screen 80x12)
same 'to the end: the last rows' '1192 1193 1194 1195 1196 1197 1198 1199 1200 ' "$(part 1 | numbers)"
has 'to the end: all are counted' ' 1200 ' "$(part 1 | head -n 1)"
has 'more hits than are shown: said behind the last' 'more than these 500: search for more words' "$(part 2)"

# The rows that are followed end in the middle of this screen.
steps <<'END'
:bottom
:wait Nr 100.
:down
:down
:down
:down
:screen-dump
:resolve 3
:screen-dump
:resolve 103
:wait Nr 95.
:screen-dump
:reopen 3
:reopen 103
:wait Nr 103.
:screen-dump
:resolve
:wait Nr 107.
END
out=$(screen 80x14)
before='96 97 98 99 100 101 102 103 104 105 106 '
same 'at the seam' "104 $before" "$(part 1 | selected) $(part 1 | numbers)"
same 'one left far above: nothing moves' "104 $before" "$(part 2 | selected) $(part 2 | numbers)"
same 'one left behind the seam: the selection stays' '104 95 96 97 98 99 100 101 102 104 105 106 ' \
	"$(part 3 | selected) $(part 3 | numbers)"
same 'both came back: as before' "104 $before" "$(part 4 | selected) $(part 4 | numbers)"
same 'the selected one left: the next is selected' '105 96 97 98 99 100 101 102 103 105 106 107 ' \
	"$(part 5 | selected) $(part 5 | numbers)"
finish
