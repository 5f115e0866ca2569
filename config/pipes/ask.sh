#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# ask.sh REQUEST: asks through named pipes, prints the answer, and ends with its exit status.
#
#   ask.sh status
#   DEADLINE=600 ask.sh play title=Yesterday to=kitchen wait=finished
#
# PIPES is the folder of the pipes, DEADLINE how many seconds it may take. Needs a shell, mkfifo, rm
# and timeout. Exit status: the answer's own; 69 no door there, 73 the folder cannot be written,
# 124 time is up.
pipes=${PIPES:-/run/jukebox-pipes} deadline=${DEADLINE:-10}
if [ "$1" != --asking ]; then
    [ $# -gt 0 ] || { echo "ask.sh: say what to ask: status, play title=…, help" >&2; exit 64; }
    [ -p "$pipes/orders" ] || { echo "ask.sh: there is no pipe $pipes/orders" >&2; exit 69; }
    exec timeout "$deadline" "${ASK_SHELL:-sh}" "$0" --asking "$@"
fi
shift
umask 007
number=0
# Another container may have a process of the same number.
until mkfifo -m 660 "$pipes/drop/r.$$.$number" 2>/dev/null; do
    number=$((number + 1))
    [ $number -lt 100 ] || { echo "ask.sh: cannot make a pipe in $pipes/drop" >&2; exit 73; }
done
name=$$.$number
trap 'rm -f "$pipes/drop/r.$name" "$pipes/drop/f.$name"' EXIT
trap 'echo "ask.sh: the time is up" >&2; exit 124' TERM
trap 'exit 130' INT
# Open before anybody answers, at both ends: so no answer is lost, and nothing waits to be opened.
exec 3<> "$pipes/drop/r.$name"
request="id=$name reply=r.$name deadline=$deadline"
if [ ${#*} -lt 900 ]; then
    request="$request -- $*"
else
    # No longer than the system keeps together: what is longer goes through a file.
    printf '%s' "$*" > "$pipes/drop/f.$name"
    request="$request file=f.$name"
fi
# The line's end in front keeps it apart from what a writer that vanished has left.
printf '\n%s\n' "$request" > "$pipes/orders"
while IFS= read -r line <&3; do
    case $line in
        1:*) printf '%s\n' "${line#1:}" ;;
        1.*) printf '%s' "${line#1.}" ;;
        2:*) printf '%s\n' "${line#2:}" >&2 ;;
        2.*) printf '%s' "${line#2.}" >&2 ;;
        =*) status=${line#*exit=}; exit "${status%% *}" ;;
    esac
done
