#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A loopback server that speaks the Bot API to one bot, strictly.

telegram_server.py LOG [PORT STATE]: an update stays in the queue until a question names a
number behind it, and is gone for good then.  Each call goes to LOG.  Prints
the port.  With a file STATE it may be killed at any moment and goes on where
it was: what it answers is on disk before.  POST /control with a JSON object steers it:
  say: {text, from, chat...}  somebody writes (id: the update's number)
  lose: METHOD                the next such call is carried out, its answer is lost
  refuse: STATUS, of: METHOD, body: {}   the next such call is answered so
GET /control tells what waits in the queue, what the bot wrote and what it was told.
"""
import hashlib
import http.server
import json
import os
import re
import sys
import threading
import time
from urllib.parse import parse_qsl, urlparse

TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
log = sys.argv[1]
port, kept = int(sys.argv[2]) if len(sys.argv) > 2 else 0, sys.argv[3] if len(sys.argv) > 3 else None
lock = threading.Condition()
queue, sent, deleted, reacted, told = [], [], [], [], []
state = {"update": 1000, "message": 1, "lose": None, "refuse": None, "webhook": ""}
if kept and os.path.exists(kept):
    with open(kept, encoding="utf-8") as old:
        before = json.load(old)
    state.update(before["state"])
    for mine, theirs in ((queue, "queue"), (sent, "sent"), (deleted, "deleted"), (reacted, "reacted"),
                         (told, "told")):
        mine.extend(before[theirs])


def keep():
    if kept:
        with open(kept + ".new", "w", encoding="utf-8") as new:
            json.dump({"state": state, "queue": queue, "sent": sent, "deleted": deleted, "reacted": reacted,
                       "told": told}, new)
        os.replace(kept + ".new", kept)


def private(n, name):
    return {"id": n, "first_name": name.title(), "username": name, "type": "private"}


def said(value):
    update = int(value.pop("id", state["update"] + 1))
    kind = value.pop("kind", "message")
    name = value.pop("by", "bob")
    number = {"bob": 7000000001, "carol": 7000000002}.get(name, 7000000009)
    if name.startswith("customer"):
        number = 7000001000 + int(name[8:])
    state["update"] = update
    if kind.startswith("deleted"):
        queue.append({"update_id": update, kind: value})
        return
    state["message"] += 1
    message = {"message_id": state["message"], "date": int(time.time()),
               "from": {"id": number, "is_bot": False, "first_name": name.title(), "username": name,
                        "language_code": "en"}, "chat": private(number, name)}
    message.update(value)
    queue.append({"update_id": update, kind: message})
    told.append(message)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def wrong(self, text, status=400):
        self.say({"ok": False, "error_code": status, "description": text}, status)

    def body(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = re.search(r"multipart/form-data; boundary=\"?([^\";]+)", self.headers.get("Content-Type") or "")
        if not kind:
            return json.loads(raw or b"{}")
        value = {"files": {}}
        for part in raw.split(b"--" + kind[1].encode())[1:-1]:
            head, _, rest = part.partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]*)"', head)[1].decode()
            if b"filename=" in head:
                value["files"][name] = hashlib.sha256(rest[:-2]).hexdigest()
            else:
                value[name] = rest[:-2].decode()
        return value

    def send_files(self, method, value):
        wanted = {"sendPhoto": {"photo"}, "sendDocument": {"document"}}.get(method)
        if method == "sendMediaGroup":
            album = json.loads(value["media"])
            wanted = {one["media"].removeprefix("attach://") for one in album}
            if not 2 <= len(album) <= 10:
                self.wrong("Bad Request: strict")
                return
        if set(value["files"]) != wanted or len(value.get("caption", "").encode("utf-16-le")) // 2 > 1024:
            self.wrong("Bad Request: strict")
            return
        with lock:
            state["message"] += 1
            sent.append({**value, "method": method})
            lost, state["lose"] = state["lose"] == method, None
            made = {"message_id": state["message"], "date": int(time.time())}
        if lost:
            self.close_connection = True
            return
        self.say({"ok": True, "result": [made] if method == "sendMediaGroup" else made})

    def file(self, number):
        body = f"bytes of {number}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def control(self, value):
        with lock:
            for key in ("lose", "webhook"):
                if key in value:
                    state[key] = value[key]
            if "refuse" in value:
                state["refuse"] = value
            if "say" in value:
                said(value["say"])
            keep()
            lock.notify_all()
            self.say({"queue": queue, "sent": sent, "deleted": deleted, "reacted": reacted, "told": told})

    def updates(self, query):
        unknown = set(query) - {"offset", "limit", "timeout", "allowed_updates"}
        if unknown or not all("message" in kind for kind in json.loads(query["allowed_updates"])
                              if not kind.startswith("business_conn")):
            self.wrong(f"Bad Request: {unknown}")
            return
        end = time.monotonic() + int(query.get("timeout", 0))
        with lock:
            if "offset" in query:
                before = int(query["offset"]) - 1
                known = [n for n, update in enumerate(queue) if update["update_id"] == before]
                del queue[:known[-1] + 1 if known else 0]
                keep()
            while not queue and (left := end - time.monotonic()) > 0:
                lock.wait(left)
            found = queue[:int(query.get("limit", 100))]
        self.say({"ok": True, "result": found})

    def send(self, value):
        if set(value) - {"chat_id", "text", "reply_parameters", "message_thread_id", "business_connection_id"} \
                or not isinstance(value.get("chat_id"), int):
            self.wrong("Bad Request: strict")
            return
        if len(value["text"].encode("utf-16-le")) // 2 > 4096:
            self.wrong("Bad Request: message is too long")
            return
        with lock:
            state["message"] += 1
            at = int(time.time())
            sent.append({**value, "method": "sendMessage", "date": at})
            lost, state["lose"] = state["lose"] == "sendMessage", None
            number = state["message"]
            keep()
        if lost:
            self.close_connection = True
            return
        self.say({"ok": True, "result": {"message_id": number, "date": at, "text": value["text"]}})

    def answer(self, value):
        url = urlparse(self.path)
        if url.path == "/control":
            self.control(value)
            return
        if url.path.startswith(f"/file/bot{TOKEN}/"):
            self.file(bytes.fromhex(url.path.rsplit("/", 1)[1]).decode())
            return
        parts = url.path.split("/")
        method, query = parts[-1], dict(parse_qsl(url.query))
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{method} {query.get('offset', '')} {query.get('timeout', '')}\n")
        if len(parts) != 3 or parts[1] != "bot" + TOKEN:
            self.wrong("Unauthorized", 401)
            return
        with lock:
            refuse = state["refuse"] if state["refuse"] and state["refuse"]["of"] == method else None
            if refuse:
                state["refuse"] = None
        if refuse:
            self.say({"ok": False, "error_code": refuse["refuse"], **refuse["body"]}, refuse["refuse"])
        elif method == "getMe":
            self.say({"ok": True, "result": {"id": 123456, "is_bot": True, "first_name": "Shop", "username": "shop_bot"}})
        elif method == "getWebhookInfo":
            self.say({"ok": True, "result": {"url": state["webhook"], "pending_update_count": 0}})
        elif method == "getUpdates":
            self.updates(query)
        elif method == "sendMessage":
            self.send(value)
        elif method in ("sendPhoto", "sendDocument", "sendMediaGroup"):
            self.send_files(method, value)
        elif method == "getFile" and query.get("file_id") == "huge":
            self.wrong("Bad Request: file is too big")
        elif method == "getFile":
            self.say({"ok": True, "result": {"file_id": "x", "file_path": "photos/" + query["file_id"].encode().hex()}})
        elif method in ("deleteMessage", "deleteBusinessMessages", "setMessageReaction"):
            (reacted if method.startswith("set") else deleted).append(value)
            self.say({"ok": True, "result": True})
        else:
            self.wrong("Not Found", 404)

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        self.answer(self.body())


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
