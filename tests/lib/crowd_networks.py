# SPDX-License-Identifier: ISC
"""The six networks of crowd.py: how a customer writes on each, and what stands on its servers.

truth() tells what was asked and what was answered there, each with its word, who may
read it and, where the network says so, when it was written.
"""
import datetime
import glob
import json
import os
import re
import time
import urllib.parse
import urllib.request
from email.utils import formatdate

env = os.environ
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
STANDS = 60     # seconds after which a snac that was killed stands again, and what it still has is passed on
AT_ONCE = 16    # posts that one has in hand: its threads


def ask(url, body=None, token=None, form=False):
    """One request; a customer waits no longer than half a minute."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None and not form:
        headers["Content-Type"] = "application/json"
        body = json.dumps(body).encode()
    request = urllib.request.Request(url, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def word(text, letter):
    found = re.search(rf"\b{letter}\d+x*\b", text)
    return found[0] if found else None


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def kills(names):
    """When those were killed."""
    with open("kills", encoding="utf-8") as file:
        return [int(at) for name, at in map(str.split, file) if name in names]


def read(paths):
    """The texts of files that may go away meanwhile."""
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                yield file.read()
        except FileNotFoundError:
            pass


class Network:
    """share: parts of a hundred of the messages, answers: of the answers; way: snacs that may swallow a message."""
    answers, way = 0, ()

    def swallowed(self, _asked):
        """Words that were taken by a server which was killed before it passed them on."""
        return set()


class Snac(Network):
    def __init__(self, account, share, answers, brand, handle, tokens):
        self.account, self.share, self.answers = account, share, answers
        self.brand, self.handle, self.tokens = brand, handle, tokens
        self.way = ("one",) if account == "one" else ("one", "two")     # all customers live on the first
        home = env["SNAC_DIR" if account == "one" else "SNAC_DIR2"]
        self.folder = f"{home}/user/{brand.rsplit('/', 1)[1]}"

    def write(self, n, name):
        secret = n % 5 == 4
        form = urllib.parse.urlencode({"status": f"@{self.handle} {name} where is my parcel, élan 漢字",
                                       "visibility": "direct" if secret else "public"}).encode()
        ask(env["SNAC_URL"] + "/api/v1/statuses", form, self.tokens[n % len(self.tokens)], form=True)

    def posts(self):
        """Every post that either server has on its disk, by its address."""
        found = {}
        for path in glob.glob(env["SNAC_DIR"] + "/object/*/*.json") + glob.glob(env["SNAC_DIR2"] + "/object/*/*.json"):
            with open(path, encoding="utf-8") as file:
                post = json.load(file)
            if post.get("type") == "Note":
                found[post["id"]] = post
        return found.values()

    def swallowed(self, asked):
        """In no list of what the brand is told and in no queue, long after it was written or its server was killed."""
        listed = " ".join(read([self.folder + "/notify.idx"])).split()
        told = {json.loads(text).get("objid") for text in read(f"{self.folder}/notify/{one}.json" for one in listed)}
        homes = [env["SNAC_DIR"], env["SNAC_DIR2"]]
        queued = "".join(read(path for home in homes for path in glob.glob(home + "/queue/*.json") +
                              glob.glob(home + "/user/*/queue/*.json")))
        ends = [at for at in kills(self.way) if at + STANDS < time.time()]
        return {m["word"] for m in asked if m["id"] not in told and m["id"] not in queued and (
            time.time() > m["written"] + 5 * STANDS or any(
                m["written"] < at + 1 and at < m["written"] + 2 * STANDS for at in ends))}

    @staticmethod
    def seen_by(post):
        to, cc = ([post[k]] if isinstance(post.get(k), str) else post.get(k) or [] for k in ("to", "cc"))
        return "public" if PUBLIC in to else "unlisted" if PUBLIC in cc else "private"

    def truth(self):
        asked, answered = [], []
        for post in self.posts():
            text = re.sub("<[^>]*>", "", post["content"])
            said = {"id": post["id"], "parent": post.get("inReplyTo"), "visibility": self.seen_by(post),
                    "at": instant(post["published"]), "written": float(post["id"].rsplit("/", 1)[1])}
            if post["attributedTo"] == self.brand:
                answered.append({**said, "word": word(text, "a")})
            elif word(text, "m") and "@" + self.handle.split("@")[0] in text:
                asked.append({**said, "word": word(text, "m")})
        return asked, answered


class Bluesky(Network):
    account, share, answers = "sky", 20, 20

    def write(self, n, name):
        who = 1 + n % int(env["CROWD_PEOPLE"])
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{int(time.time() * 1000) % 1000:03d}Z"
        facet = {"index": {"byteStart": 0, "byteEnd": 11},
                 "features": [{"$type": "app.bsky.richtext.facet#mention", "did": env["BRAND_DID"]}]}
        ask(env["PDS_URL"] + "/xrpc/com.atproto.repo.createRecord", {
            "repo": env[f"CUSTOMER{who}_DID"], "collection": "app.bsky.feed.post",
            "record": {"$type": "app.bsky.feed.post", "text": f"@brand.test {name} my kettle leaks", "createdAt": at,
                       "facets": [facet]}}, env[f"SKY{who}_TOKEN"])

    def records(self, did):
        cursor = ""
        while True:
            page = ask(f"{env['PDS_URL']}/xrpc/com.atproto.repo.listRecords?repo={did}"
                       f"&collection=app.bsky.feed.post&limit=100{cursor}")
            yield from page["records"]
            if not page.get("cursor") or not page["records"]:
                return
            cursor = "&cursor=" + page["cursor"]

    def truth(self):
        people = [env[f"CUSTOMER{n + 1}_DID"] for n in range(int(env["CROWD_PEOPLE"]))]
        asked = [{"id": r["uri"], "word": word(r["value"]["text"], "m"), "visibility": "public"}
                 for did in people for r in self.records(did)]
        return asked, [{"parent": r["value"].get("reply", {}).get("parent", {}).get("uri"), "visibility": "public",
                        "word": word(r["value"]["text"], "a")} for r in self.records(env["BRAND_DID"])]


class Telegram(Network):
    account, share, answers = "bot", 16, 17

    def write(self, n, name):
        ask(env["BOT_URL"] + "/control", {"say": {"by": f"customer{n}", "text": f"{name} is the shop open 👋"}})

    def truth(self):
        state = ask(env["BOT_URL"] + "/control", {})
        asked = [{"id": [m["chat"]["id"], m["message_id"]], "word": word(m["text"], "m"), "visibility": "private",
                  "at": m["date"], "talk": m["chat"]["id"]} for m in state["told"]]
        return asked, [{"parent": [m["chat_id"], m.get("reply_parameters", {}).get("message_id")],
                        "visibility": "private", "word": word(m["text"], "a"), "at": m["date"]} for m in state["sent"]]


class Feed(Network):
    account, share = "blog", 12

    def write(self, n, name):
        path = env["SITE_DIR"] + "/feed.xml"
        with open(path, encoding="utf-8") as file:
            head, _, rest = file.read().partition("<!-- entries -->")
        entry = (f"<item><guid isPermaLink=\"false\">entry-{name}</guid><title>{name} about your shop</title>"
                 f"<pubDate>{formatdate()}</pubDate><description>Word {name}</description></item>\n")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(f"{head}<!-- entries -->{entry}{rest}")
        os.replace(path + ".new", path)

    def truth(self):
        with open(env["SITE_DIR"] + "/feed.xml", encoding="utf-8") as file:
            return [{"id": m, "word": m, "visibility": "public"}
                    for m in re.findall(r"entry-(m\d+x*)", file.read())], []


class Guestbook(Network):
    account, share, answers = "book", 12, 17

    def write(self, n, name):
        ask(env["BOOK_URL"] + "/sign", {"by": f"Visitor {n}", "text": f"{name} it was nice", "key": name}, "token")

    def truth(self):
        with open(env["BOOK_FILE"], encoding="utf-8") as file:
            book = [json.loads(line) for line in file]
        return [{"id": str(e["id"]), "word": word(e["text"], "m"), "visibility": "public", "at": instant(e["at"])}
                for e in book if e["by"] != "the host"], \
            [{"parent": str(e["answers"]), "word": word(e["text"], "a"), "visibility": "public", "at": instant(e["at"])}
             for e in book if e["by"] == "the host"]


def networks():
    one, two = env["SNAC_URL"], env["SNAC_URL2"]
    people = [env["BOB_TOKEN"]] + [env[f"SNAC{n + 1}_TOKEN"] for n in range(int(env["CROWD_PEOPLE"]))]
    return [Snac("one", 24, 26, one + "/alice", env["ALICE"], people),
            Snac("two", 16, 20, two + "/carol", env["CAROL"], people), Bluesky(), Telegram(), Feed(), Guestbook()]
