#!/bin/sh
# Runs the tests of Maskwright's modules on an archive of the box: with its reduced Java runtime and jars instead of a
# JDK and the published jars. For linux-x64; needs Maven, and the project after `mvn install`.
#
#   samples/box/try-tests.sh ARCHIVE.tar.gz|.tar.xz [MODULE...]
#
# The default modules are sdk, and the samples folder, inventory, camera and edge-server. Test dependencies that the box
# does not have come from Maven. Excluded are tests that need more of the libraries themselves (Guava to drive browsers,
# Netty to simulate systemd), or that read files of the SDK's jar which only GraalVM needs.
set -eu

project=$(cd "$(dirname "$0")/../.." && pwd -P)
archive=$(readlink -f "${1:?usage: try-tests.sh ARCHIVE.tar.gz [MODULE...]}")
shift
[ $# -gt 0 ] || set -- sdk samples/folder samples/inventory samples/camera samples/edge-server

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/box" "$scratch/natives/ai/onnxruntime/native"
tar -xf "$archive" -C "$scratch/box" --strip-components=1
# Processes that tests start also look for native libraries here.
ln -s "$scratch/box/lib/native" "$scratch/natives/ai/onnxruntime/native/linux-x64"
cd "$project"
junit=$(sed -n 's/.*<junit.version>5\.\(.*\)<.*/1.\1/p' pom.xml)
mvn -N -B -ntp -q dependency:copy -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" -DoutputDirectory="$scratch/junit"

# The jars that a module's tests need and neither the box nor JUnit's launcher has.
others() {
    mvn -B -ntp -q -f "$1/pom.xml" dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$scratch/classpath" >&2
    tr : '\n' <"$scratch/classpath" | while read -r jar; do
        name=$(basename "$jar")
        case $name in
            maskwright-*-tests.jar) ;;
            maskwright-* | junit-* | opentest4j-* | apiguardian-*) continue ;;
            *) ! [ -e "$scratch/box/lib/$name" ] || continue ;;
        esac
        printf ':%s' "$jar"
    done
}

failed=
for module in "$@"; do
    classpath=target/test-classes:$scratch/box/lib/*:$scratch/natives:$scratch/junit/*$(others "$module")
    echo "== $module"
    (cd "$module" && "$scratch/box/runtime/bin/java" -Xmx1g -Dmaskwright.home="$project" -classpath "$classpath" \
        org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
        --exclude-classname='.*\.(CorrectPage|NativeImageMetadata|Page|PageRecovery|Systemd)Test' --scan-classpath=target/test-classes) || failed="$failed $module"
done
[ -z "$failed" ] || { echo "FAILED:$failed" >&2; exit 1; }
echo "All tests passed."
