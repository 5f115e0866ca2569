// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension Shell {
    static let fishScript = #"""
        # Completion of jukebox for fish: live names of rooms, playlists, artists, titles and tickets.
        function __jukebox_complete
            set -l words (commandline -opc) (commandline -ct | string unescape)
            test (count $words) -gt (count (commandline -opc)); or set -a words ''
            set -l lines ($words[1] complete-words fish $words 2>/dev/null)
            set -l files $lines[1]
            set -e lines[1]
            # After --title= fish completes the whole word.
            set -l lead (string match -r -- '^--[a-z-]+=' $words[-1])
            for line in $lines
                printf '%s%s\n' "$lead" "$line"
            end
            switch "$files"
                case files
                    __fish_complete_path (commandline -ct)
                case folders
                    __fish_complete_directories (commandline -ct)
            end
        end
        complete -c jukebox -e
        complete -c jukebox -f -k -a '(__jukebox_complete)'

        """#
}
