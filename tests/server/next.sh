#!/bin/bash
# SPDX-License-Identifier: ISC
# Six front ends that each ask for the next conversation seventy times, at once,
# get four hundred and twenty different ones, none is refused, and each gets its
# own in due order.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
fronts=6 each=70
awk -v n=$((fronts * each)) 'BEGIN { for (i = 1; i <= n; i++) printf "{\"uid\":\"m%d\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\"," \
	"\"author\":{\"id\":\"c%d\",\"handle\":\"@c%d@example.org\",\"name\":\"C%d\"},\"at\":\"2026-11-20T%02d:%02d:%02dZ\",\"text\":\"t\"}\n", \
	i, i, i, i, 8 + (i * 37 % n) / 60 / 60, (i * 37 % n) / 60 % 60, i * 37 % n % 60 }' >items
fine 'import' import items items --account shop
guichet ids status:open >order
same 'all of them wait' $((fronts * each)) "$(wc -l <order)"
for ((f = 1; f <= fronts; f++)); do guichet agent add "agent$f" >/dev/null || bail 'no agent'; done
for ((f = 1; f <= fronts; f++)); do
	( for ((i = 0; i < each; i++)); do guichet --as "agent$f" next || echo "refused"; done >"got.$f" 2>&1 ) &
	remember $!
done
wait
cat got.* | sed -n 's/^#\([0-9]*\) claimed$/\1/p' >all
same 'none was refused' 0 "$(grep -vc '^#[0-9]* claimed$' < <(cat got.*))"
same 'all are different' $((fronts * each)) "$(sort -u all | wc -l)"
for ((f = 1; f <= fronts; f++)); do
	sed -n 's/^#\([0-9]*\) claimed$/\1/p' "got.$f" >mine
	same "agent $f: in due order" "$(cat mine)" "$(grep -nxFf mine order | sed 's/.*://')"
	same "agent $f: has what was said" "$(sort -n mine)" "$(guichet ids "assignee:agent$f" | sort -n)"
done
refused 'then nothing is left' 1 'nothing is waiting to be taken' next
fine 'the ledger is sound' ledger verify
finish
