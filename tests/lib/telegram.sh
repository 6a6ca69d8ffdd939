#!/bin/bash
# SPDX-License-Identifier: ISC
# An emulator of the Telegram Bot API from npm, on loopback.  Prints
# TELEGRAM_URL=... and at last READY=1, then stays until a signal.  Where it
# cannot run it prints one line "SKIP why".
#
#   telegram.sh
#   telegram.sh install     fetches the emulator (7 MB) once, outside of the tree
set -u
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=${GUICHET_SERVERS:-/var/tmp/guichet-servers}/telegram
package=telegram-test-api@4.2.1
if [ "${1:-}" = install ]; then
	command -v npm >/dev/null || { echo 'telegram.sh: npm is not installed' >&2; exit 1; }
	mkdir -p "$programs" && cd "$programs" || exit 1
	[ -f package.json ] || npm init -y >/dev/null
	exec npm install "$package" --no-audit --no-fund
fi
command -v node >/dev/null || { echo 'SKIP node is not installed'; exit 0; }
[ -d "$programs/node_modules/telegram-test-api" ] || {
	echo "SKIP no emulator of Telegram in $programs: tests/lib/telegram.sh install"; exit 0; }
cp "$lib/telegram.mjs" "$programs/guichet-telegram.mjs" || { echo "SKIP cannot write $programs"; exit 0; }
cd "$programs" || exit 1
TELEGRAM_PORT=$((20000 + RANDOM % 10000 / 2 * 2)) exec node guichet-telegram.mjs
