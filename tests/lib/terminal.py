# SPDX-License-Identifier: ISC
"""Runs a program on a terminal of its own: terminal.py [--when TEXT SEND]... -- PROGRAM ARG...

Prints what the program shows and ends with its status.  SEND is typed when
TEXT was shown, each once and in order.  A program that says nothing for a
minute is ended and fails the test.
"""
import os
import pty
import select
import signal
import sys

QUIET_SECONDS = 60
args, when = sys.argv[1:], []
while args[0] == "--when":
    when.append((args[1].encode(), args[2].encode().decode("unicode_escape").encode()))
    args = args[3:]
assert args[0] == "--"
pid, fd = pty.fork()
if pid == 0:
    os.execvp(args[1], args[1:])
seen, shown = b"", b""
while True:
    if not select.select([fd], [], [], QUIET_SECONDS)[0]:
        os.kill(pid, signal.SIGKILL)
        shown += b"\n(nothing happened for a minute)\n"
        break
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
    shown += data
    if when and when[0][0] in seen:
        os.write(fd, when[0][1])
        seen = b""
        when.pop(0)
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
status = os.waitpid(pid, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
