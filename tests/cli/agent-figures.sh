#!/bin/bash
# SPDX-License-Identifier: ISC
# Figures about single agents are seen by whom the desk's setting agent-figures
# lets see them, by whatever call they are asked for: stats, explain, waits, a
# query that names somebody; and what is said of everybody stays.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

row() { # row KIND SECOND CONVERSATION [MEMBERS]: one line of a ledger
	seq=$((seq + 1))
	printf '{"seq":%d,"account":"brand","conv":"%s","kind":"%s","recv":"2026-03-02T09:%02d:00Z"%s}\n' $seq "$3" "$1" "$2" "${4:+,$4}"
}
seq=0
# what a route says of those whom it gives it to, or not, is in the detail of the first
dealt=',"detail":{"handover":"7","played_by":"dave","route":"first","team":"6","why":"bob is away"}'
{
	n=0
	for who in ann ann bob bob carol; do
		n=$((n + 1))
		row message_in 0 c$n "\"id\":\"i$n\",\"who\":\"customer\""
		row assigned 1 c$n "\"who\":\"human:$who\"$dealt"
		dealt=
	done
	n=0
	for who in ann ann bob bob carol; do
		n=$((n + 1))
		row message_out 10 c$n "\"id\":\"o$n\",\"who\":\"human:$who\""
	done
} >ledger.jsonl
fine 'a ledger of three agents' ledger import ledger.jsonl
for who in ann bob dave; do fine "$who is an agent" agent add $who --role agent; done
fine 'carol is a lead' agent add carol --role lead
fine 'vic only looks' agent add vic --role viewer
fine 'otto is an auditor' agent add otto --role auditor
fine 'ann and dave are a team' team add day ann dave
fine 'bob is one alone' team add night bob

as() { local who=$1; shift; guichet --as "$who" "$@"; }
# seen WHO: about whom that agent sees figures, by each way that there is; the ways must agree
seen() {
	local by waits explained asked= who
	by=$(as "$1" stats --by agent --metric all_replies --json | jq -r '[.by[].key | select(. != null)] | join(" ")')
	waits=$(as "$1" waits --json | jq -rs '[.[].credit | select(. != null)] | unique | join(" ")')
	explained=$(as "$1" explain all_replies --json | jq -rs '(if (.[0] | has("rows")) then .[0].rows else . end) | [.[].agent | select(. != null)] | unique | join(" ")')
	for who in ann bob carol; do
		as "$1" stats assignee:$who --json >/dev/null 2>&1 && as "$1" waits assignee:$who >/dev/null 2>&1 && asked="$asked $who"
	done
	[ "$by" = "$waits" ] && [ "$by" = "$explained" ] && [ "$by" = "${asked# }" ] || echo "by: $by; waits: $waits; explain: $explained; queries:$asked"
	echo "$by"
}
same 'a lead sees all when nobody said anything' 'ann bob carol' "$(seen carol)"
same 'an agent their own' 'ann' "$(seen ann)"
same 'a viewer nobody' '' "$(seen vic)"
same 'an auditor all' 'ann bob carol' "$(seen otto)"
has 'of what is theirs to see it is said that nothing counts' 'no row counts' "$(as carol explain transfers --by agent --group bob 2>&1)"

set_to() { fine "agent-figures=$1" desk set agent-figures=$1; }
set_to team
same 'in a team: those of it' 'ann' "$(seen dave)"
same 'who is in none: their own' 'bob' "$(seen bob)"
same 'a lead all' 'ann bob carol' "$(seen carol)"
same 'a viewer nobody' '' "$(seen vic)"
set_to self
same 'each their own' 'carol' "$(seen carol)"
same 'an agent too' 'bob' "$(seen bob)"
set_to off
same 'nobody anybody: a lead' '' "$(seen carol)"
same 'nobody anybody: an agent' '' "$(seen ann)"
same 'nor the admin' '' "$(seen "$(guichet status --json | jq -r .agent)")"

same 'what all did together stays' 5 "$(as vic stats --metric all_replies --json | jq .all_replies.n)"
by_team() { as vic stats --by team --metric all_replies --json | jq -c '[.by[].key | select(. != null)]'; }
same 'not what a team did of which one alone ever answered' '[]' "$(by_team)"
fine 'of three who did' team add day ann bob carol dave
same 'so does what a team did' '["day"]' "$(by_team)"
fine 'and without bob' team add day ann carol dave
same 'the rest of the total would be bob' '[]' "$(by_team)"
fine 'as before' team add day ann dave
same 'a team of one tells of one' false "$(as vic stats --by team --metric all_replies --json | jq '[.by[].key] | any(. == "night")')"
same 'JSON says that groups are left out' true "$(as vic stats --by agent --json | jq .agents_hidden)"
has 'so does text' 'left out that are not for you' "$(as vic stats --by agent)"
for who in bob nobody-known; do
	has "of $who a viewer is told that it is not for them" 'not for you to see' \
		"$(as vic explain all_replies --by agent --group $who 2>&1)"
	same "and nothing of what there is ($who)" '' "$(as vic explain all_replies --by agent --group $who 2>&1 | grep 'no row counts')"
done
same 'explain names nobody in its events' 0 "$(as vic explain all_replies --json | grep -cE '"(ann|bob|carol)"')"

# What is left of a total when the others are taken off is never one alone: who answered is ann, bob and carol,
# and whom one may not see is carried by a second one who is left out as well, wherever it is asked.
set_to team
fine 'ann sees bob in a team' team add day ann bob
# left WHO QUERY: the names that are told, and how many answers the total has beside theirs
left() { as "$1" stats --by agent --metric all_replies --json "${@:2}" | jq -c '[[.by[] | select(.key != null).key], .all_replies.n - ([.by[] | select(.key != null).all_replies.n] | add // 0)]'; }
same 'carol alone would be the rest, so ann tells of herself only' '[["ann"],3]' "$(left ann)"
same 'and so does every other way' 'ann' "$(seen ann)"
set_to self
same 'of two hidden ones the rest is of two' '[["ann"],3]' "$(left ann)"
same 'of a part with one hidden alone nobody is told' '[[],3]' "$(as ann stats id:1,3,4 --by agent --metric all_replies --json |
	jq -c '[[.by[] | select(.key != null).key], .all_replies.n - ([.by[] | select(.key != null).all_replies.n] | add // 0)]')"
same 'a team of which one alone is hidden is none' '[]' "$(as ann stats --by team --metric all_replies --json | jq -c '[.by[].key | select(. != null and . == "day")]')"
set_to off

# What leaves the desk, and what can be asked in SQL: no column and no number tells of one of them.
otto() { as otto sql "$1" --json | jq -c '[.[] | select(. != null)]' | sort -u | paste -sd' '; }
same 'whose conversations they are, beside their waits' '[2]' "$(as otto sql 'SELECT c.assignee, avg(w.seconds) / 300 FROM v_wait w JOIN v_conversation c USING (conversation) GROUP BY 1' --json | jq -c '[.[] | select(. != null)]')"
same 'nor the numbers of whom it was given to' '[0]' "$(otto 'SELECT count(subject) FROM v_event WHERE kind NOT IN ("merged", "linked", "promise_kept")')"
same 'nor a hash that could be tried for each' '[0]' "$(otto 'SELECT count(hash) FROM v_event WHERE actor_kind = "human" OR kind = "assigned"')"
exported() { as "$1" ledger export 2>exported.err; }
same 'an export names nobody' 'somebody' "$(exported otto | jq -rs '[.[] | .who, .to, .subject | select(. != null) | select(test(":")) | split(":")[1]] | unique | join(" ")')"
has 'and says so beside it' 'agent-figures' "$(cat exported.err)"
same 'nor by numbers or hashes' 0 "$(exported otto | grep -cE 'actor_id|subject_id|hash')"
exported otto >open.jsonl
same 'nowhere in it, as little as what a route said of them' 0 "$(grep -cE 'ann|bob|carol|dave|played_by|"(route|team|why)"' open.jsonl)"
same 'nor in SQL' '["handover=7"]' "$(as otto sql 'SELECT detail FROM v_event WHERE detail IS NOT NULL' --json | jq -sc '[.[].detail]')"
same 'an admin takes everything along' "ann bob carol true" "$(guichet ledger export | jq -rs '([.[] | select(.kind == "message_out") | .who | split(":")[1]] | unique | join(" ")) + " \(all(.hash != null))"')"
set_to self
same 'who sees their own is named' 'ann somebody' "$(exported ann | jq -rs '[.[] | select(.kind == "message_out") | .who | split(":")[1]] | unique | join(" ")')"
set_to lead
same 'who sees all has all' 'ann bob carol' "$(exported otto | jq -rs '[.[] | select(.kind == "message_out") | .who | split(":")[1]] | unique | join(" ")')"
same 'with hashes, and without a word' '15 0' "$(exported otto | grep -c '"hash"') $(wc -c <exported.err)"
set_to off
GUICHET_DESK=$TEST_DIR/open.db
fine 'an export without names is a ledger elsewhere' ledger import open.jsonl
same 'of which all together is the same' 5 "$(guichet stats --metric all_replies --json | jq .all_replies.n)"
GUICHET_DESK=$desk

g --as carol stats assignee:bob
same 'a query about one agent is denied' 77 "$status"
has 'and says by what' 'agent-figures' "$err"
refused 'a value that is none' 64 'agent-figures' desk set agent-figures=maybe
g --as carol desk set agent-figures=lead
same 'a lead may not set it' 77 "$status"
has 'and hears who may' 'admin' "$err"
same 'desk show says what holds' off "$(guichet desk show --json | jq -rs '.[0].agent_figures')"
set_to ''
same 'an empty value takes it away' lead "$(guichet desk show --json | jq -rs '.[0].agent_figures')"

# Of two who answered each would be what is left of the other: in SQL and in a published report, too.
export GUICHET_DESK=$TEST_DIR/two.db
grep -E '"c[15]"' ledger.jsonl | awk '{ sub(/"seq":[0-9]*/, "\"seq\":" NR) } 1' >two.jsonl
fine 'two who answered' ledger import two.jsonl
fine 'carol leads here, too' agent add carol --role lead
fine 'each their own' desk set agent-figures=self
fine 'a report is published' report publish --name all
same 'neither is told of in stats' '[2,[]]' "$(as carol stats --by agent --metric all_replies --json | jq -c '[.all_replies.n, [.by[].key | select(. != null)]]')"
same 'nor in waits and explain' '' "$(seen carol)"
same 'nor in SQL' '' "$(as carol sql 'SELECT DISTINCT agent FROM v_wait WHERE agent IS NOT NULL' --json | jq -r .agent)"
same 'nor in a report' '[]' "$(as carol report --format json | jq -c '[.sections[] | select(.grouped_by == "agent").by[].key | select(. != null)]')"
same 'nor in one that was published' '[]' "$(as carol report show 1 --format json | jq -c '[.sections[] | select(.grouped_by == "agent").by[].key | select(. != null)]')"
same 'nor on the dashboard' '[]' "$(as carol dashboard --since 2026-03-01 --json | jq -c '[.agents.by[].key | select(. != null)]')"

# Of two hidden ones one is alone in a period and in an account: who is left out beside hal is the same one in every table,
# or what one table leaves out the next one tells.  On shop both are hidden, so that nobody has to be left out there.
export GUICHET_DESK=$TEST_DIR/parts.db
seq=0 n=0
replies() { # replies WHO ACCOUNT DAY COUNT: so many conversations that were assigned and answered
	local i
	for ((i = 0; i < $4; i++)); do
		n=$((n + 1))
		row message_in 0 c$n "\"id\":\"i$n\",\"who\":\"customer\""
		row assigned 1 c$n "\"who\":\"human:$1\""
		row message_out 10 c$n "\"id\":\"o$n\",\"who\":\"human:$1\""
	done | sed "s/\"brand\"/\"$2\"/; s/2026-03-02/2026-03-$3/"
	n=$((n + $4)) seq=$((seq + 3 * $4))
}
{
	replies han brand 02 2
	replies ann brand 10 1; replies mia brand 10 2; replies hal brand 10 3
	replies ann shop 10 5; replies mia shop 10 1
} >parts.jsonl
fine 'a ledger of four agents' ledger import parts.jsonl
for who in ann mia hal han; do fine "$who is one of them" agent add $who --role agent; done
fine 'ann and mia are a team' team add day ann mia
set_to team
days='--since 2026-03-09 --until 2026-03-12'
# table ARGS...: the lines that ann is told, each with what it is of and how many replies
table() { as ann stats $days --metric all_replies --json "$@" | jq -c '[.by[] | select(.key != null) | [.key, .key2, .all_replies.n] | map(values)]'; }
same 'hal alone is hidden in the period: mia goes with him' '[["ann",6]]' "$(table --by agent)"
same 'mia is the one on brand, too, although ann has fewer there' '[["ann","brand",1],["ann","shop",5],["mia","shop",1]]' "$(table --by agent,account)"
same 'likewise the other way round' '[["brand","ann",1],["shop","ann",5],["shop","mia",1]]' "$(table --by account,agent)"

# Lines of teams are sums, too: who never answered hides nobody, and less another line or a total no line is of one alone.
teams() { as ann stats --since 2026-03-01 --until 2026-03-12 --by team --metric all_replies --json | jq -c '[.by[].key | select(. != null)]'; }
set_to self
fine 'eve never answered' agent add eve --role agent
fine 'mia works with her' team add night mia eve
same 'their team is mia alone' '[]' "$(teams)"
fine 'so does hal' team add night mia eve hal
same 'beside their team the total would be han alone' '[]' "$(teams)"
fine 'so does han' team add night mia eve hal han
same 'of all three nobody is alone' '["night"]' "$(teams)"
fine 'two of them are another team' team add noon mia hal
same 'less which the first would be of one' '["night"]' "$(teams)"
fine 'no longer' team remove noon
fine 'nor the first' team remove night
set_to team

# A published report hides by agent as well: one who is hidden on two accounts is still one alone on each.
{ replies han shop 10 2; replies hal shop 10 1; } >>parts.jsonl
export GUICHET_DESK=$TEST_DIR/published.db
fine 'han answers on shop as well' ledger import parts.jsonl
for who in ann mia hal han; do fine "$who is there, too" agent add $who --role agent; done
fine 'ann and mia are a team again' team add day ann mia
set_to team
for by in agent,account account,agent; do
	number=$(guichet report publish --by $by $days --json | jq .number)
	same "published by $by, hal is alone on brand: of that part nothing is told" '["ann shop","mia shop"]' \
		"$(as ann report show "$number" --format json | jq -c '[.sections[0].by[] | [.key, .key2] | sort | join(" ")] | sort')"
done
finish
