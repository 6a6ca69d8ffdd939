# SPDX-License-Identifier: ISC
# Sourced after desk.sh by tests of routes: customers who write, who has what,
# and how many wait with nobody.
as() { local who=$1; shift; guichet --as "$who" "$@"; }
n=0 told=0
# asks COUNT [KEY=JSON...]: so many customers, a line each
asks() {
	local count=$1; shift
	for ((i = 0; i < count; i++)); do
		n=$((n + 1))
		item $n "question $n" "author={\"id\":\"p$n\",\"handle\":\"@p$n@example.org\",\"name\":\"P$n\"}" "at=\"$(date -u +%FT%TZ)\"" "$@"
	done
}
# ask COUNT [KEY=JSON...]: so many customers write
ask() { asks "$@" >items; guichet import items items --account brand --json >/dev/null; }
# again ID [TEXT]: its customer writes once more; customers are numbered as their conversations
again() {
	told=$((told + 1))
	item again$told "${2:-and now?}" "author={\"id\":\"p$1\",\"handle\":\"@p$1@example.org\",\"name\":\"P$1\"}" "at=\"$(date -u +%FT%TZ)\"" \
		"thread={\"root\":\"$(guichet show "$1" --json | jq -r .thread)\"}" >items
	guichet import items items --account brand >/dev/null
}
holders() { guichet list "${1:-status:open}" --limit 200 --json | jq -r '"\(.id) \(.assignee // "nobody")"' | sort -n | cut -d' ' -f2 | tr '\n' ' ' | sed 's/ $//'; }
holder() { guichet show "$1" --json | jq -r '.assignee // "nobody"'; }
none_waits() { [ "$(guichet count 'status:open assignee:nobody' --json | jq -r '.counts[0]')" = 0 ]; }
all_of() { [ "$(guichet count "status:open assignee:$1" --json | jq -r '.counts[0]')" = "$2" ]; }
