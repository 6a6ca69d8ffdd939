#!/bin/bash
# SPDX-License-Identifier: ISC
# Rules do what they say to what arrives and to who waits too long, once, in
# their order, as their owner; a trial changes nothing, what was done is told
# and can be taken back, and neither a killed server nor the same messages
# again make a rule act twice.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
person() { echo "author={\"id\":\"$1\",\"handle\":\"@$1@example.org\",\"name\":\"$1\"}"; }
tags() { guichet show "$1" --json | jq -r '.tags | sort | join(" ")'; }
runs() { guichet rule log --json | jq -s 'length'; }
has_runs() { [ "$(runs)" = "$1" ]; }
quiet() { [ "$(guichet status --json | jq .rules)" = 0 ]; }
settled() { wait_for 20 quiet || bail 'the rules never came to an end'; }

# ---- what a rule may be
fine 'a lead' agent add lena --role lead
fine 'an agent' agent add maria
fine 'a team' team add evening maria
fine 'a rule' rule add refunds 'status:open refund' 'tag refund' 'assign evening'
fine 'the same again' rule add refunds 'status:open refund' 'tag refund' 'assign evening' --json
same 'is the same' false "$(echo "$out" | jq .added)"
refused 'another one of that name' 75 'already' rule add refunds 'status:open' 'tag x'
refused 'a reply' 64 'nothing that a rule may do' rule add r '' 'reply hello'
refused 'a conversation of its own' 64 'name none' rule add r '' 'tag 5 x'
refused 'a wrong query' 64 'column 15' rule add r 'refund status:x' 'tag x'
refused 'nobody of that name' 64 'no agent or team zoe' rule add r '' 'assign zoe'
fine 'one who only looks' agent add vic --role viewer
refused 'who cannot answer gets none of it' 64 'vic has the role viewer and cannot answer' rule add r '' 'assign vic'
fine 'one who is away for long' agent add sue
fine 'is suspended' agent suspend sue
refused 'nor who is suspended' 64 'sue is suspended' rule add r '' 'assign sue'
refused 'an agent may not' 77 'needs the role lead' --as maria rule add r '' 'tag x'
refused 'no such rule' 1 'no rule r' rule enable r
fine 'it sees what the first one did' --as lena rule add seconds 'tag:refund assignee:evening' 'tag second' 'note sent to the evening'
fine 'a rule of its owner' --as lena rule add mine 'voucher' 'assign @me'

# ---- what arrives
{ item a1 'I want a Réfund' "$(person ann)"; item b1 'and a voucher' "$(person ben)"; item c1 'hello' "$(person cy)"; } >items
fine 'import' import items items --account shop
settled
same 'the first rule, then the second' 'refund second' "$(tags 1)"
same 'both did their second command' 'evening sent to the evening' \
	"$(guichet show 1 --json | jq -r '"\(.assignee) \(.messages[-1].text)"')"
same 'as their owner' 'lena' "$(guichet show 1 --json | jq -r '.messages[-1].agent')"
same 'me is the owner' lena "$(guichet show 2 --json | jq -r .assignee)"
same 'others are left alone' ' null' "$(tags 3) $(guichet show 3 --json | jq -r .assignee)"
same 'the log tells it' 'mine 2 assign @me
seconds 1 tag second; note sent to the evening
refunds 1 tag refund; assign evening' "$(guichet rule log --json | jq -r '"\(.rule) \(.conversation) \(.done)"')"
same 'of one rule' 2 "$(guichet rule log mine --json | jq .conversation)"
same 'the ledger calls it automatic' '1 automatic root
1 automatic root
1 automatic lena
1 automatic lena
2 automatic lena' "$(guichet ledger export | jq -r 'select(.kind == "tagged" or .kind == "assigned" or .kind == "note") | "\(.conversation_id) \(.who | sub(":"; " "))"')"
fine 'the same messages again' import items items --account shop
settled
same 'start nothing' 3 "$(runs)"
fine 'a later message in the same conversation' untag 1 second
item a2 'where is my refund' "$(person ann)" 'thread={"root":"a1","parent":"a1"}' >more
fine 'arrives' import items more --account shop
settled
same 'and is looked at anew' 'refund second' "$(tags 1)"
item h1 'an old refund' "$(person hal)" >old
fine 'history' import items old --account shop --history
settled
same 'starts nothing' '' "$(tags 4)"

# ---- in order
fine 'the second one first' rule move seconds 1
same 'moved' 'seconds refunds mine' "$(guichet rule list --json | jq -r .rule | paste -sd' ')"
item d1 'refund please' "$(person dan)" >more
fine 'import' import items more --account shop
settled
same 'it saw nothing yet' refund "$(tags 5)"

# ---- a trial
same 'a trial says what would change' '5 tag second; note sent to the evening
1 note sent to the evening' "$(guichet rule test seconds --json | jq -r '"\(.id) \(.would)"')"
same 'among the newest' 5 "$(guichet rule test seconds --limit 1 --json | jq .id)"
same 'and changes nothing' refund "$(tags 5)"

# ---- taking it back
fine 'somebody took over' assign 5 maria
fine 'taken back' rule undo refunds --json
same 'two runs; what was changed since stays' '2 5 assign evening was changed since' \
	"$(echo "$out" | jq -r '"\(.undone) \(.left[0].id) \(.left[0].why)"')"
same 'the tag is gone' ' maria' "$(tags 5) $(guichet show 5 --json | jq -r .assignee)"
same 'and in the other one everything' 'second null' "$(tags 1) $(guichet show 1 --json | jq -r .assignee)"
same 'the log says so' 2 "$(guichet rule log refunds --json | jq -r 'select(.undone_at != null) | .run' | wc -l)"
fine 'again' rule undo refunds --json
same 'takes nothing back twice' 0 "$(echo "$out" | jq .undone)"

# ---- who waits too long
fine 'a rule about waiting' rule add late 'assignee:nobody' 'tag late' --when 2s
item e1 'anybody there' "$(person eve)" "at=\"$(date -u +%FT%TZ)\"" >more
fine 'import' import items more --account shop
late() { [ "$(tags 6)" = late ]; }
ok "$(wait_for 20 late; echo $?)" 'it is late'
waited=$(guichet rule log late --json | jq -r 'select(.conversation == 6) | .at[:19] + "Z" | fromdate' | head -n 1)
[ "$((${waited:-0} - $(jq -r '.at | fromdate' more)))" -ge 2 ]; ok $? 'after two seconds, not sooner'
same 'who waited before the rule is none of its business' '' "$(tags 3)"
item f1 'from yesterday' "$(person fay)" >more
fine 'an old message that comes only now' import items more --account shop
settled
late() { [ "$(tags 7)" = late ]; }
ok "$(wait_for 20 late; echo $?)" 'is late at once'
same 'once each' 2 "$(guichet rule log late --json | jq -s length)"

# ---- what cannot run
fine 'lena leaves' agent remove lena
item g1 'voucher again' "$(person gil)" >more
fine 'import' import items more --account shop
settled
has 'her rules are off, and why' 'was disabled: its owner lena has left' "$(guichet rule list)"
same 'the others work' 'seconds false refunds true mine false late true' "$(guichet rule list --json | jq -r '"\(.rule) \(.enabled)"' | paste -sd' ')"
g doctor
has 'doctor says so' 'rule mine is off: its owner lena has left' "$out"
refused 'and it stays off' 1 'has left the desk' rule enable mine

# ---- a server that is killed
for i in $(seq 300); do item "k$i" "refund number $i" "$(person "k$i")"; done >many
g import items many --account shop
kill -9 "$(server_pid)" 2>/dev/null
settled
same 'every one once' '300 300' "$(guichet count tag:refund --json | jq '.counts[0]') $(guichet rule log refunds --limit 500 --json | jq -r 'select(.undone_at == null) | .conversation' | sort -u | wc -l)"
fine 'the same again' import items many --account shop
settled
same 'changes nothing' 300 "$(guichet rule log refunds --limit 500 --json | jq -r 'select(.undone_at == null) | .run' | wc -l)"
fine 'the ledger is sound' ledger verify
fine 'a rule is removed' rule remove refunds
same 'its log stays' refunds "$(guichet rule log --limit 1 --json | jq -r .rule)"
finish
