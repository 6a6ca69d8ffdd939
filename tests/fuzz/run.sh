#!/bin/bash
# SPDX-License-Identifier: ISC
# Runs each fuzz target, or those of that NAME, under libFuzzer, ASan and UBSan
# for SECONDS, from the seeds in the tree; what it finds is left in ./fuzz-found
# and fails the run.  run.sh [SECONDS [NAME...]]
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${1:-60}
names=" ${*:2} "
work=$(mktemp -d "${TMPDIR:-/tmp}/guichet-fuzz.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$top"
build=${FUZZ_BUILD:-$top/build-fuzz}
[ -x configure ] || autoreconf -i >/dev/null 2>&1
flags='-g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'
archives='libcourier.a libreport.a libscreen.a libconfig.a libconnector.a libmarkup.a libtext.a libnet.a libloop.a libwire.a libmodel.a libjson.a libbase.a'
mkdir -p "$build"
(cd "$build" && { [ -f Makefile ] || "$top/configure" -q --disable-hardening CC=clang CFLAGS="$flags"; } && make -s $archives)
status=0
for target in tests/fuzz/*_fuzz.c; do
	name=$(basename "$target" .c)
	[ $# -lt 2 ] || [[ $names == *" ${name%_fuzz} "* ]] || continue
	[ -d "tests/fuzz/seeds/${name%_fuzz}" ] || { echo "fuzz: $name has no seeds"; exit 1; }
	(cd "$build" && clang -std=c11 -D_GNU_SOURCE -I"$top/include" $flags -fsanitize=fuzzer -o "$work/$name" "$top/$target" \
		$archives $(pkg-config --libs jansson libutf8proc gumbo expat libcurl))
	mkdir -p "$work/corpus" fuzz-found
	echo "==> $name, $seconds s"
	"$work/$name" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -artifact_prefix=fuzz-found/ -print_final_stats=1 \
		"$work/corpus" "tests/fuzz/seeds/${name%_fuzz}" 2>"$work/$name.log" || { tail -n 30 "$work/$name.log"; status=1; }
	sed -n 's/^stat::number_of_executed_units: */runs: /p' "$work/$name.log"
	rm -rf "$work/corpus"
done
rmdir fuzz-found 2>/dev/null || true
exit $status
