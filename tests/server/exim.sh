#!/bin/bash
# SPDX-License-Identifier: ISC
# A mail server that others wrote takes our letters as they are: one delivered
# by exim is in its box with every header and every letter of every alphabet.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
exim=$(PATH=$PATH:/usr/sbin command -v exim4) || skip_all 'exim4 is not installed (exim4-daemon-light)'
[ "$(id -u)" = 0 ] && command -v python3 >/dev/null || skip_all 'needs root and python3'
letter() { python3 "$top_srcdir/tests/lib/letter.py" "$@"; }
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
chmod 755 .
mkdir box spool log
chown "$("$exim" -bP exim_user | sed 's/.*= *//')" box spool log
cat >exim.conf <<C
primary_hostname = localhost
spool_directory = $PWD/spool
log_file_path = $PWD/log/%s
pid_file_path = $PWD/spool/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = $port
keep_environment =
deliver_drop_privilege = true
acl_smtp_rcpt = refuse
begin acl
refuse:
  deny local_parts = nobody-here
    message = unknown user
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = $PWD/box
  maildir_format
C
chmod 644 exim.conf
"$exim" -C "$PWD/exim.conf" -bdf >exim.out 2>&1 &
remember $!
wait_for 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" || { sed 's/^/# /' exim.out; bail 'exim does not start'; }

fine 'where mails go' desk set "mail.url=smtp://127.0.0.1:$port" 'mail.from=Café Kiln <desk@example.org>' mail.tls=none
fine 'one' mail test 'Léa Martin <lea@example.org>'
fine 'for nobody' mail test nobody-here@example.org
g sync --until-idle
same 'they leave, and which did not is said' '75 guichet: 1 mail did not leave' "$status $err"
same 'taken, and refused' 'failed sent' "$(guichet mail list --json | jq -r .state | paste -sd' ')"
has 'in the words of exim' 'unknown user' "$(guichet mail list --json | jq -rs '.[0].said')"
box() { ls box/new/* 2>/dev/null | sed -n "${1}p"; }
delivered() { [ -n "$(box 1)" ]; }
ok "$(wait_for 20 delivered; echo $?)" 'it is in the box'
same 'to whom' 'Léa Martin <lea@example.org>' "$(letter "$(box 1)" To)"
same 'from whom' 'Café Kiln <desk@example.org>' "$(letter "$(box 1)" From)"
same 'about what' 'guichet: mails arrive' "$(letter "$(box 1)" Subject)"
has 'what it says' 'This is a test.' "$(letter "$(box 1)" text)"
finish
