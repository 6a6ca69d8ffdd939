#!/bin/bash
# SPDX-License-Identifier: ISC
# Every command of the README's tour works as it is printed there, typed one
# after the other by a newcomer.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/play.sh"
umask 077
unset GUICHET_DESK
sed -n '/^```console$/,/^```$/p' "$top_srcdir/README.md" >tour
play README tour
same 'a list of the past shows something' 0 "$(grep -c 'nothing is known of before' output)"
finish
