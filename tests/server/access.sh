#!/bin/bash
# SPDX-License-Identifier: ISC
# Who read what is private is kept: a private conversation that was opened, once
# for each visit, a customer's page, a search, an export with what was asked and
# from which front end; a public one is not.  Leads, admins and auditors read it,
# an agent their own rows, a member with a part of the desk that part; after
# kill -9 at most the last second is missing and no export; old rows go.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
team guichet
person() { printf 'author={"id":"%s","handle":"@%s@example.org","name":"%s"}' "$1" "$1" "$1"; }
{ item 1 'my account number is 12' "$(person ann)" 'vis="private"'; item 2 'where is the shop' "$(person ben)"; } >one.items
item 1 'the aardvark question' "$(person zebra)" 'vis="private"' >two.items
guichet import items one.items --account brand >/dev/null || bail "brand was not imported"
guichet import items two.items --account okapi >/dev/null || bail "okapi was not imported"
id_of() { guichet list status:open --json | jq -r "select(.handle|contains(\"$1\")).id"; }
ann=$(id_of ann) ben=$(id_of ben) zebra=$(id_of zebra)
for row in 'maria 4401 agent' 'jonas 4402 agent' 'lead 4403 lead' 'audit 4404 auditor' 'part 4405 lead'; do
	set -- $row
	guichet agent add "$1" --uid "$2" --role "$3" >/dev/null || bail "no agent $1"
done
guichet agent set part accounts=brand >/dev/null
rows() { guichet access "$@" --json; }
# noted NAME COUNT ARGS...: so many rows within two seconds, and no more then
noted() {
	local name=$1 want=$2; shift 2
	there() { [ "$(rows "$@" | wc -l)" -ge "$want" ]; }
	wait_for 10 there "$@"
	same "$name" "$want" "$(rows "$@" | wc -l)"
}

# ---- what is noted

say 4401 show "$ann" >/dev/null
say 4401 show "$ann" >/dev/null
say 4401 history "$ann" >/dev/null
say 4401 show "$ben" >/dev/null
say 4401 show 98765 >/dev/null
noted "a visit of a private conversation is one row" 1 --by maria
same "with who, what and from where" "maria show $ann command null" "$(rows --by maria | jq -r '"\(.agent) \(.call) \(.conversation) \(.front) \(.words)"')"
say 4402 show "$ann" --json >/dev/null
noted "each agent's is one" 2 "$ann"
has "as JSON" json "$(rows --by jonas | jq -r .front)"
same "a public one is not read in private" "" "$(rows "$ben")"
say 4401 contact show "$ben" >/dev/null
noted "a customer's page is noted whatever was said" 1 "$ben" --person
say 4401 list status:open >/dev/null
say 4401 search number >/dev/null
say 4401 count 'account number' >/dev/null
say 4401 count status:open >/dev/null
noted "lists at the command line, searches and words that are counted" 5 --by maria
has "with their words" "number" "$(rows --by maria | jq -r 'select(.call == "search").words')"
same "but not what is counted without any" 1 "$(rows --by maria | jq -r 'select(.call == "count").call' | wc -l)"
same "the queue's lines are no reading" "" "$(rows --by lead)"
say 4403 list status:open --csv >/dev/null
noted "a list as CSV is one" 1 --by lead
has "which says so" "csv list status:open" "$(rows --by lead | jq -r '"\(.front) \(.call) \(.words)"')"
say 4403 export account:brand >/dev/null
say 4404 ledger export >/dev/null
say 4404 sql 'SELECT count(*) FROM conversation' >/dev/null
say 4403 report >/dev/null
same "exports, reports and SQL stand there at once" "export account:brand|ledger export null|report null|sql SELECT count(*) FROM conversation" \
	"$(rows --limit 4 | jq -r '"\(.call) \(.words)"' | sort | paste -sd '|')"

say 4403 export account:brand >/dev/null
same "an export is noted as often as it is done" 2 "$(rows --by lead | jq -r 'select(.call == "export").words' | wc -l)"
padding=$(printf 'x%.0s' $(seq 250))
for n in 1 2; do say 4404 sql "SELECT '$padding', $n" >/dev/null; done
same "and a long question that only ends otherwise is another one" 2 "$(rows --by audit | jq -r 'select(.call == "sql" and (.words | contains("xxx"))).words' | wc -l)"

guichet desk set mail.url=smtp://localhost:1 mail.from=desk@example.org mail.tls=none >/dev/null || bail "no mail server"
say 4403 report publish --period today --mail-to lea@example.org >/dev/null
same "a report that is mailed is one" "report publish --period today --mail-to lea@example.org" \
	"$(rows --by lead | jq -r 'select(.call == "report publish") | "\(.call) \(.words)"')"
say 4403 report publish --period today >/dev/null
same "one that stays is not" 1 "$(rows --by lead | jq -r 'select(.call == "report publish").call' | wc -l)"

# ---- lists that tell texts, and handovers

say 4402 outbox list >/dev/null
say 4402 promise list --all >/dev/null
say 4402 handover prepare --to maria >/dev/null
say 4402 handover show >/dev/null
say 4402 handover show >/dev/null
say 4402 handover print >/dev/null
say 4402 handover print >/dev/null
say 4402 others "$ben" >/dev/null
noted "the outbox, promises and a handover are a visit each, each print is a row, and a customer's others are" 7 --by jonas
same "with what was asked" "handover print|handover print|handover show|others $ben|outbox list|promise list" \
	"$(rows --by jonas | jq -r 'select(.call != "show") | "\(.call) \(.conversation // "")"' | sed 's/ $//' | sort | paste -sd '|')"

# ---- on a screen

printf ':limit from:zebra\nenter\n' >steps
as 4402 env TERM=xterm-256color open/guichet --desk "unix:$socket" --screen 80x24 --script "$PWD/steps" >screen 2>&1
noted "a screen that opens one" 1 "$zebra"
has "says that it is a screen" screen "$(rows "$zebra" | jq -r .front)"

# ---- who may read it

same "an auditor reads all" "$(rows | wc -l)" "$(say 4404 access --json | wc -l)"
same "an agent their own" maria "$(say 4401 access --json | jq -r .agent | sort -u)"
has "and is refused another's" "is for leads, admins and auditors" "$(say 4401 access --by jonas)"
same "not even by a number" maria "$(say 4401 access "$ann" --json | jq -r .agent)"
same "a lead of a part reads of that part" "jonas maria" "$(say 4405 access "$ann" --json | jq -r .agent | sort | xargs)"
has "and of nothing else" "there is no conversation #$zebra" "$(say 4405 access "$zebra")"
same "nor what others asked of the whole desk" "" "$(say 4405 access --json | jq -r "select(.conversation == null or .conversation == $zebra) | select(.agent != \"part\")")"
has "in lines" $'maria\tshow' "$(guichet access "$ann")"
refused "a person needs a number" 64 "say of which conversation" access --person

# ---- kill -9

say 4403 export status:open >/dev/null
kill -KILL "$server"
wait "$server" 2>/dev/null
serve
has "an export is not lost" "export status:open" "$(rows --by lead --limit 1 | jq -r '"\(.call) \(.words)"')"
same "nor what was read before" 8 "$(rows --by jonas | wc -l)"

# ---- how long

refused "less than a day" 64 "less than a day" desk set access=1h
fine "they are kept for a day" desk set access=1d
same "which desk show says" 1d "$(guichet desk show --json | jq -r '.access // empty')"
kill -TERM "$server"
wait "$server"
serve --now "$(date -u -d '+3 days' +%FT%TZ)"
say 4403 export status:pending >/dev/null
same "after three days what is old is gone" "export status:pending" "$(rows | jq -r '"\(.call) \(.words)"')"
finish
