#!/bin/bash
# SPDX-License-Identifier: ISC
# The sidebar shows the views, one's own, accounts and the busiest tags with
# what the desk counts; keys walk through it, enter goes there or folds; what
# is not in sight asks for nothing; a count that is slow to come is marked.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
guichet tag 1 2 3 refund >/dev/null
for tag in a1 b1 c1 d1 e1 f1 g1 h1 i1 j1 k1 l1; do guichet tag 4 "$tag" >/dev/null; done
guichet agent add maria >/dev/null
guichet --as maria note 2 'what does @root say?' >/dev/null
{ echo 'view bowls bol'; echo 'view kilns status:open account:kiln'; } >own
config=own

steps <<'END'
:screen-dump
h
j j j j j j j j j j j j j j
:screen-dump
za
:screen-dump
j j
enter
END
shows 'sections; keys walk, fold, and go to an account' 120x24 <<'END'
 guichet  Queue  needs action  6                                                                                   root
▌ 1 Needs action      6 │  due         from                  account                                           has it
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ brightwater  You charged me twice, see https://…
  3 Unassigned        6 │  19m late    Ann Lee               kiln         Where is my parcel? It was due on …
  4 All open          6 │  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est arrivé cassé.
  5 At risk           3 │  in 12m      Cy Young              kiln         Is Storm Blue dishwasher safe?
  6 Pending           0 │  in 21m      田中 芽衣             kiln         次の窯出しはいつですか 🍵
  7 On hold           0 │  in 25m      Bob                   brightwater  Lovely shop!
  8 Snoozed           0 │
  9 Mentions          1 │
    Followed          0 │
    Resolved today    0 │
    Resolved          0 │
    Muted             0 │
    Spam              0 │
  My views              │
    Bowls             1 │
    Kilns             4 │
  By account            │
    brightwater       2 │
    kiln              4 │
  By tag                │
    refund            3 │
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Views                                                                                                    root
  1 Needs action      6 │  due         from                  account                                           has it
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ brightwater  You charged me twice, see https://…
  3 Unassigned        6 │  19m late    Ann Lee               kiln         Where is my parcel? It was due on …
  4 All open          6 │  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est arrivé cassé.
  5 At risk           3 │  in 12m      Cy Young              kiln         Is Storm Blue dishwasher safe?
  6 Pending           0 │  in 21m      田中 芽衣             kiln         次の窯出しはいつですか 🍵
  7 On hold           0 │  in 25m      Bob                   brightwater  Lovely shop!
  8 Snoozed           0 │
  9 Mentions          1 │
    Followed          0 │
    Resolved today    0 │
    Resolved          0 │
    Muted             0 │
    Spam              0 │
▌ My views              │
    Bowls             1 │
    Kilns             4 │
  By account            │
    brightwater       2 │
    kiln              4 │
  By tag                │
    refund            3 │
 enter go there   l back to the list   z a fold   ? help
----
 guichet  Views                                                                                                    root
  1 Needs action      6 │  due         from                  account                                           has it
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ brightwater  You charged me twice, see https://…
  3 Unassigned        6 │  19m late    Ann Lee               kiln         Where is my parcel? It was due on …
  4 All open          6 │  in 5m       Zoé Blanc           ◘ kiln         Bonjour, le bol est arrivé cassé.
  5 At risk           3 │  in 12m      Cy Young              kiln         Is Storm Blue dishwasher safe?
  6 Pending           0 │  in 21m      田中 芽衣             kiln         次の窯出しはいつですか 🍵
  7 On hold           0 │  in 25m      Bob                   brightwater  Lovely shop!
  8 Snoozed           0 │
  9 Mentions          1 │
    Followed          0 │
    Resolved today    0 │
    Resolved          0 │
    Muted             0 │
    Spam              0 │
▌ » My views          2 │
  By account            │
    brightwater       2 │
    kiln              4 │
  By tag                │
    refund            3 │
    a1                1 │
    b1                1 │
 enter go there   l back to the list   z a fold   ? help
----
 guichet  Queue  account brightwater  2                                                                            root
  1 Needs action      6 │  due         from                  account                                           has it
  2 Mine              0 │▌ 38m late    Joe Brand           ◘ brightwater  You charged me twice, see https://…
  3 Unassigned        6 │  in 25m      Bob                   brightwater  Lovely shop!
  4 All open          6 │
  5 At risk           3 │
  6 Pending           0 │
  7 On hold           0 │
  8 Snoozed           0 │
  9 Mentions          1 │
    Followed          0 │
    Resolved today    0 │
    Resolved          0 │
    Muted             0 │
    Spam              0 │
  » My views          2 │
  By account            │
▌   brightwater       2 │
    kiln              4 │
  By tag                │
    refund            3 │
    a1                1 │
    b1                1 │
 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
h
G
k k k k k k k k
enter
:screen-dump
k k k k k k k
enter
:screen-dump
escape
END
shows 'all tags, and a page of one, at 80 columns' 80x24 <<'END'
 guichet  Views                                                            root
    refund            3 │  due         from
    a1                1 │▌ 38m late    Joe Brand           ◘ You charged me tw…
    b1                1 │  19m late    Ann Lee             Where is my parcel?…
    c1                1 │  in 5m       Zoé Blanc           ◘ Bonjour, le bol e…
    d1                1 │  in 12m      Cy Young            Is Storm Blue dishw…
    e1                1 │  in 21m      田中 芽衣           次の窯出しはいつで…
    f1                1 │  in 25m      Bob                 Lovely shop!
    g1                1 │
    h1                1 │
    i1                1 │
    j1                1 │
    k1                1 │
    l1                1 │
▌   fewer               │
  Screens               │
    Outbox              │
    Accounts            │
    Figures             │
    Live                │
    Handover            │
    Messages            │
    Help                │
 enter go there   l back to the list   z a fold   ? help
----
 guichet  Queue  tag f1  1                                                 root
  due         from                  account                            has it
▌ in 21m      田中 芽衣             kiln         次の窯出しはいつで…




















 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
----
 guichet  Queue  tag f1  1                                                 root
  due         from                  account                            has it
▌ in 21m      田中 芽衣             kiln         次の窯出しはいつで…




















 enter read   r reply   t take   d done   s snooze   tab next   \ limit   ? help
END

steps <<'END'
h
END
shows 'a narrow screen' 40x12 <<'END'
 guichet  Views                    root
▌ 1 Needs action  6 │  due     from
  2 Mine          0 │▌ ! 38m   Joe Bra…
  3 Unassigned    6 │  ! 19m   Ann Lee
  4 All open      6 │    5m    Zoé Bla…
  5 At risk       3 │    12m   Cy Young
  6 Pending       0 │    21m   田中 芽…
  7 On hold       0 │    25m   Bob
  8 Snoozed       0 │
  9 Mentions      1 │
    Followed      0 │
 enter go there   ? help
END

steps <<'END'
:go tag refund
:set ascii on
:set sidebar on
END
shows 'by name; ASCII only' 60x12 <<'END'
 guichet  Queue  tag refund  3                         root
  1 Needs action      6 |  due     from
  2 Mine              0 |> ! 19m   Ann Lee  Where is my pa.
  3 Unassigned        6 |    5m    Zoe Bla. P Bonjour, le .
  4 All open          6 |    12m   Cy Young Is Storm Blue .
  5 At risk           3 |
  6 Pending           0 |
  7 On hold           0 |
  8 Snoozed           0 |
  9 Mentions          1 |
    Followed          0 |
 enter read   r reply   t take   d done   s snooze   ? help
END

# What the screens say is what the command line says.
steps <<'END'
END
counts() { guichet views --tags 1000 --json | jq -r 'select(.section == "view") | .count' | tr '\n' ' '; }
wait_for 20 server_gone
same 'the same numbers as views' "$(counts)" "$(screen 120x40 | sed -n '2,15s/ │.*//p' | grep -o '[0-9]*$' | tr '\n' ' ')"

# ---- who asks, and what a slow answer looks like: a far desk, whose line is listened to
command -v python3 >/dev/null || { finish; exit; }
cat >ssh <<END
#!/bin/sh
while [ "\$1" != -- ]; do shift; done
shift 2
GUICHET_DESK="$desk" exec python3 "$TEST_DIR/line.py" "\$@"
END
chmod +x ssh
export GUICHET_SSH=$TEST_DIR/ssh
# Remembers every request; with a file "slow" it keeps back what count answers until somebody asks why.
cat >line.py <<'END'
import json, os, subprocess, sys, threading
far = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
slow, kept, free = set(), [], threading.Event()
def back():
    for line in far.stdout:
        if json.loads(line).get("id") in slow and not free.is_set():
            kept.append(line)
        else:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
threading.Thread(target=back, daemon=True).start()
for line in sys.stdin.buffer:
    request = json.loads(line)
    call = request.get("call", "")
    with open("asked", "a") as log:
        log.write(json.dumps(request) + "\n")
    if call == "count" and "bol" in json.dumps(request) and os.path.exists("slow"):
        slow.add(request["id"])
    if call == "why":
        free.set()
        sys.stdout.buffer.write(b"".join(kept))
        sys.stdout.buffer.flush()
    far.stdin.write(line)
    far.stdin.flush()
far.stdin.close()
far.wait()
END
far() { guichet --desk ssh://inbox.example --config own --screen "$1" --script steps 2>&1; }
asked() { grep -c "\"call\": \"$1\"" asked; }
steps <<'END'
:go mine
:go needs_action
END
wait_for 20 server_gone
far 80x24 >narrow
has 'the screen was there' 'needs action' "$(cat narrow)"
same 'a sidebar that is not in sight asks for nothing' '0 0' "$(asked views) $(asked count)"
rm asked
far 120x24 >wide
same 'one that is asks once: what is told, what is kept, what is free' '1 2' "$(asked views) $(asked count)"
rm asked
: >slow
echo 'set sidebar=on' >>own
export TERM=xterm
out=$(python3 "$top_srcdir/tests/lib/terminal.py" --when '~' ':why 1\r' --when 'is due' ':messages\r' --when 'Messages' 'Q' -- \
	guichet --desk ssh://inbox.example --config own 2>&1)
has 'a count that is slow to come is marked' '~' "$out"

# ---- more than are shown: the title says how many, as the sidebar does
export GUICHET_DESK=$TEST_DIR/many.db
for n in $(seq 120); do
	printf '{"uid":"m%s","op":"new","kind":"mention","vis":"public","author":{"id":"p%s","handle":"@p%s@example.org"},"at":"2026-11-20T10:00:00Z","text":"Hello"}\n' "$n" "$n" "$n"
done >items
guichet import items items --account kiln >/dev/null
config=
steps <<<':go needs_action'
has 'the title counts what the sidebar counts' 'Queue  needs action  120 ' "$(screen 120x24 | head -n 1)"
printf ':go needs_action\n:set sidebar off\n' | steps
has 'and without one what is here' 'Queue  needs action  100+ ' "$(screen 80x24 | head -n 1)"
finish
