#!/bin/bash
# SPDX-License-Identifier: ISC
# The French catalogue is whole and true: every text of the sources is in it,
# none is guessed, what stands in its place in a sentence does so in both
# languages, one word of the desk is one French word, and spaces before : ; ! ?
# do not break.
. "$(dirname "$0")/../lib/tap.sh"
for tool in msgfmt xgettext msgcmp python3; do
	command -v $tool >/dev/null || skip_all "$tool is not installed"
done
po=$top_srcdir/po/fr.po
same 'msgfmt has no complaint' '' "$(msgfmt --check-format --check-domain -o fr.mo "$po" 2>&1)"
has 'everything is translated, nothing is guessed' ' translated messages.' "$(LC_ALL=C msgfmt --statistics -o /dev/null "$po" 2>&1 | grep -v 'fuzzy\|untranslated')"
(cd "$top_srcdir" && po/extract.sh "$TEST_DIR/guichet.pot") || bail 'nothing could be extracted'
same 'no text of the sources is missing: make update-po and translate' '' "$(msgcmp --use-untranslated "$po" guichet.pot 2>&1 | grep -A 2 'msgid\|used but' | head -n 20)"
same 'po/guichet.pot is up to date' '' "$(diff "$top_srcdir/po/guichet.pot" guichet.pot | head -n 20)"

cat >check.py <<'END'
import re, sys
def entries(path):
    for block in open(path, encoding='utf-8').read().split('\n\n'):
        entry, field = {}, None
        for line in block.split('\n'):
            start = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', line)
            if start:
                field = start.group(1)
                entry[field] = start.group(2)
            elif line.startswith('"') and field:
                entry[field] += line[1:-1]
        if entry.get('msgid'):
            yield entry
words, exempt = [], []
for line in open(sys.argv[2], encoding='utf-8'):
    line = line.rstrip('\n')
    if line.startswith('!'):
        exempt.append(line[1:].strip())
    elif line and not line.startswith('#'):
        words.append(line.split('\t'))
# Names of commands and fields are no words: "guichet outbox release", ":outbox release", "status:pending", "--desk".
names = r"guichet[ -][a-z].*?(?=[;:,.]|$)|:[a-z]+ [a-z]+|[a-z]+:[a-z:,]+|--[a-z-]+|\b[a-z]+_[a-z_]+\b|@[a-z]+|\{[a-z]+\}|'%s'|\b[a-z]+(?: add| remove| list| hold)\b|\bbulk [a-z]+\b"
for entry in entries(sys.argv[1]):
    english = entry['msgid']
    known = not any(english.startswith(text) for text in exempt)
    for field, french in entry.items():
        if not field.startswith('msgstr'):
            continue
        if re.search(r"[\w»’)%] ?[:;!?](\s|$)", french):
            print('space:', french)
        if re.search(r"[^\W\d_]'[^\W\d_]", re.sub(r"'[^' ]*'", '', french)):
            print("apostrophe:", french)
        if field == 'msgstr[0]' and 'msgid_plural' in entry:
            english = entry['msgid']
        for word, meant in words if known else []:
            plain = re.sub(names, ' ', english)
            if re.search(r'\b(' + word + r')\b', plain) and not re.search(r'\b(' + meant + r')', french, re.I):
                print(f'{word}: {english} = {french}')
END
same 'one word is one word' '' "$(python3 check.py "$po" "$top_srcdir/po/glossary.txt" | head -n 60)"
finish
