# SPDX-License-Identifier: ISC
# Sourced by tests of what leaves by mail: a mail server of their own on loopback
# that keeps each letter in a file, and what reads one.
command -v python3 >/dev/null || skip_all 'python3 is not installed'
letter() { python3 "$top_srcdir/tests/lib/letter.py" "$@"; }
# mail_server DIR OPTION...: letters go into DIR; sets $port
mail_server() {
	local dir=$1; shift
	mkfifo "$dir.port"
	python3 "$top_srcdir/tests/lib/smtp_server.py" "$dir" "$@" >"$dir.port" 2>"$dir.err" &
	remember $!
	read -r port <"$dir.port"
}
