#!/bin/sh
# Tests the systemd units of the Debian package: boots a minimal Debian in a folder and installs the package there.
# Needs root, debootstrap and systemd-container.
#
#   samples/box/try-units.sh PACKAGE.deb
#
# SYSTEM names a folder for that system, to make it once and reuse it.
set -eu

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "only root may make the test system and boot it; run this as root"
project=$(cd "$(dirname "$0")/../.." && pwd -P)
package=$(readlink -f "${1:?usage: try-units.sh PACKAGE.deb}")

scratch=$(mktemp -d)
boot=
trap '[ -z "$boot" ] || kill "$boot" 2>/dev/null || true; rm -rf "$scratch"' EXIT
system=${SYSTEM:-$scratch/system}
if ! [ -d "$system/usr" ]; then
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libstdc++6,curl bookworm "$system" >"$scratch/debootstrap.log" 2>&1 ||
        fail "debootstrap: $(tail -n 1 "$scratch/debootstrap.log")"
fi
mkdir -p "$system/srv/try"
cp "$package" "$system/srv/try/box.deb"
cp "$project/samples/images/living-room.jpg" "$system/srv/try/"

setsid systemd-nspawn -D "$system" --register=no --keep-unit --boot --console=pipe </dev/null >"$scratch/boot.log" 2>&1 &
boot=$!

# Runs a command in the namespaces of the booted system.
there() {
    nsenter --target "$first" --all "$@"
}

# Waits until a command succeeds.
eventually() {
    what=$1 seconds=$2
    shift 2
    until "$@" >"$scratch/log" 2>&1; do
        seconds=$((seconds - 1))
        [ "$seconds" -gt 0 ] || fail "$what: $(tail -n 5 "$scratch/log")"
        sleep 1
    done
    echo "ok: $what"
}

first_process() {
    first=$(pgrep -P "$(pgrep -o -f "systemd-nspawn -D $system ")") && there systemctl is-system-running --wait
}

eventually "a system with systemd boots" 60 first_process
there dpkg -i /srv/try/box.deb >"$scratch/log" 2>&1 || fail "dpkg -i: $(tail -n 5 "$scratch/log")"
echo "ok: the package is installed"

there systemctl start maskwright-serve || fail "$(there journalctl --no-pager --lines 20 --unit maskwright-serve)"
echo "ok: maskwright-serve reports that it is ready"
eventually "it segments a picture" 20 there curl --fail --silent --show-error --header 'Content-Type: image/jpeg' \
    --data-binary @/srv/try/living-room.jpg http://127.0.0.1:8080/v1/segment --output /srv/try/mask.png
server=$(there systemctl show --property MainPID --value maskwright-serve)
there kill -STOP "$server"
started_anew() {
    [ "$(there systemctl show --property NRestarts --value maskwright-serve)" -ge 1 ] &&
        there curl --fail --silent http://127.0.0.1:8080/readyz
}
eventually "a server that hangs is restarted" 120 started_anew
there systemctl stop maskwright-serve
[ "$(there systemctl show --property Result --value maskwright-serve)" = success ] || fail "the unit failed when it was stopped"
echo "ok: it stops cleanly"

there systemctl start maskwright-segment
cp "$project/samples/images/living-room.jpg" "$system/var/lib/maskwright/in/"
eventually "maskwright-segment writes a mask of a new picture" 60 \
    test -s "$system/var/lib/maskwright/out/masks/living-room.jpg.png"
there systemctl stop maskwright-segment
test -s "$system/var/lib/maskwright/out/report.csv" || fail "maskwright-segment wrote no report when it was stopped"
[ "$(there systemctl show --property Result --value maskwright-segment)" = success ] || fail "the unit failed when it was stopped"
echo "ok: it writes its reports and stops cleanly"

there dpkg --purge maskwright >"$scratch/log" 2>&1 || fail "dpkg --purge: $(tail -n 5 "$scratch/log")"
echo "ok: the package is removed"
there systemctl poweroff
wait "$boot" || true
boot=
