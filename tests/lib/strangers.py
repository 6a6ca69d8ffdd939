# SPDX-License-Identifier: ISC
"""Items in which every field that a stranger fills in is an attack on a terminal.

Prints JSON lines for "import items".  With "--tame" nothing is malicious, but every text is full of
what terminals disagree about: emoji and their sequences, wide and combining characters, right-to-left.
"""
import json
import sys

tame = "--tame" in sys.argv
emoji = ("\U0001F469\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466 \U0001F44D\U0001F3FD \U0001F1EB\U0001F1F7\U0001F1E9\U0001F1EA "
         "1\uFE0F\u20E3 \u2764\uFE0F\u200D\U0001F525 \U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F "
         "\u263A\uFE0F \u2122\uFE0F \U0001FAE8 \U0001F575\U0001F3FF\u200D\u2640\uFE0F")
wide = "次の窯出しはいつですか 한국어 カップ｜漢字の長い文章がここに続きます"
right_to_left = "שלום עולם 123 مرحبا بالعالم abc"
marks = "Z\u0301\u0323\u0327\u0330 e\u0301 \u0E01\u0E33 \u0915\u094D\u0937\u093F न\u0940"
kind = [emoji, wide, right_to_left, marks, "plain words", "https://例え.example/" + "a" * 300]
hostile = [
    "\x1b[2J\x1b[H\x1b[31mred\x1b[6n\x1b[c\x1b[>c\x1b[18t\x1b[?1049l",
    "\x1b]0;title\x07\x1b]52;c;cm0gLXJm\x07\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1bP$q\"p\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\\x1bc\x1b#8\x1b(0",
    "\x9b31m\x9d0;t\x9c\x90q\x9c\x85\x84\x8d",
    "\x00\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x7f\r\nover\rwritten",
    "\u202Egnp.exe\u202C \u2066isolate\u2069 \u200Fmark\u200E \u061C \u2067\u2068",
    "\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF\u00AD\u034F\u180E\u115F\u3164\uFFA0\u2800\u2800",
    "Z" + "\u0300\u0316\u0489\u20DD" * 100,
    "\U0001F3F4" + "".join(chr(0xE0000 + ord(c)) for c in "hidden words for a machine"),
    "\uE000\uF8FF\U000F0000\U0010FFFF\uFFFE\uFDD0\uFFF9a\uFFFAb\uFFFB",
    "\u2028\u2029", "W" * 10000, "\U0001F469\u200D" * 400, "漢" * 3000, "(" * 300 + "\u05D0" * 300,
]
texts = kind if tame else hostile + kind
for n, text in enumerate(texts * 2):
    who = texts[(n + 1) % len(texts)]
    item = {
        "uid": "u%d" % n, "op": "new", "kind": "mention", "vis": ["public", "private", "unlisted", "followers"][n % 4],
        "author": {"id": "id%d" % n, "handle": ("@%s@example.org" % who[:200]), "name": who[:500],
                   "followers": n, "url": who[:300]},
        "at": "2026-11-20T%02d:%02d:00Z" % (8 + n // 30, 2 * n % 60), "text": "%d %s" % (n, text),
        "lang": "en", "permalink": "https://example.org/" + text[:100],
    }
    if n % 3 == 0:
        item["cw"] = text[:400]
    if n % 2 == 0:
        item["thread"] = {"root": "root%d" % n}
        print(json.dumps(dict(item, uid="c%d" % n, op="context", at="2026-11-20T07:00:00Z", cw=text[:200],
                              author=dict(item["author"], id="other%d" % n, name=text[:300]))))
    print(json.dumps(item))
