#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A site of static files on loopback, as strict about conditions as a good server.

site_server.py DIR LOG [PORT]: serves the files below DIR and prints its port.  An
answer carries an ETag of the bytes and Last-Modified; what asks with either is
told 304.  A file NAME.headers beside NAME holds header lines for its answers;
a file NAME.status holds "CODE [LOCATION]" instead of the file.  Each request
goes to LOG with its conditions.
"""
import hashlib
import http.server
import os
import sys

root, log = sys.argv[1], sys.argv[2]


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, code, headers, body=b""):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = os.path.join(root, self.path.split("?")[0].lstrip("/"))
        tag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{self.path} etag={tag} since={since} auth={self.headers.get('Authorization')}\n")
        headers = []
        if os.path.exists(path + ".headers"):
            with open(path + ".headers", encoding="utf-8") as file:
                headers = [tuple(line.rstrip("\n").split(": ", 1)) for line in file]
        if os.path.exists(path + ".status"):
            with open(path + ".status", encoding="utf-8") as file:
                words = file.read().split()
            if len(words) > 1:
                headers.append(("Location", words[1]))
            return self.answer(int(words[0]), headers)
        if not os.path.isfile(path):
            return self.answer(404, [], b"no such page")
        with open(path, "rb") as file:
            body = file.read()
        etag = '"' + hashlib.sha1(body).hexdigest()[:12] + '"'
        modified = self.date_time_string(int(os.stat(path).st_mtime))
        headers += [("ETag", etag), ("Last-Modified", modified)]
        if tag == etag or (tag is None and since == modified):
            return self.answer(304, headers)
        return self.answer(200, headers, body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int((sys.argv + ["0"])[3])), Site)
print(server.server_address[1], flush=True)
server.serve_forever()
