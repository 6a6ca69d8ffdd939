#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A way to a Bluesky network whose pictures come from the account's own server, as
where one name serves all: image_way.py SERVER PICTURES prints the port it listens on.
What is asked below /img goes to PICTURES, all else to SERVER, and addresses of
pictures in the answers are those of the way itself."""
import http.server
import sys
import urllib.error
import urllib.request

server, pictures = sys.argv[1:3]


class Way(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        to = (pictures if self.path.startswith("/img/") else server) + self.path
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "accept-encoding", "content-length")}
        ask = urllib.request.Request(to, self.rfile.read(length) if length else None, headers, method=self.command)
        try:
            answer = urllib.request.urlopen(ask, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        body = answer.read().replace(pictures.encode() + b"/img/", b"http://%s/img/" % self.headers["Host"].encode())
        self.send_response(answer.status)
        for key, value in answer.headers.items():
            if key.lower() not in ("content-length", "transfer-encoding", "connection", "keep-alive"):
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = pass_on


way = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Way)
print(way.server_address[1], flush=True)
way.serve_forever()
