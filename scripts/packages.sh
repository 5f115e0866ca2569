#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Names the Debian packages that the build needs and this machine lacks, and offers to install them.
set -eu
wanted="libmpg123-dev libasound2-dev libtag1-dev libtomlplusplus-dev libsqlite3-dev ${EXTRA_PACKAGES:-}"
# shellcheck disable=SC2086
installed=$(dpkg-query -W -f='${Package} ${Status}\n' $wanted 2>/dev/null | sed -n 's/ install ok installed$//p') || true
missing=""
for package in $wanted; do
    echo "$installed" | grep -qx "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo "
echo "These Debian packages are missing; this installs them:"
echo "  ${sudo}apt-get install -y$missing"
if [ "${CI:-}" != true ]; then
    [ -t 0 ] || { echo "run that line, then try again"; exit 1; }
    printf 'Run it now? [Y/n] '
    read -r answer
    case "$answer" in [nN]*) exit 1 ;; esac
fi
# shellcheck disable=SC2086
{ ${sudo}apt-get update -qq && DEBIAN_FRONTEND=noninteractive ${sudo}apt-get install -y -qq $missing >/dev/null; }
