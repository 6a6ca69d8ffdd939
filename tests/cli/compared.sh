#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that figures say what they are compared with and by which clock: a
# period that began before the ledger did is no whole one to compare with,
# nobody takes it for a quiet time, and time of work is told in hours.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"

line() { tr -s ' \n' ' '; }
weeks >ledger.jsonl
fine 'a ledger from 2 March on' ledger import ledger.jsonl
cut='ledger begins on 2026-03-02: the period before is told only from then on'
half="--since 2026-03-09 --until 2026-03-23" whole="--since 2026-03-09 --until 2026-03-16" none="--since 2026-01-05 --until 2026-01-12"
for what in stats report; do
	# shellcheck disable=SC2086
	has "$what say that the period before is no whole one" "$cut" "$(guichet $what $half | line)"
	# shellcheck disable=SC2086
	same "$what: one that is whole is" 0 "$(guichet $what $whole | line | grep -c 'ledger begins')"
done
# shellcheck disable=SC2086
same 'in JSON too' '["2026-03-02",true]' "$(guichet stats $half --json | jq -c '[.ledger_begins, .before.cut]')"
# shellcheck disable=SC2086
same 'where there is something to say' '[null,null]' "$(guichet stats $whole --json | jq -c '[.ledger_begins, .before.cut]')"
# shellcheck disable=SC2086
guichet dashboard $half >half.txt
has 'a dashboard says it' 'The ledger begins on 02 Mar 2026: the period before is told only from then on.' "$(cat half.txt)"
same 'and has no more or less than that' 0 "$(grep -cE 'waits begun,| [+-][0-9]+ %' half.txt)"
# shellcheck disable=SC2086
ok "$(guichet dashboard $whole | grep -qE '^waits begun +[0-9]+ +[0-9]+ +[+-][0-9]+ %'; echo $?)" 'a whole one is compared'
# shellcheck disable=SC2086
guichet dashboard $none >none.txt
has 'nobody wrote, because there was no ledger' 'Nobody wrote in this time; the ledger begins on 02 Mar 2026.' "$(cat none.txt)"
same 'no head stands over nothing' '' "$(grep -E '^(Shares|How much there was)|0 waits begun' none.txt)"
has 'the backlog has the one of before' 'longest    before' "$(grep '^Backlog' half.txt)"

fine 'a message that is older' import items <(item old 'This was long ago.' 'at="2026-02-02T10:00:00Z"') --account elsewhere
# shellcheck disable=SC2086
same 'it is what the ledger begins with' 'null' "$(guichet stats $half --json | jq -c .ledger_begins)"
# shellcheck disable=SC2086
has 'for a report of nothing, too' 'nobody wrote in this time; the ledger begins on 2026-02-02' "$(guichet report $none | line)"

# ---- who waited then, and who waits now
for what in stats report dashboard; do
	# shellcheck disable=SC2086
	has "$what: of a period that is over, who waited at its end" ' still waited at its end, the longest for' \
		"$(guichet $what $whole | line)"
	has "$what: of one that goes on, who waits" ' still wait, the longest for' "$(guichet $what --since 2026-03-09 | line)"
done
# shellcheck disable=SC2086
same 'beside accounts all who wait are not called open' "$(guichet stats --by account $whole --json |
	jq -r '.by[] | select(.key == "shop") | "waiting \(.waiting.n)"')" \
	"$(guichet --plain dashboard $whole | grep -m 1 '^shop: ' | grep -o '\(waiting\|open\) [0-9]*')"

# ---- clocks
# shellcheck disable=SC2086
ok "$(guichet dashboard $whole | grep -qE 'by the calendar|all hours$|at all hours'; [ $? = 1 ]; echo $?)" 'without hours no clock is named'
jq -nc '{tz: "UTC", week: (["mon","tue","wed","thu","fri","sat","sun"] | map({(.): ["05:00-22:00"]}) | add)}' >hours.json
fine 'hours' schedule set office hours.json --from 2026-01-01
fine 'for everybody' desk set schedule=office --from 2026-01-01
# shellcheck disable=SC2086
guichet dashboard $whole >calendar.txt
has 'what waits lasted is said to be by the calendar' ' by the calendar.' "$(head -n 4 calendar.txt)"
has 'and so is the line of the target' 'target 30 min, at all hours' "$(cat calendar.txt)"
# shellcheck disable=SC2086
has 'the command line has them too' 'of open hours.' "$(guichet dashboard $whole --business | head -n 4)"
printf ':go dashboard\n- - - b\n' | guichet --config '' --screen 100x60 --script - >open.txt
has 'with open hours these are named' 'of open hours.' "$(line <open.txt)"
same 'and the line is that of the target' 1 "$(grep -c 'target 30 min ─' open.txt)"

# ---- remarks
fine 'one is left out' exclude 1 --reason 'a test'
fine 'a line to a date' annotate 2026-03-11 'the robot broke'
# shellcheck disable=SC2086
has 'stats say why' '#1 a test (root)' "$(guichet stats $whole | line)"
# shellcheck disable=SC2086
guichet dashboard $whole >remarks.txt
has 'so does a dashboard' '#1  a test (root)' "$(cat remarks.txt)"
has 'a dashboard says what is left out' '1 conversation is left out by somebody' "$(cat remarks.txt)"
has 'and what was written to its dates' '2026-03-11  the robot broke' "$(cat remarks.txt)"
has 'and that settings were changed later' 'settings were changed later for the time from' "$(cat remarks.txt)"

# ---- time of work
seconds=$(guichet stats --metric time_off --json | jq .time_off.seconds)
ok "$([ "$seconds" -ge 86400 ]; echo $?)" 'agents were off for more than a day'
want="$(((seconds + 1800) / 3600)) h"
has 'stats have hours' "$want" "$(guichet stats --metric time_off | grep '^time off' | tr -d ,)"
same 'no days' 0 "$(guichet stats --metric time_off | grep '^time off' | grep -c ' d')"
has 'a report too' "$want" "$(guichet report | grep '^time off  ' | tr -d ,)"

# ---- what takes a day and more
row() { # row KIND INSTANT CONVERSATION WHO
	printf '{"seq":%d,"account":"shop","conv":"%s","kind":"%s","recv":"%s","id":"%s","who":"%s"}\n' $((seq += 1)) "$3" "$1" "$2" \
		"$1$3" "$4"
}
seq=0
{
	for n in 1 2 3 4 5 6; do row message_in 2026-03-02T09:00:00Z c$n customer; done
	for n in 1 2 3 4 5; do row message_out 2026-03-03T21:00:00Z c$n human:ann; done
} >slow.jsonl
export GUICHET_DESK=$TEST_DIR/slow.db
fine 'answers after a day and a half' ledger import slow.jsonl
has 'times stand apart from the number before them' '1  1 d 12 h  ' \
	"$(guichet dashboard --since 2026-03-01 --until 2026-03-10 | grep '^all replies')"
has 'beside accounts, too' '1  1 d 12 h ' "$(guichet dashboard --since 2026-03-01 --until 2026-03-10 | grep -A 1 '^Accounts' | tail -1)"
finish
