#!/bin/bash
# SPDX-License-Identifier: ISC
# Members who mean no good slow nobody down: one who sends half a line, one who
# sends a line without an end, one who is stopped in the middle of answers, one
# who says what is no question, one who asks without reading, and one who takes
# every connection; each is dropped or refused in a line, and a colleague's
# claims are answered throughout.
. "$top_srcdir/tests/lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/team.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
team guichet tests/server/talk -- --stall 2000
for i in $(seq 1 40); do item "$i" "question $i" "author={\"id\":\"p$i\",\"handle\":\"@p$i@example.org\",\"name\":\"P$i\"}"; done >items
guichet import items items --account brand >/dev/null || bail "nothing was imported"
guichet agent add maria --uid 4801 >/dev/null
guichet agent add mallory --uid 4802 >/dev/null
cat >open/unkind.py <<'P'
import os, signal, socket, sys
path, what = sys.argv[1], sys.argv[2]
os.setgroups([]); os.setresgid(4802, 4802, 4802); os.setresuid(4802, 4802, 4802)
HELLO = b'{"hello":{"protocol":%s,"build":"x"}}\n' % sys.argv[3].encode()
def come():
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    return s
def ready():
    print("ready", flush=True)
def rest(s):
    said = b""
    try:
        while True:
            more = s.recv(65536)
            if not more:
                break
            said += more
    except OSError:
        pass
    print(said[-300:].decode("ascii", "replace"))
if what == "half":
    s = come(); s.sendall(HELLO + b'{"id":1,"call":"cou'); ready(); signal.pause()
elif what == "endless":
    s = come(); s.sendall(HELLO); s.settimeout(20)
    try:
        for i in range(200):
            s.sendall(b'x' * 65536)
    except OSError:
        pass
    rest(s)
elif what == "junk":
    s = come(); s.settimeout(20); s.sendall(HELLO + b'\x00\xff{"id":}\n'); rest(s)
elif what == "silent":
    s = come(); s.settimeout(20); rest(s)
elif what == "deaf":
    s = come(); s.sendall(HELLO); s.setblocking(False); n = 0
    try:
        while True:
            n += 1
            s.send(b'{"id":%d,"call":"list","args":{"query":["status:open"]}}\n' % n)
    except OSError:
        pass
    ready(); s.setblocking(True); signal.pause()
elif what == "many":
    all = [come() for i in range(80)]
    for s in all:
        s.settimeout(20)
    said = [s.recv(300) for s in all[64:]]
    print(said[-1].decode()); ready(); signal.pause()
P
chmod 644 open/unkind.py
protocol=$(as 4801 open/talk "$socket" '{"id":1,"call":"status","args":{}}' | jq -r 'select(.hello).hello.protocol')
unkind() { timeout 60 python3 open/unkind.py "$socket" "$1" "$protocol"; }
claims=0
# A colleague works; the answer must come, whoever else is there.
works() {
	claims=$((claims + 1))
	has "maria's claim is answered while $1" "claimed" "$(say 4801 claim "$claims" --json | jq -r 'if .count == 1 then "claimed" else "no" end')"
}
beside() { # beside WHAT: mallory is there, and stays until the script is over
	unkind "$1" >"$1.said" 2>&1 &
	local pid=$!
	remember $pid
	wait_for 20 grep -q ready "$1.said"; ok $? "mallory is $1"
}

beside half
works "half a line stands there"
beside deaf
works "somebody asks without reading"
dropped() { grep -q "drop pid=.*takes nothing" server.log; }
wait_for 20 dropped; ok $? "who reads nothing is dropped"
unkind endless >endless.said 2>&1
has "a line without an end is refused" '"error"' "$(cat endless.said)"
works "a line had no end"
unkind junk >junk.said 2>&1
has "what is no question is refused" '"kind":"protocol"' "$(cat junk.said)"
unkind silent >silent.said 2>&1
same "who says nothing is dropped" "" "$(cat silent.said | tr -d '\n')"
HOME=/nonexistent setpriv --reuid 4802 --regid 4802 --clear-groups open/guichet --desk "unix:$socket" watch status:open --json >stopped.said 2>&1 &
stopped=$!
remember $stopped
wait_for 20 test -s stopped.said; ok $? "mallory watches"
kill -STOP $stopped
for i in 1 2 3 4 5; do works "a watcher is stopped"; done
kill -CONT $stopped
kill $stopped
beside many
has "one login has so many connections and no more" "your login has 64 connections" "$(cat many.said)"
works "somebody has all that they may"
same "and nobody's call was lost" "$claims" "$(guichet list assignee:maria --json | wc -l)"
finish
