#!/bin/bash
# SPDX-License-Identifier: ISC
# Routes give what waits to whom they may: in turn or to the least loaded, only
# to members who are on and available and have room, by tag or language; what is
# not answered goes back, a customer who writes to somebody who is gone is looked
# after, each step says why in the history, can be taken back while nobody acted,
# and a server that is killed gives nothing twice.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/routes.sh"

history_of() { guichet history "$1" --json | jq -r 'select(.kind == "assigned" or .kind == "released") | "\(.kind) \(.text)"'; }

fine 'a desk' status
for who in maria jonas noor; do guichet agent add $who >/dev/null; done
guichet agent add lena --role lead >/dev/null
guichet team add care maria jonas noor >/dev/null
for who in maria jonas noor; do guichet shift add $who daily 00:00-24:00 >/dev/null; done
ask 1
same 'without a route everybody claims' nobody "$(holders)"
g route list
same 'which it says' 'no route: everybody claims (guichet route set NAME QUERY TEAM)' "$err"

# ---- said wrong
refused 'of nobody' 1 'there is no team cares' route set first status:open cares --way round-robin
refused 'a person is no team' 1 'there is no team maria' route set first status:open maria --way round-robin
refused 'it must do something' 64 'it would do nothing' route set first status:open care
refused 'a query that is none' 64 'a value is missing' route set first status: care --way round-robin
refused 'room for nobody' 64 'capacity is 1' route set first status:open care --way round-robin --capacity 0
refused 'an agent sets none' 77 'needs the role lead' --as maria route set first status:open care --way round-robin

# ---- in turn
fine 'in turn' route set first status:open care --way round-robin --capacity 2
wait_for 10 none_waits; ok $? 'what waited is given'
ask 4
wait_for 10 none_waits; ok $? 'and what comes'
same 'one after the other' 'maria jonas noor maria jonas' "$(holders)"
same 'the history says why' 'assigned to maria: round robin of care, 0 of 2 held (route first)' "$(history_of 1)"
same 'by nobody else than the desk' system "$(guichet ledger export | jq -r 'select(.kind == "assigned").who' | sort -u)"
ask 3
wait_for 10 all_of nobody 2; ok $? 'nobody gets more than they may have'
same 'and it says so' 'nobody of care takes it: 3 full' "$(guichet route list --json | jq -r .why)"
same 'how many wait' 2 "$(guichet route list --json | jq -r .waiting)"
has 'a list for people' 'nobody of care takes it: 3 full' "$(guichet route list)"
fine 'jonas resolves one' --as jonas resolve 2
wait_for 10 all_of nobody 1; ok $? 'who has room again gets the next'
same 'him' jonas "$(guichet show 7 --json | jq -r .assignee)"
fine 'one may take more than that' agent set noor capacity=5
wait_for 10 none_waits; ok $? 'and gets it'
same 'noor' noor "$(guichet show 8 --json | jq -r .assignee)"

# ---- who is there
fine 'maria is away' --as maria availability away
fine 'jonas is busy' --as jonas availability busy
fine 'noor may have no more' agent set noor capacity=1
ask 1
wait_for 10 eval '[ "$(guichet route list --json | jq -r .why)" = "nobody of care takes it: 1 away, 1 busy, 1 full" ]'; ok $? 'nobody takes it, and why'
fine 'a try tells the same' route test first
has 'of what waits' 'nobody of care takes it' "$out"
fine 'maria is back' --as maria availability available
fine 'with room' agent set maria capacity=9
wait_for 10 none_waits; ok $? 'then it is hers'
same 'hers' maria "$(guichet show 9 --json | jq -r .assignee)"
guichet shift add maria daily off, 2020-01-01 08:00-09:00 >/dev/null
ask 1
wait_for 10 eval '[ "$(guichet route list --json | jq -r .why)" = "nobody of care takes it: 1 off shift, 1 busy, 1 full" ]'; ok $? 'whose shift is over gets nothing'

# ---- taken back
fine 'it rests' route remove first
same 'what it gave stays' maria "$(guichet show 9 --json | jq -r .assignee)"
fine 'noor wrote a note' --as noor note 8 'I look'
fine 'jonas gave one away' --as jonas assign 7 lena
g route undo first
has 'what nobody touched goes back' 'taken back from route first' "$out"
has 'what a colleague acted on stays' '#8 stays: somebody acted on it since' "$out"
has 'what somebody else has stays' '#7 stays: lena has it now' "$out"
same 'in the queue again' null "$(guichet show 9 --json | jq -r .assignee)"
same 'and told in the log' true "$(guichet route log first --json | jq -r 'select(.conversation == 9).undone_at != null')"
g route undo first
has 'once' '0 conversations taken back' "$out"

# ---- two routes on one row, tags and languages
fine 'what was is done' resolve --where status:open --yes
for who in maria jonas noor; do
	guichet agent set $who capacity= >/dev/null
	guichet shift add $who daily 00:00-24:00 >/dev/null
	guichet --as lena availability available --of $who >/dev/null
done
guichet agent set noor skills=refund,parcel languages=fr >/dev/null
fine 'refunds first' route set refunds tag:refund care --way least-loaded --match tag
fine 'the rest' route set rest status:open care --way least-loaded --match language
guichet rule add refund refund 'tag refund' >/dev/null
ask 3 'lang="fr"'
wait_for 10 none_waits; ok $? 'in French'
same 'who speaks it' 'noor noor noor' "$(holders)"
ask 2 'lang="en"'
wait_for 10 none_waits; ok $? 'in English'
same 'who has least, as nobody is said to speak it' 'jonas maria' "$(holders 'status:open lang:en' | tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/ $//')"
n=$((n + 1))
item $n 'a refund please' "author={\"id\":\"r\",\"handle\":\"@r@example.org\",\"name\":\"R\"}" "at=\"$(date -u +%FT%TZ)\"" 'lang="en"' >items
guichet import items items --account brand --json >/dev/null
wait_for 10 eval '[ "$(guichet list tag:refund --json | jq -r .assignee)" != null ]'; ok $? 'a row that two routes find is given'
same 'once' 1 "$(guichet history "$(guichet ids tag:refund)" --json | jq -r 'select(.kind == "assigned").kind' | wc -l)"
fine 'the ledger is sound' ledger verify

# ---- who may not see it
guichet account add import kiosk >/dev/null
for who in maria jonas noor; do guichet agent set $who accounts=kiosk >/dev/null; done
ask 1
same 'what nobody may see is nobody'"'"'s' nobody "$(holder "$n")"
same 'a trial says the same, and why' 'null nobody of care takes it: 3 not allowed to see it' \
	"$(guichet route test rest --json | jq -r '"\(.to) \(.why)"')"
guichet agent set noor accounts= >/dev/null
wait_for 10 none_waits; ok $? 'who sees it gets it'
for who in maria jonas; do guichet agent set $who accounts= >/dev/null; done

# ---- nobody answers, and somebody is gone
fine 'a desk that takes back' route set rest status:open care --way claim --back 1m --absent substitute
fine 'refunds rest' route remove refunds
refused 'not sooner than a minute' 64 'a minute at least' route set rest status:open care --back 1s
ask 1
id=$n
fine 'maria takes it' --as maria claim $id
again $id
same 'while she is there it is hers' maria "$(guichet show $id --json | jq -r .assignee)"
fine 'maria is away' --as maria availability away
again $id
wait_for 10 eval '[ "$(guichet show $id --json | jq -r .assignee)" != maria ]'; ok $? 'a customer who writes then is looked after'
has 'which says why' 'from maria to' "$(history_of $id | tail -n 1)"
has 'and of which route' ': maria is away (route rest)' "$(history_of $id | tail -n 1)"
fine 'to the queue, another time' route set rest status:open care --back 1m --absent queue
holder=$(guichet show $id --json | jq -r .assignee)
fine 'the holder leaves' --as "$holder" availability away
again $id
wait_for 10 eval '[ "$(guichet show $id --json | jq -r .assignee)" = null ]'; ok $? 'then nobody has it'
has 'and the history knows' "from $holder: $holder is away (route rest)" "$(history_of $id | tail -n 1)"

# ---- nobody answers: the clock of a desk that is opened later
fine 'jonas takes it' --as jonas claim $id
wait_for 10 server_gone
later() { guichet --now "$(date -u -d "+$1" +%FT%TZ)" show $id --json | jq -r .assignee; }
same 'before the time it stays' jonas "$(later '30 seconds')"
wait_for 10 server_gone
wait_for 10 eval '[ "$(later "3 minutes")" = null ]'; ok $? 'after it, it is in the queue'
same 'because nobody answered' 'released from jonas: no answer in 1 min of business time (route rest)' "$(history_of $id | tail -n 1)"

# ---- killed in the middle
fine 'everybody is there' availability available --of maria
fine 'all three' availability available --of jonas
fine 'in turn' route set rest status:open care --way round-robin
pid=$(server_pid)
ask 60 &
asked=$!
wait_for 10 eval '[ "$(guichet route log rest --limit 1000 --json | wc -l)" -gt 5 ]'; ok $? 'some are given'
kill -9 "$pid"
wait $asked
ask 1
wait_for 20 none_waits; ok $? 'what was not given is given by the next server'
same 'nothing twice in a row' 0 "$(guichet ledger export | jq -r 'select(.kind == "assigned" or .kind == "unassigned") | "\(.conv) \(.to)"' | sort -s -k1,1n | uniq -d | wc -l)"
fine 'and the ledger is sound' ledger verify
finish
