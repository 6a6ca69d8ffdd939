# SPDX-License-Identifier: ISC
# How a figure of the bench is printed: name, measured, goal, "ok" or "MISSED".
missed=0

# figure NAME VALUE UNIT GOAL below|above [REFERENCE]
figure() {
	local verdict=ok
	awk -v v="$2" -v g="$4" -v d="$5" 'BEGIN { exit !(d == "below" ? v <= g : v >= g) }' || { verdict=MISSED; missed=$((missed + 1)); }
	printf '%-44s %10s %-5s  goal %s %s  %s  %s\n' "$1" "$2" "$3" "$5" "$4" "$verdict" "${6:-}"
}
count_missed() { echo "# $missed figures missed their goal"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'; }
