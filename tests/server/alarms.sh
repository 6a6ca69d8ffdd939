#!/bin/bash
# SPDX-License-Identifier: ISC
# Whoever is to be told of what is wrong is told, by mail and by a program that
# gets no shell and nothing of ours: once of each, several together, again until
# somebody takes it or it is over, later those who come next; a program that
# hangs delays nobody, and a server that was killed tells nothing twice.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
. "$top_srcdir/tests/lib/mail.sh"
mail_server box
SECRET_OF_THE_SERVER=1 team guichet
export GUICHET_DESK=unix:$socket
cat >page <<'P'
#!/bin/sh
cat >"$1/$2.json"; env >"$1/$2.env"; ps -o pgid= -p $$ >"$1/$2.group"; echo "$$" >>"$1/$2.pid"; echo 'paged "him"'
(trap '' TERM; exec sleep 97) </dev/null >/dev/null 2>&1 & echo $! >"$1/left"
P
cat >hang <<'P'
#!/bin/sh
echo $$ >"$1/hang.pid"; sleep 300
P
chmod 755 page hang
paged='a;touch${IFS}evil'
fine 'a lead' agent add lee --role lead --uid 7001
fine 'a server for mails' desk set "mail.url=smtp://localhost:$port" mail.from=desk@example.org mail.tls=none
refused 'no such event' 64 on on lunch mail lea@example.org
refused 'no address' 64 'no mail address' on breached mail lea
refused 'no shell finds it' 64 'whole path' on breached run page
refused 'no such hours' 64 'no quiet hours' on breached mail lea@example.org --except often
refused 'not that often' 64 'once a minute' on breached mail lea@example.org --repeat 5s
same 'not for leads' 1 "$(say 7001 on breached mail lea@example.org | grep -c 'admin')"
# Nothing else happens on this desk: a rule sees by itself what was there before it.
{ item m1 'where is my parcel'; item m2 'and mine' 'author={"id":"eve","handle":"@eve@example.org","name":"Eve"}'; } >items
fine 'two are late' import items items --account brand
fine 'a mail' on breached mail lea@example.org
fine 'who comes next' on breached mail boss@example.org --after 1h
fine 'a program' on breached run "$TEST_DIR/page" "$TEST_DIR" 'a;touch${IFS}evil'
fine 'one that hangs' on breached run "$TEST_DIR/hang" "$TEST_DIR"
fine 'at another event' on account-down mail ops@example.org
arrived() { [ -e box/1.eml ]; }
ok "$(wait_for 40 arrived; echo $?)" 'somebody is told'
paged() { [ -e "$paged.pid" ]; }
ok "$(wait_for 40 paged; echo $?)" 'and the program'
same 'one mail of both' '2 alarms: breached' "$(letter box/1.eml Subject)"
has 'with numbers and accounts' '#1 on brand is' "$(letter box/1.eml text)"
same 'and nothing of a customer' '' "$(letter box/1.eml text | grep -iE 'bob|eve|parcel')"
same 'one object' 'breached 2 1,2' "$(jq -r '"\(.event) \(.count) \([.alarms[].id] | sort | join(","))"' "$paged.json")"
members() { jq -c '[paths | map(if type == "number" then 0 else . end | tostring) | join(".")] | unique' "$@"; }
same 'with the members that guichet-alarms(7) shows' \
	"$(sed -n '/example: alarm/,/\.Ed/{/^[{ ]/p}' "$top_srcdir/man/guichet-alarms.7" | sed 's/TIME/""/g' | members)" "$(members "$paged.json")"
same 'nothing of our environment' '' "$(grep -E 'SECRET|HOME|GUICHET' "$paged.env")"
same 'its own group' "$(cat "$paged.pid")" "$(tr -d ' ' <"$paged.group")"
ran() { [ "$(guichet alarm list --json | jq -rs 'map(select(.program == "running")) | length')" = 2 ]; }
ok "$(wait_for 20 ran; echo $?)" 'the program that was told last still runs'
gone() { ! [ -e "/proc/$(cat left)" ] || grep -q '^State:.*Z' "/proc/$(cat left)/status"; }
ok "$(wait_for 40 gone; echo $?)" 'what it left behind ends with it'
same 'no shell' no "$([ -e evil ] && echo yes || echo no)"
same 'listed' 'breached breached' "$(guichet alarm list --json | jq -r .event | paste -sd' ')"
same 'those who come next are not told yet' '' "$(guichet mail list --kind alarm --json | jq -r 'select(.to != "lea@example.org") | .to')"
fine 'somebody takes one' alarm ack 1
refused 'once' 1 'acknowledged already' alarm ack 1
same 'who' root "$(guichet alarm list --json | jq -r 'select(.alarm == 1) | .acked_by')"
fine 'the other one is over' resolve 2
over() { [ "$(guichet alarm list --json | jq -r .alarm | paste -sd' ')" = 1 ]; }
ok "$(wait_for 40 over; echo $?)" 'which it sees by itself'
same 'and nobody was told twice' 1 "$(ls box/*.eml | wc -l)"
same 'rules say who is told' 5 "$(guichet alarm rules --json | wc -l)"
kill -0 "$(cat hang.pid)" 2>/dev/null; same 'what hangs, hangs' 0 $?
hung=$(cat hang.pid)
ended() { [ "$(guichet alarm list --all --json | jq -rs 'map(select(.alarm == 1))[0] | "\(.program) \(.said)"')" = "failed it took longer than 30 seconds and was ended" ]; }
ok "$(wait_for 60 ended; echo $?)" 'half a minute and no more'
same 'with all that it had started' '' "$(ps -eo pgid=,stat= | awk -v g="$hung" '$1 == g && $2 !~ /^Z/')"

# A server that is killed between an alarm and its mail; a site that keeps programs off meanwhile.
fine 'a mail server that is not there' desk set mail.url=smtp://localhost:1
fine 'somebody is told of accounts' on account-down run "$TEST_DIR/page" "$TEST_DIR" down
fine 'an account is paused' account pause brand
waits() { [ "$(guichet mail list --json | jq -r 'select(.to == "ops@example.org") | "\(.state) \(.tries > 0)"')" = 'queued true' ]; }
ok "$(wait_for 60 waits; echo $?)" 'its mail waits'
kill -9 "$server"
wait "$server" 2>/dev/null
printf 'pipes off\n' >policy; chmod 644 policy
serve --policy "$TEST_DIR/policy"
fine 'the mail server is back' desk set "mail.url=smtp://localhost:$port"
fine 'a person does not wait' mail retry "$(guichet mail list --json | jq -r 'select(.to == "ops@example.org") | .mail')"
left() { [ "$(guichet mail list --json | jq -r 'select(.to == "ops@example.org") | .state')" = sent ]; }
ok "$(wait_for 40 left; echo $?)" 'and it leaves'
same 'once' 1 "$(grep -l 'ops@example.org' box/*.eml | wc -l)"
fine 'the account works again' account resume brand
quiet_now() { [ "$(guichet alarm list --json | jq -rs 'map(select(.event == "account-down")) | length')" = 0 ]; }
ok "$(wait_for 40 quiet_now; echo $?)" 'the alarm is over by itself'
fine 'and is paused once more' account pause brand
kept_off() { [ "$(guichet alarm list --json | jq -rs 'map(select(.event == "account-down"))[0] | "\(.program) \(.said)"')" = "failed programs are kept off by the site's policy" ]; }
ok "$(wait_for 100 kept_off; echo $?)" 'what was set before the policy is refused when it would run'
fine 'it works again' account resume brand
kill "$server"; wait "$server" 2>/dev/null
serve

# Killed while a program runs; quiet hours; what a program said.
fine 'something hangs once more' on urgent run "$TEST_DIR/hang" "$TEST_DIR" --repeat 0
fine 'as something is urgent' urgent 1
again() { [ "$(cat hang.pid)" != "$hung" ]; }
ok "$(wait_for 40 again; echo $?)" 'it runs'
kill -9 "$server"
ended() { ! kill -0 "$server" 2>/dev/null; }
wait_for 10 ended
kill -9 -- "-$(cat hang.pid)"
serve
lost() { [ "$(guichet alarm list --all --json | jq -rs 'map(select(.event == "urgent"))[0] | "\(.program) \(.said)"')" = 'failed the server ended while it ran' ]; }
ok "$(wait_for 20 lost; echo $?)" 'what ran when the server was killed is lost, and says so'
same 'and is not told again' 1 "$(wc -l <"$paged.pid")"
fine 'one less' alarm off 4
refused 'gone' 1 'no rule' alarm off 4
fine 'never' on urgent mail quiet@example.org --except 00:00-24:00
fine 'another program' on urgent run "$TEST_DIR/page" "$TEST_DIR" urgent
fine 'what hangs is not asked again' alarm off "$(guichet alarm rules --json | jq -r 'select(.words | contains("/hang")) | select(.event == "urgent") | .rule')"
fine 'it is not urgent any more' calm 1
calm() { [ "$(guichet alarm list --json | jq -rs 'map(select(.event == "urgent")) | length')" = 0 ]; }
ok "$(wait_for 40 calm; echo $?)" 'and over'
fine 'something is urgent' urgent 1
said() { [ "$(guichet alarm list --json | jq -rs 'map(select(.event == "urgent"))[0] | "\(.program) \(.said)"')" = 'done paged "him" ' ]; }
ok "$(wait_for 100 said; echo $?)" 'what a program said, and how it ended'
same 'in quiet hours nobody is told' '' "$(guichet mail list --json | jq -r 'select(.to == "quiet@example.org") | .to')"
finish
