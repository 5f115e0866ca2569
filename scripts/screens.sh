#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# screens.sh [SHELL] [COLUMNS]: plays a new user in a terminal (bash, zsh or fish), and prints each
# screen, to be looked at. It needs tmux and the release build.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
shell="${1:-bash}" columns="${2:-80}"
bin="$root/.build/release"
make_home
trap 'tmux -S "$home/screen" kill-server 2>/dev/null; end_home' EXIT

mkdir -p "$home/music/宇多田ヒカル" "$home/lists"
cp -r "$root"/demo/music/* "$home/music/"
cp "$(find "$root/demo/music" -name '*.mp3' | sort | head -1)" "$home/music/宇多田ヒカル/光.mp3"
(cd "$home/music" && find . -name '*.mp3' | sort | sed "s|^\.|$home/music|" >"$home/lists/Morning.m3u8")
{ echo 'default_destination = "kitchen"'; paths "$home/lists" | sed "s|$root/demo/music|$home/music|"; cat <<TOML; } >"$home/jukebox.toml"
[[destination]]
name = "kitchen"
device = "silent"
nicknames = ["キッチン"]
[[destination]]
name = "living room"
device = "silent"
[[destination]]
name = "study"
device = "hw:9,9"
nicknames = ["書斎"]
TOML
start "$bin/jukeboxd" --config "$home/jukebox.toml"

case $shell in
    bash) command="bash --norc --noprofile" setting='PS1="$ "; source <(jukebox completion bash)' ;;
    zsh) command="zsh -f"
        setting='PS1="$ "; autoload -Uz compinit; compinit -D; source <(jukebox completion zsh)' ;;
    fish) command="fish --no-config" setting='function fish_prompt; echo "$ "; end; jukebox completion fish | source' ;;
    *) echo "usage: screens.sh [bash|zsh|fish] [COLUMNS]" >&2; exit 64 ;;
esac
screen() { tmux -u -f /dev/null -S "$home/screen" "$@"; }
screen new-session -d -x "$columns" -y 30 \
    "env -u TMUX LC_ALL=C.UTF-8 HOME=$home PATH=$bin:$PATH JUKEBOX_RUNTIME_DIR=$home/run $command"
sleep 1
screen send-keys -l "$setting"
screen send-keys Enter
sleep 1

# shows LINE [KEY…]: types a line, presses the keys (or Enter), and prints the screen.
shows() {
    screen send-keys -l "clear"
    screen send-keys Enter
    sleep 0.4
    screen send-keys -l "$1"
    shift
    screen send-keys "${@:-Enter}"
    sleep "${PAUSE:-1}"
    printf '%s\n' "────────────────────────────────────────"
    screen capture-pane -p | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
    screen send-keys C-c
    sleep 0.3
}

shows "jukebox"
shows "jukebox --help"
shows "jukebox play canon"
shows "jukebox play bethoven"
shows "jukebox play beethoven"
shows "jukebox play ode to joy in the kichen"
shows "jukebox play --playlist Mornig"
shows "jukebox play --playlist Morning --next"
shows "jukebox"
shows "jukebox queue"
shows "jukebox paus"
shows "jukebox pause"
shows "jukebox pause"
shows "jukebox toggle"
shows "jukebox next"
shows "jukebox prev"
shows "jukebox seek 50%"
shows "jukebox seek 99:00"
shows "jukebox seek"
shows "jukebox volume"
shows "jukebox volume 40"
shows "jukebox volume +5 all"
shows "jukebox study volume 101"
shows "jukebox mute キッチン"
shows "jukebox unmute"
shows "jukebox play 2"
shows "jukebox move 2 1"
shows "jukebox remove 1-2"
shows "jukebox undo"
shows "jukebox shuffle"
shows "jukebox crop"
shows "jukebox undo; jukebox queue"
shows "jukebox search ode"
shows "jukebox search artist:bach yaer:2001"
shows "jukebox search zzzz"
shows "jukebox browse artists"
shows "jukebox browse albums"
shows "jukebox playlist"
shows "jukebox playlist show Morning"
shows "jukebox playlist save Evening; jukebox playlist"
shows "jukebox orders"
shows "jukebox order 1"
shows "jukebox wait 99"
shows "jukebox kichen pause"
shows "jukebox study play canon"
shows "jukebox current"
shows "jukebox s" Tab Tab
shows "jukebox play --title C" Tab Tab
PAUSE=3 shows "jukebox status --watch"
shows "jukebox stop all; jukebox"
