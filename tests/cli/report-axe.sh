#!/bin/bash
# SPDX-License-Identifier: ISC
# The page of a report has no fault that axe finds, in a real browser, in
# light and in dark, in English and in French.  Only where both are: a
# Chromium, and axe-core's file named by $GUICHET_AXE ("./dev check --full").
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"

browser=$(command -v chromium || command -v chromium-browser) || skip_all 'no Chromium is installed'
[ -f "${GUICHET_AXE:-}" ] || skip_all 'GUICHET_AXE names no axe-core'
for n in $(seq 1 60); do
	printf '{"account":"brand","conv":"c%d","kind":"message_in","recv":"2026-03-%02dT%02d:00:00Z","id":"i%d","who":"customer"}\n' "$n" $((n % 20 + 1)) $((n % 9 + 8)) "$n"
	[ $((n % 5)) = 0 ] || printf '{"account":"brand","conv":"c%d","kind":"message_out","recv":"2026-03-%02dT%02d:%02d:00Z","id":"o%d","who":"human:ann"}\n' "$n" $((n % 20 + 1)) $((n % 9 + 8)) $((n % 50 + 1)) "$n"
done | jq -sc 'sort_by(.recv) | to_entries[] | .value + {seq: (.key + 1)}' >ledger.jsonl
fine 'a ledger' ledger import ledger.jsonl
fine 'a line' annotate 2026-03-05 'the shop was down'
fine 'something is left out' exclude 3 --reason 'a test'
found() { # found PAGE FLAG...: what axe has against it
	python3 - "$1" "$GUICHET_AXE" <<'END'
import re, sys
page, axe = (open(name, encoding='utf-8').read() for name in sys.argv[1:3])
page = re.sub(r'<meta http-equiv[^>]*>', '', page)    # it forbids scripts, which is what runs here
told = 'r.violations.map(v => v.id + ": " + v.nodes[0].html.slice(0, 120)).join("; ") + "] of " + r.passes.length'
script = '<script>' + axe.replace('</script>', '<\\/script>') + '</script><script>axe.run().then(r => ' \
    '{ document.body.textContent = "axe found [" + ' + told + ' })</script>'
open('axe.html', 'w', encoding='utf-8').write(page.replace('</body>', script + '</body>'))
END
	shift
	timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --user-data-dir="$TEST_DIR/browser" "$@" --virtual-time-budget=20000 \
		--dump-dom "file://$TEST_DIR/axe.html" 2>/dev/null | grep -o 'axe found \[.*\] of [1-9][0-9]*' | sed 's/ of .*//'
}
period='--since 2026-03-01T00:00:00Z --until 2026-03-22T00:00:00Z'
# shellcheck disable=SC2086
guichet report $period --format html >page.html
same 'light' 'axe found []' "$(found page.html)"
same 'dark' 'axe found []' "$(found page.html --blink-settings=preferredColorScheme=0)"
. "$top_srcdir/tests/lib/french.sh"
# shellcheck disable=SC2086
guichet report $period --format html >page.html
same 'in French' 'axe found []' "$(found page.html)"
finish
