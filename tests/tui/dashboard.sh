#!/bin/bash
# SPDX-License-Identifier: ISC
# The figures of a desk stand on the screen as they are computed; the
# selection goes from figure to figure, enter shows the rows behind one, why
# each counts, and the conversation, and leaving comes back to where one was;
# periods, clocks and limits change what is asked; the file that is written
# has the same numbers.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
. "$top_srcdir/tests/lib/weeks.sh"
now=2026-03-21T15:00:00Z
weeks >ledger.jsonl
guichet --now $now ledger import ledger.jsonl >/dev/null || bail 'the ledger could not be imported'
guichet --now $now target 30m --from 2026-01-01T00:00:00Z >/dev/null || bail 'no target'
as_of="--as-of $now --period 7-days"

steps <<'END'
g
d
:screen-dump
tab
tab
tab
:screen-dump
G
END
shows 'the figures at 80 columns' 80x24 <<'END'
 guichet  Figures  7 days, as of 15:00                                     root
  15 Mar to 21 Mar 2026, calendar hours, P50
  enter shows the rows that say so

▌ 29 of 47 answered; estimated: half within 53 min.
  20 still wait, the longest for 18 d.
  23 % within the target of 30 min (13-38 %), 1 point more than before.
  47 waits begun, 19 % less than before.

  Answers                    answered   open      P50      P90      P95   before
  first response                   29      6   53 min    > 5 d    > 5 d   45 min
  all replies                      29      6   53 min    > 5 d    > 5 d   45 min
  own reaction                     29      0   41 min   1 h 15   1 h 21   37 min
  until dealt with                 41      6   53 min    > 5 d    > 5 d   46 min
  closed unanswered after          12      0   48 min   1 h 21        -   51 min

  Shares                        share  interval      of                  before
  within the target              23 %   13-38 %      43 ███▎               22 %
  within the target, requests    26 %   15-41 %      39 ███▋               24 %
  within the target, all hours   23 %   13-38 %      43 ███▎               22 %
  response rate                  67 %   53-80 %      43 █████████▌         67 %
  customer wrote again           19 %   10-33 %      47 ██▋                19 %
  answered outside hours          0 %    0-12 %      29                     0 %
 enter the rows   - longer   + shorter   [ earlier   ] later   % quantile
----
 guichet  Figures  7 days, as of 15:00                                     root
  15 Mar to 21 Mar 2026, calendar hours, P50
  up to 1 min: 0 answered, 0 not yet; 0 % had an answer by then
  How long customers waited for an answer
▌ up to 1 min                                                         0     0 %
  1 min to 5 min                                                      0     0 %
  5 min to 15 min     ████████████████████████▋                       6    17 %
  15 min to 30 min    ████████████████▍                               4    29 %
  target 30 min ──────────────────────────────────────────────────────────────
  30 min to 1 h       ████████████████████████████████████▉           9    54 %
  1 h to 2 h          █████████████████████████████████████████      10    83 %
  2 h to 4 h                                                          0    83 %
  4 h to 8 h                                                          0    83 %
  8 h to 1 d                                                          0    83 %
  1 d to 3 d                                                        0+2    83 %
  3 d to 7 d                                                        0+4    83 %

  Trend
  waits begun         ▇▇▇▇▇ █████ █████ ▇▇▇▇▇ █████ ▄▄▄▄▄ ▁▁▁▁▁   47
  within the target   ▆▆▆▆▆ ▅▅▅▅▅ ▃▃▃▃▃ █████ ▃▃▃▃▃ ▆▆▆▆▆         23 %
  P50                 ▆▆▆▆▆ ▇▇▇▇▇ ▆▆▆▆▆ ▃▃▃▃▃ █████               53 min
                      Sun 15 Mar                     Sat 21 Mar

 enter the rows   - longer   + shorter   [ earlier   ] later   % quantile
----
 guichet  Figures  7 days, as of 15:00                                     root
  15 Mar to 21 Mar 2026, calendar hours, P50
  open, on hold or snoozed
  backlog                           120     10 d     17 d      19 d        84

  How much there was               count    before    change
  waits begun                         47        58     -19 %
  waits answered                      29        36     -19 %
  cases opened                        47        58     -19 %
  messages received                   56        69     -19 %
  customers                           47        58     -19 %
  cases resolved                      12        14     -14 %

  Cases                         ended   open      P50      P90      P95   before
  until a person                   29      6   53 min    > 5 d    > 5 d   45 min
  customer wait                    41      6   53 min    > 5 d    > 5 d   46 min
  first resolution                 12     35    > 6 d    > 6 d        -   > 13 d
  full resolution                  12     35    > 6 d    > 6 d        -   > 13 d
▌ our time                         12     35    > 6 d    > 6 d        -   > 13 d

  settings were changed later for the time from 01 Jan 00:00 on; as they were
  before: --settings-version 332
  a median is shown from 5 answers on, P90 from 10, P95 from 20; ledger row 333
 enter the rows   - longer   + shorter   [ earlier   ] later   % quantile
END

steps <<'END'
:go dashboard
tab
tab
tab
j
j
:screen-dump
enter
:screen-dump
j
enter
:screen-dump
enter
:screen-dump
q
q
q
END
screen 80x24 >walk
awk -v n=0 '/^----$/ { n++; next } { print >("walk." n) }' walk
bin=$(guichet dashboard $as_of --json | jq '.lengths[2] | .n + .open')
has 'a bar says what it is' '5 min to 15 min' "$(sed -n 3p walk.0)"
has 'enter shows as many rows as it counts' "Rows behind  all replies, $bin rows" "$(head -1 walk.1)"
same 'the longest first' "$(guichet explain all_replies $as_of --above 300s --within 900s --longest --limit 1 --json | jq -r '.seconds / 60 | floor') min" \
	"$(sed -n 3p walk.1 | grep -o '[0-9]* min')"
has 'enter says why one counts' 'it was answered: it counts with' "$(cat walk.2)"
has 'by which clocks' 'by the calendar' "$(cat walk.2)"
has 'and what the ledger has' 'a reply left ' "$(cat walk.2)"
has 'enter reads the conversation' 'guichet  Conversation' "$(head -1 walk.3)"
same 'leaving comes back to where one was' "$(cat walk.0)" "$(cat walk.4)"

# What is shown: periods, quantiles, clocks, a limit.
steps <<'END'
:go dashboard
-
:screen-dump
[
:screen-dump
+
+
+
:screen-dump
-
%
b
:limit account:shop
:screen-dump
:limit nonsense:x
END
screen 80x24 >shown
awk -v n=0 '/^----$/ { n++; next } { print >("shown." n) }' shown
has 'farther away' '20 Feb to 21 Mar 2026, calendar hours, P50' "$(cat shown.0)"
has 'earlier' '21 Jan to 19 Feb 2026' "$(cat shown.1)"
has 'and its title says how far back' 'Figures  30 days, 1 period back, as of ' "$(head -n 1 shown.1)"
has 'nearer' 'today, as of 15:00' "$(head -1 shown.2)"
has 'a day is the shortest' 'a day is the shortest' "$(tail -1 shown.2)"
has 'a limit, open hours, P90' '15 Mar to 21 Mar 2026, open hours, P90, only account:shop' "$(cat shown.3)"
has 'with its figures' "$(guichet stats account:shop $as_of --json | jq .all_replies.n)" "$(grep 'all replies' shown.3)"
has 'a limit that is refused is told' 'nonsense' "$(tail -1 shown.4)"
same 'and changes nothing' "$(sed '$d' shown.3)" "$(sed '$d' shown.4)"

# Where to go may name a period and a query, by the names of the command line.
steps <<'END'
:go dashboard last-week
:screen-dump
-
:screen-dump
:go dashboard yesterday account:shop
:screen-dump
:go dashboard 30-days
:screen-dump
:go dashboard last-month
:screen-dump
:go dashboard account:shop status:open
END
screen 80x24 >named
awk -v n=0 '/^----$/ { n++; next } { print >("named." n) }' named
has 'last week' '09 Mar to 15 Mar 2026, calendar hours, P50' "$(cat named.0)"
has 'is called so' 'Figures  last week, as of ' "$(head -n 1 named.0)"
has 'and is left for what is longer' 'Figures  30 days, as of ' "$(head -n 1 named.1)"
has 'a day, and a query behind it' 'Fri 20 Mar 2026, calendar hours, P50, only account:shop' "$(cat named.2)"
has 'thirty days' '20 Feb to 21 Mar 2026, calendar hours, P50' "$(cat named.3)"
has 'last month' '01 Feb to 28 Feb 2026' "$(cat named.4)"
has 'a query of several words' '7 days, as of' "$(head -n 1 named.5)"
has 'is one query' ', only account:shop status:open' "$(cat named.5)"

# Cells of a chart: the selection goes along them.
steps <<'END'
:go dashboard
tab
tab
tab
tab
l
:screen-dump
tab
j
l
l
:screen-dump
:shade
END
screen 80x24 >cells
awk -v n=0 '/^----$/ { n++; next } { print >("cells." n) }' cells
day=$(guichet dashboard $as_of --json | jq -r '.trend.by[1].waits.n')
has 'a day of the trend' "Mon 16 Mar: $day waits begun" "$(sed -n 3p cells.0)"
has 'an hour of the week' 'Tue 02:00' "$(sed -n 3p cells.1)"
has 'the hours are shaded by something else' 'Hours of the week, by share within the target' "$(cat cells.2)"

# What is to be done now, and the wall.
export GUICHET_DESK=$TEST_DIR/now.db
week=$now now=2026-11-20T10:20:00Z
people
guichet --now $now agent add maria >/dev/null && guichet --now $now assign 1 maria >/dev/null || bail 'nobody works'
steps <<'END'
g
l
:screen-dump
:next-section
j
j
enter
END
screen 80x24 >today
load() { grep -m 1 "^. $1 " today | grep -o '[0-9][0-9 ]*' | head -1 | xargs; }
counted() { guichet --now $now count "status:open$1" "status:open is:breached$1" "status:open is:at-risk$1" --json | jq -r '.counts | join(" ")'; }
same 'open, late and at risk' "$(counted '')" "$(load 'open in all')"
same 'what nobody has' "$(counted ' assignee:nobody')" "$(load 'nobody has it')"
same 'what maria has' "$(counted ' assignee:maria')" "$(load maria)"
has 'enter lists them' 'limit status:open assignee:' "$(sed '1,/^----$/d' today | head -1)"
steps <<'END'
g
w
:screen-dump
right
right
:screen-dump
right
END
shows 'the wall' 60x14 <<'END'
 guichet  Wallboard  1 of 4, as of 10:20               root

        Waiting now

        ████████
        ██
        ████████
        ██    ██
        ████████

        2 late, 3 at risk, 5 that nobody has
        ▁▁▁▁▁▁▁▁▁██▁▁▁▁▁▁▁▁▁▁▁▁▁  6 waits begun today

 l next   h previous   q back
----
 guichet  Wallboard  3 of 4, as of 10:20               root

            Longest wait

              ████    ██        ████████  ████████
                ██    ██        ██    ██  ██    ██
                ██    ████████  ██    ██  ████████
                ██    ██    ██  ██    ██  ██    ██
              ██████  ██    ██  ████████  ████████

            the target is 30 min
            today: 0 of 6 answered

 l next   h previous   q back
----
 guichet  Wallboard  4 of 4, as of 10:20               root




   Waiting now, by account

   brightwater         ███████████████                    2
   kiln                ██████████████████████████████     4




 l next   h previous   q back
END
wall=$(guichet --now $now --plain wallboard)
has 'a voice hears the wall' "Waiting now: $(guichet --now $now stats --json | jq .waiting.n)" "$wall"
same 'its accounts add up' "$(guichet --now $now stats --json | jq .waiting.n)" \
	"$(sed '1,/by account/d' <<<"$wall" | awk '{ sum += $2 } END { print sum }')"
same 'who came for the wall alone leaves with it' 0 \
	"$(echo q >q; guichet --config '' --screen 40x12 --script q --now $now wallboard --rotate 0 | grep -c Queue)"
guichet --now $now agent add guest --role viewer >/dev/null
same 'a viewer may look' "$wall" "$(guichet --now $now --as guest --plain wallboard)"
refused 'a wall that never turns' 64 'usage' wallboard --rotate soon
export GUICHET_DESK=$desk
now=$week

# What the views call Live goes by that name, and is marked by it.
steps <<'END'
:go live
END
has 'live is today' 'guichet  Figures  today, as of ' "$(screen 100x30)"
has 'and marked as that' '▌   Live ' "$(screen 100x30)"
steps <<'END'
:go live
:go figures
END
has 'figures are their own place, also from there' 'guichet  Figures  7 days, as of ' "$(screen 80x24)"
steps <<'END'
:go dashboard
G
END
has 'the end is the last line' 'ledger row' "$(screen 60x24 | tail -n 4 | tr -s ' \n' ' ')"
ok "$(screen 60x24 | tail -n 4 | grep -qE ' (row )?[0-9]+ *$'; echo $?)" 'with its number'

# What is typed shows the rows like a figure that is chosen.
steps <<END
:explain within target $as_of
:screen-dump
enter
:screen-dump
enter
END
out=$(screen 80x24)
has ':explain shows the rows of the figure by its title' 'Rows behind  within the target, ' "$(head -n 1 <<<"$out")"
has 'enter says why the selected one counts' 'Why it counts' "$(sed '1,/^----$/d' <<<"$out" | head -n 1)"
has 'enter again reads it' 'Conversation  #' "$(sed '1,/^----$/d' <<<"$out" | sed '1,/^----$/d' | head -n 1)"
# "measured" goes by the clock of the figure: beside it stands the other one, and the same is not told twice.
clocks() { printf ':set sidebar=off\n:explain %s %s\n' "$1" "$as_of" | steps; screen "$2x12" | sed -n 2p | grep -oE 'measured|all hours|open hours' | xargs; }
for width in 100 110 119 120 160; do
	same "$width columns have both clocks of a target" 'measured all hours' "$(clocks sla $width)"
	same "$width columns have both clocks of a time" 'measured open hours' "$(clocks first_response $width)"
done
same '99 have the one that counts' 'measured' "$(clocks sla 99)"
printf ':stats %s\n' "$as_of" | steps
names() { screen "$1" | sed -nE 's/^ ([^ ].*[^ ]) +(-|[0-9>][^a-z]*)( .*|$)/\1/p' | sed -E 's/ +(-|[0-9>]).*//'; }
for size in 80x60 60x60 40x60; do
	has "rows of $size have names" 'first res' "$(names $size)"
	same "no two rows of $size look the same" '' "$(names $size | sort | uniq -d)"
done
has 'a sentence that is too long is wrapped' 'their own' "$(screen 40x30)"

# Narrow, wide, ASCII, a voice, French.
steps <<'END'
:go dashboard
END
ok "$([ "$(screen 40x12 | wc -L)" -le 40 ]; echo $?)" 'nothing is wider than 40 columns'
has 'and the words are there' '29 of 47 answered; estimated: half' "$(screen 40x12)"
steps <<'END'
:set ascii=on
:go dashboard
tab
tab
tab
END
same 'ASCII is ASCII' '' "$(screen 160x50 | LC_ALL=C grep -n '[^ -~]')"
has 'and has bars' '####' "$(screen 160x50)"
voice=$(guichet --now $now --plain dashboard </dev/null 2>&1)
has 'a voice hears the same' "all replies: answered $(guichet stats $as_of --json | jq .all_replies.n)" "$voice"
same 'in words alone' '' "$(grep '[█▁░#]' <<<"$voice")"

# Files.
steps <<END
:go dashboard
:save-figures $TEST_DIR/figures.json
:save-figures $TEST_DIR/figures.csv
:screen-dump
:save-figures $TEST_DIR/figures.csv
:screen-dump
:save-figures $TEST_DIR/figures.doc
END
screen 80x24 >files
has 'a file is written' 'the figures are in' "$(grep -m 1 'figures are in' files)"
has 'none is replaced' 'is there already' "$(cat files)"
has 'no other kind' 'neither with .csv nor with .json' "$(tail -1 files)"
same 'JSON has the numbers' "$(guichet dashboard $as_of --json | jq -c '.summary.all_replies | [.n, .open, .p50, .met]')" \
	"$(jq -c '.summary.all_replies | [.n, .open, .p50, .met]' figures.json)"
same 'CSV, too' "$(guichet dashboard $as_of --csv | grep '^summary,all,sla,')" "$(grep '^summary,all,sla,' figures.csv)"
same 'and nobody else reads it' 600 "$(stat -c %a figures.csv)"

# A number is of no clock, so that both have a column where there is room.
export GUICHET_DESK=$TEST_DIR/other.db
cat >other.jsonl <<'END'
{"seq":1,"account":"brand","conv":"c1","kind":"message_in","recv":"2026-03-20T09:00:00Z","id":"a"}
{"seq":2,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-20T09:10:00Z","who":"system","to":"human:ann"}
{"seq":3,"account":"brand","conv":"c1","kind":"assigned","recv":"2026-03-20T09:20:00Z","who":"human:ann","to":"human:bob"}
END
guichet ledger import other.jsonl >/dev/null || bail 'the other ledger could not be imported'
same 'beside a number there is room for one' 'measured open hours' "$(clocks transfers 119)"
same 'and later for both' 'measured all hours open hours' "$(clocks transfers 120)"
finish
