#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Pictures for tests, made of nothing.

picture.py KIND FILE [KIB]: a png, jpeg or webp that holds the words SECRET-PLACE
where a camera writes, the jpeg lying on its side; bare is a png without them, of
noise of about KIB.
"""
import base64
import os
import struct
import sys
import zlib

kind, path = sys.argv[1:3]
kib = int(sys.argv[3]) if len(sys.argv) > 3 else 0
PLACE = b"SECRET-PLACE"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png():
    side = 8 if kib == 0 else int((kib * 1024 / 3) ** 0.5) + 1
    rows = b"".join(b"\0" + (os.urandom(3 * side) if kib else b"\x20\x80\xf0" * side) for _ in range(side))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + \
        (b"" if kind == "bare" else chunk(b"tEXt", b"Comment\0" + PLACE)) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def jpeg():
    plain = base64.b64decode(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQ"
        "Ew8QEBD/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==")
    tiff = b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + \
        struct.pack("<HHII", 0x010E, 2, len(PLACE), 38) + b"\0\0\0\0" + PLACE
    exif = b"Exif\0\0" + tiff
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + \
        b"\xff\xfe" + struct.pack(">H", len(PLACE) + 2) + PLACE + plain[2:] + b"behind the end: " + PLACE


def webp():
    plain = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + b"\x0c\0\0\0" + b"\0" * 6 + plain[12:] + \
        b"EXIF" + struct.pack("<I", len(PLACE)) + PLACE
    return b"RIFF" + struct.pack("<I", len(body)) + body


with open(path, "wb") as file:
    file.write({"png": png, "bare": png, "jpeg": jpeg, "webp": webp}[kind]())
