#!/bin/sh
# Makes the archives of all platforms whose parts are available, with build-archive.sh; Maven (-Pdist) passes their
# locations.
set -eu

cd "$(dirname "$0")"

# The value of a variable named after the platform, such as JMODS_linux_x64.
of_platform() {
    eval "printf %s \"\${$1_$(echo "$PLATFORM" | tr - _):-}\""
}

export VERSION TARGET TOOLS PROJECT EPOCH JDK
for PLATFORM in $PLATFORMS; do
    JMODS=$(of_platform JMODS)
    LIBRARIES=$(of_platform LIBRARIES)
    EMULATOR=$(of_platform EMULATOR)
    export PLATFORM JMODS LIBRARIES EMULATOR
    NAME=maskwright MAIN=dev.maskwright.box.Main BUILT=$TARGET ./build-archive.sh
    if [ "$TRAINER" = true ]; then
        NAME=maskwright-trainer MAIN=dev.maskwright.cli.Main BUILT=$PROJECT/samples/cli/target TRAINS=yes ./build-archive.sh
    fi
done
