#!/bin/bash
# SPDX-License-Identifier: ISC
# One step of the selection at 80x24 writes at most 200 bytes to the terminal:
# what changes is the bar, two names and the cursor.  At the edge of the list,
# where every row moves, the terminal moves them itself.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
export TERM=xterm-256color
command -v python3 >/dev/null || skip_all 'python3 is not installed'
infocmp xterm-256color >/dev/null 2>&1 || skip_all 'xterm-256color is not described here'

for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
	item "m$i" "Where is my parcel number $i? It was promised for today." "at=\"2026-11-20T09:$i:00Z\"" \
		"author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"Customer $i\"}"
done >items
guichet import items items --account kiln >/dev/null || bail 'the customers could not be imported'

# The next key is typed when the one before it has painted something; the last ends the program.
keys=()
for i in $(seq 18); do keys+=(--when '' j); done
out=$(LC_ALL=C.UTF-8 timeout 60 python3 "$top_srcdir/tests/lib/terminal.py" --when 'Customer 29' j \
	"${keys[@]}" --when '' Q -- "$top_builddir/guichet" --now "$now")
LC_ALL=C
rest=${out#*Customer 29}	# behind the first frame, which paints it as the last of the list
has 'the selection came to the last one' 'Customer 29' "$rest"
echo "# ${#rest} bytes for 19 steps and the end"
ok $((${#rest} > 19 * 200)) 'a step writes at most 200 bytes'

# At the edge: from the last row back to the first, a screen higher.
LC_ALL=C.UTF-8
for i in 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49; do
	item "m$i" "Where is my parcel number $i? It was promised for today." "at=\"2026-11-20T09:$i:00Z\"" \
		"author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"Customer $i\"}"
done >items
guichet import items items --account kiln >/dev/null || bail 'more customers could not be imported'
# Of 38 steps up from the last row half are at the edge; a frame of all rows would be a thousand bytes and more each.
keys=()
for i in $(seq 37); do keys+=(--when '' k); done
out=$(timeout 60 python3 "$top_srcdir/tests/lib/terminal.py" --when 'Customer 10' G --when 'Customer 49' k \
	"${keys[@]}" --when '' Q -- "$top_builddir/guichet" --now "$now")
LC_ALL=C
rest=${out#*Customer 49}
has 'the selection went up over the edge' 'Customer 15' "$rest"
echo "# ${#rest} bytes for 38 steps and the end"
ok $((${#rest} > 38 * 250)) 'a step writes at most 250 bytes, also at the edge'
finish
