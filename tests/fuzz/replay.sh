#!/bin/sh
# SPDX-License-Identifier: ISC
# Proves: no seed that a fuzz target was given or has found breaks a promise.
# Every folder of tests/fuzz/seeds is a target NAME, played by NAME_replay.

seeds=$top_srcdir/tests/fuzz/seeds
count=0
for folder in "$seeds"/*/; do
	name=$(basename "$folder")
	program=$top_builddir/tests/fuzz/${name}_replay
	if [ ! -x "$program" ]; then
		count=$((count + 1))
		echo "not ok $count - $name has a player"
		continue
	fi
	for seed in "$folder"*; do
		count=$((count + 1))
		if "$program" "$seed" 2>&1; then
			echo "ok $count - $name $(basename "$seed")"
		else
			echo "not ok $count - $name $(basename "$seed")"
		fi
	done
done
echo "1..$count"
