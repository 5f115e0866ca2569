# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# For bash scripts that run a throw-away jukebox. Sourced, not run.
#
#     . scripts/lib.sh
#     make_home
#     { paths; echo '[[destination]]'; … } > "$home/jukebox.toml"
#     start .build/release/jukeboxd --config "$home/jukebox.toml"; daemon=$started
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# It would win over the settings, and name another jukebox.
unset JUKEBOX_RUNTIME_DIR

# Makes $home, an empty directory. At the script's end it is deleted, and what `start` started is killed.
make_home() {
    home="$(mktemp -d "${TMPDIR:-/tmp}/jukebox-XXXXXX")"
    running=()
    trap end_home EXIT
    trap 'exit 130' INT TERM
}

end_home() {
    local pid
    for pid in "${running[@]}"; do kill -TERM "$pid" 2>/dev/null; kill -CONT "$pid" 2>/dev/null; done || true
    wait 2>/dev/null || true
    rm -rf "$home"
}

# The settings that every throw-away jukebox needs: all its files are in $home, its music is the demo's.
paths() {
    cat <<TOML
[paths]
runtime = "$home/run"
runtime_on_disk = true
state = "$home/state"
music = [$(toml "$root/demo/music")]
playlists = $(toml "${1:-$root/playlists}")
TOML
}

# start PROGRAM ARG…: starts a service and returns when it says READY=1 (see sd_notify(3)), with its pid
# in $started and its stderr in $home/PROGRAM.log. Prints the log and fails when the service ends first
# or is not ready within 30 seconds.
start() {
    local log="$home/${1##*/}.log" socket="$home/ready-$RANDOM" bound
    coproc READY { exec perl -MIO::Socket::UNIX -e '
        my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die "$ARGV[0]: $!\n";
        $| = 1; print "bound\n"; alarm 30; my $state = "";
        recv $socket, $state, 4096, 0 until $state =~ /READY=1/;' "$socket"; }
    local waiter=$READY_PID
    read -r bound <&"${READY[0]}"
    NOTIFY_SOCKET="$socket" "$@" 2>>"$log" &
    started=$!
    running+=("$started")
    if wait -n "$started" "$waiter" && kill -0 "$started" 2>/dev/null; then return 0; fi
    kill "$waiter" 2>/dev/null
    cat "$log" >&2
    echo "${1##*/} did not become ready; its messages are above" >&2
    return 1
}

# The address at which a gateway that `start` started serves HTTP.
gateway_address() { grep -o 'https\?://[^ ]*' "$home/jukebox-gateway.log" | tail -1; }

# A text as a TOML string: quotes and backslashes are escaped.
toml() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }

# Sets $device to “default”, or to “silent” and $why_silent where this user has no sound.
find_sound() {
    local session="${XDG_RUNTIME_DIR:-/nonexistent}" card
    device=default why_silent=""
    [ -z "${PULSE_SERVER:-}" ] && [ ! -S "$session/pulse/native" ] && [ ! -S "$session/pipewire-0" ] || return 0
    for card in /dev/snd/pcm*p; do
        [ ! -w "$card" ] || return 0
    done
    device=silent why_silent="there is no sound card and no sound server here"
    [ ! -e "$card" ] || why_silent="user $(id -un) may not use the sound card (sudo adduser $(id -un) audio, then log in again)"
}
