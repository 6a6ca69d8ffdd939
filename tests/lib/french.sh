# SPDX-License-Identifier: ISC
# Sourced after tap.sh by tests that read French.  Some C libraries speak no
# language but English in C.UTF-8: then another UTF-8 locale is looked for, or
# made in the test's own directory.
[ -s "$top_builddir/po/fr/LC_MESSAGES/guichet.mo" ] || skip_all 'no catalogue was built: msgfmt is not installed'
export GUICHET_LOCALEDIR="$top_builddir/po"
french() { LANGUAGE=fr guichet help | head -n 1 | grep -q 'boîte de réception'; }
for locale in C.UTF-8 $(locale -a 2>/dev/null | grep -i 'utf-\{0,1\}8' | head -n 5) made.UTF-8; do
	if [ "$locale" = made.UTF-8 ]; then
		export LOCPATH="$TEST_DIR/locales"
		mkdir -p "$LOCPATH"
		localedef -i en_US -f UTF-8 "$LOCPATH/made.UTF-8" >/dev/null 2>&1
	fi
	export LC_ALL=$locale
	french && break
done
french || skip_all 'the C library here speaks English only'
export LANGUAGE=fr
