#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: the strict Mastodon server that our tests trust answers in the shape
# of a real one: no key or type that no recorded answer has, none missing that
# all of them have.  The records are no part of the project: $GUICHET_FIXTURES
# names their folder.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
[ -d "${GUICHET_FIXTURES:-}" ] || skip_all 'GUICHET_FIXTURES names no folder of recorded answers'
python3 -c 'import yaml' 2>/dev/null || skip_all 'python3 cannot read YAML here'
mastodon 3
timeout 300 python3 "$top_srcdir/tests/lib/shapes.py" "$GUICHET_FIXTURES" "$url" >shapes.out
status=$?
cat shapes.out
exit $status
