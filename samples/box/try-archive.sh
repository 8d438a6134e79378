#!/bin/sh
# Tests an archive of the box on a system without Java: a minimal Debian in a folder, with another user, an empty
# environment, a read-only folder, paths with spaces. An archive with the trainer also trains, exports and retrains
# there. Needs root, debootstrap, and qemu-user-static for the archive of another processor.
#
#   samples/box/try-archive.sh ARCHIVE.tar.gz|.tar.xz [PACKAGE.deb]
#
# SYSTEM names a folder for that system, to make it once and reuse it (the test leaves its folder /srv/try there); RUNS
# is the number of timed starts (11).
set -eu

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "only root may make the test system and enter it; run this as root"
# A private mount namespace: mounts of the test are invisible outside and gone when it ends.
[ "${ALONE:-}" ] || ALONE=yes exec unshare --mount --propagation private "$0" "$@"

project=$(cd "$(dirname "$0")/../.." && pwd -P)
archive=$(readlink -f "${1:?usage: try-archive.sh ARCHIVE.tar.gz [PACKAGE.deb]}")
package=${2:+$(readlink -f "$2")}
case $archive in
    *-linux-x64.tar.?z) processor=amd64 ;;
    *-linux-aarch64.tar.?z) processor=arm64 ;;
    *) fail "$archive: only archives for Linux can be tested here; expected *-linux-x64.tar.?z or *-linux-aarch64.tar.?z" ;;
esac
case $(basename "$archive") in
    maskwright-trainer-*) trains=yes ;;
    *) trains= ;;
esac

bytes=$(wc -c <"$archive")
[ "$trains" ] || [ "$bytes" -le 60000000 ] || fail "$archive has $bytes bytes; the limit for a box is 60,000,000"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
system=${SYSTEM:-$scratch/system}
if ! [ -d "$system/usr" ]; then
    debootstrap --arch="$processor" --variant=minbase stable "$system" >"$scratch/debootstrap.log" 2>&1 ||
        fail "debootstrap: $(tail -n 1 "$scratch/debootstrap.log")"
fi
mount -t proc proc "$system/proc"
rm -rf "$system/srv/try" "$system/opt/the box"
mkdir -p "$system/opt/the box" "$system/srv/try"
tar -xf "$archive" -C "$system/opt/the box" --strip-components=1
cp "$project/samples/images/living-room.jpg" "$system/srv/try/Küche und Bad.jpg"
cp -r "$project/samples/images" "$project/models/trained/interiors-edgefpn-lite0.onnx" "$system/srv/try"
chmod -R a+rX "$system/srv/try"
mkdir "$system/srv/try/out" "$system/srv/try/home"
chown 65534:65534 "$system/srv/try/out"
ln -s "/opt/the box/maskwright" "$system/srv/try/link"
mount --bind "$system/opt/the box" "$system/opt/the box"
mount -o remount,ro,bind "$system/opt/the box"

# Runs a command there as nobody, with an empty environment. Not for background commands: kill would end the shell, not
# the command.
there() {
    chroot --userspec=65534:65534 "$system" env -i "$@"
}

# Usage: expect EXIT_CODE DESCRIPTION COMMAND...
expect() {
    code=$1 what=$2
    shift 2
    actual=0
    there "$@" >"$scratch/log" 2>&1 || actual=$?
    [ "$actual" = "$code" ] || fail "$what: exit code $actual, expected $code: $(tail -n 5 "$scratch/log")"
    echo "ok: $what"
}

box="/opt/the box/maskwright"
expect 127 "there is no Java" java -version
if there touch "/opt/the box/x" 2>/dev/null; then fail "the archive's folder can be written to"; fi
echo "ok: the archive's folder cannot be written to"
expect 0 "version" "$box" --version
expect 0 "help" "$box" help segment
expect 0 "doctor" "$box" doctor
expect 0 "verify" "$box" verify
expect 0 "inspect" "$box" inspect
expect 0 "segment a name with spaces and an umlaut" "$box" segment "/srv/try/Küche und Bad.jpg" --output /srv/try/out/first --coco
for result in "masks/Küche und Bad.jpg.png" "overlays/Küche und Bad.jpg.jpg" report.csv report.json report.html coco.json; do
    [ -s "$system/srv/try/out/first/$result" ] || fail "segment wrote no $result"
done
echo "ok: mask, overlay, reports"
expect 0 "segment from another folder, through a link" sh -c "cd /srv/try/out && ../link segment '../Küche und Bad.jpg' --output second"
cmp "$system/srv/try/out/first/masks/Küche und Bad.jpg.png" "$system/srv/try/out/second/masks/Küche und Bad.jpg.png" || fail "the two runs wrote different masks"
echo "ok: the same mask"
expect 0 "compare" "$box" compare --with "/opt/the box/models/trained/$(cat "$system/opt/the box/models/trained/DEFAULT")" "/srv/try" --rounds 1
expect 0 "quantize" "$box" quantize --model /srv/try/interiors-edgefpn-lite0.onnx --calibration /srv/try/images --output /srv/try/out/int8.onnx
expect 0 "segment with what it made" "$box" segment --model /srv/try/out/int8.onnx /srv/try/images --output /srv/try/out/int8
expect 0 "bench" "$box" bench --frame rgb:320x240
expect 0 "completion" "$box" completion bash
expect 0 "card" "$box" card --help
expect 0 "camera" "$box" camera --help
expect 0 "inventory, into SQLite" "$box" inventory scan "/srv/try/Küche und Bad.jpg" --shelf kitchen --database /srv/try/out/shelves.db
expect 0 "inventory remembers" sh -c "'$box' inventory shelves --database /srv/try/out/shelves.db | grep -q kitchen"
: >"$scratch/serve" # must exist before grep reads it
chroot --userspec=65534:65534 "$system" env -i "$box" serve --port 18080 --grpc-port 18081 >"$scratch/serve" 2>&1 &
server=$!
for _ in $(seq 60); do
    ! grep -q "^http://" "$scratch/serve" || break
    sleep 1
done
grep -q "^http://" "$scratch/serve" || fail "serve printed no address: $(tail -n 3 "$scratch/serve")"
kill "$server"
wait "$server" || [ $? = 143 ] || fail "serve did not stop with exit code 143: $(tail -n 3 "$scratch/serve")"
echo "ok: serve starts and stops"
expect 1 "a missing picture" "$box" segment /nowhere.jpg --output /srv/try/out/third
if [ "$trains" ]; then
    cp -r "$project/samples/data" "$system/srv/try/data"
    chmod -R a+rX "$system/srv/try/data"
    expect 0 "lint" "$box" lint --data /srv/try/data
    expect 0 "train, from ImageNet weights" "$box" train --data /srv/try/data --recipe "/opt/the box/recipes/interiors-edgefpn-lite0.yaml" \
        --output /srv/try/out/run --set epochs=1 --set batch.size=4
    expect 0 "export" "$box" export --checkpoint /srv/try/out/run --data /srv/try/data --form logits --output /srv/try/out/trained.onnx
    expect 0 "evaluate" "$box" evaluate --model /srv/try/out/trained.onnx --data /srv/try/data --split validation
    expect 0 "quantize, with mean IoU" "$box" quantize --model /srv/try/out/trained.onnx --calibration /srv/try/data --data /srv/try/data --output /srv/try/out/trained-int8.onnx --max-drop 1
    expect 0 "retrain the default model" "$box" retrain --model "/opt/the box/models/trained/$(cat "$system/opt/the box/models/trained/DEFAULT")" \
        --corrections /srv/try/data --output /srv/try/out/retrained.onnx --steps 5 --max-drop 1
else
    expect 2 "a command that the box lacks" "$box" train
fi

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

for _ in $(seq "${RUNS:-11}"); do
    rm -rf "$system/srv/try/out/timed"
    begin=$(milliseconds)
    there "$box" segment "/srv/try/Küche und Bad.jpg" --output /srv/try/out/timed >/dev/null
    echo $(($(milliseconds) - begin))
done | sort -n >"$scratch/times"
echo "ok: start to first mask, with its overlay and reports, in ms: min $(head -n 1 "$scratch/times"), median $(sed -n "$(((${RUNS:-11} + 1) / 2))p" "$scratch/times")"

if [ "$package" ]; then
    cp "$package" "$system/srv/try/maskwright.deb"
    chroot "$system" dpkg -i /srv/try/maskwright.deb >"$scratch/log" 2>&1 || fail "dpkg -i: $(tail -n 3 "$scratch/log")"
    echo "ok: package installs"
    expect 0 "installed command" maskwright verify
    for file in usr/lib/systemd/system/maskwright-segment.service usr/lib/systemd/system/maskwright-serve.service usr/share/bash-completion/completions/maskwright; do
        chroot "$system" test -s "/$file" || fail "the package did not install $file" # inside the system: its links are absolute
    done
    mode=$(chroot "$system" stat -c %U:%a /var/lib/maskwright/in)
    [ "$mode" = maskwright:2775 ] || fail "the folder for pictures is $mode, expected maskwright:2775"
    chroot "$system" install -o maskwright -g maskwright -m 644 "/srv/try/Küche und Bad.jpg" /var/lib/maskwright/in/
    command=$(sed -n 's/^ExecStart=//p' "$system/usr/lib/systemd/system/maskwright-segment.service")
    mask="$system/var/lib/maskwright/out/masks/Küche und Bad.jpg.png"
    # shellcheck disable=SC2086 # to be split into words
    chroot --userspec=maskwright:maskwright "$system" env -i $command >"$scratch/log" 2>&1 &
    unit=$!
    for _ in $(seq 60); do
        ! [ -s "$mask" ] || break
        sleep 1
    done
    [ -s "$mask" ] || fail "the unit's command wrote no mask: $(tail -n 3 "$scratch/log")"
    kill "$unit"
    wait "$unit" || [ $? = 143 ] || fail "the unit's command did not stop with exit code 143: $(tail -n 3 "$scratch/log")"
    echo "ok: the unit's command, as its user, starts and stops"
    chroot "$system" dpkg -r maskwright >"$scratch/log" 2>&1 || fail "dpkg -r: $(tail -n 3 "$scratch/log")"
    [ -d "$system/var/lib/maskwright/out/masks" ] || fail "removal deleted the results"
    chroot "$system" dpkg --purge maskwright >"$scratch/log" 2>&1 || fail "dpkg --purge: $(tail -n 3 "$scratch/log")"
    ! [ -e "$system/usr/lib/maskwright" ] || fail "removal left /usr/lib/maskwright"
    echo "ok: package is removed, results stay"
fi
echo "All tests passed."
