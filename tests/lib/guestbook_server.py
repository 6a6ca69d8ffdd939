#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A guestbook on loopback: guestbook_server.py FILE LOG [PORT] prints its port.

FILE holds the entries, one JSON object a line, and is read anew each time;
what is posted is added to it, once for each key; a post to /sign is a
visitor's.  It may be killed at any moment.  Each request goes to LOG.
While LOG.down is there every request gets 503, while LOG.hold is there a post
is done and never answered.
"""
import http.server
import json
import os
import sys
import threading
import time
from urllib.parse import parse_qs, urlparse

from json_site import JsonSite

file, log = sys.argv[1], sys.argv[2]
lock = threading.Lock()


def entries():
    if not os.path.exists(file):
        return []
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Guestbook(JsonSite):
    def allowed(self, what):
        with open(log, "a", encoding="utf-8") as out:
            out.write(what + "\n")
        if os.path.exists(log + ".down"):
            self.answer(503, {})
        elif self.headers.get("Authorization") != "Bearer token":
            self.answer(401, {})
        else:
            return True
        return False

    def do_GET(self):
        if self.allowed("GET " + self.path):
            after = int(parse_qs(urlparse(self.path).query).get("after", ["0"])[0])
            self.answer(200, [e for e in entries() if e["id"] > after])

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.allowed("POST " + json.dumps(said)):
            return
        by = said["by"] if self.path == "/sign" else "the host"
        with lock:
            known = [e for e in entries() if e.get("key") == said.get("key")]
            entry = known[0] if known else {"id": len(entries()) + 1, "by": by, "ours": self.path != "/sign", "text": said["text"],
                                            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                                            "key": said.get("key"), "answers": said.get("answers")}
            if not known:
                with open(file, "a", encoding="utf-8") as out:
                    out.write(json.dumps(entry) + "\n")
        while os.path.exists(log + ".hold"):
            time.sleep(0.05)
        self.answer(200, {"id": entry["id"], "at": entry["at"]})


server = http.server.ThreadingHTTPServer(("127.0.0.1", int((sys.argv + ["0"])[3])), Guestbook)
print(server.server_address[1], flush=True)
server.serve_forever()
