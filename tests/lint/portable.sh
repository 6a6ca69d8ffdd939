#!/bin/bash
# SPDX-License-Identifier: ISC
# Every fixed statement of the store can be prepared on PostgreSQL too, so that
# a team may outgrow one file; only search is SQLite's own.
. "$(dirname "$0")/../lib/tap.sh"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -x "$bin/initdb" ] || skip_all 'PostgreSQL is not installed'
as=
if [ "$(id -u)" = 0 ]; then
	chown nobody "$TEST_DIR" && chmod 755 "$TEST_DIR"
	as="setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=$TEST_DIR"
fi
cat >print.c <<'C'
#include <stdio.h>
#define S(name, sql) { #name, sql },
static const struct { const char *name, *sql; } rows[] = {
#include "statements.def"
};
int main(void)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		printf("%s\t%s\n", rows[i].name, rows[i].sql);
	return 0;
}
C
${CC:-cc} -I"$top_srcdir/src/store" -o print print.c 2>cc.err || bail "$(head -n 1 cc.err)"
$as "$bin/initdb" -D "$TEST_DIR/pg" -U app -A trust --no-sync -E UTF8 --locale=C.UTF-8 >init.out 2>&1 || bail "initdb: $(tail -n 1 init.out)"
$as "$bin/pg_ctl" -D "$TEST_DIR/pg" -w -l "$TEST_DIR/pg/log" \
	-o "-c listen_addresses= -c unix_socket_directories=$TEST_DIR -c fsync=off" start >start.out 2>&1 || bail 'PostgreSQL does not start'
stop() { $as "$bin/pg_ctl" -D "$TEST_DIR/pg" -m fast stop >/dev/null 2>&1; tap_cleanup; }
trap stop EXIT
sql() { "$bin/psql" -h "$TEST_DIR" -U app -d postgres -qAtX -v ON_ERROR_STOP=1 "$@" 2>&1; }

# The schema in PostgreSQL's words: the same tables, without FTS5 and SQLite's table options.
cat "$top_srcdir"/src/store/schema/*.sql | sed 's/--.*//' | awk 'BEGIN { RS = ";"; ORS = ";\n" } /CREATE VIRTUAL/ { next } /[A-Z]/ { print }' |
	sed -E 's/\) STRICT(, WITHOUT ROWID)?/)/; s/INTEGER PRIMARY KEY/BIGSERIAL PRIMARY KEY/; s/\bINTEGER\b/BIGINT/g; s/\bBLOB\b/BYTEA/g' >schema.sql
same 'the schema is understood' '' "$(sql -f schema.sql | head -n 5)"

bad=
while IFS=$'\t' read -r name text; do
	case $text in PRAGMA*|BEGIN*|COMMIT*|ROLLBACK*|SAVEPOINT*|RELEASE*|VACUUM*|*message_fts*) continue ;; esac
	said=$(sql -c "PREPARE s AS $(printf '%s' "$text" | sed -E 's/\?([0-9]+)/$\1/g')" | head -n 1)
	[ -z "$said" ] || bad="$bad
$name: $said"
done < <(./print)
ok "$([ "$(./print | wc -l)" -gt 50 ]; echo $?)" "all $(./print | wc -l) statements were tried"
same 'every statement is understood' '' "$bad"
same 'and a wrong one is not' 1 "$(sql -c 'PREPARE s AS SELECT max(1, 2)' | grep -c ERROR)"
finish
