#!/bin/bash
# SPDX-License-Identifier: ISC
# Questions in SQL see the documented tables, which say what waits and cases
# say; whatever else a statement may try is refused in one line, takes nobody's
# time but its own, and changes no byte of the desk.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
jq -nc 'def at(s): 1772409600 + s | todate;
	[range(0; 60) | {n: ., start: (. * 10007 % 500000), lasts: (30 + . * 7919 % 5000)} |
		"c\(.n)" as $c | (if .n % 2 == 0 then "brand" else "shop" end) as $a | .n as $n |
		{t: .start, account: $a, conv: $c, kind: "message_in", id: "i\(.n)", who: "customer"},
		(if $n % 4 < 2 then {t: (.start + .lasts), account: $a, conv: $c, kind: "message_out", id: "o\($n)",
			who: (if $n % 3 == 0 then "human:ann" else "human:bob" end)} else empty end),
		(if $n % 4 == 1 then {t: (.start + .lasts + 60), account: $a, conv: $c, kind: "status", to: "resolved", who: "human:ann"}
		elif $n % 4 == 2 then {t: (.start + .lasts), account: $a, conv: $c, kind: "status", to: "resolved",
			reason: "no_reply_needed", who: "human:bob"}
		else empty end)] | sort_by(.t) | to_entries[] |
	(.value | del(.t)) + {seq: (.key + 1), recv: at(.value.t)} + (if .value.kind | startswith("message") then {net: at(.value.t)} else {} end)' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
printf '{"tz":"Europe/Berlin","week":{"mon":["09:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"]},"days":{}}\n' >office.json
fine 'hours' schedule set office office.json --from 2026-01-01
fine 'that are kept' desk set schedule=office target=20m --from 2026-01-01
{ item p1 'in the open' 'vis="public"'; item d1 'between us' 'vis="private"'; } >items
fine 'messages' import items items --account news
conversation=$(guichet list account:news --json | jq -s '[.[].id] | min')
fine 'a note' note "$conversation" 'a word among us'
q() { guichet sql "$@"; }

# ---- what can be asked says what everything else says
same 'waits' "$(guichet waits --json | jq -c 'select(.outcome != "open") | [.account, .kind, .outcome, .start, .end, .seconds, .business_seconds,
	.target, .sla, .credit, .own, .surface]' | sort)" \
	"$(q "SELECT * FROM v_wait WHERE outcome <> 'open'" --json | jq -c '[.account, .kind, .outcome, .started, .ended, .seconds, .business_seconds,
	.target, .sla, .agent, .own_seconds, .surface]' | sort)"
same 'who still waits' "$(guichet waits --json | jq -c 'select(.outcome == "open") | [.start, .target, .sla]' | sort)" \
	"$(q "SELECT * FROM v_wait WHERE outcome = 'open'" --json | jq -c '[.started, .target, .sla]' | sort)"
same 'cases' "$(guichet cases --json | jq -c 'select(.status == "resolved") | [.account, .opened, .waits, .turns, .replies, .messages_in, .net_reopens,
	.first_resolution, .work, .customer_time, .on_hold, .customer_wait, .time_to_human, .time_to_assign]' | sort)" \
	"$(q "SELECT *, unixepoch(first_resolved) - unixepoch(opened) AS first FROM v_case WHERE status = 'resolved'" --json | jq -c '[.account, .opened, .waits, .turns, .replies, .messages_in,
	.net_reopens, .first, .work_seconds, .customer_seconds, .on_hold_seconds, .customer_wait_seconds, .seconds_to_human, .seconds_to_assign]' | sort)"
same 'the ledger' "$(guichet ledger export | jq -sc 'map([.seq, .kind])')" "$(q 'SELECT seq, kind FROM v_event ORDER BY seq' --json | jq -sc 'map([.seq, .kind])')"
same 'a share is that of stats' "$(guichet stats --json | jq -c '[.sla.met, .sla.missed]')" \
	"$(q "SELECT sum(sla = 'met') AS a, sum(sla = 'missed') AS b FROM v_wait" --json | jq -c '[.a, .b]')"
same 'every table and column that is told of is there' '' "$(awk '/^\.Ss v_/ { t = $2 } /^\.It Cm / { if (t) print t, $3 }' "$top_srcdir/man/guichet-sql.7" |
	awk '{ c[$1] = c[$1] (c[$1] ? ", " : "") $2 } END { for (t in c) print "SELECT " c[t] " FROM " t " LIMIT 0" }' |
	while read -r s; do q "$s" 2>&1 >/dev/null | grep -v 'no rows'; done)"
same 'joins, groups, windows and WITH' '["brand",1]' \
	"$(q "WITH w AS (SELECT account, count(*) AS n FROM v_wait JOIN v_conversation USING (conversation, account) GROUP BY account)
	SELECT account, row_number() OVER (ORDER BY n DESC, account) AS r FROM w ORDER BY r LIMIT 1" --json | jq -c '[.account, .r]')"

# ---- forms
same 'CSV' "a,b,b_2
'=1+1,,2.5" "$(q "SELECT '=1+1' AS a, NULL AS b, 2.5 AS b" --csv)"
same 'CSV of nothing' 'seq' "$(q 'SELECT seq FROM v_event WHERE 0' --csv)"
same 'TSV' 'x	y
1	-2' "$(q 'SELECT 1 AS x, -2 AS y' --tsv)"
same 'a file' 1 "$(echo 'SELECT 1 AS one' | guichet sql -F - --json | jq .one)"
same 'bytes are digits' '{"b":"00ff"}' "$(q "SELECT x'00ff' AS b" --json)"
same 'what is too large for a number is none' '{"n":null}' "$(q 'SELECT 1e999 AS n' --json)"
same 'people read two decimals, or three figures of what is small' '     m       s  n
104.13  0.0125  7' "$(q 'SELECT 104.13333333333334 AS m, 0.0125 AS s, 7 AS n')"
same 'programs read them all' '104.13333333333334' "$(q 'SELECT 104.13333333333334 AS m' --tsv | tail -n 1)"
same 'a chart' 'a  4  ████████████████████████████████████████
b  1  ██████████                              
c  -                                          ' "$(q "SELECT 'a', 4 UNION ALL SELECT 'b', 1 UNION ALL SELECT 'c', NULL" --chart)"
refused 'of one column' 64 'two columns' sql 'SELECT 1' --chart
refused 'of words' 64 "not 'b'" sql "SELECT 'a', 'b'" --chart

# ---- what cannot
head=$(guichet ledger verify --json | jq -r .head)
before=$(guichet sql 'SELECT count(*) AS n, max(seq) AS m FROM v_event' --json)
while IFS='|' read -r code part statement; do
	[ -n "$statement" ] || continue
	g sql "$statement"
	case "$status $err" in "$code guichet: "*"$part"*) ;; *) echo "$statement: $status $err $out" ;; esac
	case "$out$err" in *$'\n'*) echo "$statement: more than one line" ;; *x[0-9a-f][0-9a-f][0-9a-f][0-9a-f]*_v_*) echo "$statement: tells a hidden name" ;; esac
done <<'END' >refusals
77|secret|SELECT * FROM secret
77|secret|SELECT count(*) FROM secret
77|secret|SELECT 1 FROM main.secret
77|secret|WITH v_wait AS (SELECT * FROM secret) SELECT * FROM v_wait
77|secret|WITH v_wait(a) AS (SELECT sealed FROM secret) SELECT a FROM v_wait, v_conversation
77|secret|SELECT (SELECT sealed FROM secret) FROM v_account
77|secret|SELECT * FROM (SELECT * FROM secret) AS v_wait
77|secret|SELECT * FROM v_account WHERE EXISTS (SELECT 1 FROM secret)
77|secret|SELECT * FROM 'secret'
77|secret|SELECT * FROM "secret" UNION SELECT 1, 2, 3
77|secret|SELECT sum(1) OVER (ORDER BY (SELECT max(version) FROM secret)) FROM v_account
77|message|SELECT text FROM message
77|wait|SELECT agent FROM wait
77|journal|SELECT * FROM journal
77|draft|SELECT text FROM draft
77|meta|SELECT value FROM meta
77|cursor|SELECT value FROM cursor
77|account|SELECT settings FROM account
77|agent|SELECT uid FROM agent
77|only SELECT|SELECT * FROM message_fts
77|only SELECT|SELECT text FROM message_fts WHERE message_fts MATCH 'us'
77|sqlite_|SELECT sql FROM sqlite_schema
77|sqlite_|SELECT name FROM sqlite_temp_schema
77|sqlite_|SELECT name FROM temp.sqlite_master
77|only SELECT|SELECT * FROM pragma_table_list
77|only SELECT|SELECT * FROM pragma_database_list
77|only SELECT|SELECT * FROM pragma_function_list
77|only SELECT|PRAGMA user_version
77|only SELECT|PRAGMA user_version = 7
77|only SELECT|PRAGMA writable_schema = 1
77|only SELECT|PRAGMA query_only = 0
77|only SELECT|ATTACH 'other.db' AS o
77|only SELECT|ATTACH ':memory:' AS o
77|only SELECT|DETACH main
77|only SELECT|VACUUM INTO 'copy.db'
77|only SELECT|VACUUM
77|only SELECT|REINDEX
77|only SELECT|ANALYZE
77|only SELECT|INSERT INTO tag VALUES (1, 'x')
77|only SELECT|INSERT INTO v_tag VALUES (1, 'x')
77|only SELECT|UPDATE event SET detail = ''
77|only SELECT|DELETE FROM event
77|only SELECT|DELETE FROM event RETURNING seq
77|only SELECT|WITH x AS (SELECT 1) DELETE FROM event
77|only SELECT|REPLACE INTO tag VALUES (1, 'x')
77|only SELECT|CREATE TABLE t (a)
77|only SELECT|CREATE TEMP TABLE t (a)
77|only SELECT|CREATE TEMP TABLE t AS SELECT * FROM v_wait
77|only SELECT|CREATE TEMP VIEW v_mine AS SELECT * FROM secret
77|only SELECT|CREATE VIRTUAL TABLE temp.t USING fts5 (a)
77|only SELECT|CREATE TEMP TRIGGER t AFTER INSERT ON tag BEGIN SELECT 1; END
77|only SELECT|ALTER TABLE event RENAME TO e
77|only SELECT|DROP TABLE event
77|only SELECT|DROP VIEW v_wait
77|only SELECT|BEGIN
77|only SELECT|COMMIT
77|only SELECT|ROLLBACK
77|only SELECT|SAVEPOINT s
77|only SELECT|EXPLAIN SELECT * FROM v_wait
77|only SELECT|EXPLAIN QUERY PLAN SELECT * FROM v_wait
77|load_extension()|SELECT load_extension('libc.so.6')
64|no such function|SELECT readfile('/etc/passwd')
64|no such function|SELECT writefile('x', 'y')
64|no such function|SELECT edit('x')
64|no such function|SELECT fxx(0, 1, 2, 3)
77|()|SELECT fts5_source_id()
77|()|SELECT sqlite_compileoption_get(1)
77|()|SELECT randomblob(100000000)
77|()|SELECT zeroblob(1000000000)
64|one statement|SELECT 1; SELECT 2
77|only SELECT|SELECT 1; DELETE FROM event
64|one statement|SELECT 1; nonsense
64|no statement|/* nothing */
64|no statement|;
64|parameters|SELECT ?1
64|parameters|SELECT :name
64|syntax error|SELEC 1
64|no such column: mood: guichet-sql(7) lists|SELECT mood FROM v_wait
64|no such table: v_mood: guichet-sql(7) lists|SELECT * FROM v_mood
64|unrecognized token|SELECT 'open
64|too big|SELECT replace(printf('%100000d', 1), ' ', 'aaaaaaaaaa')
64|too complex|SELECT * FROM v_wait WHERE conversation LIKE replace(printf('%1000d', 1), ' ', '%')
END
same 'whatever is no question' '' "$(cat refusals)"
g sql "SELECT $(printf '(%.0s' $(seq 300))1$(printf ')%.0s' $(seq 300))"
same 'a very deep one' 64 "$status"
printf "SELECT '%300000s'" x >long
g sql -F long
same 'a very long one' 65 "$status"
same 'a part that is called like a table is what it says' 7 "$(q 'WITH v_wait AS (SELECT 7 AS a) SELECT a FROM v_wait' --json | jq .a)"
same 'the ledger is as it was' "$head $before" "$(guichet ledger verify --json | jq -r .head) $(q 'SELECT count(*) AS n, max(seq) AS m FROM v_event' --json)"
same 'no file came' '' "$(ls other.db copy.db x 2>/dev/null)"

# ---- who
texts() { guichet --as "$1" sql "SELECT text FROM v_message WHERE text IS NOT NULL ORDER BY text" --json | jq -r .text | paste -sd,; }
fine 'an auditor' agent add audrey --role auditor
fine 'a lead' agent add lea --role lead
fine 'an agent' agent add alan --role agent
fine 'a viewer' agent add vic --role viewer
same 'a lead reads what is private' 'a word among us,between us,in the open' "$(texts lea)"
same 'an auditor what is public' 'in the open' "$(texts audrey)"
same 'an agent what they answer' 'a word among us,between us,in the open' "$(texts alan)"
refused 'a viewer asks nothing' 77 'auditor' --as vic sql 'SELECT 1'

fine 'figures about single agents are for nobody' desk set agent-figures=off
named() { guichet sql 'SELECT count(w.agent) + count(own_seconds) + (SELECT count(agent) FROM v_event) AS n FROM v_wait AS w' --json | jq .n; }
same 'no column names one' 0 "$(named)"
assigned() { guichet sql "SELECT count(subject) AS n FROM v_event WHERE kind = 'assigned'" --json | jq .n; }
same 'nor has the number of one' 0 "$(assigned)"
wrote() { guichet sql "SELECT count(author) AS n FROM v_message WHERE direction = 'note'" --json | jq .n; }
same 'nor who wrote a note' 0 "$(wrote)"
fine 'everybody sees their own' desk set agent-figures=self
who() { guichet --as "$1" sql 'SELECT DISTINCT agent FROM v_wait WHERE agent IS NOT NULL ORDER BY agent' --json | jq -r .agent | paste -sd,; }
same 'who answered nothing sees nobody' '' "$(who lea)"
credited=$(guichet desk set agent-figures=lead >/dev/null; guichet sql 'SELECT agent FROM v_wait WHERE agent IS NOT NULL LIMIT 1' --json | jq -r .agent)
fine 'self again' desk set agent-figures=self
fine 'who answered is here again' agent add "$credited" --role agent
same 'of two who answered each would be what is left of the other' '' "$(who "$credited")"
fine 'and for leads again' desk set agent-figures=
ok "$([ "$(named)" -gt 0 ]; echo $?)" 'who are told again'
ok "$([ "$(wrote)" -gt 0 ]; echo $?)" 'with their notes'

# ---- what a conversation is
column() { guichet sql "SELECT $1 FROM v_conversation WHERE conversation = 1" --json | jq -r ".$1"; }
same 'priority' normal "$(column priority)"
fine 'high' priority 1 high
same 'is high' high "$(column priority)"
fine 'low' priority 1 low
same 'is low' low "$(column priority)"
same 'it counts' 0 "$(column excluded)"
all=$(guichet sql 'SELECT count(*) AS n FROM v_wait' --json)
fine 'it is left out' exclude 1 --reason 'a test'
same 'and says so' 1 "$(column excluded)"
same 'its rows are there all the same' "$all" "$(guichet sql 'SELECT count(*) AS n FROM v_wait' --json)"
same 'without them it is the figure' "$(guichet stats --metric waits --json | jq .waits.n)" \
	"$(guichet sql 'SELECT count(*) AS n FROM v_wait JOIN v_conversation USING (conversation) WHERE NOT excluded' --json | jq .n)"
fine 'it counts again' include 1
same 'as it did' 0 "$(column excluded)"

# ---- bombs: each by itself, and nobody waits for them
bomb='WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
guichet watch >/dev/null 2>&1 & remember $!	# one server for all that follows
guichet sql "$bomb" >bomb.out 2>bomb.err & bomb_pid=$!
remember $bomb_pid
same 'others are answered meanwhile' 62 "$(guichet search 'in:out OR is:open' --json >/dev/null 2>&1; guichet stats --json | jq .waits.n)"
guichet stats --as-of 1h --json >long.out 2>/dev/null & remember $!
same 'and what is no long question' 62 "$(guichet stats --metric waits --json | jq .waits.n)"
same 'nor is one of messages' true "$(guichet stats --metric sent_people --json | jq '.sent_people.n >= 0')"
kill -0 $bomb_pid 2>/dev/null
ok $? 'while it runs'
same 'what reads the whole ledger waits with it' 0 "$(wc -c <long.out)"
kill -TERM $bomb_pid
wait $bomb_pid
wait_for 5 guichet sql 'SELECT 1'
ok $? 'who leaves takes the question along'
wait_for 5 test -s long.out
ok $? 'and what waited is answered'
refused 'too long' 75 'longer than 10 s' sql "$bomb"
refused 'texts long enough to search for long are none' 64 'too big' sql "SELECT instr(replace(printf('%100000d', 1), ' ', 'aaaa'), 'b')"
refused 'too many' 75 'more than 100000 rows' sql 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c' --quiet
refused 'too large' 75 'more than 64 MiB' sql "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT printf('%4000d', x) FROM c" --quiet
fine 'the desk is well' sql 'SELECT count(*) FROM v_wait'
finish
