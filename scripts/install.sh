#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# install.sh DESTDIR PREFIX: puts the programs, the service and the settings in place.
set -eu
destdir=$1 prefix=$2
cd "$(dirname "$0")/.."
install -d "$destdir$prefix/bin" "$destdir$prefix/lib/jukebox"
for program in jukeboxd jukebox-player jukebox-scanner jukebox-gateway; do
    install -m 755 -s ".build/release/$program" "$destdir$prefix/lib/jukebox/$program"
done
install -m 755 -s .build/release/jukebox "$destdir$prefix/bin/jukebox"
for program in jukeboxd jukebox-gateway; do
    ln -sf "../lib/jukebox/$program" "$destdir$prefix/bin/$program"
done
for shell in bash zsh fish; do
    case $shell in
        bash) file=share/bash-completion/completions/jukebox ;;
        zsh) file=share/zsh/site-functions/_jukebox ;;
        fish) file=share/fish/vendor_completions.d/jukebox.fish ;;
    esac
    install -d "$destdir$prefix/$(dirname $file)"
    .build/release/jukebox --generate-completion-script $shell > "$destdir$prefix/$file"
done
install -d "$destdir/usr/lib/systemd/system" "$destdir/usr/lib/systemd/user" \
    "$destdir/usr/lib/sysusers.d" "$destdir/usr/lib/tmpfiles.d" "$destdir/etc/jukebox"
for service in jukeboxd jukebox-gateway; do
    sed "s|@PREFIX@|$prefix|g" "systemd/$service.service" > "$destdir/usr/lib/systemd/system/$service.service"
done
install -m 644 systemd/jukebox-gateway.socket systemd/jukebox-pipes.socket "$destdir/usr/lib/systemd/system/"
sed "s|@PREFIX@|$prefix|g" systemd/jukeboxd-user.service > "$destdir/usr/lib/systemd/user/jukeboxd.service"
install -m 644 systemd/jukebox.sysusers "$destdir/usr/lib/sysusers.d/jukebox.conf"
install -m 644 systemd/jukebox.tmpfiles "$destdir/usr/lib/tmpfiles.d/jukebox.conf"
install -d "$destdir$prefix/include"
install -m 755 -s .build/release/libjukebox-client.so "$destdir$prefix/lib/libjukebox.so"
install -m 644 config/clients/jukebox.h "$destdir$prefix/include/jukebox.h"
install -d "$destdir$prefix/share/jukebox"
install -m 755 config/pipes/ask.sh "$destdir$prefix/share/jukebox/ask.sh"
[ -e "$destdir/etc/jukebox/jukebox.toml" ] \
    || install -m 644 config/jukebox.toml "$destdir/etc/jukebox/jukebox.toml"
if [ -z "$destdir" ] && command -v systemd-sysusers >/dev/null; then
    systemd-sysusers jukebox.conf
    systemd-tmpfiles --create jukebox.conf
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
    echo "Installed. Start it with:  systemctl enable --now jukeboxd"
    echo "Orders over HTTP:       systemctl enable --now jukebox-gateway"
    echo "Who may order without sudo:  adduser NAME jukebox"
fi
