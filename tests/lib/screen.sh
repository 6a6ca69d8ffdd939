# SPDX-License-Identifier: ISC
# Sourced after desk.sh by tests of the screen: steps are played on a grid in
# memory, at an instant that stands still, and compared with literal screens.
now=2026-11-20T10:20:00Z
unset COLUMNS LINES NO_COLOR XDG_STATE_HOME
config=	# a file, or nothing but the defaults
# Whichever call starts a server, it is of that day: no deadline has passed before a screen is drawn.
guichet() { case " $* " in *" --now "*) command guichet "$@" ;; *) command guichet --now "$now" "$@" ;; esac; }

# people: six conversations on two accounts, from on time to late, public and private
people() {
	{
		item a1 'Where is my parcel? It was due on Tuesday.' 'at="2026-11-20T09:31:00Z"' \
			'author={"id":"ann","handle":"@ann@example.org","name":"Ann Lee","followers":120}'
		item b1 'Bonjour, le bol est arrivé cassé.' 'at="2026-11-20T09:55:30Z"' 'vis="private"' 'lang="fr"' \
			'author={"id":"zoe","handle":"@zoe@example.org","name":"Zoé Blanc","followers":8}'
		item c1 'Is Storm Blue dishwasher safe?' 'at="2026-11-20T10:02:00Z"' \
			'author={"id":"cy","handle":"@cy@far.example","name":"Cy Young"}'
		item d1 '次の窯出しはいつですか 🍵' 'at="2026-11-20T10:11:00Z"' \
			'author={"id":"mei","handle":"@mei@far.example","name":"田中 芽衣"}'
	} >items
	item e1 'You charged me twice, see https://pay.example/42 please.' 'at="2026-11-20T09:12:00Z"' 'vis="private"' \
		'author={"id":"joe","handle":"@joe@far.example","name":"Joe Brand"}' >more
	item f1 'Lovely shop!' 'at="2026-11-20T10:15:00Z"' >>more
	guichet import items items --account kiln >/dev/null || bail 'the people could not be imported'
	guichet import items more --account brightwater >/dev/null || bail 'more people could not be imported'
}

# shop: customers of the playback network, on an account from which nothing leaves
shop() {
	{
		guichet account add playback kiln brand=kiln seed=7 profile=quiet since=2026-11-20T00:00:00Z &&
			guichet sync --until-idle && guichet outbox hold
	} </dev/null >"$TEST_DIR/shop.out" 2>&1 || bail "the shop is not ready: $(cat "$TEST_DIR/shop.out")"
}
# draft ID: the text that is written there, "none" where there is none
draft() { json draft show "$1" | jq -r '.text // "none"'; }
is_draft() { [ "$(draft "$1")" = "$2" ]; }

# steps <<END: what the next screens are made with
steps() { cat >"$TEST_DIR/steps"; }
# screen WIDTHxHEIGHT: the screens of the steps
screen() { guichet --config "$config" --screen "$1" --script "$TEST_DIR/steps" 2>"$TEST_DIR/stderr"; }
# shows NAME WIDTHxHEIGHT <<END: the steps give exactly these screens
shows() { same "$1" "$(cat)" "$(screen "$2"; cat "$TEST_DIR/stderr")"; }
