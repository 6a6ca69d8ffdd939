# SPDX-License-Identifier: ISC
# Sourced after tap.sh by tests that play what a document prints.

# play NAME FILE: runs lines that begin with "$ " in one shell, each must succeed
play() {
	local line n=0
	sed -n 's/^\$ //p' "$2" >lines
	{
		while IFS= read -r line; do
			printf '%s\necho "=== $? %s" >>"$TEST_DIR/results"\n' "$line" "$(printf '%s' "$line" | tr -d '"$\\`')"
		done <lines
	} >script
	export TEST_DIR
	: >results
	bash script >output 2>&1 </dev/null
	while IFS= read -r line; do
		n=$((n + 1))
		ok "$(echo "$line" | cut -d ' ' -f 2)" "$1: $(echo "$line" | cut -d ' ' -f 3-)"
	done <results
	same "$1: every line was played" "$(wc -l <lines)" "$n"
	[ "$tap_failed" = 0 ] || sed 's/^/# /' output | tail -n 40
}
