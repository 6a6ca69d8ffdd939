#!/bin/bash
# SPDX-License-Identifier: ISC
# A desk on another machine is reached through ssh and acts like one here; a
# host that looks like an option is refused; what cannot be reached is said.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
mkdir far
# Stands for ssh: remembers its words and runs the far command with the far side's desk.
cat >ssh <<S
#!/bin/sh
echo "\$@" >>"$TEST_DIR/said"
while [ "\$1" != -- ]; do shift; done
shift 2
GUICHET_DESK="$TEST_DIR/far/desk.db" exec "\$@"
S
chmod +x ssh
export GUICHET_SSH=$TEST_DIR/ssh
item f1 'from afar' >items
fine 'import over ssh' --desk ssh://inbox.example import items items --account shop
has 'no terminal, no option smuggled in' '-T -- inbox.example guichet connect' "$(head -n 1 said)"
fine 'list over ssh' --desk ssh://inbox.example list --json
same 'the far desk answers' 'from afar' "$(echo "$out" | jq -r .text)"
same 'it is the far file' 'from afar' "$(guichet --desk far/desk.db list --json | jq -r .text)"
ok "$([ ! -e "$desk" ]; echo $?)" 'nothing was made here'
refused 'a host like an option' 64 'host' --desk ssh://-oProxyCommand=touch list
ok "$(grep -q ProxyCommand said && echo 1 || echo 0)" 'ssh never saw it'
printf '#!/bin/sh\necho "no route" >&2\nexit 255\n' >ssh
g --desk ssh://inbox.example list
same 'what cannot be reached' 75 "$status"
finish
