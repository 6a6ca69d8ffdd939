#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Customers on six networks at once, and who counts what became of it.

crowd.py write N     N messages, a share on each network, while servers come and go
crowd.py answer N    N of them are answered by the desk's command line
crowd.py judge       what stands on the servers against what the desk has

Each message holds a word of its own (m12), each answer another (a7).  Whoever
judges reads the servers' own stores and the desk's messages, and takes nobody's
word for it: a customer whose post met a server that died says it again with
another word, so that each word was written once or never; one that lies on the
disk of a server which died before it told anybody need not arrive.  A snac takes
a post out of its queue before it passes it on: what it held when it was killed is
lost, and the judge proves that by its own store (in no queue, in no list of what
the brand is told) and says how much it was.  Addresses and tokens come from the
environment, who was killed when from the file kills, see many_networks.sh.
"""
import concurrent.futures
import datetime
import glob
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from email.utils import formatdate

env = os.environ
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PAUSE = float(env.get("CROWD_PAUSE", "0.2"))
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
        """In no list of what the brand is told and in no queue, after a kill while it was on its way."""
        listed = " ".join(read([self.folder + "/notify.idx"])).split()
        told = {json.loads(text).get("objid") for text in read(f"{self.folder}/notify/{one}.json" for one in listed)}
        homes = [env["SNAC_DIR"], env["SNAC_DIR2"]]
        queued = "".join(read(path for home in homes for path in glob.glob(home + "/queue/*.json") +
                              glob.glob(home + "/user/*/queue/*.json")))
        ends = [at for at in kills(self.way) if at + STANDS < time.time()]
        return {m["word"] for m in asked if m["id"] not in told and m["id"] not in queued and any(
            m["written"] < at + 1 and at < m["written"] + 2 * STANDS for at in ends)}

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


# ---- writing

def write_all(network, first, count):
    """Where nobody knows whether it was said, it is said again in another word."""
    for n in range(count):
        name = f"m{first + n}"
        while True:
            try:
                network.write(n, name)
                break
            except (OSError, ValueError) as e:
                if not isinstance(getattr(e, "reason", e), ConnectionRefusedError):
                    with open("doubted", "a", encoding="utf-8") as file:
                        file.write(name + "\n")
                    name += "x"
                time.sleep(0.3)
        time.sleep(PAUSE * random.random() * 2)


def write(most):
    first, writers = 1, []
    for network in networks():
        count = most * network.share // 100
        writers.append(threading.Thread(target=write_all, args=(network, first, count)))
        first += count
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


# ---- answering

def guichet(*words):
    return subprocess.run(["guichet", *words], capture_output=True, text=True, timeout=60, check=False)


def rows(statement):
    for _ in range(60):
        said = guichet("sql", statement, "--json")
        if said.returncode == 0:
            return [json.loads(line) for line in said.stdout.splitlines()]
        time.sleep(0.5)
    sys.exit(f"crowd.py: {said.stderr}")


def desk():
    """What customers wrote, as the desk has it: account -> word -> rows."""
    found = {}
    for row in rows("SELECT message, conversation, account, direction, visibility, text FROM v_message"):
        name = word(row["text"], "m")
        if row["direction"] == "in" and name:
            found.setdefault(row["account"], {}).setdefault(name, []).append(row)
    return found


def answer_one(conversation, text):
    """The desk's server may die at any moment: what was not acknowledged is said again, in the same words."""
    time.sleep(2 * PAUSE)
    for _ in range(120):
        said = guichet("reply", str(conversation), text, "--yes")
        if said.returncode == 0:
            return None
        time.sleep(0.3)
    return said.stderr.strip()


def answer(most):
    have, wanted, number = desk(), [], 0
    for network in networks():
        taken = set()
        for name in sorted(have.get(network.account, {}), key=lambda m: int(m[1:].rstrip("x"))):
            row = have[network.account][name][0]
            if len(taken) == most * network.answers // 100:
                break
            if row["conversation"] in taken:
                continue
            taken.add(row["conversation"])
            number += 1
            wanted.append({"account": network.account, "to": name, "word": f"a{number}",
                           "conversation": row["conversation"]})
    random.shuffle(wanted)
    with open("answers.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in wanted)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [f for f in pool.map(lambda one: answer_one(
            one["conversation"], f"{one['word']} is our answer, voilà"), wanted) if f]
    print(f"{len(wanted)} answers")
    for fault in faults:
        print(f"crowd.py: {fault}", file=sys.stderr)
    return bool(faults)


# ---- judging


def doubted():
    """Words whose writers were never told that they were said."""
    return set("".join(read(["doubted"])).split())


def arrived(network, asked, mine):
    """Without what need not have come: doubted, or swallowed by a server that was killed."""
    missing = [m for m in asked if m["word"] not in mine]
    excused = doubted() | (network.swallowed(missing) if missing else set())
    return [m for m in asked if m["word"] in mine or m["word"] not in excused]


def tell(what, faults):
    print(f"{1 if faults else 0} {what}")
    for fault in faults[:10]:
        print(f"# {fault}")


def judge_asked(network, have, asked):
    truth, mine = {m["word"]: m for m in asked}, have.get(network.account, {})
    tell(f"{network.account}: {len(asked)} messages, each in the desk once",
         [f"{w}: lost" for w in truth if w not in mine] + [f"{w}: from nowhere" for w in mine if w not in truth] +
         [f"{w}: {len(found)} times" for w, found in mine.items() if len(found) > 1])
    tell(f"{network.account}: as private as they were",
         [f"{w}: {truth[w]['visibility']} became {found[0]['visibility']}" for w, found in mine.items()
          if w in truth and truth[w]["visibility"] != found[0]["visibility"]])


def judge_answered(network, wanted, asked, answered):
    truth = {m["word"]: m for m in asked}
    there = {}
    for post in answered:
        there.setdefault(post["word"], []).append(post)
    tell(f"{network.account}: {len(wanted)} answers, each on its server once",
         [f"{w['word']}: {len(there.get(w['word'], []))} times" for w in wanted if len(there.get(w["word"], [])) != 1] +
         [f"{name}: from nowhere" for name in there if name not in {w["word"] for w in wanted}])
    one = [(w, there[w["word"]][0]) for w in wanted if w["word"] in there]
    tell(f"{network.account}: in the right thread", [f"{w['word']}: below {post['parent']}, not {truth[w['to']]['id']}"
                                                     for w, post in one if post["parent"] != truth[w["to"]]["id"]])
    tell(f"{network.account}: with the right audience",
         [f"{w['word']}: {post['visibility']}, asked {truth[w['to']]['visibility']}"
          for w, post in one if post["visibility"] != truth[w["to"]]["visibility"]])


def judge_swallowed(network, asked, mine):
    """Said aloud, and never more than what a server has in hand when it is killed."""
    gone = network.swallowed([m for m in asked if m["word"] not in mine and m["word"] not in doubted()])
    if gone:
        most = AT_ONCE * len(kills(network.way))
        tell(f"{network.account}: its servers took {len(gone)} more to their graves: {' '.join(sorted(gone))}",
             [f"more than the {most} that they can have in hand"] if len(gone) > most else [])


def talks_of(asked):
    """The messages, oldest first, by what is one talk on their network: a chat, or each for itself."""
    talks = {}
    for m in asked:
        talks.setdefault(m.get("talk", m["id"]), []).append(m)
    return list(talks.values())


def judge_waits(network, have, asked, answered, wanted):
    """Each wait begins and ends when its server says that the message and its answer were written.
    The Bluesky network does not tell when it showed them."""
    at = {m["word"]: m["at"] for m in asked + answered if "at" in m}
    waits, faults = {}, []
    for row in rows(f"SELECT conversation, started, ended FROM v_wait WHERE account = '{network.account}'"):
        waits.setdefault(row["conversation"], []).append(row)
    answer = {w["to"]: w["word"] for w in wanted}
    for talk in talks_of(asked):
        name = talk[0]["word"]
        found = waits.get(have[name][0]["conversation"], []) if name in have else []
        end = next((answer[m["word"]] for m in talk if m["word"] in answer), None)
        if len(found) != 1:
            faults.append(f"{name}: {len(found)} waits")
        elif (end is None) != (found[0]["ended"] is None):
            faults.append(f"{name}: ended {found[0]['ended']}, its answer is {end}")
        else:
            faults += [f"{one}: {got}, at the server {at[one]}" for one, got in (
                (name, found[0]["started"]), (end, found[0]["ended"]))
                if one in at and abs(instant(got) - at[one]) > 5]
    tell(f"{network.account}: each wait is as long as its server says", faults)


def judge_figures(network, asked, wanted):
    said = guichet("stats", f"account:{network.account}", "--since", "1d", "--json")
    figures = json.loads(said.stdout)
    first = figures["first_response"]
    requests = 0 if network.account == "blog" else len(talks_of(asked))
    tell(f"{network.account}: the figures are those counted", [
        f"{what}: {got}, counted {count}" for what, got, count in (
            ("answered", first["n"], len(wanted)), ("waiting", first["open"], requests - len(wanted)),
            ("replies", figures["replies"]["n"], len(wanted))) if got != count])


def judge():
    have = desk()
    with open("answers.jsonl", encoding="utf-8") as file:
        wanted = [json.loads(line) for line in file]
    for network in networks():
        said, answered = network.truth()
        asked = arrived(network, said, have.get(network.account, {}))
        mine = [w for w in wanted if w["account"] == network.account]
        judge_asked(network, have, asked)
        if network.answers:
            judge_answered(network, mine, asked, answered)
            judge_waits(network, have[network.account], asked, answered, mine)
        judge_swallowed(network, said, have.get(network.account, {}))
        judge_figures(network, asked, mine)
    if doubted():
        print(f"# said again in another word, since nobody knew: {' '.join(sorted(doubted()))}")


def complete():
    """Is what stands on the servers in the desk?"""
    have = desk()
    return any({m["word"] for m in arrived(network, network.truth()[0], mine)} - set(mine)
               for network in networks() for mine in [have.get(network.account, {})])


what = {"write": lambda: write(int(sys.argv[2])), "answer": lambda: answer(int(sys.argv[2])), "judge": judge,
        "complete": complete}[sys.argv[1]]
sys.exit(1 if what() else 0)
