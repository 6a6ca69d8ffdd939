#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves that the rows behind a figure are told whatever they are, waits,
# cases and each kind of trace: each with what the figure measures of it, the
# longest first as the figure has it, a page behind the other, and the server
# outlives the question.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/weeks.sh"

# The rows of an answer, whether they are all of it or a member of it.
rows() { jq -sc "(if (.[0] | has(\"rows\")) then .[0].rows else . end) | $1"; }
due=$(date -u -d 2026-03-12T12:00:00Z +%s)000
{
	cat "$top_srcdir/tests/data/figures/traces.jsonl"
	cat <<END
{"seq":30,"account":"brand","conv":"c7","kind":"message_in","recv":"2026-03-12T09:00:00Z","id":"g","who":"customer"}
{"seq":31,"kind":"availability","recv":"2026-03-12T09:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"available"}}
{"seq":32,"account":"brand","conv":"c7","kind":"assigned","recv":"2026-03-12T09:01:00Z","who":"system","to":"human:ann"}
{"seq":33,"account":"brand","conv":"c7","kind":"promised","recv":"2026-03-12T09:02:00Z","who":"human:ann","detail":{"at":"$due"}}
{"seq":34,"account":"brand","conv":"c7","kind":"viewed","recv":"2026-03-12T09:20:00Z","who":"human:ann","detail":{"seconds":"300"}}
{"seq":35,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:00:00Z","id":"o7","who":"human:ann"}
{"seq":36,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:20:00Z","id":"o8","who":"human:ann","detail":{"means":"script"}}
{"seq":37,"account":"brand","conv":"c7","kind":"message_out","recv":"2026-03-12T10:25:00Z","id":"o9","who":"bot:otto"}
{"seq":38,"kind":"availability","recv":"2026-03-12T10:30:00Z","who":"human:ann","subject":"ann","detail":{"to":"busy"}}
{"seq":39,"kind":"availability","recv":"2026-03-12T11:00:00Z","who":"human:ann","subject":"ann","detail":{"to":"away"}}
{"seq":40,"account":"brand","conv":"c7","kind":"note","recv":"2026-03-12T11:30:00Z","who":"human:ann"}
END
} >ledger.jsonl
fine 'a ledger with traces of every kind' ledger import ledger.jsonl
at=2026-03-13T00:00:00Z

# ---- the longest of traces
while read -r metric kind; do
	guichet explain "$metric" --as-of $at --json --limit 500 | rows 'map([.start, .kind, .seconds, .score]) | sort' >plain
	g explain "$metric" --as-of $at --json --limit 500 --longest
	same "$metric: the longest are told" "0 " "$status $err"
	same "$metric: they are the same rows" "$(cat plain)" "$(printf '%s' "$out" | rows 'map([.start, .kind, .seconds, .score]) | sort')"
	same "$metric: each is what it is" "$kind" "$(printf '%s' "$out" | rows 'map(.kind) | unique | join(",")' | jq -r .)"
done <<'END'
ingest_lag message
update_gap reply,scripted
handle_time handled
csat survey
survey_response survey
sent_people reply
sent_scripted scripted
sent_outside outside
sent_bots bot
sent_automatic automatic
promises_made promise
promises_kept promise
time_available available
time_busy busy
time_away away
time_off off
load available,holding
handle_share available,looking
END
same 'a score is told as it is' '[5,1]' "$(guichet explain csat --as-of $at --json --longest | rows 'map(.amount)')"
same 'a message lasts no time' '[null]' "$(guichet explain sent_people --as-of $at --json | rows 'map(.seconds) | unique')"
refused 'so that none lasted longer' 64 'above, within: rows of sent_people last no time' explain sent_people --above 1h

# ---- cases: what each metric measures of them
export GUICHET_DESK=$TEST_DIR/cases.db
cases >cases.jsonl
fine 'a ledger of cases' ledger import cases.jsonl
at=2026-03-24T00:00:00Z
guichet cases --json --as-of $at >told.jsonl
behind() { guichet explain "$@" --as-of $at --json --limit 500; }
while read -r metric member; do
	same "$metric: each row has what the case has" \
		"$(jq -sc "map(select(.$member != null and .$member != 0) | [.opened, .$member]) | sort" told.jsonl)" \
		"$(behind "$metric" --longest --counts-as ended,censored | rows "map(select((.amount // .seconds) != 0) | [.start, .amount // .seconds]) | sort" |
			if [ "${metric%resolution}" = "$metric" ] && [ "${metric#time_to}" = "$metric" ]; then cat; else
				jq -c "[.[] | select([.[0]] | inside($(jq -sc "map(select(.$member != null) | .opened)" told.jsonl)))]"; fi)"
	same "$metric: the longest comes first" true "$(behind "$metric" --longest | rows 'map(.amount // .seconds) | . == (sort | reverse)')"
done <<'END'
customer_wait customer_wait
work_time work
customer_time customer_time
on_hold_time on_hold
first_resolution first_resolution
full_resolution full_resolution
time_to_human time_to_human
time_to_assign time_to_assign
transfers transfers
reopens reopens
END
same 'a case that has ended says when' '["2026-03-22T13:11:00Z","2026-03-22T12:31:00Z"]' \
	"$(behind first_resolution --since 2026-03-22 | rows 'sort_by(.seconds) | map(.end)')"
same 'one that was taken up again has no end that held' '[null]' "$(behind full_resolution --since 2026-03-22 --counts-as censored | rows 'map(.end)')"
same 'only those that took longer' "$(behind full_resolution | rows 'map(select(.seconds > 3600)) | length')" \
	"$(behind full_resolution --above 1h | rows length)"
has 'in words too' '3 h 31' "$(guichet explain first_resolution --as-of $at --since 2026-03-22)"
same 'and the number that a row adds' 2 "$(guichet explain transfers --as-of $at --tsv | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $at["contact"] == "d1" { print $at["amount"] }')"
has 'for a voice as well' ', case, open, 2, counted' "$(guichet --plain explain transfers --as-of $at)"

# ---- the longest of the rows is the longest of the figure, now and then
for period in "--as-of $at" "--as-of $at --until 2026-03-10" "--as-of $at --since 2026-03-08 --until 2026-03-15"; do
	# shellcheck disable=SC2086
	guichet stats $period --json >stats.json
	for metric in $(jq -r 'to_entries[] | select(.value | type == "object" and has("longest") and .n > 0) | .key' stats.json); do
		# shellcheck disable=SC2086
		same "$metric $period" "$(jq ".$metric.longest" stats.json)" \
			"$(guichet explain "$metric" $period --json --longest --limit 10 --counts-as ended,censored | rows '.[0].seconds')"
	done
done

# ---- a page behind the other
page() {
	local after=
	while :; do
		# shellcheck disable=SC2086
		guichet explain all_replies $1 --as-of $at --limit 30 ${after:+--after $after} >page.txt 2>&1
		guichet explain all_replies $1 --as-of $at --limit 30 ${after:+--after $after} --json >page.json
		rows '.[] | [.id, .start, .seconds]' <page.json
		after=$(sed -n 's/.*--after \([^ ]*\) the next page.*/\1/p' page.txt)
		[ -n "$after" ] || return
	done
}
for order in '' --longest; do
	same "all pages${order:+, the longest first}, are all rows in the same order" "$(guichet explain all_replies $order --as-of $at --limit 500 --json | rows '.[] | [.id, .start, .seconds]')" "$(page "$order")"
done
# Messages are told by when they were written, whether they are packed, or read from the ledger because something
# happened in their conversation since the page before.
messages() { guichet explain messages_in --as-of $at --json --limit 500 "$@" | rows 'map([.start, .id])'; }
same 'messages stand by when they were written' true "$(messages | jq '. == sort')"
same 'the longest on their way too, where they took as long' true \
	"$(guichet explain ingest_lag --as-of $at --json --limit 500 --longest | rows 'map([-.seconds, .start, .id]) | . == sort')"
guichet explain messages_in --as-of $at --limit 60 >page.txt 2>&1
after=$(sed -n 's/.*--after \([^ ]*\) the next page.*/\1/p' page.txt)
before=$(messages)
for id in 1 3 5; do fine "something happens in conversation $id" note $id 'a note'; done
same 'the next page goes on where the one before it ended' "$(jq -c '.[60:]' <<<"$before")" "$(messages --after "$after")"
guichet explain messages_in --as-of $at --limit 60 --json 2>&1 >/dev/null | sed -n 's/.*--after \([^ ]*\) the next page.*/\1/p' >mark.txt
same 'a script has the mark, too' "${after#*.}" "$(cut -d. -f2- mark.txt)"
refused 'a mark that is none' 64 "after: 'soon' is no mark of a page of explain" explain waits --after soon
finish
