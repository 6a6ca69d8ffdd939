#!/bin/bash
# SPDX-License-Identifier: ISC
# Help lists the keys as they are bound now, the person's own among them, and
# every command that a screen takes; it narrows to words, shows what the
# manual says of a command, and fits small screens.  Options are seen and
# changed in a list.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/screen.sh"
people
# all: everything that the steps' screen would show, were it endless
all() { screen 99x500; }

steps <<'END'
?
END
shows 'help begins with the keys of where one is' 80x12 <<'END'
 guichet  Help                                                             root
 Keys of this view: Queue
   r              compose               Reply to the selected conversation
   i              compose-note          Write a note for colleagues
   e              edit                  Go on with your draft
   t              claim                 Take conversations yourself
   T              release               Give conversations back to the queue
   a              assign ...            Give conversations to an agent or a team
   d              resolve               Say that conversations are done
   O              reopen                Open conversations again
   p              pending               Mark conversations as the customer's
 / find   space more   q close
END
steps <<'END'
?
END
shows 'on a small screen without the names of commands' 40x10 <<'END'
 guichet  Help                     root
 Keys of this view: Queue
   r              Reply to the selected
                  conversation
   i              Write a note for
                  colleagues
   e              Go on with your draft
   t              Take conversations
                  yourself
 / find   space more   q close
END
steps <<'END'
enter
?
END
has 'elsewhere with others' 'Keys of this view: Conversation' "$(screen 80x12)"
steps <<'END'
?
END
cat >mine <<'END'
bind queue x tag refund
bind queue t resolve ; down
alias done resolve
END
config=$TEST_DIR/mine
own=$(all)
config=
has 'own bindings are there' 'x              tag refund            Put a tag on conversations' "$own"
has 'and what they do in the place of ours' 't              resolve ; down        Say that conversations are done' "$own"
has 'own names too' 'done                  Say that conversations are done (resolve)' "$own"
same 'nothing is listed that nobody knows' 0 "$(printf '%s\n' "$own" | grep -c 'nobody knows')"
steps <<'END'
:bind queue x frobnicate
?
END
same 'a key for an unknown command is called so' 1 "$(all | grep -c 'frobnicate *nobody knows this command')"
steps <<'END'
?
END
everything=$(all)
missing=
for command in assign claim close hold note pending release reopen resolve snooze tag untag reply status doctor sync \
	'account list' 'agent list' 'outbox hold' go help limit quit search set bind color view; do
	printf '%s\n' "$everything" | grep -q "  $command  " || missing="$missing $command"
done
same 'every command is there' '' "$missing"
same 'but none that a screen refuses' 0 "$(printf '%s\n' "$everything" | grep -cE '  (export|watch|account add|import items)  ')"
steps <<'END'
:account add bluesky
END
has 'though what an account wants is said there' 'guichet account add bluesky NAME handle=' "$(all)"
has 'and no line of it is cut' 'Settings, Privacy and' "$(all)"
has 'and the language of queries' 'is:breached           late: its deadline is over' "$everything"

steps <<'END'
:help unassigned conv
END
shows 'words narrow it' 80x12 <<'END'
 guichet  Help  unassigned conv                                            root
 Keys of this view: Queue
   W              next                  Take the most urgent unassigned
                                        conversation

 Commands: queue
   W              next                  Take the most urgent unassigned
                                        conversation



 / find   space more   q close
END
steps <<'END'
:help reply
END
shows 'a command has a page' 80x20 <<'END'
 guichet  Help  reply                                                      root
 reply ID TEXT [--visibility public|unlisted|followers|group|private] [--cw
 TEXT] [--lang WORD] [--attach FILE...] [--alt TEXT...] [--again] [--snippet
 NAME] [--seen N] [--delay DURATION] [--promise TIME]

   Answer a conversation.
   A reply never has a wider audience than what it answers. The same text to
   the same state is the same reply. With --seen a message that arrived
   since then refuses the reply. With --snippet and no text it is the saved
   reply, filled in; a text with a field such as {name} that nobody filled
   in is not sent. With --draft text and files are those of your draft. With
   --delay, at most five minutes, it leaves only then, and undo takes it
   back into the draft until it does; a draft of other words, and files that
   it did not take along, stay; the setting undo-send of an account says the
   same for all that people write. Files go with it by --attach, and one
   --alt for each, in their order, says what it shows; media add tells the
   rest. A text that is empty, written as '', leaves a file to speak for
   itself where the network takes one alone.

 / find   space more   q close
END
steps <<'END'
:help reply
:help bind
END
has 'another one takes its place' 'bind SCOPE KEYS COMMAND...' "$(screen 80x12)"
steps <<'END'
:help query
END
has 'queries have one' 'is:waiting            the customer waits for us' "$(screen 80x24)"
steps <<'END'
:help frobnicate
END
has 'what is not there is said' 'Nothing here has the words frobnicate.' "$(screen 80x12)"
steps <<'END'
?
"/reopen"
enter
q
END
has 'q goes back' 'Queue' "$(screen 80x12)"

steps <<'END'
:go options
END
shows 'options show what they are for' 100x30 <<'END'
 guichet  Options                                                                              root
  1 Needs action      6 │  draw with ASCII only; auto: unless the locale is UTF-8
  2 Mine              0 │
  3 Unassigned        6 │  option         is
  4 All open          6 │▌ ascii          auto          draw with ASCII only; auto: unless the loc…
  5 At risk           3 │  bell           mine          ring for what I am given, what is new or l…
  6 Pending           0 │  color          auto          colours; auto: unless NO_COLOR is set
  7 On hold           0 │  columns        due who pla…  what a row of the queue shows, in order
  8 Snoozed           0 │  copy           osc52         how a text is copied: through the terminal…
  9 Mentions          0 │  copy-command   -             program that takes a copied text on its in…
    Followed          0 │  editor         -             program for long texts; empty: $VISUAL, $E…
    Resolved today    0 │  escape-time    25            milliseconds in which an escape may begin …
    Resolved          0 │  fold           15            lines of a long message before the rest is…
    Muted             0 │  hints          on            name the keys that work here in the last l…
    Spam              0 │  idle-away      15            minutes without a key before colleagues he…
  By account            │  mouse          off           clicks select, the wheel scrolls; hold shi…
    brightwater       2 │  nag            0             minutes, or a duration such as 90s, after …
    kiln              4 │  notify         -             program that is told in a few words when t…
  Screens               │  opener         xdg-open      program that opens a link
    Outbox              │  preview        auto          a pane with the selected conversation; aut…
    Accounts            │  quiet          -             hours without bell and notify, such as 22:…
    Figures             │  scroll-margin  2             rows kept in sight above and below the sel…
    Live                │  sidebar        auto          a pane with the views; auto: where there i…
    Handover            │  theme          default       a theme of ours, or the path of a file
    Messages            │  times          relative      how ages of messages are written
    Help                │  undo-send      10            seconds in which a reply that was sent can…
                        │  wrap           88            columns at which texts are wrapped at most
                        │
                        │
 enter change   q close   ? help
END
steps <<'END'
:go options
"/hints"
enter
:open
END
has 'enter turns one off' '▌ hints          off' "$(screen 100x18)"
steps <<'END'
:go options
"/scroll-m"
enter
:open
END
same 'or asks for its value' ':set scroll-margin 2' "$(screen 100x18 | tail -n 1 | sed 's/  .*//')"
finish
