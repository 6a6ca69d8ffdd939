#!/bin/bash
# SPDX-License-Identifier: ISC
# One working day is the same day in four forms: by keys on a screen in
# memory, by the same keys in a terminal, by commands in a shell, and by lines
# of the line mode.  The screens of the first two are those of day.txt, and all
# four leave the same ledger.  "day.sh --update" writes the screens of day.txt.
#
# day.txt:  == TIME                the desk and the screen begin at that time
#           % COMMAND              what others do meanwhile, alike in all forms
#           STEP | STEP => COMMAND one thing done: on the screen, in a shell ("-": only looked at)
#           -- NAME                the screen now is what follows, up to "--"
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
unset COLUMNS LINES NO_COLOR XDG_STATE_HOME VISUAL EDITOR
day=$top_srcdir/tests/tui/day.txt tab=$'\t'
. "$top_srcdir/tests/lib/tmux.sh"
echo 'set undo-send=0' >config	# as in a shell, nothing is to be taken back before all else
gone() { flock -n "$GUICHET_DESK.lock" true; }
on() { export GUICHET_DESK=$TEST_DIR/$1.db now=2026-11-20T$2Z; }
at() { guichet --now "$now" "$@"; }

# What customers write in the course of the day, besides those of the playback network.
customer() { # UID NAME TIME TEXT [PAIR...]
	item "$1" "$4" "at=\"2026-11-20T$3Z\"" "author={\"id\":\"$2\",\"handle\":\"@$2@far.example\",\"name\":\"${2^}\"}" "${@:5}"
}
wrote() { customer "$@" >one; at import items one --account kiln; }
export -f customer wrote at item; export TEST_DIR

on first 08:00:00
{
	at account add playback kiln brand=kiln seed=7 profile=quiet poll=12h since=2026-11-20T00:00:00Z &&
	at agent add maria && at team add evening maria && at outbox hold && at sync --until-idle
} </dev/null >first.out 2>&1 || bail "the desk is not ready: $(cat first.out)"
wait_for 10 gone
for form in memory terminal shell plain; do cp first.db $form.db; done

# others COMMANDS: one a line, as others do them before an hour
others() {
	local line
	stay --now "$now"
	while IFS= read -r line; do [ -z "$line" ] || bash -c "$line" >>others.out 2>&1 || echo "# $line: $(tail -n 1 others.out)"; done
	leave
}

# ---- in memory: the screens of an hour, parted by lines of dashes
memory_hour() { # TIME STEPS-FILE
	on memory "$1"
	guichet --config "$TEST_DIR/config" --screen 80x24 --script "$2" --now "$now" 2>&1
	wait_for 10 gone
}

# ---- in a terminal
tm_step() {
	local key
	case $1 in
	:screen-dump) return ;;
	':wait '*) wait_for 15 tm_has "${1#:wait }" || mux capture-pane -p | sed 's/^/# /' ;;
	:*) mux send-keys -l "$1"; mux send-keys Enter ;;
	\"*) key=${1#\"}; mux send-keys -l "${key%\"}" ;;
	enter) mux send-keys Enter ;; tab) mux send-keys Tab ;; escape) mux send-keys Escape ;; space) mux send-keys Space ;;
	up|down|left|right) mux send-keys "${1^}" ;;
	ctrl-?) mux send-keys "C-${1#ctrl-}" ;;
	*) mux send-keys -l "$1" ;;
	esac
}
tm_has() { mux capture-pane -p | grep -qF -- "$1"; }
tm_screen() { mux capture-pane -p; }
tm_is() { [ "$(tm_screen)" = "$1" ]; }
# The review must have been in sight for a moment; until then it takes no answer.
tm_sent() { tm_has 'Review for' || return 0; mux send-keys y; return 1; }
terminal_hour() { # TIME STEPS-FILE NAMES-FILE: each screen is waited for
	local step name n=0
	on terminal "$1"
	mux new-session -d -s day -x 80 -y 24 "exec guichet --config $TEST_DIR/config --now $now"
	wait_for 20 tm_has 'guichet  Queue' || tm_screen | sed 's/^/# /'
	while IFS= read -r step; do
		if [ "$step" = :screen-dump ]; then
			n=$((n + 1)) name=$(sed -n "${n}p" "$3")
			wait_for 10 tm_is "$(cat "${2%/*}/screen.$n")"; ok $? "$1 in a terminal: $name"
			[ "$tap_failed" = 0 ] || diff "${2%/*}/screen.$n" <(tm_screen) | sed 's/^/# /'
		elif [ "$step" = y ] && tm_has 'Review for'; then
			wait_for 10 tm_sent
		else
			tm_step "$step"
		fi
	done <"$2"
	mux send-keys -l ':quit'; mux send-keys Enter
	tm_over() { ! mux has-session -t day 2>/dev/null; }
	wait_for 10 tm_over; wait_for 10 gone
}

# ---- in a shell
shell_hour() { # TIME COMMANDS-FILE
	local line
	on shell "$1"
	stay --now "$now"
	while IFS= read -r line; do
		bash -c "at() { guichet --now $now \"\$@\"; }; at $line" </dev/null >command.out 2>&1 || echo "# $1 $line: $(tail -n 1 command.out)"
	done <"$2"
	leave
}

# ---- in the line mode: a conversation is named by its #number, what leaves is sent by its word
plain_hour() { # TIME COMMANDS-FILE
	on plain "$1"
	sed -E ':again; s/ ([0-9]+)( |$)/ #\1\2/; t again; s/^(reply .*) --yes$/\1\nsend/' "$2" >lines
	guichet --plain --config "$TEST_DIR/config" --now "$now" <lines >said 2>&1 || sed "s/^/# $1 /" said
	wait_for 10 gone
}

# ---- the day, in folders of an hour each
hours=0 skipping=
while IFS= read -r line; do
	here=hours/$hours
	case $line in
	'#'*|'') [ -z "$skipping" ] || printf '%s\n' "$line" >>"$here/screen.$screens" ;;
	'== '*) hours=$((hours + 1)) here=hours/$hours screens=0
		mkdir -p "$here"; echo "${line#== }" >"$here/time"
		: >"$here/others"; : >"$here/steps"; : >"$here/commands"; : >"$here/names" ;;
	'% '*) echo "${line#% }" >>"$here/others" ;;
	--) skipping= ;;
	'-- '*) screens=$((screens + 1)) skipping=1
		echo "${line#-- }" >>"$here/names"; echo :screen-dump >>"$here/steps"; : >"$here/screen.$screens" ;;
	*) if [ -n "$skipping" ]; then printf '%s\n' "$line" >>"$here/screen.$screens"; continue; fi
		keys=${line%% => *} command=${line#* => }
		[ "$keys" = - ] || printf '%s\n' "${keys// | /$'\n'}" >>"$here/steps"
		[ "$command" = - ] || [ "$command" = "$line" ] || echo "$command" >>"$here/commands" ;;
	esac
done <"$day"

: >drawn
for h in $(seq 1 "$hours"); do
	read -r time <"hours/$h/time"
	for form in memory terminal shell plain; do on $form "$time"; others <"hours/$h/others"; done
	memory_hour "$time" "hours/$h/steps" | sed 's/ *$//' >"hours/$h/drawn"
	cat "hours/$h/drawn" >>drawn
	grep "^guichet: \|^script" "hours/$h/drawn" | sed "s/^/# /"
	awk -v to="hours/$h/got." 'BEGIN { n = 1 } /^----$/ { n++; next } { print >(to n) }' "hours/$h/drawn"
	n=0
	while IFS= read -r name; do
		n=$((n + 1))
		if [ "${1-}" = --update ]; then cp "hours/$h/got.$n" "hours/$h/screen.$n"; fi
		same "$time in memory: $name" "$(cat "hours/$h/screen.$n")" "$(cat "hours/$h/got.$n" 2>/dev/null)"
	done <"hours/$h/names"
	[ "${1-}" != --update ] || continue
	if command -v tmux >/dev/null; then terminal_hour "$time" "hours/$h/steps" "hours/$h/names"; fi
	shell_hour "$time" "hours/$h/commands"
	plain_hour "$time" "hours/$h/commands"
done
if [ "${1-}" = --update ]; then
	h=0
	while IFS= read -r line; do
		case $line in '== '*) h=$((h + 1)) n=0 ;; esac
		printf '%s\n' "$line"
		case $line in '-- '*)
			n=$((n + 1)); cat "hours/$h/screen.$n"
			while IFS= read -r line && [ "$line" != -- ]; do :; done
			echo -- ;;
		esac
	done <"$day" >day.new
	cat day.new >"$day"
	exit
fi

# ---- the same ledger
told() { GUICHET_DESK=$TEST_DIR/$1.db guichet ledger export | jq -c 'del(.net, .recv, .hash, .at, .prev, .detail.until)'; }
told memory >memory.ledger
ok "$([ "$(wc -l <memory.ledger)" -ge 60 ]; echo $?)" "the day left $(wc -l <memory.ledger) rows in the ledger"
told shell >shell.ledger
same 'commands leave the ledger that keys leave' '' "$(diff memory.ledger shell.ledger)"
told plain >plain.ledger
same 'and so do lines of the line mode' '' "$(diff memory.ledger plain.ledger)"
if command -v tmux >/dev/null; then
	told terminal >terminal.ledger
	same 'and so do keys in a terminal' '' "$(diff memory.ledger terminal.ledger)"
else
	skip 'and so do keys in a terminal' 'tmux is not installed'
fi
for form in memory terminal shell plain; do
	GUICHET_DESK=$TEST_DIR/$form.db guichet ledger verify >/dev/null; ok $? "the ledger of the $form holds"
done
steps=$(grep -c ' => ' "$day")
ok "$([ "$steps" -ge 60 ]; echo $?)" "it has $steps steps"
finish
