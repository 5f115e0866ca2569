#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# uninstall.sh DESTDIR PREFIX: takes away what install.sh put in place; keeps settings, lists, queues.
set -eu
destdir=$1 prefix=$2
if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then systemctl disable --now jukebox-pipes.socket jukebox-gateway.socket jukebox-gateway jukeboxd || true; fi
rm -rf "$destdir$prefix/lib/jukebox" "$destdir$prefix/share/jukebox"
rm -f "$destdir$prefix/lib/libjukebox.so" "$destdir$prefix/include/jukebox.h"
rm -f "$destdir$prefix/bin/jukebox" "$destdir$prefix/bin/jukeboxd" "$destdir$prefix/bin/jukebox-gateway" \
    "$destdir$prefix/share/bash-completion/completions/jukebox" \
    "$destdir$prefix/share/zsh/site-functions/_jukebox" \
    "$destdir$prefix/share/fish/vendor_completions.d/jukebox.fish" \
    "$destdir/usr/lib/systemd/system/jukeboxd.service" \
    "$destdir/usr/lib/systemd/system/jukebox-gateway.service" \
    "$destdir/usr/lib/systemd/system/jukebox-gateway.socket" \
    "$destdir/usr/lib/systemd/system/jukebox-pipes.socket" \
    "$destdir/usr/lib/systemd/user/jukeboxd.service" \
    "$destdir/usr/lib/sysusers.d/jukebox.conf" "$destdir/usr/lib/tmpfiles.d/jukebox.conf"
echo "Kept: /etc/jukebox, /var/lib/jukebox, /srv/jukebox"
