// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension Shell {
    static let bashScript = #"""
        # Completion of jukebox for bash: live names of rooms, playlists, artists, titles and tickets.
        _jukebox() {
            local line files cur=${COMP_WORDS[COMP_CWORD]} word
            local -a lines
            COMPREPLY=()
            # What was typed may be quoted; the program wants the plain word.
            local -a words=()
            for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
                word=${word#[\"\']}
                word=${word%[\"\']}
                words+=("${word//\\/}")
            done
            [[ $cur == "=" ]] && cur=
            mapfile -t lines < <("${COMP_WORDS[0]}" complete-words bash "${words[@]}" 2>/dev/null)
            files=${lines[0]-}
            for line in "${lines[@]:1}"; do
                line=${line%%$'\t'*}
                # After --title= bash completes only what follows the “=”.
                # A name is data: within quotes, nothing of it may mean something to the shell.
                case $cur in
                    \"*)
                        line=${line//\\/\\\\} line=${line//\"/\\\"}
                        line=${line//\$/\\\$} line=${line//\`/\\\`}
                        # An escaped “!” would keep its backslash, so it leaves the quotes.
                        line=${line//!/\"\'!\'\"} ;;
                    \'*) line=${line//\'/\'\\\'\'} ;;
                    *)
                        printf -v line %q "$line"
                        line=${line//\\,/,} ;;
                esac
                COMPREPLY+=("$line")
            done
            case $files in
                files) compopt -o filenames 2>/dev/null
                    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur") ;;
                folders) compopt -o filenames 2>/dev/null
                    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$cur") ;;
            esac
            # A lone room may be followed by a comma.
            return 0
        }
        complete -F _jukebox jukebox

        """#
}
