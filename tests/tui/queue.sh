#!/bin/bash
# SPDX-License-Identifier: ISC
# The queue and a conversation look exactly so at 80 columns, beside each
# other at 120, with the views and a preview at 160; the selection moves by
# the usual keys, marks gather rows, a limit narrows, a search finds.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
