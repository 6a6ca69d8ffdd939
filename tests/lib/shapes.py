#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Does the strict Mastodon server answer in the shape of a real one?

shapes.py FOLDER URL: reads the recorded answers (YAML cassettes) below FOLDER,
asks the strict server at URL the same questions, and prints a TAP line for
each.  Both ways: a key or type that no recorded answer has is invented, and a
key that each of them has is missing (from three on: fewer prove no rule).  Where a recorded list is always empty or
a value always null, what stands there in ours is not judged.
"""
import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

import yaml

folder, base = pathlib.Path(sys.argv[1]), sys.argv[2]
ENOUGH = 3
QUESTIONS = (   # name, method, recorded path, recorded status
    ("who we are", "GET", "/api/v1/accounts/verify_credentials", 200),
    ("the server", "GET", "/api/v2/instance/?", 200),
    ("notifications", "GET", "/api/v1/notifications", 200),
    ("a status", "GET", r"/api/v1/statuses/\d+", 200),
    ("statuses of an account", "GET", r"/api/v1/accounts/\d+/statuses", 200),
    ("a thread", "GET", r"/api/v1/statuses/\d+/context", 200),
    ("what was typed", "GET", r"/api/v1/statuses/\d+/source", 200),
    ("a post", "POST", "/api/v1/statuses", 200),
    ("a post corrected", "PUT", r"/api/v1/statuses/\d+", 200),
    ("a post deleted", "DELETE", r"/api/v1/statuses/\d+", 200),
    ("a favourite", "POST", r"/api/v1/statuses/\d+/favourite", 200),
    ("a picture", "POST", "/api/v2/media", 200),
    ("what is not there", "GET", r"/api/v1/statuses/\d+", 404),
    ("a token that is wrong", "GET", "/api/v1/timelines/home", 401),
)


def kind(value):
    return {dict: "object", list: "list", str: "text", bool: "truth", type(None): "null"}.get(type(value), "number")


class Shape:
    """What values at one place looked like, all together."""

    def __init__(self):
        self.kinds, self.keys, self.objects, self.items = set(), {}, 0, None

    def add(self, value):
        self.kinds.add(kind(value))
        if isinstance(value, list):
            for item in value:
                self.items = self.items or Shape()
                self.items.add(item)
        elif isinstance(value, dict):
            self.objects += 1
            for key, held in value.items():
                self.keys.setdefault(key, [Shape(), 0])
                self.keys[key][0].add(held)
                self.keys[key][1] += 1

    def judge(self, value, where="answer"):
        """The faults of an answer of ours, one line each."""
        if self.kinds == {"null"}:
            return []       # nothing is known of what stands there else
        if kind(value) not in self.kinds:
            return [f"{where} is {kind(value)}, recorded: {'/'.join(sorted(self.kinds))}"]
        if isinstance(value, list):
            return [fault for n, item in enumerate(value) if self.items
                    for fault in self.items.judge(item, f"{where}[{n}]")]
        if not isinstance(value, dict):
            return []
        faults = [f"{where}.{key} is invented" for key in value if key not in self.keys]
        faults += [f"{where}.{key} is missing" for key, (_, seen) in self.keys.items()
                   if seen == self.objects >= ENOUGH and key not in value]
        return faults + [fault for key, held in value.items() if key in self.keys
                         for fault in self.keys[key][0].judge(held, f"{where}.{key}")]


def recorded():
    for path in sorted(folder.rglob("*.yaml")):
        with open(path, encoding="utf-8") as file:
            content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for turn in content.get("interactions", []) if isinstance(content, dict) else []:
            body = turn["response"]["body"].get("string", "")
            path = re.sub(r"^https?://[^/]*|\?.*$", "", turn["request"]["uri"])
            yield turn["request"]["method"], path, turn["response"]["status"]["code"], \
                body.decode("utf-8", "replace") if isinstance(body, bytes) else body


def ask(method, path, body=None, headers=None, token="token"):
    request = urllib.request.Request(base + path, data=body, method=method,
                                     headers={"Authorization": f"Bearer {token}", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as e:
        return json.load(e)


def write(method, path, key, **wish):
    return ask(method, path, json.dumps(wish).encode(),
               {"Content-Type": "application/json", "Idempotency-Key": key})


def ours():
    """The same questions to the strict server."""
    said = ask("GET", "/api/v1/notifications?limit=2")
    asked = said[0]["status"]
    post = write("POST", "/api/v1/statuses", "k1", status="@p1 hello", in_reply_to_id=asked["id"], visibility="public")
    png = b"\x89PNG\r\n\x1a\n"
    form = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n" \
        + png + b"\r\n--b\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\na dot\r\n--b--\r\n"
    picture = ask("POST", "/api/v2/media", form, {"Content-Type": "multipart/form-data; boundary=b"})
    for _ in range(2):
        picture = ask("GET", f"/api/v1/media/{picture['id']}")
    return {
        "who we are": ask("GET", "/api/v1/accounts/verify_credentials"),
        "the server": ask("GET", "/api/v2/instance"),
        "notifications": said,
        "a status": ask("GET", f"/api/v1/statuses/{asked['id']}"),
        "statuses of an account": ask("GET", "/api/v1/accounts/1/statuses?limit=2"),
        "a thread": ask("GET", f"/api/v1/statuses/{asked['id']}/context"),
        "what was typed": ask("GET", f"/api/v1/statuses/{post['id']}/source"),
        "a post": post,
        "a post corrected": write("PUT", f"/api/v1/statuses/{post['id']}", "k2", status="@p1 hello again"),
        "a favourite": ask("POST", f"/api/v1/statuses/{asked['id']}/favourite", b""),
        "a post deleted": ask("DELETE", f"/api/v1/statuses/{post['id']}"),
        "a picture": picture,
        "what is not there": ask("GET", "/api/v1/statuses/1"),
        "a token that is wrong": ask("GET", "/api/v1/accounts/verify_credentials", token="wrong"),
    }


def main():
    shapes = {name: Shape() for name, *_ in QUESTIONS}
    seen = dict.fromkeys(shapes, 0)
    for method, path, code, body in recorded():
        for name, how, where, status in QUESTIONS:
            if method == how and re.fullmatch(where, path) and code == status:
                try:
                    shapes[name].add(json.loads(body))
                    seen[name] += 1
                except ValueError:
                    pass
    if not seen["notifications"]:
        print("1..0 # SKIP the folder holds no recorded answers of Mastodon")
        return 0
    failed = 0
    for n, (name, answer) in enumerate(ours().items(), 1):
        if not seen[name]:
            print(f"ok {n} - {name} # SKIP never recorded")
            continue
        faults = shapes[name].judge(answer)
        failed += bool(faults)
        print(f"{'not ' if faults else ''}ok {n} - {name}, as in {seen[name]} recorded answers")
        for fault in faults:
            print(f"# {fault}")
    print(f"1..{n}")
    return failed != 0


sys.exit(main())
