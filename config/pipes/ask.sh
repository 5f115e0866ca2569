#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Asks through named pipes, prints the answer, and ends with its exit status; see ask.sh --help.
usage='Usage: ask.sh [--deadline SECONDS] REQUEST…

Asks the jukebox through named pipes, prints the answer, and ends with its exit status.

  ask.sh help                                lists all requests
  ask.sh status
  ask.sh play let it be by the beatles
  ask.sh play title=Yesterday to=kitchen
  ask.sh volume 40 living room
  ask.sh --deadline 600 play title=Yesterday wait=finished && echo heard

--deadline SECONDS is the longest time it may take: more than 0, at most 86400, 10 by default.
A request after -- may begin with a dash.

Environment:
  PIPES      the folder of the pipes; /run/jukebox-pipes by default
  DEADLINE   the same as --deadline

Exit status: that of the answer (0 done, 64 not understood, 65 refused or ended otherwise, 66 only
partly heard, 69 no jukebox, 75 full, try again, 124 time is up); or 64 wrong usage, 69 no pipe of
requests, 73 the folder cannot be written, 124 time is up.

Needs a shell, mkfifo, od, rm and timeout.'
pipes=${PIPES:-/run/jukebox-pipes}

fail() {
    echo "ask.sh: $2" >&2
    exit "$1"
}

# The part that may have to wait; it is killed when the time is up. The environment holds its
# request, because everybody can see the arguments of a process.
if [ "$1" = --asking ] && [ -n "$ASK_REQUEST" ]; then
    # Both ends, and before the request: so no answer is lost, and opening does not block.
    exec 3<> "$pipes/drop/r.$ASK_NAME"
    # The line end in front keeps it apart from the rest of a writer that died.
    printf '\n%s\n' "$ASK_REQUEST" > "$pipes/orders"
    ours=
    while IFS= read -r line <&3; do
        case $line in
            "#$ASK_NAME") ours=yes; continue ;;
            "#"*) ours= ;;
        esac
        [ -n "$ours" ] || continue
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

deadline=${DEADLINE-10}
while :; do
    case $1 in
        -h | --help) printf '%s\n' "$usage"; exit 0 ;;
        --deadline) [ $# -gt 1 ] || fail 64 "--deadline needs a number of seconds"
            deadline=$2; shift 2 ;;
        --deadline=*) deadline=${1#--deadline=}; shift ;;
        --) shift; break ;;
        -*) fail 64 "“$1” is not an option; see ask.sh --help" ;;
        *) break ;;
    esac
done
whole=${deadline%%.*}
case $deadline in
    *[!0-9.]* | *.*.* | .* | *. | "") whole=none ;;
    *[1-9]*) [ ${#whole} -le 5 ] && [ "$whole" -le 86400 ] || whole=none ;;
    *) whole=none ;;
esac
[ "$whole" != none ] || fail 64 "the deadline is “$deadline”; it must be a number of seconds, more than 0 and at most 86400"
[ $# -gt 0 ] || fail 64 "say what to ask: status, play title=…, help; see ask.sh --help"
[ -p "$pipes/orders" ] || fail 69 "there is no pipe $pipes/orders"

text=$*
random=$(od -An -N16 -tx4 /dev/urandom) name=
for part in $random; do name=$name$part; done
[ ${#name} -eq 32 ] || fail 73 "cannot read random bytes from /dev/urandom"
trap 'rm -f "$pipes/drop/r.$name" "$pipes/drop/f.$name"' EXIT
# The group's bits let the server in; the folder's access list keeps the group itself out.
mkfifo -m 660 "$pipes/drop/r.$name" 2>/dev/null || fail 73 "cannot make a pipe in $pipes/drop"
request="id=$name reply=r.$name deadline=$deadline"
case $text in
    *"
"*) fits= ;;
    *) fits=yes ;;
esac
if [ -n "$fits" ] && [ ${#text} -lt 900 ]; then
    request="$request -- $text"
else
    # The kernel keeps no more than 4096 bytes together, and a line end would end the request.
    (umask 027; set -C; printf '%s' "$text" > "$pipes/drop/f.$name") 2>/dev/null ||
        fail 73 "cannot make a file in $pipes/drop"
    request="$request file=f.$name"
fi
ASK_NAME=$name ASK_REQUEST=$request timeout "$deadline" ${ASK_SHELL:-sh} "$0" --asking &
trap 'kill $! 2>/dev/null; exit 143' HUP INT TERM
wait $!
status=$?
[ $status != 143 ] || status=124  # busybox's timeout
[ $status != 124 ] || echo "ask.sh: the time is up" >&2
exit $status
