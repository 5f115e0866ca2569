#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# ask.sh REQUEST: asks through named pipes, prints the answer, and ends with its exit status.
#
#   ask.sh status
#   DEADLINE=600 ask.sh play title=Yesterday to=kitchen wait=finished
#
# PIPES is the folder of the pipes, DEADLINE how many seconds it may take. Needs a shell, mkfifo, rm
# and timeout. Exit status: the answer's own (0 done, 64 not understood, 65 refused or ended otherwise,
# 66 only partly heard, 69 no jukebox, 75 full, try again, 124 time is up); 69 no door there, 73 the
# folder cannot be written, 124 time is up.
pipes=${PIPES:-/run/jukebox-pipes} deadline=${DEADLINE:-10}

# The part that may have to wait; it is killed when the time is up.
if [ "$1" = --asking ]; then
    # Open before anybody answers, at both ends: so no answer is lost, and nothing waits to be opened.
    exec 3<> "$pipes/drop/r.$2"
    # The line's end in front keeps it apart from what a writer that vanished has left.
    printf '\n%s\n' "$3" > "$pipes/orders"
    while IFS= read -r line <&3; do
        case $line in
            1:*) printf '%s\n' "${line#1:}" ;;
            1.*) printf '%s' "${line#1.}" ;;
            2:*) printf '%s\n' "${line#2:}" >&2 ;;
            2.*) printf '%s' "${line#2.}" >&2 ;;
            =*) status=${line#*exit=}; exit "${status%% *}" ;;
        esac
    done
    exit 69
fi

[ $# -gt 0 ] || { echo "ask.sh: say what to ask: status, play title=…, help" >&2; exit 64; }
[ -p "$pipes/orders" ] || { echo "ask.sh: there is no pipe $pipes/orders" >&2; exit 69; }
text=$*
umask 007
number=0
# Another container may have a process of the same number.
until mkfifo -m 660 "$pipes/drop/r.$$.$number" 2>/dev/null; do
    number=$((number + 1))
    [ $number -lt 100 ] || { echo "ask.sh: cannot make a pipe in $pipes/drop" >&2; exit 73; }
done
name=$$.$number
trap 'rm -f "$pipes/drop/r.$name" "$pipes/drop/f.$name"' EXIT
request="id=$name reply=r.$name deadline=$deadline"
if [ ${#text} -lt 900 ]; then
    request="$request -- $text"
else
    # The system keeps no more than 4096 bytes together: what is longer goes through a file.
    printf '%s' "$text" > "$pipes/drop/f.$name"
    request="$request file=f.$name"
fi
timeout "$deadline" ${ASK_SHELL:-sh} "$0" --asking "$name" "$request"
status=$?
[ $status != 143 ] || status=124  # busybox's timeout tells it so
[ $status != 124 ] || echo "ask.sh: the time is up" >&2
exit $status
