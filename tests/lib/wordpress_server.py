#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A WordPress site's comments on loopback, for user "host" with the password "ab cd".

wordpress_server.py LOG prints its port.  Two comments are there, one of them
held.  A POST to /control puts a comment there as it is given, by whomever and
of whatever date, with crowd so many of one, a second after each other, or with self
says whose the password is (7), or with may whether that may moderate comments, which
is among its capabilities but for one who administers a network of sites ("super").  Tags are taken
out of what is written, as for whoever is no administrator, and signs made
pretty where it is shown.  What changes something goes to LOG with its body; a parameter that the
real API does not know is refused as there, and the form for editing to whoever may not.  While LOG.hold is there a post is
done and never answered; while LOG.lose is there the words are kept as Carl's,
who is faster, and ours are answered 502.
"""
import base64
import http.server
import json
import os
import re
import sys
import threading
import time
from urllib.parse import parse_qs, urlparse

from json_site import JsonSite

log = sys.argv[1]
lock = threading.Lock()
KNOWN = {"context", "status", "orderby", "order", "per_page", "offset", "parent"}


me = {"id": 7, "name": "The host", "capabilities": {"moderate_comments": True}}
may = [True]


def shown(raw):
    return "<p>" + raw.replace("...", "&#8230;").replace("'", "&#8217;") + "</p>"


def comment(number, author, name, text, parent=0, status="approved"):
    return {"id": number, "post": 5, "parent": parent, "author": author, "author_name": name,
            "author_email": f"{name.lower()}@mail.example", "author_url": "javascript:1" if name == "Bob" else "",
            "date_gmt": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()), "status": status, "type": "comment",
            "content": {"raw": text, "rendered": shown(text)}, "link": f"https://blog.example/5/#comment-{number}"}


comments = [comment(1, 0, "Ann", "Where is my parcel?"), comment(2, 0, "Bob", "Buy my things", status="hold")]


class Site(JsonSite):
    def handle_all(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        wanted = "Basic " + base64.b64encode(b"host:ab cd").decode()
        if self.headers.get("Authorization") != wanted:
            return self.answer(401, {"code": "incorrect_password", "message": "<b>Error</b>: no such password"})
        url = urlparse(self.path)
        if url.path == "/control":
            with lock:
                if "may" in body:
                    me["capabilities"]["moderate_comments"] = body["may"] is True
                    may[0] = bool(body["may"])
                elif "self" in body:
                    me.update(id=body["self"])
                else:
                    stamp = time.time() - body.get("crowd", 1)
                    for n in range(body.pop("crowd", 1)):
                        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(stamp + n + 1))
                        comments.append(comment(len(comments) + 1, 0, "Ann", "More") | {"date_gmt": at} | body)
            return self.answer(200, {})
        path, query = url.path.removeprefix("/wp-json/wp/v2"), parse_qs(url.query)
        if self.command != "GET":
            with open(log, "a", encoding="utf-8") as out:
                out.write(f"{self.command} {path} {json.dumps(body)}\n")
        if set(query) - KNOWN:
            return self.answer(400, {"code": "rest_invalid_param", "message": "unknown parameter"})
        with lock:
            return self.work(path, query, body)

    def work(self, path, query, body):
        if path == "/users/me":
            return self.answer(200, me)
        if path == "/comments" and self.command == "GET":
            if not may[0] and query.get("context") == ["edit"]:
                return self.answer(403, {"code": "rest_forbidden_context", "message": "Sorry, you are not allowed to edit comments."})
            size, skip = int(query["per_page"][0]), int(query.get("offset", ["0"])[0])
            found = [c for c in sorted(comments, key=lambda c: -c["id"]) if c["status"] in ("approved", "hold")]
            if "parent" in query:
                found = [c for c in found if c["parent"] == int(query["parent"][0])]
            return self.answer(200, found[skip:skip + size])
        if path == "/comments":
            body["content"] = re.sub(r"<[^>]*>", "", body["content"])
            if any(c["author"] == me["id"] and c["content"]["raw"] == body["content"] for c in comments):
                return self.answer(409, {"code": "comment_duplicate", "message": "Duplicate comment detected"})
            if os.path.exists(log + ".lose"):
                comments.append(comment(len(comments) + 1, 0, "Carl", body["content"], body["parent"]))
                return self.answer(502, {"code": "bad_gateway", "message": "Bad gateway"})
            comments.append(comment(len(comments) + 1, me["id"], "The host", body["content"], body["parent"]))
            while os.path.exists(log + ".hold"):
                time.sleep(0.05)
            return self.answer(201, comments[-1])
        found = [c for c in comments if path == f"/comments/{c['id']}"]
        if not found:
            return self.answer(404, {"code": "rest_comment_invalid_id", "message": "Invalid comment ID."})
        found[0]["status"] = "trash" if self.command == "DELETE" else body["status"]
        return self.answer(200, found[0])

    do_GET = do_POST = do_DELETE = handle_all


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
print(server.server_address[1], flush=True)
server.serve_forever()
