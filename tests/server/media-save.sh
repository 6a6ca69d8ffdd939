#!/bin/bash
# SPDX-License-Identifier: ISC
# A picture that stands in a conversation is fetched when somebody asks for it:
# its bytes as they are, under a name that is ours, with no secret, over nothing
# that is there, and from no address that a stranger may not send us to.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
. "$top_srcdir/tests/lib/mastodon.sh"
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
mastodon 1
picture jpeg bowl.jpg; picture bare noise.png 900
mkdir box
mention() { control mention text="@shop $1" "${@:2}" >/dev/null; }
mention 'one bowl' picture="$TEST_DIR/bowl.jpg" as='etc%2Fbowl%0A;rm.sh'
mention 'two of them' picture="$TEST_DIR/noise.png" as=noise.png picture2="$TEST_DIR/bowl.jpg"
mention 'it moved' picture="$TEST_DIR/bowl.jpg" as=moved
mention 'it is elsewhere' picture="$TEST_DIR/bowl.jpg" as=away
mention 'it stops' picture="$TEST_DIR/noise.png" as=half
mention 'it is gone' picture="$TEST_DIR/bowl.jpg" as=gone
fine 'an account is added' account add mastodon brand "url=$url" since=1d --secret-fd 3 3<<<token
fine 'it is read' sync --until-idle
number() { guichet list --json | jq -r "select(.text|contains(\"$1\")).id"; }
one=$(number 'one bowl') two=$(number 'two of them')

fine 'a picture is fetched' media save "$one" --to box
same 'the name is ours, the ending what it is' "box/$one-1-etc2Fbowl0Arm.jpg" "$out"
same 'and nothing else is there' 1 "$(ls -A box | wc -l)"
cmp -s bowl.jpg "$out"; ok $? 'byte for byte'
same 'for nobody else to read' 600 "$(stat -c %a "$out")"
has 'without our secret' ' open' "$(grep FILE log | head -n 1)"
refused 'once more' 75 'is there already: nothing was written' media save "$one" --to box
same 'changes nothing' 1 "$(ls -A box | wc -l)"
refused 'of two one must be named' 64 'there are 2: say which, from 1, the oldest' media save "$two" --to box
fine 'the first' media save "$two" 1 --to box --json
cmp -s noise.png "$(printf '%s' "$out" | jq -r .path)"; ok $? 'is the first'
same 'of so many bytes' "$(stat -c %s noise.png)" "$(printf '%s' "$out" | jq .bytes)"
refused 'the third' 1 'there are only 2' media save "$two" 3 --to box
refused 'a conversation without any' 1 'there is no picture and no file in it' media save 1 --to box
refused 'a place that is not there' 1 'nowhere: No such file' media save "$one" --to nowhere
refused 'a place that is none' 64 'is no directory' media save "$one" --to bowl.jpg
fine 'an address that leads to another' media save "$(number 'it moved')" --to box
cmp -s bowl.jpg "$out"; ok $? 'leads there'
before=$(ls -A box)
g media save "$(number 'elsewhere')" --to box
same 'an address inside the house is not asked' '1 0' "$([ "$status" != 0 ]; echo $((1 - $?))) $(asked '/latest/meta-data')"
g media save "$(number 'it is gone')" --to box
has 'what is gone is said so' 'status 404' "$err"
same 'and leaves nothing behind' "$before" "$(ls -A box)"
# A saver that is killed leaves a part that the next one in that directory clears away.
parts() { find box -name '.guichet-*.part' | wc -l; }
half=$(number 'it stops')
"$top_builddir/guichet" media save "$half" --to box >killed.out 2>&1 & killed=$!
remember $killed
comes() { [ -n "$(find box -name '.guichet-*.part' -size +0)" ]; }
wait_for 20 comes; ok $? 'half of one comes'
kill -KILL $killed; { wait $killed; } 2>/dev/null
same 'and stays where its saver is killed' 1 "$(parts)"
free() { guichet media save "$two" 2 --to box >next.out 2>next.err || ! grep -q 'on its way' next.err; }
wait_for 20 free
has 'the next one is saved' "box/$two-2-" "$(cat next.out)"
same 'and clears it away' 0 "$(parts)"
# What runs beside a script ignores the key otherwise, and would end by itself one day.
env --default-signal=INT "$top_builddir/guichet" media save "$half" --to box >stopped.out 2>stopped.err & stopped=$!
remember $stopped
wait_for 20 comes
kill -INT $stopped; wait $stopped
same 'one that is interrupted ends at once' 130 "$?"
wait_for 20 free
same 'and what it left goes, too' 0 "$(parts)"
# What a network may call a file: the name is one here, and never a hidden one or one of another kind.
before=$(ls -A box | wc -l) count=0
for name in '..%2F..%2F.bashrc' .profile '%00' '-rf' '%1B%5D0;x%07' 'a%0Ab' CON '....' 'x.desktop' '%E2%80%AEgpj.exe'; do
	mention "hostile $((count += 1)) name" picture="$TEST_DIR/bowl.jpg" as="$name"
done
fine 'hostile names are read' sync --until-idle
for n in $(seq $count); do guichet media save "$(number "hostile $n name")" --to box >/dev/null || echo "# not hostile $n"; done
same 'each becomes a picture with a name of ours' $((before + count)) \
	"$(ls -A box | wc -l)"
same 'of letters and digits' '' "$(ls -A box | grep -vE '^[0-9]+-[0-9]-[A-Za-z0-9_-]+\.(jpg|png)$')"
# A client that takes nothing for a while, and then all of it.
head -c 41943040 /dev/urandom >film
mention 'a film' picture="$TEST_DIR/film" as=film
fine 'a large one is read' sync --until-idle
film=$(number 'a film')
wait_for 30 server_gone || bail 'the private server stays'
attended
resident() { awk '/VmHWM/ { print $2 }' "/proc/$server/status"; }
before=$(resident)
cat >slow.py <<'P'
import base64, hashlib, json, signal, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
answers = s.makefile("rb")
s.sendall(sys.argv[2].encode() + b"\n")
answers.readline()
wanted = {signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
s.sendall(b'{"id":1,"call":"media save","args":{"id":["%s"]}}\n' % sys.argv[3].encode())
print(answers.readline().decode(), end="", flush=True)
signal.sigwait(wanted)
whole = hashlib.sha256()
for line in answers:
    said = json.loads(line)
    if "row" not in said:
        print(line.decode(), whole.hexdigest())
        break
    whole.update(base64.b64decode(said["row"]["bytes"]))
P
asked_before=$(grep -c FILE log)
is_asked_again() { [ "$(grep -c FILE log)" -gt "$asked_before" ]; }
python3 slow.py "$socket" "$(hello)" "$film" >slow.said 2>&1 & slow=$!
remember $slow
wait_for 60 is_asked_again; ok $? 'somebody fetches a film and takes nothing'
for i in $(seq 12); do guichet list >/dev/null; done
kill -USR1 $slow
wait_for 60 grep -q '"end"' slow.said; ok $? 'takes it after all'
[ -s slow.said ] || echo '# it said nothing'
has 'whole' "$(sha256sum film | cut -d' ' -f1)" "$(cat slow.said)"
grown=$((($(resident) - before) / 1024))
# Under a sanitizer what was freed is kept for a while.
most=24; ! grep -q fsanitize "$top_builddir/Makefile" || most=400
[ "$grown" -lt "$most" ]; ok $? 'and the server never held it'
echo "# $grown MiB more at most"
finish
