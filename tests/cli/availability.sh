#!/bin/bash
# SPDX-License-Identifier: ISC
# Who takes work just now is what they said, what their silent keyboard says for
# them, and the roster, which stands above both; time ends what was said for a
# while, every change is in the ledger, and of others only a lead says it.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

as() { local who=$1; shift; guichet --as "$who" "$@"; }
is() { guichet availability list --json | jq -r "select(.agent == \"$1\") | \"\(.is) \(.state) \(.until) \(.idle)\""; }
fine 'a desk' status
for name in maria jonas; do guichet agent add $name >/dev/null; done
guichet agent add lena --role lead >/dev/null
guichet agent add eve --role viewer >/dev/null
same 'without a word and without a screen nobody is here' 'not_here available null false' "$(is maria)"
same 'who only looks is in no such list' '' "$(is eve)"

# ---- said
same 'maria is away' 'maria is away' "$(as maria availability away)"
same 'and told so' 'away away null false' "$(is maria)"
has 'until a time' 'jonas is busy until ' "$(as jonas availability busy --until 1h)"
same 'in a list for people' 'jonas not here' "$(guichet availability list | awk '$1 == "jonas" { print $1, $2, $3 }')"
fine 'a screen of theirs decides that' shift add jonas daily 00:00-24:00
same 'on shift it is what was said' 'busy busy' "$(is jonas | cut -d' ' -f1-2)"
refused 'not for available' 64 '--until is for busy and away' --as maria availability available --until 1h
refused 'not in the past' 64 'not in the future' --as maria availability away --until 2020-01-01
refused 'of another a lead says it' 77 'of others a lead says it' --as maria availability away --of jonas
fine 'a lead does' --as lena availability available --of jonas
same 'and it is so' 'available available null false' "$(is jonas)"
refused 'nobody by that name' 1 'there is no agent paul' --as lena availability away --of paul
refused 'who only looks says nothing' 77 'needs the role agent' --as eve availability away

# ---- a silent keyboard
fine 'jonas pressed no key' --as jonas availability away --idle
same 'so he is away' 'away away null true' "$(is jonas)"
fine 'and now one' --as jonas availability available --idle
same 'so he is back' 'available available null false' "$(is jonas)"
fine 'maria pressed one' --as maria availability available --idle
same 'but she said that she is away' 'away' "$(is maria | cut -d' ' -f2)"
fine 'jonas is busy' --as jonas availability busy
fine 'and types nothing' --as jonas availability away --idle
same 'which does not change it' 'busy' "$(is jonas | cut -d' ' -f2)"

# ---- the roster stands above it
fine 'jonas is off today' shift add jonas mon-fri off, sat-sun off, 2020-01-01 08:00-12:00
fine 'he is available' --as jonas availability available
same 'and off shift' 'off_shift available' "$(is jonas | cut -d' ' -f1-2)"

# ---- time
fine 'maria comes back soon' --as maria availability away --until 1s
wait_for 10 eval '[ "$(is maria | cut -d" " -f2)" = available ]'
ok $? 'time ends it'
same 'the ledger has it all' 'away busy available away available busy available away available' \
	"$(guichet ledger export | jq -r 'select(.kind == "availability") | .detail.to // .to' | tr '\n' ' ' | sed 's/ $//')"
same 'the last one by nobody' system "$(guichet ledger export | jq -r 'select(.kind == "availability").who' | tail -n 1)"
fine 'and is sound' ledger verify
finish
