#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A forum on loopback that answers as Discourse does, for the key "token".

forum_server.py LOG prints its port.  Posts are told the newest first, PAGE at
a time, before the number that is asked for.  What is posted goes to LOG.
While LOG.lose is there a post is not kept and answered 502, while LOG.late is
there it is kept and answered 502.  POST /control puts a post there as given.
"""
import http.server
import json
import os
import sys
import threading
import time
from urllib.parse import parse_qs, urlparse

from json_site import JsonSite

PAGE = 3
log = sys.argv[1]
lock = threading.Lock()
posts = []


def post(user, topic, number, raw, answers=None):
    return {"id": len(posts) + 1, "username": user, "topic_id": topic, "post_number": number, "raw": raw,
            "cooked": f"<p>{raw}</p>", "reply_to_post_number": answers,
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())}


class Forum(JsonSite):
    def do_GET(self):
        url = urlparse(self.path)
        if self.headers.get("Api-Key") != "token":
            return self.answer(403, {})
        if url.path == "/session/current.json":
            return self.answer(200, {"current_user": {"username": "host"}})
        before = int(parse_qs(url.query).get("before", ["0"])[0]) or 1 << 60
        with lock:
            found = [p for p in sorted(posts, key=lambda p: -p["id"]) if p["id"] <= before]
        return self.answer(200, {"latest_posts": found[:PAGE]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        with lock:
            if self.path == "/control":
                posts.append(post("ann", 1, 1, "?") | body)
                return self.answer(200, posts[-1])
            with open(log, "a", encoding="utf-8") as out:
                out.write(json.dumps(body) + "\n")
            if os.path.exists(log + ".lose"):
                return self.answer(502, {})
            posts.append(post("host", body["topic_id"], 9, body["raw"], body["reply_to_post_number"]))
            return self.answer(502 if os.path.exists(log + ".late") else 200, posts[-1])


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forum)
print(server.server_address[1], flush=True)
server.serve_forever()
