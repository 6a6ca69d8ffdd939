# SPDX-License-Identifier: ISC
# A desk of many conversations, worked on: tags, owners, every status.  Making
# a million takes minutes, so that with GUICHET_BENCH_DESK=DIR it is made there
# once and used again.  Sourced by a script whose arguments are the build
# directory and how many, a million unless told otherwise; sets $desk, whose
# server runs until unhold.
conversations=${2:-1000000}
. "$(dirname "${BASH_SOURCE[0]}")/figures.sh"

# some CALL FIRST STEP COUNT [WORD]: on so many conversations, a thousand at a time
some() {
	seq "$2" "$3" "$(($2 + ($4 - 1) * $3))" | xargs -n 1000 | while read -r ids; do
		guichet --desk "$desk" "$1" $ids ${5:+"$5"} >/dev/null 2>&1 || true
	done
}

make_many() {
	local n tenth=$((conversations / 10))
	hold "$desk"
	for n in 1 2 3 4 5; do
		"$bench/items" $((conversations / 5)) "$n" 1 | sed "s/\"bench:/\"b$n:/g" >"$work/items.jsonl"
		guichet --desk "$desk" import items "$work/items.jsonl" --account "bench$n" >/dev/null
	done
	some tag 1 10 "$tenth" refund; some tag 5 20 $((tenth / 2)) vip; some claim 3 50 $((tenth / 5)); some pending 4 25 $((tenth / 3))
	some snooze 7 40 $((tenth / 5)) tomorrow; some resolve 8 30 $((tenth / 3)); some spam 9 500 $((tenth / 50)); some mute 6 500 $((tenth / 50))
	some urgent 2 3000 $((tenth / 300)); some note 11 1000 $((tenth / 100)) 'ask the workshop'
}

many() {
	local kept=${GUICHET_BENCH_DESK:-}
	desk=${kept:-$work}/desk.db
	if [ -n "$kept" ] && [ "$(cat "$kept/made" 2>/dev/null)" = "$conversations" ]; then
		hold "$desk"
		return
	fi
	if [ -n "$kept" ]; then
		mkdir -p "$kept"
		rm -f "$kept/made" "$desk"*
	fi
	make_many
	[ -z "$kept" ] || echo "$conversations" >"$kept/made"
}

echo "# $conversations conversations, $(nproc) processors"
many
