#!/bin/bash
# SPDX-License-Identifier: ISC
# By keys alone, against a real server: what a customer writes appears in the
# open queue by itself; it is opened, taken, answered, reviewed and sent; the
# answer is on the server below the customer's post with its audience, and a
# private one is private there.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v tmux >/dev/null || skip_all 'tmux is not installed'
"$top_srcdir/tests/lib/snac.sh" >servers.out 2>servers.err &
servers=$!
remember $servers
settled() { grep -qE '^(READY|SKIP)' servers.out || ! kill -0 $servers; }
wait_for 60 settled
why=$(sed -n 's/^SKIP //p' servers.out)
[ -z "$why" ] || skip_all "$why"
grep -q READY=1 servers.out || bail "the servers did not start: $(tail -n 1 servers.err)"
. ./servers.out
. "$top_srcdir/tests/lib/tmux.sh"

api() { local token=$1; shift; curl -fsS -g -m 20 -H "Authorization: Bearer $token" "$@"; }
post() { api "$1" "$SNAC_URL/api/v1/statuses" --data-urlencode "status=$2" -d "visibility=$3" | jq -r .id; }
below() { api "$BOB_TOKEN" "$SNAC_URL/api/v1/statuses/$1/context" | jq -c '[.descendants[]|{visibility,text:(.content|gsub("<[^>]*>";"")),by:.account.username}]'; }
printf '%s' "$ALICE_TOKEN" >secret
guichet account add mastodon brand "url=$SNAC_URL" poll=1s quarantine=1s --secret-fd 3 3<secret >/dev/null
ok $? 'an account is added'
# Everything from here on but the customer is the open screen.
mux new-session -d -s desk -x 120 -y 30 guichet
keys() { mux send-keys -t desk "$@"; }
screen_has() { mux capture-pane -p -t desk | grep -qF -- "$1"; }
screen_lacks() { ! screen_has "$1"; }
says() { wait_for "${2:-20}" screen_has "$1" || mux capture-pane -p -t desk | sed 's/^/# /'; screen_has "$1"; }
says 'guichet  Queue'; ok $? 'the screen is open'
read_once() { guichet account list --json | jq -e '.polled_at != null'; }
wait_for 30 read_once; ok $? 'it polls'
# The server tells whole seconds: what arrives within the second of the adding may count as old.
since=$(date +%s)
second_over() { [ "$(date +%s)" -gt $((since + 1)) ]; }
wait_for 10 second_over

# The review must have been in sight for a moment; until then the key says so.
send() {
	screen_lacks 'Review for' && return
	[ $pressed = 0 ] || screen_has 'too quick' || return
	keys y
	pressed=1
	return 1
}
# answers TEXT ANSWER WHO: the conversation where a customer wrote it
answers() {
	says "$1" 60; ok $? "it appears by itself: $1"
	keys -l "/$1"; keys Enter Enter; says 'i note'
	keys t; says 'with root'; ok $? 'it is opened and taken'
	keys r; says 'Reply to'
	keys -l "$2"; says "$2"
	keys C-x; says 'y send it'; says "$3"; ok $? "the review says: $3"
	pressed=0
	wait_for 20 send; ok $? 'it is sent'
}
answered() { [ "$(below "$1")" != '[]' ]; }
public=$(post "$BOB_TOKEN" "where is my parcel @$ALICE" public)
says 'where is my parcel' 60	# of two at the same moment the server may lose one
secret=$(post "$BOB_TOKEN" "my order is secret @$ALICE" direct)
answers 'where is my parcel' 'Your parcel comes tomorrow.' 'everybody can read this'
keys q
wait_for 10 screen_lacks 'i note'
answers 'my order is secret' 'We found it.' "only @$BOB can read this"
wait_for 60 answered "$public"
same 'it is below the post, in public' "[{\"visibility\":\"public\",\"text\":\"@$BOB Your parcel comes tomorrow.\",\"by\":\"alice\"}]" "$(below "$public")"
wait_for 60 answered "$secret"
same 'it is below the post, in private' "[{\"visibility\":\"direct\",\"text\":\"@$BOB We found it.\",\"by\":\"alice\"}]" "$(below "$secret" | sed 's/"private"/"direct"/')"
same 'nobody waits' 0 "$(guichet list status:open --json | jq -s 'map(select(.waiting_since != null)) | length')"
keys Q
over() { ! mux has-session -t desk; }
wait_for 10 over; ok $? 'the screen is left'
finish
