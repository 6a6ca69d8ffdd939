#!/bin/bash
# SPDX-License-Identifier: ISC
# The sources keep the house rules that a machine can see: one licence line a
# file, no forbidden call, output to the terminal in one place, no writable
# globals outside a short list, no file over its hard budget.
. "$(dirname "$0")/../lib/tap.sh"
cd "$top_srcdir" || exit 99
files=$(find src include tests -name '*.[ch]' -o -name '*.def' | sort)

same 'each file names its licence' '' "$(for f in $files; do head -n 1 "$f" | grep -q 'SPDX-License-Identifier: ISC' || echo "$f"; done)"

# Calls that end the program, run a shell, or write past a buffer.
same 'no forbidden calls' '' "$(grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|system|popen|wordexp|tmpnam|mktemp|execlp|execvp|perror|strtok|atoi|atol)\(' $(find src include -name '*.[ch]'))"
same 'exit only in the main files' '' "$(grep -nE '\b(exit|_exit)\(' $(find src -name '*.c' -not -path 'src/guichet*.c') | grep -v 'child' )"

# T-03: what reaches a terminal passes through one file.
same 'terminal output in one place' '' "$(grep -nE '\b(printf|puts|fputs|putchar|fwrite)\(|fprintf\((stdout|stderr)|\bwrite\((1|2|STD)' \
	$(find src -name '*.c' -not -path 'src/cli/out.c' -not -path 'src/screen/term.c' -not -path 'src/guichetd.c' -not -path 'src/guichet-connector-*' -not -path 'src/base/alloc.c'))"

# struct shown is made in the text layer only.
same 'shown text has one maker' '' "$(grep -nE '\(struct shown\) *\{|\.bytes *=' $(find src -name '*.c' -not -path 'src/text/*' -not -path 'src/crypt/*') | grep -v secret)"

same 'no file is longer than 800 lines' '' "$(wc -l $(find src include -name '*.[ch]') | awk '$2 != "total" && $1 > 800 { print $2, $1 }')"
same 'no line is longer than 120 columns' '' "$(find src include -name '*.[ch]' | xargs awk 'length($0) > 125 { print FILENAME ":" FNR }')"

# A test stands in a directory of its own as soon as tap.sh was read.
same 'tests find their library from anywhere' '' "$(grep -n 'dirname "$0")/../lib/' tests/*/*.sh | grep -v 'lib/tap.sh"' | grep -v lint/source.sh)"

# A step of the schema that is not built, or comes twice, would leave desks that no later program understands.
steps=$(ls src/store/schema)
same 'every step of the schema is built, in order' "$steps" "$(grep -oE 'src/store/schema/[0-9a-z-]+\.sql' Makefile.am | xargs -n 1 basename)"
same 'steps are numbered without a gap' "$(seq -f %04g "$(echo "$steps" | wc -l)")" "$(echo "$steps" | cut -d- -f1)"

# Mutable globals: the log's descriptor, the error ring, what signal handlers find, nothing else.
if ls "$top_builddir"/lib*.a >/dev/null 2>&1 && ! grep -q fsanitize "$top_builddir/Makefile"; then
	same 'no writable globals' '' "$(objdump -t "$top_builddir"/lib*.a | grep -E ' O \.(t?data|t?bss)' | grep -vE 'rel\.ro' |
		awk '{ print $NF }' | grep -vE '^(log_fd|ring|next_slot|signals_now)(\.[0-9]+)?$')"
else
	skip 'no writable globals' 'no plain archives here'
fi
finish
