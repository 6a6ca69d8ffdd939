#!/bin/bash
# SPDX-License-Identifier: ISC
# What an installation brings for systemd, given to systemd's own tools: they find
# nothing wrong with the service and the socket, the service runs without rights that
# a desk does not need, the login and the directories are made as they have to be,
# and a socket that was opened before starts the server with the first who comes.
. "$top_srcdir/tests/lib/tap.sh"

# ---- the login, and where desks are, in a root of our own
root=$TEST_DIR/root
mkdir -p "$root/etc"
if ! command -v systemd-sysusers >/dev/null || [ "$(id -u)" != 0 ]; then
	skip "the login" "needs systemd-sysusers, and root"
elif ! systemd-sysusers --root="$root" "$top_srcdir/data/systemd/guichet.sysusers" >sysusers.out 2>&1; then
	sed 's/^/# /' sysusers.out; ok 1 "the login is made"
else
	same "the login owns desks and nobody signs in with it" "guichet /var/lib/guichet nologin" \
		"$(awk -F: '$1 == "guichet" { n = split($7, shell, "/"); print $1, $6, shell[n] }' "$root/etc/passwd")"
	same "with a group of its own" "$(awk -F: '$1 == "guichet" { print $4 }' "$root/etc/passwd")" \
		"$(awk -F: '$1 == "guichet" { print $3 }' "$root/etc/group")"
	if ! command -v systemd-tmpfiles >/dev/null; then
		skip "where desks are" "systemd-tmpfiles is not installed"
	else
		timeout 60 systemd-tmpfiles --root="$root" --create "$top_srcdir/data/systemd/guichet.tmpfiles" >tmpfiles.out 2>&1
		ok $? "directories are made"
		owner=$(awk -F: '$1 == "guichet" { print $3 ":" $4 }' "$root/etc/passwd")
		same "desks are for their owner alone" "700 $owner" "$(stat -c '%a %u:%g' "$root/var/lib/guichet")"
		same "and everybody finds their sockets" "755 $owner" "$(stat -c '%a %u:%g' "$root/run/guichet")"
	fi
fi

# ---- the door
if ! command -v systemd-socket-activate >/dev/null; then
	skip "the first who comes" "systemd-socket-activate is not installed"
else
	door=$TEST_DIR/evening.sock
	systemd-socket-activate -l "$door" "$GUICHETD" --desk "$TEST_DIR/evening.db" --socket "$door" --log - >door.out 2>&1 &
	door_pid=$!
	remember $door_pid
	wait_for 20 test -S "$door"; ok $? "a socket is open and no server runs"
	same "nothing was made yet" "" "$(ls "$TEST_DIR"/evening.db* 2>/dev/null)"
	same "the first who comes starts it" "$door_pid" "$(timeout 60 guichet --desk "unix:$door" status --json | jq .pid)"
	same "the second finds it" "$door_pid" "$(timeout 60 guichet --desk "unix:$door" status --json | jq .pid)"
	kill "$door_pid"; wait "$door_pid" 2>/dev/null
	same "and the socket stays, since it is not the server's" socket "$(stat -c %F "$door")"
fi

# ---- what the service manager is told
if ! command -v python3 >/dev/null; then
	skip "what the service manager is told" "python3 is not installed"
else
	same "the manager is told that the desk is open, that it turns, again, and that it ends" "READY=1 WATCHDOG=1 WATCHDOG=1 STOPPING=1" \
		"$(timeout 60 python3 -c '
import os, signal, socket, subprocess, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("manager")
p = subprocess.Popen(sys.argv[1:], env=dict(os.environ, NOTIFY_SOCKET=os.getcwd() + "/manager", WATCHDOG_USEC="300000"))
words = [s.recv(64).decode() for i in range(3)]
p.send_signal(signal.SIGTERM)
while words[-1] == "WATCHDOG=1":
    word = s.recv(64).decode()
    if word != "WATCHDOG=1" or len(words) < 3:
        words.append(word)
p.wait()
print(*words)' "$GUICHETD" --desk "$TEST_DIR/told.db" --socket "$TEST_DIR/told.sock")"
	# In 30 ms a log of six pages may be emptied: that of an agent who was added is longer.
	same "before its log is emptied it asks for as much time as that may take, and gives it back" "longer 30000" \
		"$(timeout 60 python3 -c '
import os, socket, subprocess, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("patient")
s.settimeout(50)
socket_of = sys.argv[sys.argv.index("--socket") + 1]
p = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=os.getcwd() + "/patient", WATCHDOG_USEC="30000"))
words = []
try:
    while len(words) < 2:
        word = s.recv(64).decode()
        if word == "READY=1":
            subprocess.run([sys.argv[1], "--desk", "unix:" + socket_of, "agent", "add", "maria"], stdout=2)
        if word.startswith("WATCHDOG_USEC=") or words:
            words.append(word.partition("=")[2])
finally:
    p.terminate()
    p.wait()
print("longer" if int(words[0]) > 30000 else words[0], words[1])' "$(command -v guichet)" "$GUICHETD" --desk "$TEST_DIR/patient.db" --socket "$TEST_DIR/patient.sock")"
	same "a manager that is too busy to listen is told all the same" "READY=1 STOPPING=1" \
		"$(timeout 60 python3 -c '
import os, signal, socket, subprocess, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("busy")
s.settimeout(50)
crowd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
crowd.connect("busy")
crowd.setblocking(False)
try:
    while True:
        crowd.send(b"OTHERS=1")
except BlockingIOError:
    pass
p = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, env=dict(os.environ, NOTIFY_SOCKET=os.getcwd() + "/busy"))
for line in p.stderr:
    if b"listens" in line:
        break
words = []
try:
    while words[-1:] != ["STOPPING=1"]:
        word = s.recv(64).decode()
        if word != "OTHERS=1":
            words.append(word)
        if word == "READY=1":
            p.send_signal(signal.SIGTERM)
    p.communicate()
finally:
    p.kill()
print(*words)' "$GUICHETD" --desk "$TEST_DIR/busy.db" --socket "$TEST_DIR/busy.sock" --log -)"
fi

# ---- the units
command -v systemd-analyze >/dev/null || { skip "the units" "systemd-analyze is not installed"; finish; }
unit=$TEST_DIR/guichet@evening.service
sed "s|@bindir@/guichetd|$(command -v true)|" "$top_srcdir/data/systemd/guichet@.service.in" >"$unit"
cp "$top_srcdir/data/systemd/guichet@.socket" "$TEST_DIR/guichet@evening.socket"
out=$(SYSTEMD_LOG_LEVEL=warning timeout 60 systemd-analyze verify --man=no "$unit" "$TEST_DIR/guichet@evening.socket" 2>&1 | grep -F 'guichet@')
same "systemd finds nothing wrong" "" "$out"
line=$(timeout 60 systemd-analyze security --offline=yes --threshold=20 "$unit" 2>&1 | grep 'Overall exposure')
case "$line" in
*'exposure level'*) timeout 60 systemd-analyze security --offline=yes --threshold=20 "$unit" >/dev/null 2>&1
	ok $? "its exposure is at most 2.0: ${line#*: }" ;;
*) skip "its exposure" "this systemd-analyze cannot tell" ;;
esac
finish
