#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A strict loopback server that speaks the Mastodon API to one account, @shop.

mastodon_server.py COUNT LOG [CERT KEY]: COUNT people wrote to @shop, one each minute; the
newest wrote a minute ago.  Prints the port; with a certificate it speaks TLS.  Pages are cut as the real server
cuts them: at most 80, newest first; max_id gives what lies before, since_id the
newest behind it, min_id the page right behind it; Link names the neighbours.
Each request's path goes to LOG, what changes something with method and body;
while a file LOG.hold is there such a change is done and answered never, or those whose
path has what the file says.  A file that is uploaded is kept as LOG.NUMBER.

Strict: a parameter that it does not know, a body of the wrong kind, a post that
answers nothing or is too long are refused as the real server refuses them, and
said in LOG as "STRICT ...".  A key seen before gives the post made then.

What happens besides is asked for under /control/, each a POST with a query:
mention (text, visibility, picture a file, as its name in the address: moved, away and gone lead elsewhere, of half only that much comes) somebody writes, who said another thing the day before; flood (n, text) so many at once; edit (id, text); delete (id); shun (id): its writer blocks us; guard (id): it answers 403; late (id): it stands in no list until that is said again; forget every post; cut
all streams; mute them (no heartbeat); beat (milliseconds between two); deaf (n requests for a stream get 404);
self (n) is who every token speaks for; limit (n requests get 429, to wait seconds); keep (deletions are not done) and stiff (edits);
works (n) looks until a file is ready; ahead (n) milliseconds is the server's clock, in its Date too;
grant (scope) gives the code that a person would be shown.
"""
import base64
import hashlib
import http.server
import json
import os
import queue
import re
import ssl
import sys
import threading
import time
from urllib.parse import parse_qs, urlencode, urlparse

import mastodon_entities as entities
from mastodon_entities import account, instant

count, log = int(sys.argv[1]), sys.argv[2]
now = time.time()
minutes = [count - n for n in range(count)]     # how long ago, oldest first
lock = threading.RLock()
MOST = 500


def note(line):
    with lock, open(log, "a", encoding="utf-8") as file:
        file.write(line + "\n")


SHOP = account(1, "shop")
statuses, media, files, keys, apps, codes = {}, {}, {}, {}, {}, {}
tokens = {"token": "read write"}
notifications = []
streams = []
state = {"mute": False, "deaf": 0, "limit": 0, "wait": 1, "beat": 500, "keep": False, "stiff": False, "self": 1,
         "works": 2, "ahead": 0}
late = set()


def clock():
    return time.time() + state["ahead"] / 1000




def status(number, at, author, text, visibility="public", answers=None):
    said = entities.status(number, at, author, f"<p>{text}</p>", visibility, statuses.get(answers))
    statuses[said["id"]] = said
    return said


def words(said):
    return re.sub("<[^>]*>", "", said["content"])


def notification(n, at, text=None, visibility="public"):
    said = status(100000 + n, at, account(1000 + n, f"p{n}"), text or f"@shop message {n}", visibility)
    status(50000 + n, at - 86400, said["account"], "Good morning")
    made = {"id": str(500 + n), "type": "mention", "created_at": said["created_at"], "account": said["account"],
            "group_key": f"ungrouped-{500 + n}", "status": said}
    notifications.append(made)
    return made


for _n, _ago in enumerate(minutes, 1):
    notification(_n, now - 60 * _ago)


def page(query):
    def number(key):
        return int(query[key][0]) if key in query else None

    limit = min(number("limit") or 40, 80)
    below, above, right_above = number("max_id"), number("since_id"), number("min_id")
    found = [n for n in notifications if n["status"]["id"] in statuses and n["status"]["id"] not in late and
             (below is None or int(n["id"]) < below) and int(n["id"]) > max(above or 0, right_above or 0)]
    return list(reversed(found[:limit] if right_above is not None else found[-limit:]))


def tell(event, value):
    text = f"event: {event}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
    for stream in list(streams):
        stream.put(text)


blocked, liked, shunned, guarded = set(), set(), set(), set()
KNOWN = {"/api/v1/notifications": {"limit", "include_filtered", "types[]", "min_id", "max_id", "since_id"},
         "/api/v1/accounts/ID/statuses": {"limit", "exclude_reblogs", "min_id", "max_id"},
         "/api/v1/statuses": {"id[]"},
         "/oauth/authorize": {"response_type", "client_id", "redirect_uri", "scope", "code_challenge",
                              "code_challenge_method", "force_login", "lang"}}
OOB = "urn:ietf:wg:oauth:2.0:oob"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    # ---- saying

    def say(self, value, headers=(), status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def strict(self, why, status=422):
        note(f"STRICT {self.command} {self.path}: {why}")
        return {"error": f"Validation failed: {why}"}, status

    def scope(self):
        given = (self.headers.get("Authorization") or "").partition("Bearer ")[2]
        return tokens.get(given)

    def limited(self):
        with lock:
            if state["limit"] <= 0:
                return False
            state["limit"] -= 1
        self.say({"error": "Too many requests"}, [("Retry-After", str(state["wait"]))], 429)
        return True

    # ---- asking

    def do_GET(self):
        url = urlparse(self.path)
        query = parse_qs(url.query)
        note(self.path)
        unknown = set(query) - KNOWN.get(re.sub(r"accounts/\d+", "accounts/ID", url.path), set())
        if unknown:
            note(f"STRICT GET {self.path}: unknown parameter {sorted(unknown)}")
        if url.path == "/.well-known/oauth-authorization-server":
            self.say({"issuer": "http://social.example/", "code_challenge_methods_supported": ["S256"],
                      "scopes_supported": ["read", "write", "read:accounts", "read:notifications", "read:statuses",
                                           "write:statuses", "write:media", "write:favourites", "write:blocks",
                                           "write:reports"], "grant_types_supported": ["authorization_code"]})
        elif url.path.startswith("/files/"):
            self.file(*url.path.split("/", 3)[2:])
        elif self.scope() is None:
            self.say({"error": "The access token is invalid"}, status=401)
        elif url.path.startswith("/api/v1/streaming/"):
            self.stream()
        elif not self.limited():
            self.say_one(url, query)

    def file(self, number, name):
        note(f"FILE {name} " + ("secret" if self.headers.get("Authorization") else "open"))
        to = {"moved": f"/files/{number}/here", "away": "http://169.254.169.254/latest/meta-data"}.get(name)
        if to or name == "gone":
            self.say({}, [("Location", to)] if to else [], 302 if to else 404)
            return
        with open(files[number], "rb") as file:
            body = file.read()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if name != "half" else body[:len(body) // 2])
        if name == "half":
            self.wfile.flush()
            self.rfile.read(1)

    def say_one(self, url, query):
        found = re.fullmatch(r"/api/v1/(statuses|media|accounts)/(\d+)(/context|/source|/statuses)?", url.path)
        if url.path == "/api/v1/accounts/verify_credentials":
            self.say(entities.owner(SHOP if state["self"] == 1 else account(state["self"], "private")))
        elif url.path == "/api/v1/apps/verify_credentials":
            self.say({"name": "guichet", "scopes": self.scope().split(" ")})
        elif url.path == "/api/v2/instance":
            self.say(entities.instance(self.headers.get("Host"), MOST))
        elif url.path == "/api/v1/notifications":
            self.say_page(url, query)
        elif found and found[1] == "accounts" and found[3] == "/statuses":
            theirs = [s for s in statuses.values() if s["account"]["id"] == found[2] and not self.hidden(s["id"])]
            after, most = int(query.get("min_id", ["0"])[0]), int(query.get("limit", ["40"])[0])
            self.say(sorted((s for s in theirs if int(s["id"]) > after), key=lambda s: -int(s["id"]))[:most])
        elif url.path == "/api/v1/statuses":
            self.say([statuses[i] for i in query.get("id[]", [])[:20] if not self.hidden(i) and i not in guarded])
        elif found and found[1] == "media" and found[2] in media:
            media[found[2]]["looks"] -= 1
            ready = media[found[2]]["looks"] <= 0
            self.say(self.media_told(found[2], ready), status=200 if ready else 206)
        elif found and found[1] == "statuses" and found[2] in guarded:
            self.say({"error": "This action is not allowed"}, status=403)
        elif found and found[1] == "statuses" and not self.hidden(found[2]):
            self.say_status(statuses[found[2]], found[3])
        else:
            self.say({"error": "Record not found"}, status=404)

    def hidden(self, number):
        return number not in statuses or statuses[number]["account"]["id"] in shunned

    def say_status(self, said, what):
        if what == "/source":
            self.say({"id": said["id"], "text": words(said), "spoiler_text": ""})
        elif what == "/context":
            above, up = [], said["in_reply_to_id"]
            while up in statuses:
                above.insert(0, statuses[up])
                up = statuses[up]["in_reply_to_id"]
            self.say({"ancestors": above,
                      "descendants": [s for s in statuses.values() if s["in_reply_to_id"] == said["id"]]})
        else:
            self.say(said)

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

    # ---- streaming: bytes leave in pieces that end inside lines and inside characters

    def stream(self):
        if state["deaf"] > 0:
            state["deaf"] -= 1
            self.say({"error": "Record not found"}, status=404)
            return
        mine = queue.Queue()
        streams.append(mine)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.connection.setsockopt(6, 1, 1)     # TCP_NODELAY
        text = b":)\n"
        try:
            while text is not None:
                for at in range(0, len(text), 7):
                    piece = text[at:at + 7]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                try:
                    text = mine.get(timeout=state["beat"] / 1000)
                except queue.Empty:
                    text = b"" if state["mute"] else b":thump\n"
        except OSError:
            pass
        streams.remove(mine)
        self.close_connection = True

    # ---- changing

    def change(self):
        whole = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(whole)
        if len(body) < whole:   # it broke off: nothing was asked
            self.close_connection = True
            return
        multipart = (self.headers.get("Content-Type") or "").startswith("multipart/")
        shown = f"<{len(body)} bytes>" if multipart else body.decode()
        note(f"{self.command} {self.path} {shown}")
        if self.limited():
            return
        with lock:
            answer, code = self.done(body)
        while self.held():
            time.sleep(0.05)
        self.say(answer, status=code)

    def held(self):
        try:
            with open(log + ".hold", encoding="utf-8") as file:
                return file.read().strip() in self.path
        except FileNotFoundError:
            return False

    def done(self, body):
        found = re.fullmatch(r"/api/v1/(accounts|statuses)/(\d+)(?:/(\w+))?", self.path)
        if self.path == "/api/v1/apps":
            return self.app(parse_qs(body.decode()))
        if self.path == "/oauth/token":
            return self.token(parse_qs(body.decode()))
        if self.scope() is None:
            return {"error": "The access token is invalid"}, 401
        if "write" not in self.scope():
            return {"error": "This action is outside the authorized scopes"}, 403
        if self.path == "/api/v1/reports":
            report = json.loads(body)
            return {"id": "1", "action_taken": False, "comment": report["comment"], "category": report["category"]}, 200
        if self.path == "/api/v1/statuses":
            return self.post(json.loads(body))
        if self.path == "/api/v2/media":
            return self.upload(body)
        if found is None:
            return {"error": "Record not found"}, 404
        return self.done_to(body, *found.groups())

    def done_to(self, body, kind, number, act):
        if self.command == "PUT":
            return self.edit_own(number, json.loads(body))
        if self.command == "DELETE":
            said = statuses.get(number)
            if said is None:
                return {"error": "Record not found"}, 404
            if not state["keep"]:
                del statuses[number]
            return {k: v for k, v in said.items() if k != "content"} | {"text": words(said)}, 200
        if act in ("block", "unblock"):
            (blocked.add if act == "block" else blocked.discard)(number)
            return {"id": number, "blocking": number in blocked, "muting": False}, 200
        if act in ("favourite", "unfavourite") and number in statuses:
            (liked.add if act == "favourite" else liked.discard)(number)
            return {**statuses[number], "favourited": number in liked}, 200
        return {"error": "Record not found"}, 404

    def post(self, wish):
        known = {"status", "in_reply_to_id", "visibility", "spoiler_text", "sensitive", "language", "media_ids",
                 "allowed_mentions"}
        key = self.headers.get("Idempotency-Key")
        if key in keys:
            return keys[key], 200
        if set(wish) - known:
            return self.strict(f"unknown parameter {sorted(set(wish) - known)}")
        if not key:
            return self.strict("no Idempotency-Key")
        text = wish.get("status") or ""
        if not text and not wish.get("media_ids"):
            return self.strict("Text can't be blank")
        if len(text) > MOST:
            return self.strict(f"Text character limit of {MOST} exceeded")
        if wish.get("visibility") not in ("public", "unlisted", "private", "direct"):
            return self.strict("Visibility is not included in the list")
        if wish.get("in_reply_to_id") not in statuses:
            return {"error": "The post you are trying to reply to does not appear to exist."}, 404
        for number in wish.get("media_ids") or []:
            if number not in media:
                return {"error": "Record not found"}, 404
            if media[number]["looks"] > 0:
                return self.strict("Cannot attach files that have not finished processing. Try again in a moment!")
        made = status(900000 + len(statuses), clock(), SHOP, text, wish["visibility"], wish["in_reply_to_id"])
        made["media_attachments"] = [self.media_told(n, True) for n in wish.get("media_ids") or []]
        keys[key] = made
        return made, 200

    def edit_own(self, number, wish):
        said = statuses.get(number)
        if said is None or said["account"]["id"] != "1":
            return {"error": "Record not found"}, 404
        if set(wish) - {"status", "spoiler_text", "sensitive", "language", "media_ids"}:
            return self.strict("unknown parameter of an edit")
        if state["stiff"]:
            return said, 200
        said["content"] = f"<p>{wish['status']}</p>"
        said["edited_at"] = instant(clock())
        return said, 200

    # ---- files

    def upload(self, body):
        kind = re.search(r"boundary=\"?([^\";]+)", self.headers.get("Content-Type") or "")
        if not kind:
            return self.strict("no multipart body", 400)
        parts = {}
        for part in body.split(b"--" + kind[1].encode())[1:-1]:
            head, _, rest = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]*)"', head)
            parts[name[1].decode()] = rest[:-2]
        if "file" not in parts or set(parts) - {"file", "description"}:
            return self.strict(f"the parts are {sorted(parts)}")
        if len(parts["file"]) > 1 << 20:
            return {"error": "Validation failed: File is too large"}, 422
        number = str(7000 + len(media))
        media[number] = {"looks": state["works"], "alt": parts.get("description", b"").decode(),
                         "sum": hashlib.sha256(parts["file"]).hexdigest()}
        with open(f"{log}.{number}", "wb") as file:
            file.write(parts["file"])
        note(f"MEDIA {number} {media[number]['sum']} {media[number]['alt']}")
        return self.media_told(number, False), 202

    def media_told(self, number, ready):
        return entities.media(number, media[number]["alt"], ready)

    # ---- letting a program in

    def app(self, form):
        if form.get("redirect_uris") != [OOB]:
            return self.strict("redirect_uris")
        number = f"app{len(apps)}"
        apps[number] = form.get("scopes", ["read"])[0]
        return {"id": "1", "name": form["client_name"][0], "client_id": number, "client_secret": f"secret-of-{number}",
                "redirect_uri": OOB, "scopes": apps[number].split(" ")}, 200

    def token(self, form):
        given = {k: v[0] for k, v in form.items()}
        code = codes.pop(given.get("code"), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if given.get("grant_type") != "authorization_code" or given.get("redirect_uri") != OOB:
            return {"error": "invalid_request", "error_description": "The request is missing a parameter."}, 400
        if given.get("client_secret") != f"secret-of-{given.get('client_id')}":
            return {"error": "invalid_client", "error_description": "Client authentication failed."}, 401
        if code is None or (code["challenge"] and code["challenge"] != proof.decode().rstrip("=")):
            return {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid, "
                    "expired, revoked, or was issued to another client."}, 400
        made = f"granted{len(tokens)}"
        tokens[made] = code["scope"]
        return {"access_token": made, "token_type": "Bearer", "scope": code["scope"], "created_at": int(time.time())}, 200

    # ---- what others do

    def control(self, what, query):
        given = {k: v[0] for k, v in query.items()}
        if what == "flood":
            for n in range(1, int(given["n"]) + 1):
                tell("notification", notification(len(notifications) + 1, clock(), f"{given['text']} {n}"))
            return {}
        if what == "mention":
            made = notification(len(notifications) + 1, clock(), given.get("text"), given.get("visibility", "public"))
            for key in ("picture", "picture2"):
                if key in given:
                    name = f"{len(files)}/{given.get('as', 'picture.jpg')}"
                    files[name.split("/")[0]] = given[key]
                    made["status"]["media_attachments"].append(
                        {"id": "1", "type": "image", "url": f"http://{self.headers.get('Host')}/files/{name}",
                         "description": "A picture", "meta": {}})
            tell("notification", made)
            return made["status"]
        if what == "edit":
            statuses[given["id"]].update(content=f"<p>{given['text']}</p>", edited_at=instant(clock()))
        elif what == "delete":
            statuses.pop(given["id"], None)
        elif what == "shun":
            shunned.add(statuses[given["id"]]["account"]["id"])
        elif what == "late":
            late.symmetric_difference_update({given["id"]})
        elif what == "guard":
            guarded.add(given["id"])
        elif what == "forget":
            statuses.clear()
        elif what == "cut":
            for stream in list(streams):
                stream.put(None)
        elif what == "streams":
            return len(streams)
        elif what == "grant":
            asked = parse_qs(urlparse(given["url"]).query)
            code = f"code{len(codes)}{int(time.time() * 1000)}"
            codes[code] = {"scope": given.get("scope", asked["scope"][0]),
                           "challenge": asked.get("code_challenge", [None])[0]}
            return code
        else:
            state.update({k: int(v) for k, v in given.items() if k in state} or {what: not state[what]})
        return {}

    def do_DELETE(self):
        self.change()

    def do_PUT(self):
        self.change()

    def do_POST(self):
        url = urlparse(self.path)
        if self.path.startswith(("/api/", "/oauth/")):
            self.change()
        elif url.path.startswith("/control/"):
            with lock:
                answer = self.control(url.path[9:], parse_qs(url.query))
            self.say(answer)
        else:
            with lock:
                notification(len(notifications) + 1, clock())
            self.say({})

    def date_time_string(self, timestamp=None):
        return super().date_time_string(clock() if timestamp is None else timestamp)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
