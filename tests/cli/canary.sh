#!/bin/bash
# SPDX-License-Identifier: ISC
# A secret that a desk was given is found nowhere but in the file that it came
# from: in no other file, in no output, in no process's words or environment.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

canary=CANARY-5up3rs3cr3t-T0KEN
url=http://127.0.0.1:1		# nobody listens there
(umask 077; printf '%s\n' "$canary-file" >token)
export TMPDIR=$TEST_DIR/tmp
mkdir tmp
say() { "$@" >>said 2>&1; }
say guichet account add mastodon one url=$url --secret-fd 3 3< <(printf '%s' "$canary-fd")
same 'a secret by descriptor' 0 $?
say guichet account add mastodon two url=$url --secret-file token
same 'a secret by file' 0 $?
same 'both accounts are there' 'one two' "$(guichet account list --json | jq -r .name | xargs)"
for words in 'sync --until-idle' sync 'account check one' 'account list' 'account list --json' list 'list --json' \
	doctor 'doctor --json' export 'ledger export' 'ledger verify' status 'status --json' outbox 'agent list' \
	'account set one poll=10m' 'account add mastodon one url=http://127.0.0.1:2' 'stats --json'; do
	say guichet $words </dev/null
done
[ -s said ]; ok $? "they said something: $(wc -l <said) lines"
has 'about the port that does not answer' 127.0.0.1 "$(cat said)"

# With a log and a team's socket, and while the server lives.
export GUICHET_DESK=unix:$TEST_DIR/team.sock
wait_for 10 server_gone
guichetd --desk "$desk" --socket team.sock --log team.log >>said 2>&1 &
server=$!
remember $server
answers() { guichet status; }
wait_for 10 answers; ok $? 'a team server runs'
say guichet account add mastodon three url=$url --secret-fd 3 3< <(printf '%s' "$canary-team")
# in_memory PID TEXT: prints how often the text is in what that process can write
in_memory() { python3 - "$@" <<'P'
import re, sys
count = 0
with open(f'/proc/{sys.argv[1]}/maps') as maps, open(f'/proc/{sys.argv[1]}/mem', 'rb', 0) as mem:
    for line in maps:
        low, high, rights = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+)', line).groups()
        if rights.startswith('rw') and '[v' not in line:
            mem.seek(int(low, 16))
            count += mem.read(int(high, 16) - int(low, 16)).count(sys.argv[2].encode())
print(count)
P
}
if command -v python3 >/dev/null && in_memory "$server" x >/dev/null 2>&1; then
	[ "$(in_memory "$server" team.sock)" -gt 0 ]; ok $? "its memory can be searched"
	same 'once it is sealed nothing of it stays in memory' 0 "$(in_memory "$server" "$canary-team")"
else
	skip 'its memory' 'python3 or the right to read it is missing'
fi
say guichet account check three
say guichet sync --until-idle
[ -s team.log ]; ok $? 'it wrote a log'
tr '\0' '\n' <"/proc/$server/cmdline" >words 2>/dev/null
has 'its words can be seen' --socket "$(cat words)"
if cat "/proc/$server/environ" >environ 2>/dev/null; then ok 0 'its environment can be read'
else skip 'its environment' 'only root may read it'; fi
same 'found in the file it came from and nowhere else' "$TEST_DIR/token" "$(grep -rlaF "$canary" "$TEST_DIR" 2>/dev/null)"

# The search finds what is there to be found.
sqlite=$(grep -rlaF 127.0.0.1:1 "$TEST_DIR" | grep -c 'desk\.db')
[ "$sqlite" -gt 0 ]; ok $? "the desk's own files were searched"
fine 'an account is removed' account remove three
same 'and its secret is nowhere either' "$TEST_DIR/token" "$(grep -rlaF "$canary" "$TEST_DIR" 2>/dev/null)"
finish
