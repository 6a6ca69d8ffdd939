#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: the example for a forum calls a reply sent that is in doubt only when
# it stands where it was to stand, since then and in its words, and not sent
# only when everything since then was looked through; else a person decides.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
for tool in python3 jq curl; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done
: >log
python3 "$top_srcdir/tests/lib/forum_server.py" "$TEST_DIR/log" >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the forum does not start: $(head -n 1 site.err)"
url=http://127.0.0.1:$(cat port)
control() { curl -sSf -d "$1" "$url/control" >/dev/null; }
mkdir connectors
cp "$top_srcdir/data/connectors/guichet-connector-discourse" connectors/
export GUICHET_CONNECTOR_PATH=$TEST_DIR/connectors
posts() { wc -l <log; }
# newest ID: what became of the last reply there
newest() { guichet show "$1" --json | jq -r '[.. | objects | select(.direction? == "out")] | last | .state'; }
settled() { guichet sync >/dev/null 2>&1; [ "$(newest "$1")" = "$2" ]; }

fine 'a forum' account add discourse forum "url=$url" user=host since=1d quarantine=1s --secret-fd 4 4<<<token
fine 'is checked' account check forum
control '{"username":"ann","topic_id":1,"post_number":1,"raw":"Where is my parcel?"}'
control '{"username":"bob","topic_id":2,"post_number":4,"raw":"It leaks."}'
fine 'it is read' sync
ann=$(guichet list --json | jq -r 'select(.contact == "ann" or .handle == "@ann") | .id')
bob=$(guichet list --json | jq -r 'select(.contact == "bob" or .handle == "@bob") | .id')
g reply "$ann" 'Thank you!' --yes
fine 'a reply leaves' sync
same 'to its post' '{"topic_id": 1, "reply_to_post_number": 1, "raw": "Thank you!"}' "$(cat log)"

touch log.late
g reply "$ann" 'It comes today.' --yes
guichet sync >/dev/null 2>&1
rm log.late
wait_for 60 settled "$ann" sent
ok $? 'one that was kept is found'
same 'and not sent twice' 2 "$(posts)"

touch log.lose
g reply "$bob" 'Thank you!' --yes
guichet sync >/dev/null 2>&1
same 'one that was lost is in doubt' 3 "$(posts)"
rm log.lose
wait_for 60 settled "$bob" sent
ok $? 'leaves again'
same 'though we said the same elsewhere' '{"topic_id": 2, "reply_to_post_number": 4, "raw": "Thank you!"}' "$(tail -n 1 log)"
same 'once more' 4 "$(posts)"

touch log.lose
g reply "$bob" 'One moment.' --yes
guichet sync >/dev/null 2>&1
rm log.lose
for n in $(seq 1 125); do control "{\"username\":\"crowd\",\"topic_id\":3,\"post_number\":$n}"; done
# The account says it until its next good poll: looked at all the while.
looked() {
	guichet sync >/dev/null 2>&1 & local syncs=$!
	while kill -0 "$syncs" 2>/dev/null; do
		if guichet account list --json | grep -q 'too much was written'; then wait "$syncs"; return 0; fi
	done
	return 1
}
wait_for 60 looked
ok $? 'behind too many posts nobody knows, and it says so'
same 'and a person decides' unknown "$(newest "$bob")"
same 'so it is not sent again' 5 "$(posts)"
finish
