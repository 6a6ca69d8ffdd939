# SPDX-License-Identifier: ISC
"""Real conversations as the rows of a ledger: real.py ibm FILE.json | twcs FILE.csv.

ibm:  one list item is one conversation of its company; the closing reply has
      no time but that in its id.
twcs: one customer in one connected part of the graph of replies is one
      conversation; an outbound message belongs to the customer whose message
      is the nearest above it, and to nobody where there is none.
"""
import csv
import datetime
import io
import json
import sys

UTC = datetime.timezone.utc


def text(seconds):
    return datetime.datetime.fromtimestamp(seconds, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


def of_id(tweet):
    return ((int(tweet) >> 22) + 1288834974657) // 1000


def ibm(path):
    for n, talk in enumerate(json.load(open(path, encoding='utf-8'))):
        company = talk['dialogHeader']['company']
        for k, message in enumerate(talk['dialogContent']):
            at = datetime.datetime.strptime(message['datetime'], '%Y-%m-%dT%H:%M:%S.%f%z').timestamp()
            yield int(at), 'agent' in message, company, f'talk{n}', f'{n}.{k}'
        yield of_id(talk['agentURL']['tweet_ID']), True, company, f'talk{n}', f'{n}.last'


def plain(number):
    return number[:-2] if number.endswith('.0') else number


def tweets(path):
    raw = open(path, 'rb').read().decode('utf-8-sig').replace('\r\n', '\n').replace('\r', ' ')
    rows = {}
    for row in csv.DictReader(io.StringIO(raw, newline='\n')):
        at = datetime.datetime.strptime(row['created_at'], '%a %b %d %H:%M:%S %z %Y').timestamp()
        rows.setdefault(row['tweet_id'], {
            'at': int(at), 'who': row['author_id'], 'inbound': row['inbound'] == 'True',
            'above': plain(row['in_response_to_tweet_id'] or ''),
            'below': [plain(one) for one in (row['response_tweet_id'] or '').split(',') if one]})
    return rows


def parts(rows):
    """The number of the connected part that each one is in."""
    beside = {one: set() for one in rows}
    for one, row in rows.items():
        for other in row['below'] + [row['above']]:
            if other in rows:
                beside[one].add(other)
                beside[other].add(one)
    part = {}
    for one in rows:
        todo = [one]
        while todo:
            here = todo.pop()
            if here not in part:
                part[here] = part.get(one, one)
                todo += beside[here]
    return part


def customer(rows, one):
    seen = set()
    while one in rows and one not in seen:
        if rows[one]['inbound']:
            return rows[one]['who']
        seen.add(one)
        one = rows[one]['above']
    return None


def twcs(path):
    rows = tweets(path)
    part = parts(rows)
    for one, row in rows.items():
        who = customer(rows, one)
        if who is not None:
            yield row['at'], not row['inbound'], 'twitter', f'{part[one]}/{who}', one


def main():
    events = sorted({'ibm': ibm, 'twcs': twcs}[sys.argv[1]](sys.argv[2]), key=lambda e: (e[0], e[1]))
    for seq, (at, ours, account, conv, name) in enumerate(events, 1):
        row = {'seq': seq, 'account': account, 'conv': conv, 'kind': 'message_out' if ours else 'message_in',
               'net': text(at), 'recv': text(at), 'id': name}
        if ours:
            row['who'] = 'human:' + account
        print(json.dumps(row))


main()
