#!/bin/bash
# SPDX-License-Identifier: ISC
# A report that an earlier program published stays as it was after an update:
# it is shown to the byte, held against its sum, and what moved since says what
# the program counts otherwise instead of a reason that is none.  What is
# published while an update counts the desk anew is what it would be afterwards,
# to the byte; what would not be is refused.
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
has 'how many' 'figures that are others when this program counts them again as of then: 2' "$(cat words)"
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

# In the middle of an update: rows behind conversation 20, and all that is packed, are of the program before.
wait_for 10 server_gone
behind() { # behind INSTANT: it has come to conversation 20 and goes on then, in ms of the calendar
	sqlite3 "$desk" "DELETE FROM alarm WHERE kind = 4; INSERT INTO alarm (kind, subject, at_ms) VALUES (4, 20, $1)"
}
sqlite3 "$desk" "UPDATE wait SET end_ms = end_ms + 3600000, own_ms = 0 WHERE conversation > 20;
	DELETE FROM case_ WHERE conversation % 3 = 0 AND conversation > 20;
	UPDATE conversation SET wait_ms = CASE wait_ms WHEN 0 THEN 1 ELSE 0 END WHERE id > 20;
	DELETE FROM segment; DELETE FROM segment_stale; DELETE FROM meta WHERE name LIKE 'traces_%'"
behind 33000000000000
ok "$([ "$(sqlite3 "$desk" 'SELECT max(id) FROM conversation')" -gt 40 ]; echo $?)" 'half of it is counted anew'
many=$(guichet report list --json | jq -s 'max_by(.number).number')
questions=("$period" '' "--by agent $period" "account:shop $period" "status:resolved $period" "--period 30-days --as-of 2026-03-21T15:00:00Z")
for asked in "${questions[@]}"; do
	# shellcheck disable=SC2086
	fine "it is published${asked:+ of $asked}" report publish $asked
done
fine 'and says nothing of the update, for it is no part of it' report show $((many + 1)) --format json
same 'at all' null "$(jq -c .figures.anew <<<"$out")"
fine 'what moved up to now is told' report diff 1
fine 'and up to another one' report diff 1 $((many + 1)) --json
meanwhile=$out
same 'what was published before is as it was' "$shown" "$(guichet report show 1 --format json | cksum)"
# Who waits now is a question to the rows themselves.
for query in is:waiting is:breached 'is:at-risk or tag:refund' '-is:promised' 'waiting:>1h' 'promise:<2h'; do
	refused "not of $query" 75 'on who waits now' report publish --name half -- $query
done
has 'which says when it can be' "once it is through all $(sqlite3 "$desk" 'SELECT max(id) FROM conversation') conversations, up to #20 so far" "$err"
same 'nothing was published of it' $((many + ${#questions[@]})) "$(guichet report list --json | jq -s 'max_by(.number).number')"
wait_for 10 server_gone
behind 1
wait_for 20 counted
ok $? 'it comes to its end'
n=$many
for asked in "${questions[@]}"; do
	n=$((n + 1))
	guichet report show $n --format json | sed "s/^{\"number\":$n,/{/" >published
	as_of=$(jq -r .as_of published)
	case $asked in *--as-of*) again=${asked%% --as-of*} ;; *) again=$asked ;; esac
	# shellcheck disable=SC2086
	guichet report $again --as-of "$as_of" --format json >reproduced
	# Each is a row of the ledger itself, so that more of them are there now.
	sed -i "s/\"seq\":$(jq .seq reproduced)\b/\"seq\":$(jq .seq published)/g" reproduced
	ok "$(cmp published reproduced >&2; echo $?)" "number $n is the same to the byte when it is counted again"
	ok "$([ -s published ] && [ "$(jq .figures.waits.n published)" -gt 0 ]; echo $?)" "and has something: $n"
done
fine 'what moved' report diff 1 $((many + 1)) --json
same 'is the same, too' "$meanwhile" "$out"
fine 'who waits is published now' report publish is:waiting
finish
