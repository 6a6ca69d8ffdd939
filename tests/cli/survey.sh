#!/bin/bash
# SPDX-License-Identifier: ISC
# A survey is sent as its account says, once a week at most; an answer that is
# nothing but a score is counted and opens nothing, and everything else that a
# customer writes is a message.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
fine 'an account' account add playback brand brand=kiln seed=7 profile=quiet since=3h
fine 'two customers' sync --until-idle
id=$(guichet list 'from:victor.stann@plaza.example' --json | jq -r .id)
eve=$(guichet list 'from:rosa.quill@social.example' --json | jq -r .id)
root=$(guichet export "from:victor.stann@plaza.example" | jq -rs '.[0].uid')
author=$(guichet export "from:victor.stann@plaza.example" | jq -cs '.[0].author | {id, handle, name}')
both="from:victor.stann@plaza.example OR from:rosa.quill@social.example"
refused 'nothing says how' 1 'survey=' survey "$id"
refused 'neither way' 64 'neither link:URL nor keyword:WORD' account set brand survey=often
refused 'no word' 64 'not one word' account set brand 'survey=keyword:'
refused 'no address of the web' 64 'neither' account set brand survey=link:file:///etc/passwd
fine 'by a word' account set brand survey=keyword:help
refused 'nobody was asked' 1 'none was sent' survey answer "$id" 4
fine 'it is queued' survey "$id" --json
queued=$(jq -r .outbox <<<"$out")
same 'and not yet sent' '' "$(guichet ledger export | jq -r 'select(.kind == "survey_sent") | .who')"
refused 'one at a time' 1 'on its way' survey "$id"
refused 'and nobody was asked yet' 1 'none was sent' survey answer "$id" 4
fine 'taken back' outbox cancel "$queued"
fine 'queued again' survey "$id"
fine 'it is sent' sync --until-idle
refused 'once a week' 1 'one was sent' survey "$id"
same 'by itself' automatic "$(guichet ledger export | jq -r 'select(.kind == "survey_sent") | .who')"
same 'of nobody' null "$(guichet show "$id" --json | jq .assignee)"
same 'and answers nothing' 'open open' "$(guichet waits "$both" --json | jq -r .outcome | paste -sd' ')"
fine 'done' resolve "$id" "$eve"
# hears UID TEXT: what the customer writes behind that
hears() { item "$1" "$2" "at=\"$(date -u +%FT%TZ)\"" 'thread={"root":"'"$root"'","parent":"'"$root"'"}' "author=$author" >more; fine "hears '$2'" import items more --account brand; }
told() { guichet stats --metric csat --json | jq -c '.csat | [.met, .missed]'; }
status() { guichet show "$id" --json | jq -r .status; }
refused 'a score is 1 to 5' 64 'from 1 to 5' survey answer "$id" 6
fine 'an answer by telephone' survey answer "$id" 2
same 'is counted' '[0,1]' "$(told)"
hears m1 '5'
same 'the last one counts' '[1,0]' "$(told)"
same 'and opens nothing' resolved "$(status)"
hears m2 'Help 1'
same 'with the word too' '[0,1]' "$(told)"
hears m3 '@brand 4'
same 'and behind a name' '[1,0]' "$(told)"
hears m4 '6'
same 'what is no score is a message' '[1,0] open' "$(told) $(status)"
fine 'done again' resolve "$id"
hears m5 '4 days and no answer'
same 'and so is what begins like one' open "$(status)"
same 'one survey, answered' '[1,0,0]' "$(guichet stats --metric survey_response --json | jq -c '.survey_response | [.met, .missed, .undecided]')"
fine 'an account that asks by a link' account set brand survey=link:https://example.org/s 'survey-text=Tell us:'
fine 'asks the other one' survey "$eve"
fine 'which is sent' sync --until-idle
has 'with it' 'Tell us: https://example.org/s' "$(guichet sql "SELECT text FROM v_message WHERE direction = 'out'" --tsv)"

# One that the network refuses failed for nobody, and never had a name there: its row goes elsewhere all the same.
export GUICHET_DESK=$TEST_DIR/refused.db
fine 'an account that may not write' account add playback brand brand=kiln seed=7 profile=refusing since=3h
fine 'its customers' sync --until-idle
fine 'which asks' account set brand survey=keyword:help
fine 'one of them' survey 1
g sync --until-idle
guichet ledger export >refused.jsonl
same 'is refused' 'null null' "$(jq -r 'select(.kind == "message_failed") | "\(.subject) \(.ref)"' refused.jsonl)"
jq -c 'del(.hash)' refused.jsonl >open.jsonl
GUICHET_DESK=$TEST_DIR/elsewhere.db
fine 'its rows are taken in without hashes' ledger import open.jsonl
GUICHET_DESK=$desk
fine 'the ledger is sound' ledger verify
fine 'and what follows from it' metrics rebuild --check
finish
