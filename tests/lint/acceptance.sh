#!/bin/bash
# SPDX-License-Identifier: ISC
# Every acceptance case of the figures, and every property that holds of all
# of them, is a test that runs: none can go missing unseen.  The table says
# which; a case that is a file (tests/data/cases) has its answer beside it.
. "$(dirname "$0")/../lib/tap.sh"
cat >table <<'END'
# id       test                             name                          what
M01-M26    tests/unit/cases_test.c          by_hand                       ledgers with answers worked out by hand
B01-B10    tests/unit/business_test.c       test_acceptance               business time
B11        tests/unit/business_test.c       test_versions                 each instant by the schedule then in force
B12-B14    tests/unit/business_test.c       test_acceptance               holidays, half hours, nights
B15-B16    tests/unit/business_test.c       test_due                      when so much business time has passed
S01        tests/unit/figures_test.c        test_nearest_rank             percentiles
S02        tests/unit/figures_test.c        test_intervals                the interval of a median
S03        tests/unit/figures_test.c        test_freireich                curves with who still waits
S04        tests/unit/figures_make_test.c   the_worked_example            met, missed, undecided, excluded
S05        tests/unit/figures_test.c        test_intervals                shares and their interval
S06        tests/unit/figures_make_test.c   cut_as_one_likes              parts that are put together (no sketches: all is exact)
E01        tests/unit/staffing_test.c       erlang_c                      people for a line
E02        tests/unit/staffing_test.c       erlang_a                      people for a line that some leave
E03        tests/unit/staffing_test.c       chats                         people for chats, several at once
F01        tests/unit/forecast_test.c       carried_on                    last week, and means of weeks
F02-F03    tests/unit/forecast_test.c       smoothed                      level, trend and season by hand
F04        tests/unit/forecast_test.c       level_of_the_last_days        a mean that follows the level
X01        tests/unit/spike_test.c          tails                         chances of counts
X02        tests/unit/spike_test.c          slow_growth                   growth that is added up
P01        tests/unit/cases_test.c          in_any_order                  whatever order rows are fed in
P02        tests/unit/cases_test.c          a_prefix_is_a_past            a part of the ledger, then the rest
P03        tests/unit/cases_test.c          idle_rows_change_nothing      automatic ones, notes, looks, duplicates
P04        tests/unit/business_test.c       test_properties               business time adds up, and is at most the calendar's
P05        tests/unit/cases_test.c          random_ledgers                outcomes add up to the waits that began
P06        tests/unit/cases_test.c          random_ledgers                credited and sent elsewhere are the answered
P07        tests/unit/desk_random_test.c    lives                         what is packed is what is made anew
P08        tests/unit/figures_make_test.c   equals_the_rows               exact is what sorting says
P09        tests/unit/figures_test.c        test_nearest_rank             a curve without censoring is the nearest rank
P10        tests/unit/figures_make_test.c   closing_hides_nothing         closing what is late changes no share
P11        tests/unit/cases_test.c          random_ledgers                what has ended stays, or its case is revised
P12        tests/unit/cases_test.c          each_mistake_is_found         plausible mistakes fail a case
P13        tests/unit/figures_make_test.c   groups_add_up                 groups are the whole
P14        tests/unit/figures_cases_test.c  explained_is_counted          the rows behind a figure are the figure
END
ids() { # of a range
	local letter=${1:0:1} from=${1:1:2} to=${1: -2} i
	for i in $(seq $((10#$from)) $((10#$to))); do printf '%s%02d\n' "$letter" "$i"; done
}
missing=
while read -r range file name what; do
	[ "${range#\#}" = "$range" ] || continue
	for id in $(ids "$range"); do
		echo "$id" >>named
		grep -q "cmocka_unit_test(.*$name)" "$top_srcdir/$file" || missing="$missing $id:$name does not run;"
		grep -q "^[[:space:]]*[^#]*${file%.c}\b" "$top_srcdir/Makefile.am" || missing="$missing $id:$file is not built;"
		case $id in
		M*)	[ -s "$top_srcdir/tests/data/cases/$id.jsonl" ] && grep -q "\"$id\"" "$top_srcdir/tests/data/cases/expected.jsonl" ||
				missing="$missing $id: no ledger or no answer;" ;;
		[BSEFX]*)	grep -q "\b$id\b" "$top_srcdir/$file" || missing="$missing $id: not named in $file;" ;;
		esac
	done
done <table
same 'each has its test' '' "$missing"
same 'none of the cases is forgotten' "$(ids M01-M26; ids B01-B16; ids S01-S06; ids E01-E03; ids F01-F04; ids X01-X02; ids P01-P14)" "$(LC_ALL=C sort named | awk '{ o = index("MBSEFXP", substr($1, 1, 1)); print o, $1 }' | LC_ALL=C sort | cut -d ' ' -f 2)"
finish
