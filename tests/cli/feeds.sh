#!/bin/bash
# SPDX-License-Identifier: ISC
# Proves: a feed is found from its page, its entries wait for nobody until
# somebody takes one, what did not change is not sent twice, a change is an
# edit, a move is remembered, and a feed that is gone says so; what a poll
# could not take is said until somebody looked there.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
mkdir site
: >log
python3 "$top_srcdir/tests/lib/site_server.py" site log >port 2>site.err & remember $!
wait_for 20 test -s port || bail "the site does not start: $(head -n 1 site.err)"
url=http://127.0.0.1:$(cat port)
call=$top_builddir/tests/server/call
soon=$(date -u +%Y-%m-%dT%H:%M:%SZ)

# entry ID TITLE UPDATED
entry() { printf '<entry><id>tag:blog.example,%s</id><title>%s</title><link href="/%s"/><published>%s</published><updated>%s</updated><author><name>Ann</name></author><summary type="html">&lt;p&gt;About %s.&lt;/p&gt;</summary></entry>\n' "$1" "$2" "$1" "$soon" "$3" "$1"; }
feed() { printf '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title>\n%s\n</feed>\n' "$1"; }
feed "$(entry 1 'The kiln broke' "$soon")" >site/atom.xml
echo '<html><head><title>Blog</title><link rel="alternate" type="application/atom+xml" href="atom.xml"></head><body>Hello</body></html>' >site/index.html
answers() { grep -c "^/$1 " log; }

fine 'a page is enough' account add feed blog "url=$url/index.html" since=1d
fine 'the check finds the feed' account check blog
fine 'it is read' sync
same 'one entry' '1 post public' "$(guichet list account:blog --json | jq -r '"\(.id) \(.kind // "post") \(.visibility)"')"
same 'by whom' 'Ann' "$(guichet list account:blog --json | jq -r .contact)"
same 'it asks for nothing' '' "$(guichet list account:blog is:waiting --json)"
has 'what it says' 'The kiln broke' "$(guichet show 1)"
has 'below its title' 'About 1.' "$(guichet show 1)"
has 'where it stands' "$url/1" "$(guichet show 1 --json)"

before=$(answers atom.xml)
fine 'nothing is new' sync
same 'it was asked with a condition' 1 "$(tail -n 1 log | grep -c 'etag="')"
same 'once' "$((before + 1))" "$(answers atom.xml)"
feed "$(entry 2 'A new glaze' "$soon"; entry 1 'The kiln broke twice' "$(date -u +%Y-%m-%dT%H:%M:%S.500Z)")" >site/atom.xml
fine 'a change is read' sync
same 'one more' 2 "$(guichet list account:blog --json | wc -l)"
has 'the other was edited' 'broke twice' "$(guichet show 1)"
refused 'no answer' 1 'a feed is only read: open leads to the page' reply 1 'Sorry to hear that.' --yes
fine 'but somebody may take it' claim 1

echo "301 $url/moved.xml" >site/atom.xml.status
feed "$(entry 3 'We moved' "$soon")" >site/moved.xml
fine 'it moves' sync
same 'nothing is lost' 3 "$(guichet list account:blog --json | wc -l)"
before=$(answers atom.xml)
fine 'and is read again' sync
same 'where it is now' "$before" "$(answers atom.xml)"
echo 410 >site/moved.xml.status
g sync
same 'gone for good' 'paused' "$(guichet account list --json | jq -r .state)"
has 'and why' '410' "$(guichet account list --json | jq -r .reason)"

cat >site/bomb.xml <<'X'
<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>
X
cat >site/steal.xml <<'X'
<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&f;</title></channel></rss>
X
for n in bomb steal; do
	fine "$n is an account" account add feed "$n" "url=$url/$n.xml"
	refused "$n is refused" 76 'the document declares entities' account check "$n"
	fine "$n goes" account remove "$n"
done
# What is told again with every element below it costs no more memory than a document may.
wide=$(head -c 300000 /dev/zero | tr '\0' u)
{ echo "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ATTLIST a x CDATA \"$wide\">]><rss version=\"2.0\"><channel>"; yes '<a/>' | head -n 9000; echo '</channel></rss>'; } >site/told.xml
{ echo "<rss version=\"2.0\" xmlns:u=\"u:$wide\"><channel>"; yes '<u:a/>' | head -n 9000; echo '</channel></rss>'; } >site/space.xml
for n in 'told declares attributes' 'space says more than it holds'; do
	fine "$n: is an account" account add feed "${n%% *}" "url=$url/${n%% *}.xml"
	refused "$n: is refused" 76 "the document ${n#* }" account check "${n%% *}"
	fine "$n: goes" account remove "${n%% *}"
done
peak=$(awk '$1 == "VmHWM:" { print int($2 / 1024) }' "/proc/$(guichet status --json | jq -r .pid)/status")
ok $((peak > 256)) "the desk took $peak MiB at most"
echo '<html><body>Nothing here</body></html>' >site/plain.html
fine 'a page without a feed' account add feed plain "url=$url/plain.html"
refused 'is none' 76 'plain.html' account check plain
fine 'it goes' account remove plain

# A wall against robots says 403 for an hour and lets one through again: that is nobody's wrong secret.
echo 403 >site/slow.rss.status
fine 'a feed behind a wall' account add feed walled "url=$url/slow.rss" since=1d
refused 'that lets nobody through' 75 'lets nobody read this now (status 403)' account check walled
same 'waits' new "$(guichet account list --json | jq -r 'select(.name=="walled").state')"
rm site/slow.rss.status

# The ttl of RSS: so long nobody asks again.
cat >site/slow.rss <<X
<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0"><channel><title>Slow</title><ttl>60</ttl>
<item><guid isPermaLink="false">s1</guid><title>Caf$(printf '\351') &eacute;t&eacute;</title><pubDate>$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')</pubDate><description>plain</description></item></channel></rss>
X
fine 'the wall is gone' sync walled
same 'and it goes on' ok "$(guichet account list --json | jq -r 'select(.name=="walled").state')"
fine 'a slow feed' account add feed slow "url=$url/slow.rss" since=1d
fine 'is read' sync slow
has 'in its own charset' 'Café été' "$(guichet show "$(guichet list account:slow --json | jq -r .id)")"
before=$(answers slow.rss)
fine 'and not again' sync slow
same 'as it asks' "$before" "$(answers slow.rss)"

# Entries without a name of their own, all of one address: each stays itself while others come and go.
# nameless TITLE...
nameless() { printf '<rss version="2.0"><channel><title>Notes</title>'; printf "<item><link>$url/notes</link><title>%s</title></item>" "$@"; echo '</channel></rss>'; }
titles() { guichet list account:notes --json | jq -r .id | sort -n | while read -r id; do guichet show "$id" --json | jq -r '.. | .text? // empty' | head -n 1; done | paste -sd ' '; }
nameless Alpha >site/notes.xml
fine 'entries without a name' account add feed notes "url=$url/notes.xml" since=1d
fine 'one is read' sync notes
same 'it is there' 'Alpha' "$(titles)"
nameless Beta Alpha >site/notes.xml
fine 'another stands before it' sync notes
same 'which alone is new' 'Alpha Beta' "$(titles)"
nameless Beta >site/notes.xml
fine 'the first is gone from the feed' sync notes
same 'and is what it was' 'Alpha Beta' "$(titles)"

# Hacker News is read by the same rules, through a search.
refused 'words are needed' 64 'hackernews needs query=' account add hackernews hn "url=$url"
mkdir -p site/api/v1
printf '{"hits":[{"objectID":"9","author":"zoe","created_at_i":%s,"comment_text":"<p>My kiln <i>broke</i></p>","story_id":5,"parent_id":5}]}' "$(date +%s)" >site/api/v1/search_by_date
fine 'a search' account add hackernews hn query='my kiln' "url=$url" since=1d
fine 'is read' sync hn
same 'what it found' 'zoe public' "$(guichet list account:hn --json | jq -r '"\(.contact) \(.visibility)"')"
same 'asks for nothing' '' "$(guichet list account:hn is:waiting --json)"
has 'it was asked for the words' 'query=my%20kiln&' "$(cat log)"
fine 'again' sync hn
has 'from a while before what was seen' 'created_at_i%3E' "$(tail -n 1 log)"
same 'not twice' 1 "$(guichet list account:hn --json | wc -l)"
same 'nothing was missed' 'null null null' "$(guichet account list --json | jq -r 'select(.name == "hn") | "\(.gap) \(.gap_from) \(.gap_to)"')"

# More than one poll takes: ten full pages, the last hit of which is as old as told.  What is before it is missed.
# hits FROM: a page of a hundred, the newest of FROM
hits() { jq -cn --argjson from "$1" '{hits: [range(100) | {objectID: "\($from)-\(.)", author: "zoe", created_at_i: ($from - .), comment_text: "kiln", story_id: 5, parent_id: 5}]}' >site/api/v1/search_by_date; }
missed() { guichet account list --json | jq -r --arg n "$1" 'select(.name == $n) | "\(.gap_from) \(.gap_to)"'; }
at() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }
base=$(($(date +%s) - 3600))
hits "$base"
fine 'a search that finds much' account add hackernews much query=kiln "url=$url" "since=$(at $((base - 7200)))"
fine 'it is read as far as one poll goes' sync much
same 'what was missed is kept' "$(at $((base - 7201))) $(at $((base - 99)))" "$(missed much)"
sentence="not all that was written between $(at $((base - 7201))) and $(at $((base - 99))) was read: more was waiting than one poll takes"
same 'and told with the account' "$sentence" "$(guichet account list --json | jq -r 'select(.name == "much") | .gap')"
has 'in the list' 'not all that was written between' "$(COLUMNS=200 guichet --plain account list)"
has 'by the check' "much has a gap: $sentence" "$(guichet account check much)"
has 'by doctor' "account much: $sentence; look there, then guichet account seen much" "$(guichet doctor)"
printf '%s\n' '":go accounts"' enter >steps
has 'by the screen' ' gap before ' "$(guichet --screen 80x24 --script steps | grep ' much ')"
has 'marked in a narrow one' '! ok' "$(guichet --screen 40x12 --script steps | grep ' much ')"
kill -9 "$(guichet status --json | jq -r .pid)"
hits "$((base + 1800))"
fine 'once more' sync much
same 'one span from the first to the last' "$(at $((base - 7201))) $(at $((base + 1701)))" "$(missed much)"
fine 'somebody looked there' account seen much
same 'it is told no more' 'null null' "$(missed much)"
fine 'nor does saying so again cost anything' account seen much
echo '{"hits":[]}' >site/api/v1/search_by_date
fine 'nothing new' sync much
same 'misses nothing' 'null null' "$(missed much)"
refused 'of an account that is none' 1 'there is no account nobody' account seen nobody
finish
