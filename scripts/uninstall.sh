#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# uninstall.sh DESTDIR PREFIX: removes what install.sh put in place, and the folders that are empty then.
# Settings, playlists, queues and music are kept.
set -eu
destdir=$1 prefix=$2
shared=$destdir$prefix/share
system=$destdir/usr/lib
if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then
    systemctl disable --now jukebox-pipes.socket jukebox-gateway.socket jukebox-gateway jukeboxd || true
fi
rm -rf "$destdir$prefix/lib/jukebox" "$shared/jukebox"
rm -f "$destdir$prefix/bin/jukebox" "$destdir$prefix/bin/jukeboxd" "$destdir$prefix/bin/jukebox-gateway" \
    "$destdir$prefix/lib/libjukebox.so" "$destdir$prefix/lib/libjukebox.so.1" \
    "$destdir$prefix/lib/pkgconfig/jukebox.pc" "$destdir$prefix/include/jukebox.h" \
    "$shared/bash-completion/completions/jukebox" "$shared/zsh/site-functions/_jukebox" \
    "$shared/zsh/vendor-completions/_jukebox" "$shared/fish/vendor_completions.d/jukebox.fish" \
    "$shared"/man/man[158]/jukebox.[158] "$shared"/man/man[158]/jukebox-*.[158] \
    "$shared"/man/man[158]/jukeboxd.[158] "$shared"/man/man5/jukebox.toml.5 \
    "$system/systemd/system/jukeboxd.service" "$system/systemd/system/jukebox-gateway.service" \
    "$system/systemd/system/jukebox-gateway.socket" "$system/systemd/system/jukebox-pipes.socket" \
    "$system/systemd/user/jukeboxd.service" "$system/sysusers.d/jukebox.conf" "$system/tmpfiles.d/jukebox.conf"

# Removes a folder and those around it, up to the first that something else is in.
prune() {
    folder=$1
    while [ "$folder" != "${destdir:-${prefix%/*}}" ] && rmdir "$folder" 2>/dev/null; do
        folder=${folder%/*}
    done
}
for folder in bin lib/pkgconfig lib include share/bash-completion/completions share/zsh/site-functions \
    share/zsh/vendor-completions share/fish/vendor_completions.d share/man/man1 share/man/man5 share/man/man8; do
    # Folders of the system itself stay, even if they are empty.
    case $destdir$prefix/$folder in
        /usr/local/* | /usr/bin | /usr/lib | /usr/include) ;;
        *) prune "$destdir$prefix/$folder" ;;
    esac
done
if [ -n "$destdir" ]; then
    for folder in systemd/system systemd/user sysusers.d tmpfiles.d; do prune "$system/$folder"; done
elif [ "$(id -u)" = 0 ] && command -v ldconfig >/dev/null; then
    ldconfig
fi
echo "Kept: $destdir/etc/jukebox, $destdir/var/lib/jukebox, $destdir/srv/jukebox"
