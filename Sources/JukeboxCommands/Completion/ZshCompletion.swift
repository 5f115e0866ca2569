// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension Shell {
    static let zshScript = #"""
        #compdef jukebox
        # Completion of jukebox for zsh: live names of rooms, playlists, artists, titles and tickets.
        _jukebox() {
            local -a lines names notes
            local line name files
            lines=("${(@f)$("${(Q)words[1]}" complete-words zsh "${(Q@)words[1,CURRENT]}" 2>/dev/null)}")
            files=$lines[1]
            shift lines
            [[ $PREFIX == --*=* ]] && compset -P '*='
            for line in $lines; do
                name=${line%%$'\t'*}
                names+=("$name")
                if [[ $line == *$'\t'* ]]; then
                    notes+=("$name  -- ${line#*$'\t'}")
                else
                    notes+=("$name")
                fi
            done
            (( $#names )) && compadd -M 'm:{[:lower:]}={[:upper:]}' -l -d notes -a names
            case $files in
                files) _files ;;
                folders) _files -/ ;;
            esac
        }
        if [[ $zsh_eval_context == *loadautofunc* ]]; then
            _jukebox "$@"
        else
            compdef _jukebox jukebox
        fi

        """#
}
