# SPDX-License-Identifier: ISC
# Completion of guichet for bash: all that is known stands in "guichet complete".
# bash breaks words at ":" and "=" too; here they are whole again, and the part
# that stands before the last break is taken off what is offered.
_guichet() {
	local rest=${COMP_LINE:0:COMP_POINT} i word cur line quoted
	local -a words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${rest#"${rest%%[![:space:]]*}"}
		((i < COMP_CWORD)) && word=${COMP_WORDS[i]}
		if [[ $i -gt 0 && -n $rest && $rest != [[:space:]]* ]]; then words[-1]+=$word
		else words+=("$word"); fi
		rest=${rest#"${rest%%[![:space:]]*}"}
		rest=${rest#"$word"}
	done
	cur=${words[-1]//[\"\'\\]/}
	words[-1]=$cur
	COMPREPLY=()
	while IFS= read -r line; do
		[[ $line = / ]] && { compopt -o default; return; }
		[[ $line = *[:=] ]] && compopt -o nospace
		printf -v quoted %q "$line"
		[[ $cur = *[:=]* ]] && quoted=${quoted#"${cur%"${cur##*[:=]}"}"}
		COMPREPLY+=("$quoted")
	done < <(command guichet complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _guichet guichet
