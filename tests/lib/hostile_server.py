#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A loopback HTTP server that misbehaves on request: the path says how.

Prints two ports, one a line; both serve the same paths, so the second is
"another server".  /stats?PATH answers "requests credentials" seen for PATH.
Ends when its standard input is closed.
"""
import gzip
import os
import socket
import sys
import threading
import time
from urllib.parse import unquote

seen = {}
lock = threading.Lock()
BOMB = gzip.compress(b"\0" * (64 << 20))


def read_request(conn):
    data = b""
    while b"\r\n\r\n" not in data:
        more = conn.recv(65536)
        if not more:
            return None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:] if ": " in line)}
    while len(body) < int(headers.get("content-length", 0)):
        body += conn.recv(65536)
    return lines[0].split(" ")[1], headers


def answer(conn, body, status="200 OK", extra=""):
    if isinstance(body, str):
        body = body.encode()
    conn.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body)


def drip(conn, piece):
    while True:
        conn.sendall(piece)
        time.sleep(0.2)


def endless(conn):
    conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        conn.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def misbehave(conn, path, headers, other, turn):
    """True keeps the connection for another request."""
    name, _, argument = path.partition("?")
    argument = unquote(argument)
    if name == "/stats":
        with lock:
            answer(conn, "%d %d" % tuple(seen.get(argument, (0, 0))))
        return True
    if name == "/keep" and turn == 0:
        answer(conn, "kept")
        return True
    if name == "/ok":
        answer(conn, "fine", extra="Link: <https://a.example/next>\r\nSet-Cookie: a=b\r\n")
        return True
    if name == "/auth":
        answer(conn, headers.get("authorization", "none"))
    elif name == "/away":
        answer(conn, "", "302 Found", f"Location: http://127.0.0.1:{other}/stolen?secret=1\r\n")
    elif name == "/bomb":
        answer(conn, BOMB, extra="Content-Encoding: gzip\r\n")
    elif name == "/endless":
        endless(conn)
    elif name == "/many-headers":
        answer(conn, "", extra="".join(f"X-{i}: y\r\n" for i in range(10000)))
    elif name == "/huge-header":
        answer(conn, "", extra="X-Huge: " + "y" * (1 << 20) + "\r\n")
    elif name == "/slow-headers":
        conn.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        drip(conn, b"y")
    elif name == "/slow-body":
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        drip(conn, b"y")
    elif name == "/silent":
        time.sleep(30)
    elif name == "/murmur":
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(5):
            conn.sendall(b"3\r\n:)\n\r\n")
            time.sleep(0.2)
        time.sleep(30)
    elif name == "/short":
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    elif name == "/garbage":
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\nnot a chunk")
    elif name == "/bad-gzip":
        answer(conn, b"\x1f\x8b\x08\0\0\0\0\0\0\3not deflate at all", extra="Content-Encoding: gzip\r\n")
    elif name == "/patient":
        time.sleep(1.6)
        answer(conn, "at last")
    elif name.startswith("/bot"):
        answer(conn, path, extra=f"X-Said: {path}\r\n")
    elif name == "/retry":
        answer(conn, "slow down", "429 Too Many Requests", f"Retry-After: {argument}\r\n")
    # /cut, and a second request on /keep: read in full, then closed without a word
    return False


def serve(conn, other):
    try:
        turn = 0
        while True:
            request = read_request(conn)
            if request is None:
                break
            path, headers = request
            with lock:
                entry = seen.setdefault(path.partition("?")[0], [0, 0])
                entry[0] += 1
                entry[1] += "authorization" in headers
            if not misbehave(conn, path, headers, other, turn):
                break
            turn += 1
    except OSError:
        pass
    finally:
        conn.close()


def listen(listener, other):
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=serve, args=(conn, other), daemon=True).start()


listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
ports = [s.getsockname()[1] for s in listeners]
for s, port in zip(listeners, reversed(ports)):
    threading.Thread(target=listen, args=(s, port), daemon=True).start()
print(*ports, sep="\n", flush=True)
while os.read(sys.stdin.fileno(), 1):
    pass
