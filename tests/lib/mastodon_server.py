#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A loopback server that speaks the Mastodon API to one account, @shop.

mastodon_server.py COUNT LOG: COUNT people wrote to @shop, one each minute; the
newest wrote a minute ago.  Pages are cut as the real server cuts them: at most
80 of them, newest first; max_id gives what lies before, since_id the newest
behind it, min_id the page right behind it; Link names the neighbours.  Each
request's path goes to LOG.  Prints the port; POST /later adds one message.  Blocks,
favourites, reports and deletions are done, shown in the answer, and go to LOG
with their method and body; while a file LOG.hold is there they are answered
never, though they are done.
"""
import http.server
import json
import os
import re
import sys
import time
from urllib.parse import parse_qs, urlencode, urlparse

count, log = int(sys.argv[1]), sys.argv[2]
now = time.time()
minutes = [count - n for n in range(count)]     # how long ago, oldest first


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


def account(number, name):
    return {"id": str(number), "username": name, "acct": name, "display_name": name.title(),
            "url": f"https://social.example/@{name}", "followers_count": 3, "bot": False}


def notification(n, at):
    status = {"id": str(100000 + n), "created_at": instant(at), "in_reply_to_id": None,
              "in_reply_to_account_id": None, "visibility": "public", "spoiler_text": "", "language": "en",
              "content": f"<p>@shop message {n}</p>", "url": f"https://social.example/@p{n}/{100000 + n}",
              "uri": f"https://social.example/users/p{n}/statuses/{100000 + n}", "edited_at": None,
              "reblog": None, "account": account(1000 + n, f"p{n}"), "media_attachments": [], "tags": [],
              "mentions": [{"id": "1", "username": "shop", "acct": "shop", "url": "https://social.example/@shop"}]}
    return {"id": str(500 + n), "type": "mention", "created_at": instant(at), "account": status["account"],
            "status": status}


notifications = [notification(n, now - 60 * ago) for n, ago in enumerate(minutes, 1)]


def page(query):
    def number(key):
        return int(query[key][0]) if key in query else None

    limit = min(number("limit") or 40, 80)
    below, above, right_above = number("max_id"), number("since_id"), number("min_id")
    found = [n for n in notifications
             if (below is None or int(n["id"]) < below) and int(n["id"]) > max(above or 0, right_above or 0)]
    return list(reversed(found[:limit] if right_above is not None else found[-limit:]))


blocked, liked, deleted = set(), set(), set()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def say(self, value, headers=(), status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlparse(self.path)
        with open(log, "a", encoding="utf-8") as file:
            file.write(self.path + "\n")
        if self.headers.get("Authorization") != "Bearer token":
            self.say({"error": "The access token is invalid"}, status=401)
        elif url.path == "/api/v1/accounts/verify_credentials":
            self.say(account(1, "shop"))
        elif url.path == "/api/v2/instance":
            self.say({"domain": "social.example", "version": "4.3.2", "configuration": {"statuses": {
                "max_characters": 500, "characters_reserved_per_url": 23}}})
        elif url.path == "/api/v1/notifications":
            self.say_page(url, parse_qs(url.query))
        elif url.path == "/api/v1/accounts/1/statuses":
            self.say([])
        else:
            self.say({"error": "Record not found"}, status=404)

    def say_page(self, url, query):
        found = page(query)
        links = []
        for name, key, edge in (("next", "max_id", -1), ("prev", "min_id", 0)):
            if found:
                rest = {k: v for k, v in query.items() if k not in ("max_id", "min_id", "since_id")}
                rest[key] = found[edge]["id"]
                host = self.headers.get("Host")
                links.append(f'<http://{host}{url.path}?{urlencode(rest, doseq=True)}>; rel="{name}"')
        self.say(found, [("Link", ", ".join(links))] if links else [])

    def act(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{self.command} {self.path} {body}\n")
        answer, status = self.done(body)
        while os.path.exists(log + ".hold"):
            time.sleep(0.05)
        self.say(answer, status=status)

    def done(self, body):
        found = re.fullmatch(r"/api/v1/(accounts|statuses)/(\d+)(?:/(\w+))?", self.path)
        if self.headers.get("Authorization") != "Bearer token":
            return {"error": "The access token is invalid"}, 401
        if self.path == "/api/v1/reports":
            report = json.loads(body)
            return {"id": "1", "action_taken": False, "comment": report["comment"], "category": report["category"]}, 200
        if found is None:
            return {"error": "Record not found"}, 404
        kind, number, act = found.groups()
        if self.command == "DELETE":
            deleted.add(number)
            return {"id": number, "text": ""}, 200
        if act in ("block", "unblock"):
            (blocked.add if act == "block" else blocked.discard)(number)
            return {"id": number, "blocking": number in blocked, "muting": False}, 200
        if act in ("favourite", "unfavourite"):
            (liked.add if act == "favourite" else liked.discard)(number)
            return {"id": number, "favourited": number in liked}, 200
        return {"error": "Record not found"}, 404

    def do_DELETE(self):
        self.act()

    def do_POST(self):
        if self.path.startswith("/api/v1/"):
            self.act()
            return
        notifications.append(notification(len(notifications) + 1, time.time()))
        self.say({})

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
