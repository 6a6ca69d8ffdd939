#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: a network that nobody built in is a program.  What it brings is kept
# before it is acknowledged, what it sends leaves at most once whatever becomes
# of it, it sees no secret but its own and nothing else of ours, and one that
# does not keep the rules is ended, with all that it started, and harms no other
# account.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
for tool in python3 jq curl; do command -v $tool >/dev/null || skip_all "$tool is not installed"; done
: >log
python3 "$top_srcdir/tests/lib/guestbook_server.py" book log >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the guestbook does not start: $(head -n 1 site.err)"
url=http://127.0.0.1:$(cat port)
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
sign() { printf '{"id":%s,"by":"%s","text":"%s","at":"%s"}\n' "$1" "$2" "$3" "$(now)" >>book; }
posts() { grep -c '^POST' log; }

refused 'no program, no network' 64 "no network 'guestbook'" account add guestbook book "url=$url" --secret-fd 4 4<<<token
mkdir connectors
cp "$top_srcdir/data/connectors/guichet-connector-guestbook" connectors/
export GUICHET_CONNECTOR_PATH=$TEST_DIR/connectors
chmod g+w connectors/guichet-connector-guestbook
refused 'one that others may change is none' 64 "no network 'guestbook'" account add guestbook book "url=$url" --secret-fd 4 4<<<token
chmod g-w connectors/guichet-connector-guestbook
server_down() { flock -n "$desk.lock" true; }
wait_for 10 server_down
fine 'the same command as for any network' account add guestbook book "url=$url" since=1d --secret-fd 4 4<<<token
fine 'it is checked' account check book
same 'who we are' 'the host 1' "$(guichet account list --json | jq -r '"\(.handle) \(.level)"')"
sign 1 Ann 'Where is my parcel?'
sign 2 Bob 'It leaks.'
fine 'it is read' sync
same 'two wrote' 'Ann Bob' "$(guichet list --json | jq -r .contact | sort | tr '\n' ' ' | sed 's/ $//')"
fine 'again' sync
has 'from the checkpoint' 'after=2' "$(tail -n 1 log)"
id=$(guichet list --json | jq -r 'select(.contact == "Ann") | .id')
g reply "$id" 'It left today.' --yes
same 'a reply' 0 "$status"
fine 'leaves' sync
same 'once' 1 "$(posts)"
same 'as an answer' '1 It left today.' "$(jq -r 'select(.by == "the host") | "\(.answers) \(.text)"' book)"
same 'and is sent' 'sent' "$(guichet show "$id" --json | jq -r '[.. | objects | select(.direction? == "out")] | last | .state')"

# The program's answer never comes: unknown, and then, because it repeats safely, done once.
touch log.hold
id=$(guichet list --json | jq -r 'select(.contact == "Bob") | .id')
guichet account set book quarantine=1s >/dev/null
g reply "$id" 'Use the other cup.' --yes
(timeout 60 guichet sync >/dev/null 2>&1) & sync=$!
posted() { [ "$(posts)" = 2 ]; }
wait_for 30 posted
kill -9 "$(guichet status --json | jq -r .pid)"
rm log.hold
wait $sync
settled() { guichet sync >/dev/null 2>&1; [ "$(guichet show "$id" --json | jq -r '[.. | objects | select(.direction? == "out")] | last | .state')" = sent ]; }
wait_for 60 settled
ok $? 'killed in the middle of sending: known again'
same 'and written once' 1 "$(grep -c 'other cup' book)"

# told NAME PART: a sync of that account fails and the account's reason says PART
told() { g sync "$1"; same "$1 fails" 75 "$status"; has "$1 is told why" "$2" "$(guichet account list --json | jq -r "select(.name == \"$1\") | .reason")"; }

# What it is given, and what not.
cat >connectors/guichet-connector-nosy <<'X'
#!/bin/sh
{ env; echo "args $*"; ls -l /proc/self/fd | sed 's/.*-> //'; ulimit -c; ulimit -n; grep NoNewPrivs /proc/self/status; cat <&3; } >seen 2>&1
while IFS= read -r line; do
	case $line in
	*'"call":"hello"'*) echo "$line" >hello; echo '{"id":1,"ok":{"protocol":1,"name":"nosy","settings":[{"name":"word","required":true}]}}' ;;
	*'"call":"probe"'*) echo '{"id":2,"ok":{"self":{"id":"n"}}}' ;;
	*) echo "$line" >>rest; echo "$line" | grep -q call && echo '{"id":3,"ok":{}}' ;;
	esac
done
X
chmod 755 connectors/guichet-connector-nosy
export GUICHET_PLANTED=planted-in-the-environment
fine 'a nosy one' account add nosy nosy since=1d --secret-fd 4 4<<<'s3cret-planted'
refused 'says what it needs' 78 'nosy needs word=...: account set nosy word=...' account check nosy
fine 'a setting that it does not know' account set nosy word=1 wird=2
refused 'is named' 78 "nosy takes no setting 'wird'" account check nosy
fine 'without it' account set nosy wird=
id=$(guichet account list --json | jq -r 'select(.name == "nosy") | .id')
seen=$desk.connector.$id
g account check nosy
same 'the secret came on a descriptor' '{"secret":"s3cret-planted"}' "$(tail -n 1 "$seen/seen")"
same 'and nowhere else' 1 "$(cat "$seen"/* | grep -c s3cret)"
same 'the environment is its own' 'HOME LC_ALL PATH PWD TMPDIR TZ' "$(sed -n 's/^\([A-Z_]*\)=.*/\1/p' "$seen/seen" | grep -vE '^(_|OLDPWD|SHLVL)$' | sort | tr '\n' ' ' | sed 's/ $//')"
same 'no descriptor of the desk is' '' "$(grep -vE 'connector' "$seen/seen" | grep -E 'desk\.db|\.lock|anon_inode')"
has 'no new privileges' 'NoNewPrivs:	1' "$(cat "$seen/seen")"
fine 'it goes' account remove nosy

# naughty NAME LINE...: a connector that answers a poll with these lines
naughty() {
	local name=$1; shift
	{ printf '#!/bin/sh\nwhile IFS= read -r line; do id=${line#*\\"id\\":}; id=${id%%%%[!0-9]*}; case $line in\n'
	echo "*'\"call\":\"hello\"'*) echo \"{\\\"id\\\":\$id,\\\"ok\\\":{\\\"protocol\\\":1,\\\"name\\\":\\\"x\\\",\\\"sends\\\":true}}\" ;;"
	echo "*'\"call\":\"probe\"'*) echo \"{\\\"id\\\":\$id,\\\"ok\\\":{\\\"self\\\":{\\\"id\\\":\\\"n\\\"}}}\" ;;"
	printf '*%s*) ' "'\"call\":\"poll\"'"
	printf '%s\n' "$@"
	printf ';; esac; done\n'; } >"connectors/guichet-connector-$name"
	chmod 755 "connectors/guichet-connector-$name"
	fine "$name" account add "$name" "$name" since=1d --secret-fd 4 4<<<x
}
item='"item":{"uid":"a","kind":"post","author":{"id":"a"},"at":"'$(now)'","text":"hello"}'
naughty garbage 'echo garbage'
told garbage 'a line that is no JSON object'
naughty backwards "echo '{\"seq\":2,$item}'; echo '{\"seq\":1,$item}'"
told backwards 'do not count upwards'
naughty silent 'exit 3'
told silent 'ended with status 3'
naughty flood "i=0; while [ \$i -lt 2000 ]; do i=\$((i + 1)); echo '{\"seq\":'\$i',$item}'; done; echo '{\"id\":3,\"ok\":{}}'"
fine 'one that does not wait for acks is held back' sync flood
naughty endless 'head -c 6000000 /dev/zero | tr "\0" x; echo'
told endless 'more than 4 MiB'
naughty half "echo '{\"seq\":1,$item}'; echo '{\"seq\":2,\"item\":{\"uid\":\"b\"}}'; echo '{\"seq\":3,\"checkpoint\":5}'; echo '{\"id\":3,\"ok\":{}}'"
fine 'a bad item among good ones' sync half
same 'costs no other' 1 "$(guichet list account:half --json | wc -l)"
naughty gappy "echo '{\"seq\":1,$item}'; echo '{\"seq\":2,\"checkpoint\":5}'; echo '{\"id\":3,\"ok\":{\"gap\":{\"from\":\"2026-11-22T10:00:00Z\",\"to\":\"2026-11-22T12:00:00Z\"}}}'"
fine 'one that missed something says so' sync gappy
same 'and so does the account' '2026-11-22T10:00:00Z 2026-11-22T12:00:00Z' "$(guichet account list --json | jq -r 'select(.name == "gappy") | "\(.gap_from) \(.gap_to)"')"
naughty wild "printf '{\"seq\":1,\"item\":{\"uid\":\"w\",\"kind\":\"post\",\"author\":{\"id\":\"w\"},\"at\":\"$(now)\",\"text\":\"\\\\u001b[2Jboo\",\"permalink\":\"javascript:1\"}}\\n{\"id\":3,\"ok\":{}}\\n'"
fine 'one that wants the terminal' sync wild
same 'does not get it' 0 "$(guichet list account:wild | grep -c $'\033')"
same 'nor the browser' null "$(guichet show "$(guichet list account:wild --json | jq .id)" --json | jq -r '[.. | .url? // empty] | map(select(startswith("javascript"))) | first')"
server_up() { guichet status --json | jq -e .pid; }
# A program that was missing when the server began is found once it is installed.
naughty late "echo \"{\\\"id\\\":\$id,\\\"ok\\\":{}}\""	# by the server's own hours or when asked: it answers both
before=$(guichet status --json | jq -r .pid)
over() { ! kill -0 "$before" 2>/dev/null; }
wait_for 20 over
mv connectors/guichet-connector-late later
guichet watch account:book --json >watching & watcher=$!
remember "$watcher"
watching() { [ -e watching ] && server_up; }
wait_for 10 watching
pid=$(guichet status --json | jq -r .pid)
refused 'a program that is missing' 69 'network late is not known here: is its program installed?' account check late
has 'is said of its account' 'is its program installed?' "$(guichet account list --json | jq -r 'select(.name=="late").reason')"
g sync; has 'and where all are read' 'is its program installed?' "$out$err"
mv later connectors/guichet-connector-late
fine 'it is installed, and checked' account check late
fine 'and read' sync late
same 'all in one server' "$pid" "$(guichet status --json | jq -r .pid)"
same 'nothing is said any more' '' "$(guichet account list --json | jq -r 'select(.name=="late").reason // ""')"
kill "$watcher"
gone() { ! kill -0 "$watcher" 2>/dev/null; }
wait_for 10 gone
# In one server: what was ended is begun again, mended or not, and a refusal to begin is told in full.
guichet watch account:book --json >watched & watcher=$!
remember "$watcher"
watched() { [ -e watched ] && server_up; }
wait_for 10 watched
pid=$(guichet status --json | jq -r .pid)
for n in 1 2; do told garbage 'a line that is no JSON object'; done
sed "s/echo garbage/echo '{\"id\":2,\"ok\":{}}'; echo '{\"id\":3,\"ok\":{}}'/; s/; echo '{\"id\":3,\"ok\":{}}'//" connectors/guichet-connector-garbage >mended && cat mended >connectors/guichet-connector-garbage
mended() { timeout 60 guichet sync garbage; }
wait_for 60 mended
ok $? 'mended, it is read'
{ echo '#!/bin/sh'; echo 'read -r line; echo "{\"id\":1,\"error\":{\"class\":\"config\",\"text\":\"no such town\"}}"; cat >/dev/null'; } >connectors/guichet-connector-fussy
chmod 755 connectors/guichet-connector-fussy
fine 'a fussy one' account add fussy fussy --secret-fd 4 4<<<x
for n in 1 2; do refused "says why, time $n" 78 'no such town' account check fussy; done
same 'all in one server' "$pid" "$(guichet status --json | jq -r .pid)"
# What a program leaves behind ends with it, whatever it does about signals.
naughty orphan "[ -e left ] || { (trap '' TERM; exec sleep 97) </dev/null >/dev/null 2>&1 3<&- & echo \$! >left; }; echo \"\$line\" | sed 's/.*\"id\":\([0-9]*\).*/{\"id\":\1,\"ok\":{}}/'"
fine 'one that starts another' sync orphan
left=$(cat "$desk".connector.*/left)
kill -0 "$left"
ok $? 'which stays'
kill "$watcher"
over() { ! [ -e "/proc/$left" ] || grep -q '^State:.*Z' "/proc/$left/status"; }
wait_for 30 over
ok $? 'and ends with it'
sign 9 Cleo 'Still here?'
fine 'the guestbook is read as ever' sync book
sign 20 'the host' 'It is us.'
fine 'a stranger signs in our name' sync book
same 'and is a stranger' 1 "$(guichet list --json | jq -r .contact | grep -c '^the host$')"
same 'by name' 1 "$(guichet list account:book --json | jq -r .contact | grep -c Cleo)"
fine 'the ledger is sound' ledger verify
finish
