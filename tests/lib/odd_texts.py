#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Texts that nobody would write, one a line: odd_texts.py COUNT PIECES [SEED].

Letters with many marks, families of emoji, flags and halves of flags, keycaps,
Hangul in pieces, marks of direction, sorted by chance.  What Unicode counts in
another way from one version to the next (conjuncts of Indic scripts) is left
out: there servers differ among themselves.
"""
import random
import sys

PIECES = ["a", "Z", "9", "é", "e\u0301", "z\u0351\u0363\u0357", "日本", "👋", "👍🏽", "👨\u200d👩\u200d👧", "👩🏾\u200d🚀",
          "🏳\ufe0f\u200d🌈", "🇩🇪", "🇫", "1\ufe0f\u20e3", "\u202e", "\u200d", "\u200b", "\u1100\u1161\u11a8", "\u1161", "한",
          "שלום", "\u0e01\u0e33", "\ufe0f", "🏴\U000e0067\U000e0062\U000e007f", "\u00ad", "\U0010fffd", "-", "…"]
count, pieces = int(sys.argv[1]), int(sys.argv[2])
chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261126)
for _ in range(count):
    text = "".join(chance.choice(PIECES) + (" " if chance.random() < 0.2 else "") for _ in range(pieces))
    print("x" + text + "x")
