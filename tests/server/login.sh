#!/bin/bash
# SPDX-License-Identifier: ISC
# A person lets an account in: the program registers itself, shows an address,
# takes the code of that page, tries what it got before it keeps it, and says
# exactly what is missing; also through a proxy that sees no token, to a server
# that a private authority vouches for.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
mastodon 1

fine 'the guide of a network is printed' account add mastodon
has 'in plain words' 'nothing to apply for and nothing to pay' "$out"
has 'with the command' 'guichet account add mastodon NAME url=' "$out"
g account add bogus; same 'a network that nobody knows has none' 64 $status
for network in bluesky telegram feed; do
	fine "so is that of $network" account add $network
	has "with the command of $network" "guichet account add $network NAME" "$out"
done
fine 'account add alone names the networks' account add
same 'each of them' 'bluesky feed hackernews import mastodon playback spool telegram wordpress' "$(sed '/^$/,$d; s/ .*//' <<<"$out" | tr '\n' ' ' | sed 's/ $//')"
refused 'a slip is heard of before a secret is asked for' 64 "no network 'blusky'; did you mean bluesky?" account add blusky x </dev/null
refused 'so is a network that is none of ours' 64 "no network 'twitter' comes with guichet" account add twitter x </dev/null
fine 'an account without a page to sign in at' account add bluesky sky handle=brand.example --secret-fd 3 3<<<x
out=$(timeout 30 guichet account login sky </dev/null 2>&1); same 'to sign in is refused at once' 69 $?
has 'with what to do instead' 'bluesky has no page to sign in at: account add takes its secret, account check sky tries it' "$out"
fine 'one without a secret' account add feed news url=https://blog.example/feed.xml
out=$(timeout 30 guichet account login news </dev/null 2>&1); same 'has nothing to sign in to' 69 $?
has 'and says so' 'feed asks nobody to sign in' "$out"
refused 'an address that is none speaks of no token' 64 'write an address that begins with https://' account add feed f url=/etc/passwd
guichet account remove sky >/dev/null; guichet account remove news >/dev/null

# login NAME GRANT-WORDS...: what a person does between the address and the code
login() {
	local name=$1; shift
	rm -f code; mkfifo code
	guichet account login "$name" --secret-fd 3 3<code >login.out 2>login.err & local pid=$!
	exec 4>code
	wait_for 20 grep -q authorize login.out
	${between:-:}
	[ $# -gt 0 ] && words=("$@") || words=()
	control grant "url=$(sed -n 's/^ *\(http.*\)/\1/p' login.out)" "${words[@]}" | jq -r . >granted
	cat "${code:-granted}" >&4
	exec 4>&-
	wait $pid
}
guichet account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<wrong >/dev/null
g sync; same 'a wrong token reads nothing' 75 $status
login brand; same 'with the code of the page' 0 $?
has 'it says as whom' 'brand: signed in as @shop@127.0.0.1' "$(cat login.out)"
same 'once' 1 "$(asked '^POST /oauth/token')"
has 'with a proof of who asked' code_verifier "$(grep '^POST /oauth/token' log)"
fine 'then it reads' sync --until-idle
same 'the customer is there' 1 "$(guichet list --json | wc -l)"
has 'the check says what it may' 'brand can: block' "$(guichet account check brand)"
same 'the token is in no file that can be read' '' "$(grep -l granted1 desk.db* "$HOME"/.* 2>/dev/null)"

echo 123456 >bad
code=bad login brand; same 'a wrong code is refused' 77 $?
has 'in one line' 'does not take this code: it is wrong, was used before, or is too old' "$(cat login.err)"
fine 'what was kept before still works' sync
login brand 'scope=read:accounts read:notifications read:statuses'; same 'a token that may not post is refused' 77 $?
has 'and what it lacks is said' 'this token may not post: write:statuses is missing' "$(cat login.err)"
login brand 'scope=read write:statuses'; same 'one that may post and not block is kept' 0 $?
has 'and says so' 'cannot: block, unblock: this token may not block anybody: write:blocks is missing' "$(guichet account check brand)"
refused 'a block is refused at once' 1 'write:blocks is missing' block 1
fine 'a reply is not' reply 1 'Hello.' --yes
fine 'and leaves' sync --until-idle
g account login nobody --secret-fd 3 3<<<x; same 'an account that is not there' 1 $status

# ---- moved while a person is away

python3 "$top_srcdir/tests/lib/mastodon_server.py" 1 "$TEST_DIR/log2" >port2 2>network2.err &
remember $!
wait_for 20 test -s port2
fine 'an account that moves' account add mastodon moves "url=$url" since=1d --secret-fd 3 3<<<token
moved() { guichet account add mastodon moves "url=http://127.0.0.1:$(cat port2)" --secret-fd 3 3<<<token >moved.out 2>&1; }
between=moved login moves; same 'a code of the old server is refused after it moved' 75 $?
has 'in one line' 'account moves is at another address meanwhile: account login begins anew' "$(cat login.err)"
fine 'the secret of the new one is kept, and no other goes there' sync moves

# ---- a token that speaks for somebody else

fine 'a reply waits' reply 1 'Only from the shop.' --yes
control self self=8 >/dev/null
login brand; same 'a code that lets somebody else in is refused' 77 $?
has 'and says whom' 'the secret is that of @private@social.example, and account brand is @shop@social.example' "$(cat login.err)"
fine 'a secret of somebody else' account add mastodon brand "url=$url" --secret-fd 3 3<<<token
g sync brand; has 'is noticed before anything leaves' 'add it as another account' "$out$err"
same 'the account is paused' paused "$(guichet account list --json | jq -r 'select(.name=="brand").state')"
same 'and still ours' @shop@social.example "$(guichet account list --json | jq -r 'select(.name=="brand").handle')"
same 'nothing left' 0 "$(grep -c 'Only from the shop' log)"
control self self=1 >/dev/null
fine 'with our own secret again' account add mastodon brand "url=$url" --secret-fd 3 3<<<token
fine 'it goes on' sync brand --until-idle
same 'and the reply leaves' 1 "$(grep -c 'Only from the shop' log)"

# ---- a terminal: added and let in with one command

cat >typed.py <<'P'
import os, pty, re, subprocess, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("guichet", ["guichet", "account", "add", "mastodon", "typed", "url=" + sys.argv[1]])
said = b""
while b"Code" not in said:
    said += os.read(fd, 4096)
address = re.search(rb"(http\S+authorize\S+)", said)[1].decode()
code = subprocess.run(["curl", "-fsS", "-G", "-X", "POST", "--data-urlencode", "url=" + address,
                       sys.argv[1] + "/control/grant"], capture_output=True).stdout.decode().strip('"')
os.write(fd, (code + "\n").encode())
try:
    while more := os.read(fd, 4096):
        said += more
except OSError:
    pass
print(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
COLUMNS=400 timeout 60 python3 typed.py "$url" >typed.out; same 'on a terminal one command does it' 0 $?
has 'and ends signed in' 'typed: signed in as @shop' "$(cat typed.out)"
same 'the code is not shown' 0 "$(grep -c "$(cat granted)" typed.out)"
fine 'it reads' sync typed
same 'the server was asked as it likes' '' "$(grep STRICT log)"

# ---- through a proxy, to a private authority

command -v openssl >/dev/null || { skip 'a proxy and a private authority' 'openssl is not installed'; finish; }
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost 2>/dev/null
rm -f port
mastodon 1 cert.pem key.pem
python3 "$top_srcdir/tests/lib/proxy.py" "$TEST_DIR/proxied" >proxy.port & proxy=$!
remember $proxy
wait_for 20 test -s proxy.port
through="http://127.0.0.1:$(cat proxy.port)"
refused 'a proxy with a password in its name' 64 'without a name or a password' \
	account add mastodon far "url=$url" "proxy=http://me:pw@127.0.0.1:1" --secret-fd 3 3<<<x
guichet account add mastodon far "url=$url" "proxy=$through" "ca=$TEST_DIR/cert.pem" since=1d --secret-fd 3 3<<<wrong >/dev/null
login far; same 'the code is taken' 0 $?
fine 'and messages are read' sync far --until-idle
has 'the proxy was asked to connect' "CONNECT localhost:" "$(cat proxied)"
same 'and for nothing else' '' "$(grep -v -e '^CONNECT' -e '^Host:' -e '^User-Agent:' -e '^Proxy-Connection:' proxied | tr -d '\r')"
same 'it saw no token' 0 "$(grep -c -i -e bearer -e granted proxied)"
kill $proxy; wait $proxy 2>/dev/null
fine 'a reply is written' reply "$(guichet list account:far --json | jq .id)" 'Hello.' --yes
guichet sync far >/dev/null 2>&1
same 'while the proxy is away it certainly did not leave' queued "$(guichet outbox list --json | jq -r .state)"
finish
