#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""letter.py FILE [HEADER | parts | text | html | file]: what is in a letter, read by a library that we did not write."""
import email
import email.policy
import sys

with open(sys.argv[1], 'rb') as f:
	letter = email.message_from_binary_file(f, policy=email.policy.default)
what = sys.argv[2] if len(sys.argv) > 2 else 'parts'
leaves = [p for p in letter.walk() if not p.is_multipart()]
if letter.defects or any(p.defects for p in leaves):
	print('DEFECTS', letter.defects)
elif what == 'parts':
	print(' '.join(p.get_content_type() for p in letter.walk()))
elif what in ('text', 'html'):
	print(next(p for p in leaves if p.get_content_type() == {'text': 'text/plain', 'html': 'text/html'}[what]).get_content(), end='')
elif what == 'file':
	print(next(p for p in leaves if p.get_filename()).get_content(), end='')
else:
	print(letter[what])
