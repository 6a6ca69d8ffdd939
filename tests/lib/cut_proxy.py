#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The way to a server, to be cut: forwards connections and may lose one answer.

cut_proxy.py PORT TARGET-PORT FLAG: listens on 127.0.0.1:PORT.  When the file
FLAG is there as a request whose first line holds its text arrives, the request
is carried over and carried out, its answer is thrown away, the connection is
cut and FLAG removed.  Ends by a signal, and may be killed at any moment.
"""
import os
import socket
import sys
import threading

port, target, flag = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def wanted(head):
    try:
        with open(flag, encoding="utf-8") as file:
            return file.read().strip().encode() in head.split(b"\r\n")[0]
    except OSError:
        return False


def copy(source, sink):
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve(client):
    with client, socket.create_connection(("127.0.0.1", target)) as server:
        head = client.recv(65536)
        lose = wanted(head)
        server.sendall(head)
        if lose:
            # The body may come in a second piece; the answer says that all was carried out.
            client.settimeout(0.2)
            try:
                server.sendall(client.recv(1 << 20))
            except OSError:
                pass
            server.recv(65536)
            os.unlink(flag)
            return
        threading.Thread(target=copy, args=(client, server), daemon=True).start()
        copy(server, client)


with socket.create_server(("127.0.0.1", port)) as listener:
    print("READY", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
