#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""How long after the network itself does an agent see what a customer wrote?

latency.py URL TOKEN COUNT GAP -- PROGRAM ARG...: runs the program on a terminal
of its own, listens to URL's stream beside it as any client would, lets COUNT
people write, one each GAP seconds, and prints two lines of milliseconds from
the post, sorted: when the stream's bytes were here, when the words were on the
screen.  GAP 0: the next writes when the last was seen.
"""
import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import threading
import time
import urllib.parse
import urllib.request

url, token, count, gap = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
LIMIT = 60
heard, written = {}, {}
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp(sys.argv[6], sys.argv[6:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))


def word(n):
    return f"qx{n}qx"


def listen():
    request = urllib.request.Request(url + "/api/v1/streaming/user", headers={"Authorization": f"Bearer {token}"})
    text = b""
    try:
        stream = urllib.request.urlopen(request)
    except OSError:
        return      # there is none
    with stream:
        while piece := stream.read1(65536):
            text = (text + piece)[-65536:]
            for n in range(count):
                if n not in heard and f"message {word(n)}".encode() in text:
                    heard[n] = time.monotonic()


def write(n):
    query = urllib.parse.urlencode({"text": f"message {word(n)}"})
    written[n] = time.monotonic()
    urllib.request.urlopen(urllib.request.Request(f"{url}/control/mention?{query}", method="POST")).read()


def shown_until(seconds, wanted=None):
    """Reads the screen's bytes until that is on it; whether it was."""
    end, text = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([fd], [], [], left)[0]:
            break
        text += os.read(fd, 65536)
        if wanted and wanted in text:
            return True
    return False


threading.Thread(target=listen, daemon=True).start()
shown_until(3)      # its first screen
seen = []
for n in range(count):
    threading.Thread(target=write, args=(n,), daemon=True).start()
    if not shown_until(LIMIT, word(n).encode()):
        sys.exit(f"latency.py: message {n} never came to the screen")
    seen.append(time.monotonic() - written[n])
    shown_until(gap + random.random() * gap / 4 if gap else 0.05)
os.kill(pid, signal.SIGTERM)
for times in ([heard[n] - written[n] for n in sorted(heard)], seen):
    print(*(f"{1000 * t:.0f}" for t in sorted(times)))
