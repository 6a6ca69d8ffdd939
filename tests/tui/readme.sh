#!/bin/bash
# SPDX-License-Identifier: ISC
# The screens in the README are what the program draws, its tour works as it
# is printed, key by key on the live demo in a terminal of 80 by 24, and its
# example of a configuration holds.  "readme.sh --update" writes the screens.
. "$(dirname "$0")/../lib/tap.sh"
unset COLUMNS LINES NO_COLOR XDG_STATE_HOME VISUAL EDITOR
export TMPDIR=$TEST_DIR
readme=$top_srcdir/README.md now=2026-11-20T10:20:00Z me=$GUICHET_AGENT

# drawn SIZE STEPS: the demo behind these steps, parted by " | "; whoever runs the test is called lea
drawn() {
	printf '%s\n' "${2// | /$'\n'}" >steps
	guichet --config '' --screen "$1" --script steps --now "$now" demo >drawn.out 2>&1 || echo "# $? $(cat drawn.out)" >&2
	awk -v me="$me" -v width="${1%x*}" '
		NR == 1 { sub(" *" me "$", ""); printf "%s%*s\n", $0, width - 1 - length($0), "lea"; next }
		{ sub("with " me "$", "with lea"); print }' drawn.out
}
# made: the README with every block behind a marker drawn anew
made() {
	local line size steps
	while IFS= read -r line; do
		printf '%s\n' "$line"
		case $line in '<!-- screen '*) ;; *) continue ;; esac
		line=${line#<!-- screen } line=${line% -->}
		size=${line%%:*} steps=${line#*:}
		printf '```text\n%s\n```\n' "$(drawn "$size" "${steps# }")"
		read -r line; while read -r line && [ "$line" != '```' ]; do :; done
	done <"$readme"
}
if [ "${1-}" = --update ]; then
	made >made.md && cat made.md >"$readme"
	exit
fi
made >made.md
same 'its screens are drawn so' '' "$(diff "$readme" made.md)"
ok "$([ "$(grep -c '^<!-- screen ' "$readme")" -ge 2 ]; echo $?)" 'there are some'
same 'no line of them is wider than 80' '' "$(sed -n '/^```text/,/^```$/p' "$readme" | awk '{ gsub(/[^ -~]/, "") } length > 80')"

# ---- the configuration
sed -n '/^```conf$/,/^```$/{/^```/d;p;}' "$readme" >conf
same 'the example of a configuration' "conf: $(wc -l <conf) lines, no problems" "$(guichet config check conf 2>&1)"

# ---- the tour: | `keys` | why | `what the screen says` |
command -v tmux >/dev/null || { skip 'the tour' 'tmux is not installed'; finish; }
. "$top_srcdir/tests/lib/tmux.sh"
press() {
	case $1 in
	\"*) mux send-keys -l "${1//\"/}" ;;
	ctrl-?) mux send-keys "C-${1#ctrl-}" ;;
	enter) mux send-keys Enter ;;
	tab) mux send-keys Tab ;;
	*) mux send-keys -l "$1" ;;
	esac
}
# A review that has just come takes no answer: then once more.
press_and_sees() { [ -z "$1" ] || press "$1"; wait_for 2 sees "$2"; }
rows() { sed -n '/^| press /,/^$/{/^| press /d;/^|-/d;/^$/d;p;}' "$readme"; }
opens_demo() {
	alone "guichet --config '' demo"
	wait_for 30 sees 'tour 1/' || bail 'the demo does not open'
}
opens_demo
press q
wait_for 20 gone; ok $? 'q at the bottom of a demo leaves it, as Q does'
opens_demo
n=0
while IFS='|' read -r _ keys why says _; do
	says=${says#*\`} says=${says%\`*} last=
	mapfile -t each < <(grep -o '`[^`]*`' <<<"$keys" | tr -d '`')
	for key in "${each[@]}"; do [ -z "$last" ] || press "$last"; last=$key; done
	n=$((n + 1))
	if [ "$last" = y ]; then wait_for 20 press_and_sees y "$says"
	elif [ "$last" = Q ]; then press Q; wait_for 20 gone
	else [ -z "$last" ] || press "$last"; wait_for 40 sees "$says"; fi
	status=$?
	ok $status "$n: ${each[*]-}:${why}"
	[ $status = 0 ] || mux capture-pane -p | sed 's/^/# /'
done < <(rows)
ok "$([ "$n" -ge 10 ]; echo $?)" "it is a tour: $n rows"
demo_gone() { [ -z "$(ls -A "$TEST_DIR" | grep '^guichet-demo')" ]; }
wait_for 10 demo_gone; ok $? 'and nothing of the demo stays'
finish
