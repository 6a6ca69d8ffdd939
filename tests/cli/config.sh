#!/bin/bash
# SPDX-License-Identifier: ISC
# "guichet config check" names every bad line with file and line and ends with
# 78, says one line of a good file, and takes every example of the two manual
# pages and every theme; it needs no desk.
. "$(dirname "$0")/../lib/tap.sh"
. "$top_srcdir/tests/lib/desk.sh"
export XDG_CONFIG_HOME=$TEST_DIR/own
mkdir -p own/guichet .config/guichet
echo 'set wrap=99' >.config/guichet/work

fine 'no file of one'"'"'s own' config check
same 'then the defaults hold' "$TEST_DIR/own/guichet/config: no such file, the defaults hold" "$out"
fine 'where it would be' config path
same 'is said' "$TEST_DIR/own/guichet/config" "$out"
fine 'the defaults' config defaults
same 'are the example file' '' "$(echo "$out" | diff - "$top_srcdir/data/defaults.conf")"
fine 'and read over themselves' config check "$top_srcdir/data/defaults.conf"

cat >own/guichet/config <<'X'
set wrap=100
set wrap=1000
bind queue q9 frob ; set
bind global g yank
bind nowhere x open
view broken status:opne
view fine status:open # really
color title fg=puce
source missing
theme dark
bind queue 'x
X
g config check
same 'a bad file: status' 78 "$status"
same 'a bad file: every line' "$(sed "s|^|$TEST_DIR/own/guichet/config:|" <<'X'
2: wrap takes a number from 40 to 400, not '1000'
4: g begins g g, which is bound in global: unbind that first
5: no scope named 'nowhere'
6: query: column 8: 'opne' is not a status
8: no colour 'puce': a name, default, or 0 to 255
X
)" "$(echo "$out" | sed -n 1,5p | sed 's/\(is not a status\).*/\1/')"
has 'what cannot be read' "config:9: $TEST_DIR/own/guichet/missing: no such file" "$out"
has 'what is no command' "config:10: no command 'theme' of configuration" "$out"
has 'what is not closed' "config:11: column 12: no closing '" "$out"
has 'a key that says nothing, whoever knows its name' "config:3: no command 'frob'" "$out"
has 'they are counted' '9 problems' "$err"
printf '%s\n' 'set hnts' 'bind queue z reslove' 'bind conversation Z next-mesage' 'alias parcel depot ; tag parcel' 'alias depot note asked' 'color titel fg=red' \
	'bnd queue x y' >slips
g config check slips
same 'what was meant is said' "slips:1: no option named 'hnts'; did you mean hints?
slips:6: no style named 'titel'; did you mean title?
slips:7: no command 'bnd' of configuration; did you mean bind?
slips:2: no command 'reslove'; did you mean resolve?
slips:3: no command 'next-mesage'; did you mean next-message?" "$out"

printf 'set hints\n\nset nohints' >good
fine 'a good file' config check good
same 'is one line' 'good: 3 lines, no problems' "$out"
echo 'set theme=dark' >themed
fine 'one with a theme' config check themed
same 'counts its own lines' 'themed: 1 line, no problems' "$out"
echo 'set hints=1' | guichet config check - >piped
same 'from a pipe: status' 78 "${PIPESTATUS[1]}"
has 'from a pipe' "-:1: hints takes on or off" "$(cat piped)"
refused 'a file that is not there' 78 '1 problem' config check absent
refused 'no such word' 64 'usage: guichet config' config frob
refused 'no such manual' 64 'commands, config, theme' manual frob
same 'no desk was made' no "$([ -e "$desk" ] && echo yes || echo no)"

# examples PAGE: what stands in its literal displays
examples() {
	sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/d;p;}' "$top_srcdir/man/$1" |
		sed 's/\\&//g; s/\\(dq/"/g; s/\\e/\\/g'
}
examples guichet-config.5 >lines
ok "$([ "$(wc -l <lines)" -ge 10 ]; echo $?)" 'guichet-config(5) has examples'
while IFS= read -r line; do
	printf '%s\n' "$line" >example
	fine "example: $line" config check example
done <lines
examples guichet-theme.5 >paper.theme
ok "$([ "$(grep -c ^color paper.theme)" -ge 4 ]; echo $?)" 'guichet-theme(5) has an example'
for theme in "$TEST_DIR/paper.theme" "$top_srcdir"/themes/*.theme; do
	echo "set theme=$theme" >example
	fine "theme ${theme##*/}" config check example
	has "${theme##*/} says who made it" '# Author: ' "$(cat "$theme")"
	has "${theme##*/} says what it is" '# Theme "' "$(head -n 1 "$theme")"
done
same 'no page shows a style that is not there' '' "$(grep -ho '^color [^ ]*' paper.theme "$top_srcdir"/themes/*.theme |
	sort -u | while read -r _ style; do grep -qx "\.It Ic $style" "$top_srcdir/man/guichet-theme.5" || echo "$style"; done)"
export GUICHET_THEMES=$TEST_DIR
echo 'set theme=paper' >example
fine 'a folder of themes' config check example

# Sets of keys: of one's own, by name or by path; they hold keys and nothing else.
mkdir -p own/guichet/keys
printf 'bind queue x resolve\nset wrap=60\n' >own/guichet/keys/mine.conf
echo 'keys mutt mine' >example
g config check example
same 'a set of keys holds keys only' "78 $TEST_DIR/own/guichet/keys/mine.conf:2: set: a set of keys holds bind and unbind lines only" "$status $out"
for set in "$top_srcdir"/data/keys/*.conf; do
	echo "keys $set" >example
	fine "keys ${set##*/}" config check example
	has "${set##*/} says what it is" "# Keys \"$(basename "$set" .conf)\"" "$(head -n 1 "$set")"
done

printf 'set theme=puce\nbnd q quit\ncolor title fg=puce\n' >french
export LANGUAGE=fr
blanks() { sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g'; }
g config check french
same 'in French in French' "french:1: pas de thème 'puce' ; il y a color-blind, dark, default, high-contrast, light, mono
french:2: pas de commande 'bnd' de configuration ; vouliez-vous dire bind ?
french:3: pas de couleur 'puce' : un nom, default, ou 0 à 255" "$(blanks <<<"$out")"
out=$(echo version | guichet --plain --config french 2>&1 | head -n 1)
same 'and so when the program begins' "guichet: french:1: pas de thème 'puce' ; il y a color-blind, dark, default, high-contrast, light, mono" "$(blanks <<<"$out")"
unset LANGUAGE
finish
