#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# install.sh DESTDIR PREFIX [PROGRAMS]: puts the programs, the service and the settings in place. PROGRAMS is
# the folder of the built programs. Settings that are there already are kept.
set -eu
destdir=$1 prefix=$2
cd "$(dirname "$0")/.."
programs=${3:-.build/release}
shared=$destdir$prefix/share
umask 022

# First of all, so that nothing is half installed.
for program in jukebox jukeboxd jukebox-player jukebox-scanner jukebox-gateway libjukebox-client.so; do
    [ -x "$programs/$program" ] || { echo "install: $programs/$program is missing; run 'make build' first" >&2; exit 66; }
done

install_programs() {
    install -d "$destdir$prefix/bin" "$destdir$prefix/lib/jukebox"
    for program in jukeboxd jukebox-player jukebox-scanner jukebox-gateway; do
        install -m 755 -s "$programs/$program" "$destdir$prefix/lib/jukebox/$program"
    done
    install -m 755 -s "$programs/jukebox" "$destdir$prefix/bin/jukebox"
    for program in jukeboxd jukebox-gateway; do
        ln -sf "../lib/jukebox/$program" "$destdir$prefix/bin/$program"
    done
    install -d "$shared/jukebox"
    install -m 755 config/pipes/ask.sh "$shared/jukebox/ask.sh"
}

# libjukebox.so.1 for programs that run, libjukebox.so for those that are built.
install_library() {
    install -d "$destdir$prefix/include" "$destdir$prefix/lib/pkgconfig" "$shared/jukebox/examples"
    install -m 755 -s "$programs/libjukebox-client.so" "$destdir$prefix/lib/libjukebox.so.1"
    ln -sf libjukebox.so.1 "$destdir$prefix/lib/libjukebox.so"
    install -m 644 config/clients/jukebox.h "$destdir$prefix/include/jukebox.h"
    version=$(sed -n 's/^public let jukeboxVersion = "\(.*\)"$/\1/p' Sources/JukeboxModel/RuntimeDirectory.swift)
    rpath=" -Wl,-rpath,$prefix/lib"
    if is_searched; then rpath=""; fi
    sed -e "s|@PREFIX@|$prefix|; s|@VERSION@|$version|; s|@RPATH@|$rpath|" config/clients/jukebox.pc \
        > "$destdir$prefix/lib/pkgconfig/jukebox.pc"
    install -m 644 config/clients/order.c config/clients/order.php "$shared/jukebox/examples/"
    install -m 755 config/clients/order.py "$shared/jukebox/examples/"
}

# Whether programs look for libraries in this prefix by themselves.
is_searched() { [ "$prefix" = /usr ] || [ "$prefix" = /usr/local ]; }

# Debian's zsh looks in vendor-completions, but only below /usr; all others, and /usr/local, in site-functions.
zsh_folder() {
    if [ "$prefix" = /usr ] && [ -e /etc/debian_version ]; then
        echo zsh/vendor-completions
    else
        echo zsh/site-functions
    fi
}

# What the programs write about themselves.
install_texts() {
    write jukebox completion bash > "$(place "$shared/bash-completion/completions/jukebox")"
    write jukebox completion zsh > "$(place "$shared/$(zsh_folder)/_jukebox")"
    write jukebox completion fish > "$(place "$shared/fish/vendor_completions.d/jukebox.fish")"
    write jukebox manual > "$(place "$shared/man/man1/jukebox.1")"
    for program in jukeboxd jukebox-gateway; do
        write $program manual > "$(place "$shared/man/man8/$program.8")"
    done
}

# Runs a built program.
write() {
    program=$1
    shift
    "$programs/$program" "$@"
}

# Makes the folder of a file, and prints the file's path.
place() {
    install -d "${1%/*}"
    echo "$1"
}

install_services() {
    system=$destdir/usr/lib
    install -d "$system/systemd/system" "$system/systemd/user" "$system/sysusers.d" "$system/tmpfiles.d" \
        "$destdir/etc/jukebox"
    for service in jukeboxd jukebox-gateway; do
        sed "s|@PREFIX@|$prefix|g" "systemd/$service.service" > "$system/systemd/system/$service.service"
    done
    install -m 644 systemd/jukebox-gateway.socket systemd/jukebox-pipes.socket "$system/systemd/system/"
    sed "s|@PREFIX@|$prefix|g" systemd/jukeboxd-user.service > "$system/systemd/user/jukeboxd.service"
    install -m 644 systemd/jukebox.sysusers "$system/sysusers.d/jukebox.conf"
    install -m 644 systemd/jukebox.tmpfiles "$system/tmpfiles.d/jukebox.conf"
    [ -e "$destdir/etc/jukebox/jukebox.toml" ] ||
        install -m 644 config/jukebox.toml "$destdir/etc/jukebox/jukebox.toml"
}

# On the running system: the linker's cache, the accounts, the folders.
activate() {
    if [ "$(id -u)" = 0 ] && command -v ldconfig >/dev/null; then ldconfig; fi
    command -v systemd-sysusers >/dev/null || return 0
    systemd-sysusers jukebox.conf
    systemd-tmpfiles --create jukebox.conf
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
    cat <<'TEXT'
Installed. Start the jukebox:            systemctl enable --now jukeboxd
To order over HTTP, start the gateway:   systemctl enable --now jukebox-gateway
To let a user order without sudo:        adduser NAME jukebox    (then the user logs in again)
TEXT
}

install_programs
install_library
install_texts
install_services
[ -n "$destdir" ] || activate
is_searched || echo "Programs that use the library are linked with -Wl,-rpath,$prefix/lib (pkg-config says so)."
