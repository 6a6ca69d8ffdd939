#!/bin/bash
# SPDX-License-Identifier: ISC
# The front end cannot hold a secret, speak to a network or open a database:
# it is not linked with what would be needed.  All programs are hardened.
. "$(dirname "$0")/../lib/tap.sh"
ldd "$top_builddir/guichet" >front.txt
ldd "$top_builddir/guichetd" >server.txt
for library in libcurl libsqlite3 libsodium libgumbo libexpat libglib libical libssl libgnutls; do
	ok "$(grep -q "$library" front.txt && echo 1 || echo 0)" "guichet is not linked with $library"
done
for library in libcurl libsqlite3 libsodium libglib; do
	ok "$(grep -q "$library" server.txt; echo $?)" "guichetd is (so the check can fail): $library"
done
ldd "$top_builddir/guichet-holidays" >holidays.txt
for library in libcurl libsqlite3 libsodium; do
	ok "$(grep -q "$library" holidays.txt && echo 1 || echo 0)" "who reads calendars of strangers is not linked with $library"
done
ok "$(grep -q libical server.txt && echo 1 || echo 0)" 'nobody else reads them'
ok "$(grep -q libical holidays.txt; echo $?)" 'it does: libical'
if grep -qE -- '-fsanitize|disable-hardening' "$top_builddir/config.status"; then
	skip 'hardening' 'another kind of build'
else
	for program in guichet guichetd guichet-holidays; do
		has "$program is position independent" DYN "$(readelf -h "$top_builddir/$program")"
		has "$program has no lazy relocation" 'NOW' "$(readelf -d "$top_builddir/$program")"
		has "$program has read-only relocations" GNU_RELRO "$(readelf -lW "$top_builddir/$program")"
	done
fi
finish
