#!/bin/bash
# SPDX-License-Identifier: ISC
# A mail leaves once, over TLS that the certificate proves, and what becomes of
# it is told in the server's words: taken, refused, tried again, or unknown when
# the answer is lost; one that stalls keeps nobody else waiting, and a server of
# ours that was killed in between sends nothing twice.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
command -v openssl >/dev/null || skip_all 'openssl is not installed'
. "$top_srcdir/tests/lib/mail.sh"
cert() { # cert NAME HOST: a certificate of our own authority
	openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" 2>/dev/null
	printf 'subjectAltName=DNS:%s\n' "$2" >ext
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out "$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test authority' 2>/dev/null
cert good localhost; cert other elsewhere.example
# mails STATE: to whom the mails went that are in it, the oldest first
mails() { guichet mail list --json | jq -rs --arg s "$1" 'reverse | .[] | select(.state == $s) | .to' | paste -sd' '; }
said() { guichet mail list --json | jq -rs --arg to "$1" '[.[] | select(.to == $to)][0].said'; }

refused 'nothing is set' 1 'no mail server is set' mail test lea@example.org
fine 'an agent' agent add maria --role lead
refused 'a lead does not say where mails go' 77 'needs the role admin' --as maria desk set mail.url=smtps://localhost
refused 'nor sends tests' 77 'admin' --as maria mail test lea@example.org
refused 'no server' 64 'no mail server' desk set mail.url=https://localhost
refused 'no password in it' 64 'a host and perhaps a port' desk set mail.url=smtps://me:secret@localhost
refused 'no address' 64 'no mail address' desk set 'mail.from=Desk <desk>'
refused 'no second header' 64 'is not key=value' desk set "mail.from=$(printf 'a@b.c\r\nBcc: d@e.f')"
refused 'nor a second recipient' 64 'control character' mail test "$(printf 'a@b.c\r\nBcc: d@e.f')"
refused 'neither with TLS nor without' 64 'neither required nor none' desk set mail.tls=maybe
refused 'a password goes nowhere in the open' 64 'this machine only' desk set mail.url=smtp://mail.example.org mail.tls=none

mail_server open
fine 'a server without TLS on this machine' desk set "mail.url=smtp://localhost:$port" 'mail.from=Café « Kiln » <desk@example.org>' mail.tls=none
refused 'no address to send to' 64 'no mail address' mail test 'lea at example.org'
refused 'one at a time' 64 'no mail address' mail test 'a@example.org,b@example.org'
for kind in lea refuse full spam greylist cut half; do fine "to $kind" mail test "$kind@example.org"; done
same 'a command of its own sends nothing' '' "$(mails sent)"
refused 'they are tried' 75 '6 mails did not leave' sync --until-idle
has 'and counted' '1 mail sent' "$out"
has 'as what they are' 'mail: 2 later, 0 held, 2 unknown, 2 failed' "$out"
same 'taken' lea@example.org "$(mails sent)"
same 'refused' 'refuse@example.org spam@example.org' "$(mails failed)"
has 'in the words of the server' 'localhost: 550 5.1.1 nobody is called that' "$(said refuse@example.org)"
has 'and behind the letter' '554 5.7.1 we do not like it' "$(said spam@example.org)"
same 'later, as the server says' 'full@example.org greylist@example.org' "$(mails queued)"
has 'with its words' '452 4.2.2 the box is full' "$(said full@example.org)"
same 'nobody knows' 'cut@example.org half@example.org' "$(mails unknown)"
has 'and it says so' 'no answer' "$(said cut@example.org)"
fine 'again' sync --until-idle
same 'before its time nothing is tried again, and what is unknown never by itself' 2 "$(ls open/*.eml | wc -l)"
greylist=$(guichet mail list --json | jq -rs '.[] | select(.to == "greylist@example.org") | .mail')
fine 'a person does not wait' mail retry "$greylist"
fine 'and then' sync --until-idle
same 'it is taken' 'lea@example.org greylist@example.org' "$(mails sent)"
refused 'what was sent is not sent again' 1 "it is sent" mail retry "$greylist"
full=$(guichet mail list --json | jq -rs '.[] | select(.to == "full@example.org") | .mail')
fine 'taken back' mail cancel "$full"
same 'is not tried' full@example.org "$(mails cancelled)"
same 'the strict server found nothing wrong' '' "$(grep STRICT open/talk)"
same 'a letter that a library reads' text/plain "$(letter open/1.eml)"
same 'from whom' 'Café « Kiln » <desk@example.org>' "$(letter open/1.eml From)"
same 'to whom' lea@example.org "$(letter open/1.eml To)"
same 'nobody answers it' auto-generated "$(letter open/1.eml Auto-Submitted)"
has 'what it says' 'This is a test.' "$(letter open/1.eml text)"
fine 'the outbox is held' outbox hold
fine 'a mail' mail test held@example.org
fine 'while all is held' sync --until-idle
has 'it is counted' 'mail: 0 later, 1 held, 0 unknown, 0 failed' "$out"
same 'it waits' held@example.org "$(guichet mail list --json | jq -rs '.[] | select(.tries == 0) | .to')"
fine 'let go' outbox release
fine 'and then it leaves' sync --until-idle
has 'at once' held@example.org "$(mails sent)"

# An answer that does not come, and a server of ours that is killed meanwhile.
fine 'to who stalls' mail test stall@example.org
guichet sync --until-idle >/dev/null 2>&1 & stalled=$!
ok "$(wait_for 20 grep -q STALL open/talk; echo $?)" 'the letter is with the server'
fine 'meanwhile another front end is answered' status
kill -9 "$(server_pid)"; wait "$stalled"
wait_for 10 server_gone
fine 'another server of ours' sync --until-idle
has 'it is unknown' stall@example.org "$(mails unknown)"
same 'and was tried once' 1 "$(grep -c 'RCPT TO:<stall@' open/talk)"

# TLS, and a password.
mail_server starttls --tls good.pem good.key --user desk 'p@ss "word"'
fine 'STARTTLS' desk set "mail.url=smtp://localhost:$port" mail.tls=required mail.user=desk
fine 'over TLS that nobody proved' mail test one@example.org
refused 'it is tried' 75 '1 mail did not leave' sync --until-idle
has 'and does not leave' one@example.org "$(mails queued)"
same 'before the certificate nothing is said' '' "$(grep -E 'AUTH|MAIL' starttls/talk)"
fine 'the authority' desk set "mail.ca=$PWD/ca.pem"
one=$(guichet mail list --json | jq -rs '.[] | select(.to == "one@example.org") | .mail')
fine 'again at once' mail retry "$one"
refused 'without a password' 75 '1 mail did not leave' sync --until-idle
has 'the server wants one' '530 5.7.0 sign in first' "$(said one@example.org)"
printf 'wrong\n' >password; chmod 600 password
fine 'a wrong one' mail password --secret-file password
fine 'again' mail retry "$one"; refused 'which is tried' 75 '1 mail did not leave' sync --until-idle
has 'is no fault of the mail' '535 5.7.8 who are you' "$(said one@example.org)"
printf 'p@ss "word"\n' >password
fine 'the right one' mail password --secret-file password
fine 'again' mail retry "$one"; fine 'which is tried' sync --until-idle
has 'is taken' one@example.org "$(mails sent)"
same 'the password is nowhere in the open' '' "$(grep -l 'p@ss' desk.db desk.db-wal 2>/dev/null)"
same 'shown as being there' true "$(guichet mail show --json | jq .password)"
mail_server implicit --tls good.pem good.key --implicit
fine 'TLS from the first byte' desk set "mail.url=smtps://localhost:$port"
same 'the password belonged to the other server' false "$(guichet mail show --json | jq .password)"
fine 'nobody signs in' desk set mail.user=
fine 'a mail' mail test two@example.org; fine 'leaves' sync --until-idle
has 'and is taken' two@example.org "$(mails sent)"
mail_server stripped --tls good.pem good.key --no-starttls
fine 'a server whose STARTTLS somebody took out' desk set "mail.url=smtp://localhost:$port"
fine 'a mail' mail test three@example.org; refused 'is tried' 75 '1 mail did not leave' sync --until-idle
has 'and does not leave' 'STARTTLS' "$(said three@example.org)"
mail_server elsewhere --tls other.pem other.key --implicit
fine 'a server with the certificate of another' desk set "mail.url=smtps://localhost:$port"
fine 'a mail' mail test four@example.org; refused 'is tried' 75 '1 mail did not leave' sync --until-idle
has 'and does not leave' four@example.org "$(mails queued)"
same 'not even hello' '' "$(cat elsewhere/talk 2>/dev/null | grep EHLO)"
wait_for 10 server_gone
cp desk.db copy.db; cp desk.db.key copy.db.key
g --desk copy.db mail test five@example.org
same 'on a copy a mail waits until a person starts it' 'written to five@example.org; it leaves after guichet courier start' "$out"
g --desk copy.db sync --until-idle
has 'as sync says, too' 'until guichet courier start' "$err$out"
same 'a copy of the desk leaves it to a person' true "$(guichet --desk copy.db mail list --json | jq -rs 'any(.[]; .to == "four@example.org" and .state == "unknown")')"
finish
