#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Tries the service in a real systemd, booted in a container: installed, started, played, reloaded,
# killed, stopped. Needs root, debootstrap and systemd-nspawn; says so and ends with 77 without them.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "skipped: needs root"; exit 77; }
for tool in debootstrap systemd-nspawn; do
    command -v $tool >/dev/null || { echo "skipped: needs $tool"; exit 77; }
done
cache=${JUKEBOX_TREE:-/var/tmp/jukebox-test-tree}
if [ ! -e "$cache/etc/debian_version" ]; then
    echo "making a Debian tree in $cache"
    debootstrap --variant=minbase \
        --include=systemd,dbus,acl,curl,libmpg123-0,libasound2,libtag1v5,libsqlite3-0,libstdc++6,procps \
        bookworm "$cache" >/dev/null
fi
tree=$(mktemp -d /var/tmp/jukebox-systemd.XXXXXX)
cleanup() {
    kill "$container" 2>/dev/null || true
    wait "$container" 2>/dev/null || true
    rm -rf "$tree"
}
container=0
trap cleanup EXIT
cp -a "$cache/." "$tree"
make -s install DESTDIR="$tree" PREFIX=/usr
mkdir -p "$tree/srv/music" "$tree/usr/local/sbin"
cp -r demo/music/. "$tree/srv/music"
cp Tests/Fixtures/tls/first.key Tests/Fixtures/tls/first.pem "$tree/root/"
sed -i 's/^device = "default"/device = "silent"/' "$tree/etc/jukebox/jukebox.toml"

cat > "$tree/usr/local/sbin/try-jukebox" <<'TRY'
#!/bin/bash
# Runs inside the container, as a unit of its own; the verdict goes to /result.
exec > /result.log 2>&1
passed=0 failed=0
check() {
    local what=$1; shift
    if "$@"; then passed=$((passed + 1)); echo "ok - $what"
    else failed=$((failed + 1)); echo "FAILED - $what"; fi
}
outcome() { jukebox status --json | grep -o '"state":"[a-z]*"' | sed -n 2p; }
within() { local end=$((SECONDS + $1)); shift; until "$@" > /dev/null; do [ $SECONDS -lt $end ] || return 1; sleep 0.02; done; }
playing() { jukebox status --json | grep -q '"state":"playing","device":"open"'; }

systemd-sysusers jukebox.conf
systemd-tmpfiles --create jukebox.conf
check "the playlists' folder belongs to the group" test "$(stat -c '%a %U:%G' /srv/jukebox/playlists)" = "2775 root:jukebox"
check "the service starts and says that it is ready" systemctl start jukeboxd
check "it runs as its own user" test "$(ps -o user= -p "$(systemctl show -p MainPID --value jukeboxd)")" = jukebox
check "it finds the music" within 20 bash -c 'jukebox search canon | grep -q Canon'
check "a song plays" jukebox play --artist "瀧廉太郎" --wait playing --timeout 5
check "a second song is queued" jukebox play --title canon
check "a reload is carried out" systemctl reload jukeboxd
check "playing went on over the reload" playing
sed -i 's/^\[limits\]/[limit]/' /etc/jukebox/jukebox.toml
check "a broken file is refused" bash -c '! jukebox reload 2>/tmp/why'
check "with line and column" grep -q 'jukebox.toml:[0-9]*:[0-9]*: unknown key' /tmp/why
sed -i 's/^\[limit\]/[limits]/' /etc/jukebox/jukebox.toml
sleep 1
before=$(jukebox status --json | grep -o '"elapsed_s":[0-9.]*' | head -1 | cut -d: -f2)
start=$(date +%s%N)
kill -9 "$(systemctl show -p MainPID --value jukeboxd)"
jukebox play --title "ode to joy" --no-wait
sleep 0.05
check "the song goes on after kill -9" within 3 playing
end=$(date +%s%N)
echo "# sound again $(((end - start) / 1000000)) ms after kill -9"
check "within a second" test $(((end - start) / 1000000)) -lt 1000
after=$(jukebox status --json | grep -o '"elapsed_s":[0-9.]*' | head -1 | cut -d: -f2)
echo "# place before $before s, after $after s"
check "where it was" awk -v a="$before" -v b="$after" 'BEGIN { exit !(b >= a - 1 && b <= a + 2) }'
check "the order left while it was down is there" within 3 bash -c 'jukebox queue | grep -q "Ode to Joy"'
check "stopping is done within two seconds" timeout 2 systemctl stop jukeboxd
check "an order can be left for a stopped jukebox" jukebox play --title canon
check "starting again plays on" systemctl start jukeboxd
check "and the song sounds" within 3 playing
check "an unprivileged user is kept out" bash -c '! setpriv --reuid 65534 --regid 65534 --clear-groups jukebox status 2>/dev/null'
check "a member of the group is let in" setpriv --reuid 65534 --regid "$(getent group jukebox | cut -d: -f3)" --clear-groups jukebox status
systemd-analyze security jukeboxd --no-pager | tail -1
check "the exposure is at most 1.5" bash -c 'systemd-analyze security jukeboxd --no-pager | tail -1 | grep -oE "[0-9]+\.[0-9]+" | awk "{ exit !(\$1 <= 1.5) }"'
check "the gateway starts" systemctl start jukebox-gateway
check "it runs as a user of its own" test "$(ps -o user= -p "$(systemctl show -p MainPID --value jukebox-gateway)" | cut -c1-7)" = jukebox
order() { curl -s -H 'Content-Type: application/json' "$@" http://localhost:6680/v1/orders; }
check "an order over HTTP is resolved" bash -c "$(declare -f order); order -d '{\"title\":\"canon\"}' | grep -q 'Canon by Johann Pachelbel'"
check "no token, no way in through a proxy" bash -c "$(declare -f order); order -H 'X-Forwarded-For: 203.0.113.9' -d '{}' | grep -q 'token is needed'"
check "root makes a token without naming the settings" bash -c 'jukebox-gateway token new --scope play > /tmp/token 2> /tmp/why'
check "and is told where it is" grep -q '/var/lib/jukebox-gateway/tokens.*/etc/jukebox/jukebox.toml' /tmp/why
token=$(cat /tmp/token)
check "the file of tokens belongs to the gateway alone" test "$(stat -c '%a %U:%G' /var/lib/jukebox-gateway/tokens)" = "600 jukebox-gateway:jukebox"
check "a token made by root lets one in" bash -c "$(declare -f order); order -H 'X-Forwarded-For: 203.0.113.9' -H 'Authorization: Bearer $token' -d '{\"title\":\"canon\"}' | grep -q '\"ticket\"'"

# The Unix socket: the kernel says who calls, also inside the unit's sandbox.
sed -i 's/^hosts = .*/hosts = ["jukebox.example"]/' /etc/jukebox/jukebox.toml
systemctl restart jukebox-gateway
socket=/run/jukebox-gateway/http.sock
group=$(getent group jukebox | cut -d: -f3)
code() { curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$@" || true; }
answers() { local want=$1 got; shift; got=$("$@"); [ "$got" = "$want" ] || { echo "# $got instead of $want"; return 1; }; }
export -f code
over_socket() { local who=$1; shift; setpriv $who bash -c 'code "$@"' code --unix-socket $socket "$@"; }
volume() { over_socket "$1" -H 'Content-Type: application/json' -d '{"command":"volume","percent":60}' http://localhost/v1/destinations/kitchen/commands; }
listing=http://localhost/v1/destinations
by_group="--reuid 4001 --regid $group --clear-groups"
by_supplementary_group="--reuid 4001 --regid 4001 --groups 4001,$group"
stranger="--reuid 4002 --regid 4002 --clear-groups"
check "with hosts, TCP needs a token" answers 401 code http://localhost:6680/v1/destinations
check "and with one it is open" answers 200 code -H "Authorization: Bearer $token" -H "Host: jukebox.example" http://localhost:6680/v1/destinations
check "the folder of the Unix socket is for the group" answers "750 jukebox-gateway:jukebox" stat -c '%a %U:%G' /run/jukebox-gateway
check "so is the socket" answers "660 jukebox-gateway:jukebox" stat -c '%a %U:%G' $socket
check "a member controls over it without a token" answers 200 volume "$by_group"
check "also by a supplementary group" answers 200 volume "$by_supplementary_group"
check "so does root" answers 200 volume "--reuid 0"
check "strangers cannot connect" answers 000 over_socket "$stranger" $listing
chmod 755 /run/jukebox-gateway
chmod 666 $socket
check "where they can, the kernel names them, and they get 401" answers 401 over_socket "$stranger" $listing
check "but members do not" answers 200 over_socket "$by_supplementary_group" $listing
check "a token helps strangers there too" answers 200 over_socket "$stranger" -H "Authorization: Bearer $token" $listing
systemctl kill -s KILL jukebox-gateway
check "after kill -9 the gateway is there again" within 5 answers 200 volume "$by_group"
check "with its socket for the group alone" answers "660 jukebox-gateway:jukebox" stat -c '%a %U:%G' $socket
check "the token outlives the kill" answers 200 code -H "Authorization: Bearer $token" http://localhost:6680/v1/destinations
sed -i 's/^hosts = .*/hosts = []/' /etc/jukebox/jukebox.toml
systemctl restart jukebox-gateway

pids=$(pgrep -f '/jukebox-player( |$)')
kill -9 $pids
check "after kill -9 of the players the song goes on" within 5 playing
check "with other players" bash -c '[ -n "$(pgrep -f "/jukebox-player( |$)")" ] && [ "$(pgrep -f "/jukebox-player( |$)")" != "$0" ]' "$pids"

check "the music is none of its business" bash -c '! nsenter -t "$(systemctl show -p MainPID --value jukebox-gateway)" -m ls /srv/music/* 2>/dev/null'
systemctl stop jukeboxd
check "it takes orders while the daemon is down" bash -c "$(declare -f order); order -d '{\"title\":\"canon\"}' | grep -q 'not running'"
check "its exposure is at most 1.5" bash -c 'systemd-analyze security jukebox-gateway --no-pager | tail -1 | grep -oE "[0-9]+\.[0-9]+" | awk "{ exit !(\$1 <= 1.5) }"'
systemd-analyze security jukebox-gateway --no-pager | tail -1
check "it stops within two seconds" timeout 2 systemctl stop jukebox-gateway
check "its socket is gone then" test ! -e $socket
systemctl mask --runtime -q jukeboxd
rm -rf /run/jukebox
check "the gateway starts before the daemon ever ran" systemctl start jukebox-gateway
check "and members may come in" answers 200 over_socket "$by_supplementary_group" http://localhost/healthz
check "and are told that the daemon is down" answers 503 over_socket "$by_supplementary_group" -H 'Content-Type: application/json' -d '{"title":"canon"}' http://localhost/v1/orders
check "strangers may not" answers 000 over_socket "$stranger" $listing
systemctl unmask --runtime -q jukeboxd
systemctl start jukeboxd
check "once it runs, their orders are taken" within 5 answers 202 over_socket "$by_supplementary_group" -H 'Content-Type: application/json' -d '{"title":"canon"}' http://localhost/v1/orders
systemctl stop jukebox-gateway
check "the socket is opened before the gateway runs" systemctl start jukebox-gateway.socket
check "and the gateway does not run yet" bash -c '! systemctl is-active -q jukebox-gateway'
check "the first client starts it, and is served" bash -c "$(declare -f order); order -d '{\"title\":\"canon\"}' | grep -q 'Canon by Johann Pachelbel'"
systemctl stop jukebox-gateway
check "the Unix socket stays while systemd holds it" answers "660 jukebox-gateway:jukebox" stat -c '%a %U:%G' $socket
check "in a folder for the group" answers "750 jukebox-gateway:jukebox" stat -c '%a %U:%G' /run/jukebox-gateway
check "and a member's first request there starts the gateway too" answers 200 volume "$by_supplementary_group"
check "but a stranger's is refused" answers 000 over_socket "$stranger" $listing
systemctl stop jukebox-gateway.socket jukebox-gateway
check "and is removed with the unit" test ! -e $socket
cp /etc/jukebox/jukebox.toml /tmp/plain.toml
sed -i -e 's|^# certificate = |certificate = |' -e 's|^# key = |key = |' /etc/jukebox/jukebox.toml
install -d /etc/systemd/system/jukebox-gateway.socket.d /etc/jukebox/tls
printf '[Socket]\nListenStream=\nListenStream=127.0.0.1:443\n' > /etc/systemd/system/jukebox-gateway.socket.d/443.conf
install -m 400 /root/first.key /etc/jukebox/tls/privkey.pem
install -m 444 /root/first.pem /etc/jukebox/tls/fullchain.pem
systemctl daemon-reload
systemctl start jukebox-gateway.socket
check "a key that only root can read keeps it from starting" bash -c '! systemctl start jukebox-gateway 2>/dev/null; systemctl stop jukebox-gateway'
check "and the log says which file" bash -c 'journalctl -u jukebox-gateway --no-pager | grep -q "privkey.pem”, which user jukebox-gateway cannot read"'
install -o jukebox-gateway -m 400 /root/first.key /etc/jukebox/tls/privkey.pem
check "with a copy of its own it serves TLS at port 443" bash -c "curl -sk -H 'Authorization: Bearer $token' https://localhost/v1/destinations | grep -q kitchen"
systemctl stop jukebox-gateway.socket jukebox-gateway
cp /tmp/plain.toml /etc/jukebox/jukebox.toml
rm -r /etc/systemd/system/jukebox-gateway.socket.d
systemctl daemon-reload
check "systemd holds the pipe of requests" systemctl start jukebox-pipes.socket
check "for the group to write into" test "$(stat -c '%a %U:%G' /run/jukebox-pipes/orders)" = "620 jukebox-gateway:jukebox"
jukebox stop; jukebox queue clear
member() { timeout 5 setpriv --reuid 4001 --regid "$group" --clear-groups "$@"; }
check "a script never waits, though no gateway runs" member sh -c 'printf "play title=Canon\n" > /run/jukebox-pipes/orders'
check "and its line starts the gateway, which takes it" within 5 bash -c 'jukebox status | grep -q "playing  Canon"'
check "a shell is answered" bash -c "$(declare -f member); group=$group; member sh /usr/share/jukebox/ask.sh status | grep -q 'kitchen: playing  Canon'"
check "and can ask in a file" bash -c "$(declare -f member); group=$group; member sh /usr/share/jukebox/ask.sh search \"\$(printf '\ncanon')\" | grep -q Canon"
check "another member cannot open a reply pipe" bash -c "$(declare -f member); group=$group; member mkfifo -m 660 /run/jukebox-pipes/drop/r.test && ! setpriv --reuid 4002 --regid $group --clear-groups sh -c 'exec 3<>/run/jukebox-pipes/drop/r.test' 2>/dev/null"
check "or list them" bash -c "! setpriv --reuid 4002 --regid $group --clear-groups ls /run/jukebox-pipes/drop 2>/dev/null"
systemctl kill -s KILL jukebox-gateway
check "a request survives the gateway's kill" member sh -c 'printf "volume 40\n" > /run/jukebox-pipes/orders'
check "and is carried out by the next one" within 5 bash -c 'jukebox status --json | grep -q "volume_db\":-"'
check "nobody else gets in" bash -c '! timeout 2 setpriv --reuid 4002 --regid 4002 --clear-groups sh -c "printf x > /run/jukebox-pipes/orders" 2>/dev/null'
systemctl stop jukebox-pipes.socket jukebox-gateway
[ $failed = 0 ] || journalctl -u jukeboxd -u jukebox-gateway --no-pager | tail -60
echo "$passed passed, $failed failed" | tee /result
TRY
chmod +x "$tree/usr/local/sbin/try-jukebox"
cat > "$tree/etc/systemd/system/try-jukebox.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
Environment=LANG=C.UTF-8
ExecStart=/usr/local/sbin/try-jukebox
[Install]
WantedBy=multi-user.target
UNIT
mkdir -p "$tree/etc/systemd/system/multi-user.target.wants"
ln -sf ../try-jukebox.service "$tree/etc/systemd/system/multi-user.target.wants/"

echo "booting"
systemd-nspawn --quiet --register=no \
    --system-call-filter="landlock_create_ruleset landlock_add_rule landlock_restrict_self" \
    --keep-unit --boot --directory="$tree" \
    --private-network --link-journal=no > "$tree/console.log" 2>&1 &
container=$!
for _ in $(seq 1200); do
    [ -e "$tree/result" ] && break
    kill -0 $container 2>/dev/null || break
    sleep 0.1
done
cat "$tree/result.log" 2>/dev/null || { tail -40 "$tree/console.log"; exit 1; }
grep -q ' 0 failed' "$tree/result"
