# SPDX-License-Identifier: ISC
# Completion of guichet for fish: all that is known stands in "guichet complete".
function __guichet_complete
    command -q guichet; or return
    set -l words (commandline -opc)
    set -l current (commandline -ct | string replace -ra "[\"'\\\\\\\\]" '')
    set -l lines (command guichet complete --describe -- $words[2..-1] "$current" 2>/dev/null)
    if test "$lines" = /
        __fish_complete_path "$current"
    else
        printf '%s\n' $lines
    end
end
complete -c guichet -f -a '(__guichet_complete)'
