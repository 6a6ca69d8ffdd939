#!/bin/bash
# SPDX-License-Identifier: ISC
# Telegram takes a picture, a file, or several as one message, each in the request
# of the message itself, with the words below it or behind it; one whose answer
# was lost is never sent twice; what customers send is fetched by its number, and
# the token stands in no name and no message.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v python3 >/dev/null || skip_all 'python3 is not installed'
picture() { python3 "$top_srcdir/tests/lib/picture.py" "$@"; }
python3 "$top_srcdir/tests/lib/telegram_server.py" calls >port 2>server.err &
remember $!
wait_for 20 test -s port
url=http://127.0.0.1:$(cat port) token=123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw
control() { curl -fsS -m 20 "$url/control" -d "$1"; }
last() { control '{}' | jq -c ".sent[-1]$1"; }
sum() { sha256sum "$1" | cut -d' ' -f1; }
picture bare one.png; picture jpeg two.jpg; printf 'just words\n' >words.txt; mkdir box
for n in 1 2 3 4; do
	control "{\"say\":{\"text\":\"question $n\",\"by\":\"bob\",\"chat\":{\"id\":710000000$n,\"type\":\"private\",\"first_name\":\"B$n\"}}}" >/dev/null
done
control '{"say":{"by":"carol","photo":[{"file_id":"small","file_size":9},{"file_id":"large one","file_size":99}],"caption":"see"}}' >/dev/null
control '{"say":{"by":"carol","document":{"file_id":"huge","file_name":"film.mkv","file_size":99}}}' >/dev/null
fine 'a bot is added' account add telegram shop "url=$url" quarantine=1s since=1d --secret-fd 3 3<<<$token
fine 'its queue is read' sync --until-idle
number() { guichet list --json | jq -r "select(.text|contains(\"$1\")).id"; }

fine 'a picture' reply "$(number 'question 1')" 'Here it is.' --attach one.png --yes
fine 'leaves' sync --until-idle
same 'with the words below it' '["sendPhoto","Here it is."]' "$(last '|[.method,.caption]')"
same 'whole' "$(sum one.png)" "$(last '.files.photo' | tr -d '"')"
g reply "$(number 'question 2')" 'Here it is.' --attach words.txt --yes
same 'a file, of which nothing was taken out' '0 words.txt leaves as it is: who made it, where and when may stand in it' \
	"$status $err"
fine 'leaves' sync --until-idle
same 'as a file' '["sendDocument","Here it is."]' "$(last '|[.method,.caption]')"
g reply "$(number 'question 3')" "$(printf 'word %.0s' $(seq 300))" --attach one.png --attach two.jpg --alt 'A plan' --yes
fine 'several leave' sync --until-idle
same 'as one message' '["sendMediaGroup",2]' "$(control '{}' | jq -c '.sent[-2]|[.method,(.files|length)]')"
same 'and what is too long for below it behind it' '["sendMessage",1499]' "$(last '|[.method,(.text|length)]')"
has 'that descriptions are left out is said' 'Telegram has no descriptions of pictures' \
	"$(guichet plan "$(number 'question 4')" 'x' --attach one.png --alt 'A plan' --json | jq -r '.warnings[]')"

control '{"lose":"sendPhoto"}' >/dev/null
fine 'a picture' reply "$(number 'question 4')" 'Once.' --attach one.png --yes
guichet sync --until-idle >/dev/null 2>&1
same 'whose answer is lost is unknown' unknown "$(guichet outbox list --json | jq -r .state)"
guichet sync --until-idle >/dev/null 2>&1
same 'and is not sent again' 1 "$(control '{}' | jq '[.sent[]|select(.caption=="Once.")]|length')"

carol=$(number 'film.mkv')
fine 'what a customer sent is fetched' media save "$carol" 1 --to box
same 'the largest of its sizes' 'bytes of large one' "$(cat "$out")"
refused 'what Telegram does not give is said' 69 'files of up to 20 MB' media save "$carol" 2 --to box
case "$out$err$(ls -A box)$(guichet show "$carol" --json)" in
*AAHdq*) ok 1 'the token is nowhere' ;; *) ok 0 'the token is nowhere' ;; esac
finish
