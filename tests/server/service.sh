#!/bin/bash
# SPDX-License-Identifier: ISC
# The service and the socket that an installation brings: systemd finds nothing
# wrong with them, and the service runs without rights that a desk does not need.
. "$top_srcdir/tests/lib/tap.sh"

command -v systemd-analyze >/dev/null || skip_all "systemd-analyze is not installed"
unit=$TEST_DIR/guichet@evening.service
sed "s|@bindir@/guichetd|$(command -v true)|" "$top_srcdir/data/systemd/guichet@.service.in" >"$unit"
cp "$top_srcdir/data/systemd/guichet@.socket" "$TEST_DIR/guichet@evening.socket"
out=$(SYSTEMD_LOG_LEVEL=warning timeout 60 systemd-analyze verify --man=no "$unit" "$TEST_DIR/guichet@evening.socket" 2>&1 | grep -F 'guichet@')
same "systemd finds nothing wrong" "" "$out"
line=$(timeout 60 systemd-analyze security --offline=yes --threshold=20 "$unit" 2>&1 | grep 'Overall exposure')
case "$line" in
*'exposure level'*) timeout 60 systemd-analyze security --offline=yes --threshold=20 "$unit" >/dev/null 2>&1
	ok $? "its exposure is at most 2.0: ${line#*: }" ;;
*) skip "its exposure" "this systemd-analyze cannot tell" ;;
esac
finish
