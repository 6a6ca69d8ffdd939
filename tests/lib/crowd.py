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
import json
import os
import random
import subprocess
import sys
import threading
import time

from crowd_networks import AT_ONCE, instant, kills, networks, read, word

PAUSE = float(os.environ.get("CROWD_PAUSE", "0.2"))


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
        most = AT_ONCE * len(kills(network.way)) + 1    # in a crowd it loses one without a kill, too
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
