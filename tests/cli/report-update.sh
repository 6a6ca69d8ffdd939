#!/bin/bash
# SPDX-License-Identifier: ISC
# A report that an earlier program published stays as it was after an update:
# it is shown to the byte, held against its sum, and what moved since says what
# the program counts otherwise instead of a reason that is none.  While an
# update counts the desk anew nothing is published.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"
command -v sqlite3 >/dev/null || skip_all 'sqlite3 is not installed'

cases >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
period='--since 2026-03-09 --until 2026-03-16'
# shellcheck disable=SC2086
fine 'a report is published' report publish $period --name march
# shellcheck disable=SC2086
fine 'and one of all' report publish --name all
rules=$(guichet report show 1 --format json | jq .counting)
ok "$([ "$rules" -ge 1 ]; echo $?)" 'it says by which rules it was counted'
has 'to people too' "counted by version $rules of the program's rules" "$(guichet report show 1)"
# What was published is what this program counts as of then, whatever came after.
fine 'something comes later' note 1 'a word'
fine 'what is left out' exclude 5 7 --reason 'a rehearsal'
fine 'another pledge' target 10m --from 2026-03-01T00:00:00Z
for n in 1 2; do
	fine "what moved since $n" report diff $n --json
	same "the rules are the same: $n" "[$rules,$rules,[],0]" \
		"$(jq -c '[.counting, .other_counting, .counting_changes, .recounted]' <<<"$out")"
	same "no figure has another reason: $n" '[]' "$(jq -c '[.moved[] | select(has("again"))]' <<<"$out")"
done

# The backlog of the end of a period that was over is moved by what is left out, and not by what is resolved since.
same 'one that was left out stood open' '[1]' "$(jq -c '[.moved[] | select(.metric == "backlog") | .was.n - .is.n]' <(guichet report diff 1 --json))"
fine 'another one' resolve "$(guichet list status:open --limit 1 --json | jq .id)"
same 'stood open' '[1]' "$(jq -c '[.moved[] | select(.metric == "backlog") | .was.n - .is.n]' <(guichet report diff 1 --json))"

# published_by NUMBER EDIT: as if an earlier program had published what jq's EDIT makes of report NUMBER
published_by() {
	wait_for 10 server_gone
	sqlite3 -noheader "$desk" "SELECT document FROM published WHERE number = $1" | jq -c "$2" >earlier.json
	python3 - "$1" <<'END' >earlier.sql
import hashlib, sys
number, document = sys.argv[1], open('earlier.json').read().rstrip('\n')
total = hashlib.blake2b(b'guichet-ledger-v1\0report\0' + bytes(32) + document.encode(), digest_size=32).hexdigest()
text = lambda value: "'" + value.replace("'", "''") + "'"
print(f'UPDATE event SET detail = replace(detail, (SELECT sum FROM published WHERE number = {number}), {text(total)});')
print(f'UPDATE published SET document = {text(document)}, sum = {text(total)} WHERE number = {number};')
END
	sqlite3 "$desk" <earlier.sql
}
# That program called seven answers met which are not, overlooked a case, and said nothing of its rules.
published_by 1 'del(.counting) | .figures.sla.met += 7 | .figures.sla.share = 0.875 | .figures.backlog.n -= 1'
# An update that counts otherwise derives every row anew.
sqlite3 "$desk" "DELETE FROM meta WHERE name = 'reducer'; UPDATE wait SET own_ms = 0"
counted() { guichet metrics rebuild --check; }
wait_for 20 counted
ok $? 'the program is updated'
fine 'the report is shown' report show 1 --format json
same 'as it was published' "$(jq -cS . earlier.json)" "$(jq -cS 'del(.number)' <<<"$out")"
shown=$(cksum <<<"$out")
for form in text html csv; do
	guichet report show 1 --format $form >one.$form
	ok $? "as $form"
done
has 'the share that it said' '88 %' "$(cat one.text)"
same 'of rules it says nothing' 0 "$(grep -c "of the program's rules" one.text)"
fine 'what moved since' report diff 1 --json
same 'names the rules that came' "[0,$rules,$(seq -s , 1 "$rules")]" \
	"$(jq -c '[.counting, .other_counting, .counting_changes[].version]' <<<"$out")"
same 'two figures are others by them' '[2,["sla","backlog"]]' "$(jq -c '[.recounted, [.moved[] | select(has("again")) | .metric]]' <<<"$out")"
was=$(jq '.moved[] | select(.metric == "sla").was.met' <<<"$out")
same 'as of then it would be what this program published' "$((was - 7))" "$(jq '.moved[] | select(.metric == "sla").again.met' <<<"$out")"
same 'what happened has its own reasons' '[0,0,2,1]' "$(jq -c '[.late, .waits.revised, .excluded, .settings]' <<<"$out")"
guichet report diff 1 >words
has 'in words' 'the program counts differently since version 1 of its rules: reports before it do not say' "$(cat words)"
has 'beside the figure' '87.5 % ->' "$(cat words)"
has 'and how much of it they are' 'counted by the rules of today it was' "$(cat words)"
has 'how many' '2  figures are others when this program counts them again as of then' "$(cat words)"
fine 'against one that this program published' report diff 1 2 --json
same 'it is told too' "[0,$rules]" "$(jq -c '[.counting, .other_counting]' <<<"$out")"
same 'it is the same to the byte' "$shown" "$(guichet report show 1 --format json | cksum)"

# A desk that went back to an older program says that, and shows it as well.
published_by 2 '.counting = 1000'
fine 'what a newer program published' report show 2 --format json
same 'is shown' 1000 "$(jq .counting <<<"$out")"
has 'and not explained by rules that are not known' "counted by version 1000 of the program's rules, this is by the older version $rules" \
	"$(guichet report diff 2)"
# One that was changed afterwards is refused, by whatever program.
wait_for 10 server_gone
sqlite3 "$desk" "UPDATE published SET document = replace(document, '\"counting\":1000', '\"counting\":1') WHERE number = 2"
refused 'rules that were written in later' 65 'not what was published' report show 2

# Half counted anew is no figure to keep: the update goes on in a thousand years.
wait_for 10 server_gone
sqlite3 "$desk" "INSERT INTO alarm (kind, subject, at_ms) VALUES (4, 100, 33000000000000)"
refused 'nothing is published meanwhile' 75 'up to #100' report publish --name half
refused 'nor compared' 75 'counts the desk anew' report diff 1
fine 'what was published is there' report show 1 --format json
same 'as it was' "$shown" "$(cksum <<<"$out")"
same 'two are published' '[1,2]' "$(guichet report list --json | jq -sc '[.[].number]')"
finish
