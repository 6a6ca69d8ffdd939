#!/bin/bash
# SPDX-License-Identifier: ISC
# No file includes a layer above its own, and each foreign library is known to one file.
. "$(dirname "$0")/../lib/tap.sh"
# lint DIR: prints every include in DIR/src and DIR/include that breaks the rules
lint() {
cd "$1" || exit 99
find src include -name '*.[ch]' | sort | xargs awk -v rules="$top_srcdir/tests/lint/layers.txt" '
function glob(p) { gsub(/\./, "\\.", p); gsub(/\*/, ".*", p); return "^" p "$" }
BEGIN {
	while ((getline line < rules) > 0) {
		n = split(line, w, " ")
		if (n == 0 || w[1] ~ /^#/) continue
		if (w[1] ~ /^</) { owner[w[1]] = w[2]; continue }
		sub(/:$/, "", w[1]); known[w[1]] = 1
		for (i = 2; i <= n; i++) may[w[1], w[i]] = 1
	}
}
FNR == 1 {
	layer = FILENAME; sub("^(src|include/guichet)/", "", layer)
	if (layer !~ /\//) layer = "main"; sub(/\/.*/, "", layer)
	if (layer != "main" && !(layer in known)) print FILENAME ": layer " layer " is not in layers.txt"
}
layer != "main" && /^#[ \t]*include[ \t]*"guichet\// {
	split($0, q, "\""); dep = substr(q[2], 9); top = dep; sub(/\/.*/, "", top)
	if (top == layer || (layer, top) in may || (layer, dep) in may) next
	printf "%s:%d: %s must not include %s\n", FILENAME, FNR, layer, dep
}
/^#[ \t]*include[ \t]*"(src|\.\.)/ { printf "%s:%d: private header of another layer\n", FILENAME, FNR }
/^#[ \t]*include[ \t]*</ {
	h = $0; sub(/^[^<]*/, "", h); sub(/>.*/, ">", h)
	if (h in owner && FILENAME !~ glob(owner[h])) printf "%s:%d: %s is reserved for %s\n", FILENAME, FNR, h, owner[h]
}'
}
same 'includes follow layers.txt' '' "$(lint "$top_srcdir")"

# The rules can fail: planted offences are found.
mkdir -p "$TEST_DIR/src/model" "$TEST_DIR/src/tui2" "$TEST_DIR/include"
printf '#include <sqlite3.h>\n#include "guichet/store/store.h"\n' >"$TEST_DIR/src/model/planted.c"
printf '#include "guichet/base/str.h"\n' >"$TEST_DIR/src/tui2/planted.c"
found=$(lint "$TEST_DIR")
has 'a forbidden layer is seen' 'model must not include store' "$found"
has 'a foreign header is seen' '<sqlite3.h> is reserved' "$found"
has 'an unknown layer is seen' 'tui2 is not in layers.txt' "$found"
finish
