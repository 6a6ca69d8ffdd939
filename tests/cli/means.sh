#!/bin/bash
# SPDX-License-Identifier: ISC
# What nobody looked at before it left is told apart from what was written by
# hand, in the ledger, the waits and the figures: a command with --yes, a macro
# that was played, a program that is none of ours; a person who confirmed
# their command, or wrote it in an editor, wrote by hand.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
fine 'an account' account add playback brand brand=kiln seed=7 profile=quiet since=9h
fine 'customers' sync --until-idle
mapfile -t ids < <(guichet list --json | jq -r 'select(.visibility != "private") | .id' | head -6)
same 'enough of them' 6 "${#ids[@]}"
# means NUMBER: how the ledger says that its reply was made
means() { guichet ledger export | jq -r --argjson id "$1" 'select(.kind == "message_out" and .conversation_id == $id) | .detail.means // "hand"'; }
socket() { echo "$XDG_RUNTIME_DIR"/guichet/*.sock; }

cat >editor <<'END'
#!/bin/sh
echo 'Written in an editor.' >"$1"
END
chmod +x editor
out=$(python3 "$top_srcdir/tests/lib/terminal.py" --when '?' 'y\r' --when 'send' 'send\r' -- guichet reply "${ids[0]}" 'Looked at.' 2>&1)
fine 'a command with --yes' reply "${ids[1]}" 'Thank you.' --yes
EDITOR=$PWD/editor VISUAL='' python3 "$top_srcdir/tests/lib/terminal.py" -- guichet reply "${ids[5]}" --edit --yes >edited 2>&1
ok $? 'an editor'
cat >steps <<END
:go conversation ${ids[2]}
@r
"looking"
enter
:reply 'We look into it.'
@s
:go conversation ${ids[3]}
@@
END
guichet --config '' --screen 80x24 --script steps >screens 2>&1
ok $? 'a macro, recorded and played'
request='{"id":2,"call":"reply","key":"k1","args":{"id":["'"${ids[4]}"'"],"text":["From a program."]}}'
"$top_builddir/tests/server/talk" "$(socket)" "$request" >said
ok $? 'a program of somebody else'
fine 'all are sent' sync --until-idle
same 'confirmed at a terminal' hand "$(means "${ids[0]}")"
same 'written in an editor' hand "$(means "${ids[5]}")"
same 'with --yes' script "$(means "${ids[1]}")"
same 'while it was recorded' hand "$(means "${ids[2]}")"
same 'played' macro "$(means "${ids[3]}")"
same 'a program that says nothing of itself' script "$(means "${ids[4]}")"
same 'their waits say so' "$(printf '%s\n' "${ids[1]}" "${ids[3]}" "${ids[4]}" | sort)" \
	"$(guichet waits --json | jq -r 'select(.flags // [] | index("scripted")) | .conv' | sort)"
same 'and the figures count them apart' '[3,3,0]' "$(guichet stats --metric sent_people,sent_scripted,sent_automatic --json |
	jq -c '[.sent_people.n, .sent_scripted.n, .sent_automatic.n]')"
same 'of each agent' '[3,3]' "$(guichet stats --metric sent_people,sent_scripted --by agent --json | jq -c '.by[0] | [.sent_people.n, .sent_scripted.n]')"
same 'the rows behind' '3' "$(guichet explain sent_scripted --json | jq -s '[(if .[0] | has("rows") then .[0].rows else . end)[]] | length')"
same 'as SQL has them' 'hand 3,macro 1,script 2' "$(guichet sql 'SELECT means, count(*) FROM v_reply GROUP BY 1 ORDER BY 1' --tsv | tail -n +2 | tr '\t' ' ' | paste -sd,)"
same 'waits too' 3 "$(guichet sql 'SELECT sum(scripted) FROM v_wait' --tsv | tail -n 1)"
fine 'the ledger is sound' ledger verify
fine 'and what follows from it' metrics rebuild --check
guichet ledger export >exported
GUICHET_DESK=$TEST_DIR/other.db
export GUICHET_DESK
fine 'another desk' ledger import exported
same 'knows it from the rows alone' '[3,3]' "$(guichet stats --metric sent_people,sent_scripted --json | jq -c '[.sent_people.n, .sent_scripted.n]')"
finish
