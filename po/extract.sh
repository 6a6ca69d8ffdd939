#!/bin/sh
# SPDX-License-Identifier: ISC
# extract.sh OUT: every text for people, from the sources, sorted by file and text;
# without dates and line numbers, so that it changes when a text does, not when code moves.
set -eu

# words KEYWORD...: the files are on the input
words() {
	xgettext --files-from=- --from-code=UTF-8 --language=C --no-wrap --add-location=file --package-name=guichet --keyword "$@"
}

find src include -name '*.[ch]' -o -path '*/calls/*.def' | LC_ALL=C sort |
	words --keyword=_:1,1t --keyword=N_ --keyword=NC_:1c,2 --keyword=message_plural:1,2 -o "$1.words"
# Templates of errors, but for those that speak of a protocol or stand in the log of a server.
find src -name '*.c' ! -path 'src/guichetd.c' ! -path 'src/carrier.c' ! -path 'src/crypt/*' ! -path 'src/net/*' \
	! -path 'src/loop/*' ! -path 'src/json/*' ! -path 'src/connector/mastodon*' ! -path 'src/connector/task.c' \
	! -path 'src/wire/frame.c' ! -path 'src/wire/item.c' ! -path 'src/model/item.c' ! -path 'src/model/event.c' \
	! -path 'src/model/plan.c' |
	LC_ALL=C sort | words --keyword=err_make:2 --keyword=err_wrap:2 --keyword=err_sys:1 -o "$1.errors"
sed -i 's/charset=CHARSET/charset=UTF-8/' "$1.words" "$1.errors"
msgcat --no-wrap --sort-by-file --use-first "$1.words" "$1.errors" |
	sed -e '/^"POT-Creation-Date:/d' -e '/^"Report-Msgid-Bugs-To:/d' >"$1.new"
rm -f "$1.words" "$1.errors"
mv "$1.new" "$1"
