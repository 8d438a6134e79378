#!/bin/sh
# Makes the archive of one platform (.tar.gz and the smaller .tar.xz, or .zip): a Java runtime, ONNX Runtime's native
# libraries, jars, the default model, a launcher. Called by Maven (mvn -Pdist package); runs on Linux with GNU tar.
# Takes its parameters from the environment:
#   NAME      the name of the archive, without version and platform
#   VERSION   the version of Maskwright
#   PLATFORM  linux-x64, linux-aarch64, macos-aarch64 or windows-x64
#   MAIN      the main class
#   BUILT     the module's folder target, with its jar, its dependencies in lib, and their CycloneDX file sbom.cdx.json
#   TARGET    the folder for the archives
#   TOOLS     a folder with the jars that Repack.java needs
#   PROJECT   the root folder of the project
#   TRAINS    yes if its commands train: the archive then has all models, encoders and recipes
#   EPOCH     the time of every file, such as 2026-01-01T00:00:00Z
#   JDK       the JDK whose jlink is used, and its modules if JMODS is empty
#   JMODS     a folder of the JDK's modules for the platform; needed unless that is this machine's platform
#   LIBRARIES a folder with system libraries for the platform, searched instead of this machine's
#   EMULATOR  a program that runs the platform's programs, if that is not this machine's platform
set -eu

say() {
    echo "$NAME-$VERSION-$PLATFORM: $*"
}

fail() {
    say "$*" >&2
    exit 1
}

dist=$(cd "$(dirname "$0")" && pwd -P)
stage=$TARGET/$NAME-$VERSION-$PLATFORM
runtime=$stage/runtime

# The modules that the commands need, found with jdeps and by running every command: for pictures (java.desktop), memory
# and cores (management), libraries (java.logging, jdk.unsupported), databases (java.sql, java.naming,
# java.security.jgss, jdk.jfr), brokers (java.prefs), webhooks (java.net.http, and jdk.crypto.ec for TLS), and the page
# in its jar (jdk.zipfs).
modules=java.base,java.desktop,java.logging,java.management,jdk.httpserver,jdk.management,jdk.unsupported,java.sql,java.naming,java.security.jgss,jdk.jfr,java.prefs,java.net.http,jdk.crypto.ec,jdk.zipfs

# Files that no command reaches, as regular expressions on /MODULE/FILE: pictures in Javadoc, messages in other
# languages, names of Unicode characters, keytool; windows, screens, clipboards, printers, sound, PhotoYCC; and XML
# beyond reading it (style sheets, paths, schemas, writing).
unused='/doc-files/
_(de|es|fr|it|ja|ko|pt_BR|sv|zh_CN|zh_HK|zh_TW)\.(class|properties)$
^/java\.base/(java/lang/uniName\.dat$|sun/security/tools/keytool/)
^/java\.desktop/javax/(print|sound|swing)/
^/java\.desktop/com/sun/(accessibility|java/swing|media|swing)/
^/java\.desktop/sun/(print|swing|awt/X11|awt/datatransfer|awt/dnd|awt/im|java2d/opengl|java2d/x11|java2d/xr)/
^/java\.desktop/sun/(font/X11[A-Z0-9]|java2d/cmm/profiles/PYCC\.pf$)
^/java\.xml/com/sun/org/apache/(bcel|xalan|xpath|xml/internal/(dtm|serialize|serializer))/
^/java\.xml/com/sun/org/apache/xerces/internal/(impl/dv/xs|impl/xpath|impl/xs|jaxp/validation|xinclude|xpointer)/
^/java\.xml/(com/sun/xml/internal/stream/(events|writers)|jdk/xml/internal/jdkcatalog)/'
# Exceptions: classes used to scale pictures without a screen.
needed='^/java\.desktop/sun/awt/X11/X(EventDispatcher|Toolkit)'

host() {
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) echo linux-x64 ;;
        Linux-aarch64) echo linux-aarch64 ;;
        Darwin-arm64) echo macos-aarch64 ;;
        *) echo other ;;
    esac
}

# Sets the folders of native libraries in the jars of ONNX Runtime (natives), SQLite (sqlite) and JLine (jline), the
# suffix of Netty's native libraries (netty), the Java program (java), and the architecture of strip (strip_for).
case $PLATFORM in
    linux-x64) natives=$PLATFORM sqlite=Linux/x86_64 jline=Linux/x86_64 netty=x86_64 java=$runtime/bin/java strip_for=x86_64 ;;
    linux-aarch64) natives=$PLATFORM sqlite=Linux/aarch64 jline=Linux/arm64 netty=aarch_64 java=$runtime/bin/java strip_for=aarch64 ;;
    macos-aarch64) natives=osx-aarch64 sqlite=Mac/aarch64 jline=Mac/arm64 netty=aarch_64 java=$runtime/bin/java strip_for= ;;
    windows-x64) natives=win-x64 sqlite=Windows/x86_64 jline=Windows/x86_64 netty=x86_64 java=$runtime/bin/java.exe strip_for= ;;
    *) fail "unknown platform; expected linux-x64, linux-aarch64, macos-aarch64 or windows-x64" ;;
esac

if [ -z "$JMODS" ] && [ "$PLATFORM" != "$(host)" ]; then
    say "skipped: this machine is $(host). Give a folder of a JDK's modules for $PLATFORM, of the same release as $JDK, with -Ddist.jmods.$PLATFORM=DIR"
    exit 0
fi
if [ -z "$JMODS" ] && [ -d "$JDK/jmods" ]; then
    JMODS=$JDK/jmods
fi

# Prints a program that strips symbols from the platform's libraries, or nothing.
stripper() {
    [ "$strip_for" ] || return 0
    for tool in $([ "$PLATFORM" != "$(host)" ] || echo strip) "${strip_for}-linux-gnu-strip" llvm-strip llvm-strip-14; do
        if command -v "$tool" >/dev/null; then
            echo "$tool"
            return 0
        fi
    done
}

link_runtime() {
    set -- --output "$runtime" --add-modules "$modules" \
        --strip-java-debug-attributes --no-man-pages --no-header-files --compress "$1"
    if [ -n "$JMODS" ]; then
        set -- --module-path "$JMODS" "$@"
    fi
    # Permits what newer releases of Java would warn about.
    options=-Djava.awt.headless=true
    if [ "$release" -ge 22 ]; then
        options="$options --enable-native-access=ALL-UNNAMED"
    fi
    if [ "$release" -ge 24 ]; then
        options="$options --sun-misc-unsafe-memory-access=allow"
    fi
    set -- "$@" --add-options "$options"
    "$JDK/bin/jlink" "$@"
    unused_classes >"$TARGET/unused"
    rm -rf "$runtime"
    "$JDK/bin/jlink" "$@" --exclude-resources="@$TARGET/unused"
    # Removes libraries for windows, sound and splash screens, files that only other JDKs read, and keytool.
    (cd "$runtime" && rm -f lib/libawt_xawt.so lib/libjawt.so lib/libjsound.so lib/libsplashscreen.so \
        lib/psfont*.properties* lib/jspawnhelper.debuginfo lib/jrt-fs.jar lib/classlist bin/keytool*)
}

# Lists the unused files, except for the first class of each package: a module must contain every package that it
# declares.
unused_classes() {
    "$JDK/bin/jimage" list "$runtime/lib/modules" | awk '
        /^Module: / { module = $2 }
        /^ .*\// { package = $1; sub("/[^/]*$", "", package); if (seen[module, package]++) print "/" module "/" $1 }' |
        grep -E "$unused" | grep -Ev "$needed"
}

strip_symbols() {
    tool=$(stripper)
    if [ -z "$tool" ]; then
        say "symbols are kept: there is no strip for this platform; install binutils-aarch64-linux-gnu or llvm"
        return 0
    fi
    find "$stage" -name '*.so*' -type f | while read -r library; do
        "$tool" --strip-unneeded "$library"
    done
}

# A JDK of a Linux distribution uses system libraries, such as libjpeg. Those that a minimal system lacks are copied.
add_system_libraries() {
    case $PLATFORM in linux-*) ;; *) return 0 ;; esac
    while :; do
        missing=$(needed_libraries | sort -u | while read -r library; do
            case $library in
                libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | ld-linux* | libgcc_s.so.* | libstdc++.so.*) ;;
                *) [ "$(find "$stage" -name "${library%.so*}.so*" | head -n 1)" ] || echo "$library" ;;
            esac
        done)
        [ "$missing" ] || return 0
        mkdir -p "$runtime/lib/system"
        for library in $missing; do
            file=$(find_library "$library")
            [ "$file" ] || fail "the Java runtime needs $library, which was not found: give a folder that has it with -Ddist.libraries.$PLATFORM=DIR, or a JDK that brings its own libraries with -Ddist.jdk=DIR"
            cp -L "$file" "$runtime/lib/system/$library"
            copy_copyright "$library" "$file"
        done
    done
}

# Copies a library's licence from its Debian package.
copy_copyright() {
    if [ "$LIBRARIES" ]; then
        texts=$(find -L "$LIBRARIES" -path '*/usr/share/doc/*/copyright')
        [ "$texts" ] || fail "$LIBRARIES has no usr/share/doc/*/copyright, so the licence of $1 is unknown; unpack its whole package there"
    else
        # Packages from before the merge of /lib into /usr list their files in /lib.
        real=$(readlink -f "$2")
        package=$({ dpkg -S "$real" || dpkg -S "${real#/usr}"; } 2>/dev/null | sed -n '1s/:.*//p')
        [ "$package" ] || fail "no Debian package owns $real, so its licence is unknown; use a JDK that brings its own libraries with -Ddist.jdk=DIR"
        texts=/usr/share/doc/$package/copyright
    fi
    echo "$texts" | while read -r text; do
        cp -L "$text" "$stage/licenses/$(basename "$(dirname "$text")").txt"
    done
    echo "| $1 | see licenses | of its package, licenses |" >>"$stage/NOTICE"
}

needed_libraries() {
    find "$runtime/bin" "$runtime/lib" "$stage/lib" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec readelf -d {} + 2>/dev/null |
        sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

find_library() {
    if [ "$LIBRARIES" ]; then
        find -L "$LIBRARIES" -name "$1" | head -n 1
    elif [ "$PLATFORM" = "$(host)" ]; then
        ldconfig -p | sed -n "s/^[[:space:]]*$1 .*=> //p" | head -n 1
    fi
}

# The jar for java -jar: its manifest lists the others by relative path, so that the archive works in any folder.
main_jar() {
    manifest=$TARGET/$NAME.manifest
    {
        echo "Manifest-Version: 1.0"
        echo "Main-Class: $MAIN"
        printf 'Class-Path:'
        (cd "$stage/lib" && LC_ALL=C ls) | grep '\.jar$' | while read -r jar; do
            printf ' %s\n ' "$jar"
        done
        echo
    } >"$manifest"
    "$JDK/bin/jar" --create --file "$stage/lib/maskwright.jar" --date="$EPOCH" --manifest "$manifest"
}

copy_jars() {
    mkdir -p "$stage/lib/native" "$stage/licenses"
    cp "$BUILT"/lib/*.jar "$BUILT"/maskwright-*-"$VERSION".jar "$stage/lib/"
    work=$TARGET/onnxruntime-$PLATFORM
    rm -rf "$work" && mkdir -p "$work"
    (cd "$work" && "$JDK/bin/jar" --extract --file "$(echo "$stage"/lib/onnxruntime-*.jar)")
    rm -rf "$work"/ai/onnxruntime/native/"$natives"/*.dSYM
    cp "$work/ai/onnxruntime/native/$natives"/* "$stage/lib/native/"
    cp "$work/ThirdPartyNotices.txt" "$stage/licenses/onnxruntime-third-party.txt"
    rm -rf "$work"
    repack_jars
}

# Keeps only this platform's native libraries in jars that have them for many (SQLite looks its version up in
# META-INF/maven). From libraries of which only a small part is used, keeps the classes that something mentions; none of
# these libraries builds class names at run time.
repack_jars() {
    "$JDK/bin/java" -classpath "$TOOLS/*" "$dist/Repack.java" "$stage/lib" "$EPOCH" \
        'onnxruntime-*.jar/ai/onnxruntime/native/**' 'onnxruntime-*.jar/{*.txt,*.md}' \
        "+sqlite-jdbc-*.jar/{META-INF/maven,org/sqlite/native/$sqlite}/**" 'sqlite-jdbc-*.jar/org/sqlite/native/**' \
        "+jline-native-*.jar/org/jline/nativ/$jline/*" 'jline-native-*.jar/org/jline/nativ/*/**' \
        "+netty-*.jar/META-INF/native/*_$netty.*" 'netty-*.jar/META-INF/native/**' \
        '*.jar/META-INF/{maven,native-image,proguard}/**' '*.jar/{,META-INF/versions/*/}module-info.class' '*.jar/**.{kotlin_builtins,kotlin_module,proto}' \
        'jakarta.servlet-api-*.jar/jakarta/servlet/resources/*' 'postgresql-*.jar/org/postgresql/translation/*' \
        '?{HdrHistogram,checker-qual,common-*,guava,javalin,jdbi3-core,jetty-*,kotlin-stdlib}-[0-9]*.jar/**' \
        '?{micrometer-*,netty-*,prometheus-*,proto-google-common-protos,protobuf-java}-[0-9]*.jar/**'
}

# Writes the notice, with a line for every jar, and copies the licences that it names.
copy_licenses() {
    cp "$PROJECT/LICENSE" "$stage/LICENSE"
    cp "$dist"/licenses/* "$stage/licenses/"
    {
        cat "$PROJECT/NOTICE" "$dist/NOTICE"
        sed 2q "$dist/components.md"
    } >"$stage/NOTICE"
    for jar in "$stage"/lib/*.jar; do
        artifact=$(basename "$jar" .jar | sed 's/-[0-9].*//')
        case $artifact in maskwright*) continue ;; esac
        grep "^| $artifact " "$dist/components.md" >>"$stage/NOTICE" ||
            fail "$artifact has no line in $dist/components.md: add one with its licence, and add the licence's text to $dist/licenses if it is not there"
    done
}

run_java() {
    # shellcheck disable=SC2086 # empty or one word
    LD_LIBRARY_PATH=$runtime/lib/system ${EMULATOR:-} "$java" -Donnxruntime.native.path="$stage/lib/native" -Dmaskwright.home="$stage" "$@"
}

# Class data as it is in memory after loading, which saves a third of the start-up time. The list of classes comes from
# running the commands.
add_class_archive() {
    if [ "$PLATFORM" != "$(host)" ] && [ -z "$EMULATOR" ]; then
        say "without class-data archive, so it starts more slowly: that can only be made where programs of $PLATFORM run (-Ddist.emulator.$PLATFORM=PROGRAM)"
        return 0
    fi
    work=$TARGET/classes-$PLATFORM
    rm -rf "$work" && mkdir -p "$work"
    main=$stage/lib/maskwright.jar
    picture=$PROJECT/samples/images/living-room.jpg
    run_java -XX:DumpLoadedClassList="$work/1" -jar "$main" segment "$picture" --output "$work/out" >/dev/null
    run_java -XX:DumpLoadedClassList="$work/2" -jar "$main" verify >/dev/null
    run_java -XX:DumpLoadedClassList="$work/3" -jar "$main" doctor >/dev/null || [ $? = 1 ]
    # Drops classes of other class loaders (source:), and the ids that only those need. Drops lines about constants
    # (@cp), which would link classes of Java 5, such as picocli's: once linked, they are left out of the archive.
    cat "$work"/[123] | grep -v -e '^#' -e '^@cp' -e ' source: ' | sed 's/ id: [0-9]*$//' | awk '!seen[$0]++' >"$work/list"
    run_java -Xshare:dump -XX:SharedClassListFile="$work/list" -XX:SharedArchiveFile="$stage/lib/maskwright.jsa" \
        -jar "$main" >"$work/log" 2>&1 || fail "no class-data archive could be made: $(tail -n 3 "$work/log")"
    rm -rf "$work/out"
}

# Called before the class-data archive is made, because that records the times of the jars, and again before packing.
set_times() {
    find "$stage" -exec touch -h -d "$EPOCH" {} +
}

add_completion() {
    mkdir -p "$stage/share/completions"
    if [ "$PLATFORM" = "$(host)" ] || [ -n "$EMULATOR" ]; then
        for shell in bash fish; do
            run_java -jar "$stage/lib/maskwright.jar" completion "$shell" >"$stage/share/completions/maskwright.$shell"
        done
    else
        say "without completion files: 'maskwright completion SHELL' prints them"
    fi
}

# Adds the Java runtime, which is not a Maven artifact and therefore not in the SBOM of the plugin.
add_sbom() {
    [ -f "$BUILT/sbom.cdx.json" ] ||
        fail "there is no $BUILT/sbom.cdx.json: its Maven plugin does not make one offline (-o), so build once without -o"
    version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p; t
        s/^JAVA_VERSION="\(.*\)"/\1/p' "$runtime/release" | head -n 1)
    sed "s/^  \"components\" : \[/&\n    {\n      \"type\" : \"platform\",\n      \"bom-ref\" : \"java-runtime\",\n      \"name\" : \"OpenJDK runtime\",\n      \"version\" : \"$version\",\n      \"licenses\" : [ { \"expression\" : \"GPL-2.0-only WITH Classpath-exception-2.0\" } ]\n    },/" \
        "$BUILT/sbom.cdx.json" >"$stage/sbom.cdx.json"
    grep -q java-runtime "$stage/sbom.cdx.json" || fail "$BUILT/sbom.cdx.json has no list of components where this script expects it; check the version of the CycloneDX plugin"
}

pack() {
    cd "$TARGET"
    if [ "$PLATFORM" = windows-x64 ] || [ "$PLATFORM" = macos-aarch64 ]; then
        archive=$stage.zip
        rm -f "$archive"
        find "$(basename "$stage")" -type f -o -type l | LC_ALL=C sort | TZ=UTC zip -q -X -@ "$archive"
    else
        archive=$stage.tar.gz
        rm -f "$stage.tar" "$stage.tar.xz"
        tar --create --sort=name --mtime="$EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+w,go+rX,go-w --format=gnu \
            --file "$stage.tar" "$(basename "$stage")"
        gzip -n -9 <"$stage.tar" >"$archive"
        if command -v xz >/dev/null; then
            xz -T0 "$stage.tar"
            say "$(megabytes "$stage.tar.xz") MB as .tar.xz"
        else
            rm "$stage.tar"
            say "no .tar.xz, which is smaller: there is no xz here; install xz-utils"
        fi
    fi
    say "$(megabytes "$archive") MB, unpacked $(du -sm --apparent-size "$stage" | cut -f 1) MB$(needs_libc)"
}

megabytes() {
    echo $(($(wc -c <"$1") / 1000000))
}

needs_libc() {
    case $PLATFORM in linux-*) ;; *) return 0 ;; esac
    newest=$(find "$stage" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec readelf -V {} + 2>/dev/null |
        grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
    echo ", needs glibc ${newest#GLIBC_}"
}

release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JDK/release")
[ -n "$release" ] || fail "$JDK is not a JDK: it has no file 'release' with a version; set -Ddist.jdk=DIR"
# The whole archive is compressed: it is smaller than with each class compressed, and starts faster.
compress=0
if [ "$release" -ge 21 ]; then
    compress=zip-0
fi

rm -rf "$stage"
mkdir -p "$stage/models/trained" "$stage/share"
link_runtime "$compress"
copy_jars
copy_licenses
strip_symbols
add_system_libraries
main_jar
if [ "${TRAINS:-}" ]; then
    # Training and retraining need them.
    cp -r "$PROJECT/recipes" "$stage/"
    cp -r "$PROJECT/models/encoders" "$PROJECT/models/trained" "$stage/models/"
else
    model=$(cat "$PROJECT/models/trained/DEFAULT")
    cp "$PROJECT/models/trained/DEFAULT" "$PROJECT/models/trained/$model" "$PROJECT/models/trained/README.md" "$stage/models/trained/"
fi
if [ "$PLATFORM" = windows-x64 ]; then
    cp "$dist/maskwright.cmd" "$stage/"
else
    cp "$dist/maskwright" "$stage/"
fi
case $PLATFORM in linux-*) cp -r "$dist/systemd" "$stage/share/" ;; esac
add_sbom
set_times
add_class_archive
add_completion
set_times
pack
