#!/bin/bash
# SPDX-License-Identifier: ISC
# A report says the figures that stats says, in four forms that escape
# strangers' texts; one that was published stays the same to the byte whatever
# comes later; and what moved since is counted, with its reasons.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

# Three weeks of questions on two accounts, one of whose names is markup and one a formula.
jq -nc 'def at(s): 1772409600 + s | todate;
	[range(0; 120) | {n: ., start: (. * 10007 % 1700000), lasts: (30 + . * 7919 % 5000)} |
		"c\(.n)" as $c | (if .n % 2 == 0 then "brand" else "shop" end) as $a | .n as $n |
		{t: .start, account: $a, conv: $c, kind: "message_in", id: "i\(.n)", who: "customer"},
		(if $n % 4 == 0 then {t: (.start + 5), account: $a, conv: $c, kind: "tagged", tag: "=1+1", who: "human:ann"} else empty end),
		(if $n % 8 < 5 then {t: (.start + .lasts), account: $a, conv: $c, kind: "message_out", id: "o\($n)",
			who: (if $n % 3 == 0 then "human:ann" else "human:bob" end)}
		elif $n % 8 == 6 then {t: (.start + .lasts), account: $a, conv: $c, kind: "status", to: "resolved",
			reason: "no_reply_needed", who: "human:bob"}
		else empty end)] | sort_by(.t) | to_entries[] |
	(.value | del(.t)) + {seq: (.key + 1), recv: at(.value.t)} + (if .value.kind | startswith("message") then {net: at(.value.t)} else {} end)' >ledger.jsonl
fine 'a ledger is taken in' ledger import ledger.jsonl
period='--since 2026-03-05T00:00:00Z --until 2026-03-20T00:00:00Z'
# shellcheck disable=SC2086
report() { guichet report $period "$@"; }
fine 'a line is written to a date' annotate 2026-03-08 'shop <b>down</b> & "out"'
fine 'one is left out' exclude 3 --reason '<script>alert(1)</script>'

# A report is made of the ledger alone, which packets are not.
report --json >report.json
# shellcheck disable=SC2086
guichet stats $period --json >plain.json
# shellcheck disable=SC2086
guichet stats $period --metric promises_made,promises_kept,time_available,time_busy,time_away,time_off,load,handle_share --json >also.json
jq -c --slurpfile also also.json '. * $also[0]' plain.json >stats.json
same 'its figures are those of stats' "$(jq -cS 'del(.as_of,.by,.waiting,.backlog,.first_response,.next_response,.all_replies,.disposition,.customer_wait,.work_time,.full_resolution,.first_resolution,.time_to_human,.time_to_assign) | del(.before) | del(.seq,.handover,.zone,.as_of_text,.since_text,.until_text)' stats.json)" \
	"$(jq -cS '.figures | del(.as_of,.by,.waiting,.backlog,.first_response,.next_response,.all_replies,.disposition,.customer_wait,.work_time,.full_resolution,.first_resolution,.time_to_human,.time_to_assign) | del(.before) | del(.seq)' report.json)"
same 'the times too' "$(jq -c '.all_replies | [.n, .p50, .met]' stats.json)" "$(jq -c '.figures.all_replies | [.n, .p50, .met]' report.json)"
same 'accounts, agents and tags' '["account","agent","tag"]' "$(jq -c '[.sections[].grouped_by]' report.json)"
same 'the bars are the answers' "$(jq .figures.all_replies.n report.json)" "$(jq '[.histogram[].n] | add' report.json)"
same 'the hours of the week are the waits' "$(jq .figures.waits.n report.json)" "$(jq '[.heat.by[].waits.n] | add' report.json)"
same 'so are the days' "$(jq .figures.waits.n report.json)" "$(jq '[.trend.by[].waits.n] | add' report.json)"
late=$(guichet waits --json | jq -s '[.[] | select(.start >= "2026-03-05T00:00:00Z" and .start < "2026-03-20T00:00:00Z" and .outcome == "waived" and .seconds > .target and .conv != "c2")] | length')
same 'what was called no request too late' "$late" "$(jq .late_waived.n report.json)"
ok "$([ "$late" -gt 0 ]; echo $?)" 'and there is some'
same 'by something else' '["weekday"]' "$(report --by weekday --json | jq -c '[.sections[].grouped_by]')"

# ---- text, CSV
report >report.txt
has 'text says it in words' 'within the target of 30 min' "$(cat report.txt)"
has 'of which time' 'from 2026-03-05 00:00 to' "$(cat report.txt)"
has 'without one it is all there is' 'everything until' "$(guichet report)"
has 'with both ways to count' 'of those that asked for something' "$(cat report.txt)"
has 'and what a figure is' 'met, of met and missed' "$(cat report.txt)"
has 'and where it comes from' "ledger row $(jq .seq report.json)" "$(cat report.txt)"
same 'no line is too wide' '' "$(awk 'length($0) > 110' report.txt)"
report --csv >report.csv
same 'CSV has the same number' "$(jq .figures.all_replies.n report.json)" "$(awk -F, '$1 == "all" && $4 == "all_replies" { print $5 }' report.csv)"
same 'every line has as many cells' 1 "$(python3 -c 'import csv,sys; print(len({len(r) for r in csv.reader(open("report.csv", newline=""))}))')"
same 'no cell is a formula' '' "$(python3 -c 'import csv
for row in csv.reader(open("report.csv", newline="")):
    for cell in row:
        if cell[:1] in ("=", "+", "@", "-"): print(cell)')"
same 'but it is there' 1 "$(grep -c "tag,\"'=1+1\",,waits," report.csv)"
same 'rows are the waits behind it' "$(jq .figures.waits.n report.json)" "$(report --rows | tail -n +2 | wc -l)"

# ---- the page
report --format html >page.html
cat >check.py <<'END'
import sys
from html.parser import HTMLParser
VOID = {'meta', 'br', 'rect', 'line'}
class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.errors, self.texts, self.tags, self.headings, self.ids, self.refs = [], [], [], [], [], [], []
    def handle_startendtag(self, tag, attrs):
        self.note(tag, dict(attrs))
    def handle_starttag(self, tag, attrs):
        self.note(tag, dict(attrs))
        if tag not in VOID: self.open.append(tag)
    def note(self, tag, attrs):
        self.tags.append((tag, attrs))
        if tag in ('script', 'link', 'img', 'iframe', 'object', 'form', 'a', 'base'): self.errors.append('has ' + tag)
        for key, value in attrs.items():
            if key.startswith('on') or key in ('src', 'href'): self.errors.append(f'{tag} has {key}')
        if 'id' in attrs: self.ids.append(attrs['id'])
        self.refs += attrs.get('aria-labelledby', '').split()
        if tag in ('h1', 'h2', 'h3'): self.headings.append(int(tag[1]))
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.errors.append('not closed before ' + tag)
    def handle_data(self, data): self.texts.append(data)
page = Page()
page.feed(open('page.html', encoding='utf-8').read())
count = lambda tag: sum(t == tag for t, _ in page.tags)
if page.open: page.errors.append('left open: ' + ' '.join(page.open))
if count('h1') != 1 or any(b - a > 1 for a, b in zip(page.headings, page.headings[1:])): page.errors.append('headings')
if count('caption') != count('table'): page.errors.append('a table has no caption')
if any('scope' not in attrs for tag, attrs in page.tags if tag == 'th'): page.errors.append('a head has no scope')
if count('title') != count('svg') + 1 or count('desc') != count('svg'): page.errors.append('a chart has no words')
if set(page.refs) - set(page.ids) or len(page.ids) != len(set(page.ids)): page.errors.append('labels')
if dict(page.tags[0][1]).get('lang') != sys.argv[1] and page.tags[0][0] == 'html': page.errors.append('lang')
print('\n'.join(page.errors))
END
same 'the page is sound, and asks nobody for anything' '' "$(python3 check.py en)"
same 'three charts' 3 "$(grep -o '<svg' page.html | wc -l)"
has 'with the target' 'target 30 min' "$(cat page.html)"
same "nobody's markup is markup" 0 "$(grep -c '<script\|<b>' page.html)"
has 'it is shown' '&lt;script&gt;alert(1)&lt;/script&gt;' "$(cat page.html)"
same 'no address of anybody' 0 "$(grep -c 'http' <(grep -v 'http-equiv' page.html))"
has 'dark where its reader is' 'prefers-color-scheme:dark' "$(cat page.html)"
has 'and for paper' '@media print' "$(cat page.html)"
same 'the same is the same' "$(report --as-of 2026-04-01T00:00:00Z --format html | cksum)" "$(report --as-of 2026-04-01T00:00:00Z --format html | cksum)"

# ---- published
# shellcheck disable=SC2086
fine 'a report is published' report publish $period --name march
guichet report show 1 --format json >one.json; guichet report show 1 --format html >one.html; guichet report show 1 >one.txt; guichet report show 1 --csv >one.csv
same 'under a number' '[1,"march"]' "$(jq -c '[.number, .name]' one.json)"
has 'which the ledger knows' '"kind":"report_published"' "$(guichet ledger export | tail -n 1)"
g report diff 1 --json
same 'nothing has moved yet' '[0,0,0,0]' "$(jq -c '[(.moved | length), .late, .waits.revised, .excluded]' <<<"$out")"
# Something arrives late, is left out, is measured otherwise.
item late 'This was long ago.' 'at="2026-03-10T10:00:00Z"' >late.jsonl
fine 'a message comes late' import items late.jsonl --account elsewhere
fine 'one is left out' exclude 5 7 --reason 'a rehearsal'
fine 'another pledge for then' target 10m --from 2026-03-01T00:00:00Z
printf '{"tz":"UTC","week":{"mon":["09:00-17:00"],"tue":["09:00-17:00"]}}' >hours.json
fine 'other hours' schedule set short hours.json --from 2026-03-01T00:00:00Z
fine 'for everybody' desk set schedule=short --from 2026-03-01T00:00:00Z
for form in json html; do
	same "it is the same to the byte: $form" "$(cksum <one.$form)" "$(guichet report show 1 --format $form | cksum)"
done
same 'and as text' "$(cksum <one.txt)" "$(guichet report show 1 | cksum)"
same 'and as CSV' "$(cksum <one.csv)" "$(guichet report show 1 --csv | cksum)"
ok "$([ "$(jq .figures.sla.met one.json)" != "$(report --json | jq .figures.sla.met)" ]; echo $?)" 'asked now it is another one'
g report diff 1 now --json
same 'what moved is told' true "$(jq '[.moved[].metric] | any(. == "sla")' <<<"$out")"
same 'two were left out' 2 "$(jq .excluded <<<"$out")"
same 'a schedule, and the settings' '[1,2]' "$(jq -c '[.schedules, .settings]' <<<"$out")"
same 'a row came late' 1 "$(jq .late <<<"$out")"
ok "$([ "$(jq .waits.remeasured <<<"$out")" -gt 10 ]; echo $?)" 'waits were measured otherwise'
same 'one was not known' 1 "$(jq .waits.fresh <<<"$out")"
same 'the first of each are listed' true "$(jq '[.behind[].what] | unique | contains(["excluded", "late", "remeasured", "schedule"])' <<<"$out")"
has 'in words too' 'conversations left out: 2' "$(guichet report diff 1)"
has 'where it is one as well' 'rows of the ledger that came late: 1' "$(guichet report diff 1)"
# shellcheck disable=SC2086
fine 'another one' report publish $period
same 'what moved between two' 2 "$(guichet report diff 1 2 --json | jq .excluded)"
same 'lists have both' '[1,2]' "$(guichet report list --json | jq -sc '[.[].number]')"
g report publish --name other --as-of 2026-03-12T00:00:00Z --json
same 'as of an earlier instant' '2026-03-11T23:59:59.999Z' "$(jq -r .as_of <<<"$out")"

# shellcheck disable=SC2086
fine 'as of the second at which it ends' report publish $period --as-of 2026-03-20T00:00:00Z
same 'nothing is counted otherwise a moment later' 0 "$(guichet report diff "$(guichet report list --json | jq -s 'max_by(.number).number')" --json | jq .recounted)"

# ---- saved
fine 'a question gets a name' report save weekly account:brand --period last-week
same 'it is listed' '["weekly","account:brand --period last-week"]' "$(guichet report list --json | jq -sc '.[0] | [.name, .asks]')"
same 'and asked again' 'account:brand' "$(guichet report show weekly --format json | jq -r .query)"
fine 'it is forgotten' report remove weekly
refused 'and is no more' 1 'weekly' report show weekly
refused 'a name is no number' 64 'number' report save 12
refused 'a number that is none' 1 '99' report show 99
refused 'a query that is none' 64 'nosuch' report save bad nosuch:x
refused 'half a number' 64 'now' report diff 1 2x

# ---- for whom
fine 'an agent' agent add dave --role agent
g --as dave report publish
same 'publishing is for a lead' 77 "$status"
same 'figures of single agents are not for everybody' '[]' "$(guichet --as dave report show 1 --format json | jq -c '[.sections[] | select(.grouped_by == "agent") | .by[].key | select(. != null)]')"
same 'which is said' true "$(guichet --as dave report show 1 --format json | jq .agents_hidden)"
same 'the rest is the same' "$(jq -cS .figures one.json)" "$(guichet --as dave report show 1 --format json | jq -cS .figures)"
fine 'one about a single agent' report publish assignee:ann --json
about=$(jq .number <<<"$out")
g --as dave report show "$about" --format json
same 'is not for everybody at all' 77 "$status"
same 'and nothing of it is told' '' "$out"
fine 'a lead sees it' report show "$about" --format json
same 'nor in one that is computed' '[]' "$(guichet --as dave report --json | jq -c '[.sections[] | select(.grouped_by == "agent") | .by[].key | select(. != null)]')"
has 'the ledger is sound' 'chain sound' "$(guichet ledger verify)"

# ---- forged: the document and the sum beside it
if command -v sqlite3 >/dev/null; then
wait_for 10 server_gone
sqlite3 "$desk" "UPDATE published SET document = replace(document, '\"name\":\"other\"', '\"name\":\"OTHER\"') WHERE number = 3"
refused 'a document that was changed' 65 'not what was published' report show 3
wait_for 10 server_gone
sqlite3 "$desk" "UPDATE published SET document = (SELECT document FROM published WHERE number = 2), sum = (SELECT sum FROM published WHERE number = 2) WHERE number = 3"
refused 'with a sum that fits' 65 'not what was published' report show 3
fi

# ---- in another language
. "$top_srcdir/tests/lib/french.sh"
same 'as text no line is wider than a terminal' 0 "$([ "$(wc -L <one.txt)" -le 80 ]; echo $?)"
guichet report show 1 --format html >page.html
same 'the page is sound in French' '' "$(python3 check.py fr)"
has 'and French' 'dans l’objectif' "$(cat page.html)"
same 'JSON is the same' "$(cksum <one.json)" "$(guichet report show 1 --format json | cksum)"

# ---- where nobody wrote
export LANGUAGE=
has 'an empty week says so' 'nobody wrote in this time; the ledger begins on 2026-03-02' "$(guichet report --since 2026-02-02T00:00:00Z --until 2026-02-09T00:00:00Z)"
has 'so does its page' 'nobody wrote in this time' "$(guichet report --since 2026-02-02T00:00:00Z --until 2026-02-09T00:00:00Z --format html)"
ok "$(report | grep -q 'nobody wrote'; [ $? = 1 ]; echo $?)" 'and no other one'
has 'a desk without a ledger' 'nobody wrote; the ledger is empty' "$(guichet --desk "$TEST_DIR/none.db" report)"

# ---- in another language, whatever that of the terminal is
refused 'a language that nobody speaks here' 64 "nothing is written in 'xx' here" report --lang xx
refused 'nor a path to one' 64 'nothing is written in' report --lang ../fr
if [ -f "$top_builddir/po/fr/LC_MESSAGES/guichet.mo" ]; then
	has 'in French' 'ont eu une première réponse' "$(report --lang fr)"
	has 'the page says what it is in' '<html lang=fr>' "$(report --lang fr --format html | tr -d '"')"
	has 'what is next is English again' 'had a first answer' "$(report)"
	fine 'a question in French' report save semaine --period last-week --lang fr
	same 'keeps that' '--period last-week --lang fr' "$(guichet report list --json | jq -r 'select(.name == "semaine").asks')"
	has 'and is asked so' '<html lang=fr>' "$(guichet report show semaine --format html | tr -d '"')"
	fine 'one is published in French' report publish $period --lang fr --json
	number=$(printf '%s' "$out" | jq .number)
	has 'and stays so' 'ont eu une première réponse' "$(guichet report show "$number")"
	has 'unless somebody asks otherwise' 'had a first answer' "$(guichet report show "$number" --lang en)"
	same 'numbers are the same' "$(guichet report show "$number" --csv | cksum)" "$(guichet report show "$number" --csv --lang en | cksum)"
	mkdir -p broken/fr/LC_MESSAGES
	size=$(stat -c %s "$top_builddir/po/fr/LC_MESSAGES/guichet.mo")
	died=
	for n in 0 4 27 28 47 60 1000 20000 $((size / 2)) $((size - 100)); do
		head -c "$n" "$top_builddir/po/fr/LC_MESSAGES/guichet.mo" >broken/fr/LC_MESSAGES/guichet.mo
		wait_for 10 server_gone
		GUICHET_LOCALEDIR=$PWD/broken guichet report --lang fr >/dev/null 2>&1
		[ $? -lt 100 ] || died="$died $n"
	done
	same 'a catalogue that ends early ends nothing else' '' "$died"
fi
finish
