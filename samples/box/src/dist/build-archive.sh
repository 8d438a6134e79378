#!/bin/sh
# Makes the archive of one platform (.tar.gz and the smaller .tar.xz, or .zip): a Java runtime, ONNX Runtime's natives, jars, the default model, a launcher. Called by Maven
# (mvn -Pdist package); runs on Linux with GNU tar. What it is told stands in the environment:
#   NAME      what the archive is called, without version and platform
#   VERSION   of Maskwright
#   PLATFORM  linux-x64, linux-aarch64, macos-aarch64 or windows-x64
#   MAIN      the main class
#   BUILT     the folder target of the module: its jar, those that it needs in lib, and a CycloneDX file on them, sbom.cdx.json
#   TARGET    where archives are made
#   TOOLS     a folder with the jars that Repack.java needs
#   PROJECT   the folder of the whole project
#   TRAINS    yes if its commands train: it gets all models, encoders and recipes
#   EPOCH     the time of every file, as in 2026-01-01T00:00:00Z
#   JDK       the JDK whose jlink links, and whose modules are taken where JMODS is empty
#   JMODS     a folder of the JDK's modules for the platform; needed where it is not this machine's
#   LIBRARIES a folder with libraries of the platform's system, looked into where this machine's have no use
#   EMULATOR  a program that runs the platform's programs, if it is not this machine's
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

# What the commands need, found by jdeps and by running every one: pictures (java.desktop), memory and cores (management),
# what libraries ask for (java.logging, jdk.unsupported), databases (java.sql, java.naming, java.security.jgss, jdk.jfr), brokers (java.prefs), webhooks (java.net.http, and jdk.crypto.ec for TLS), and
# the page in its jar (jdk.zipfs).
modules=java.base,java.desktop,java.logging,java.management,jdk.httpserver,jdk.management,jdk.unsupported,java.sql,java.naming,java.security.jgss,jdk.jfr,java.prefs,java.net.http,jdk.crypto.ec,jdk.zipfs

# What no command comes to, as expressions of /MODULE/FILE: pictures in Javadoc, messages in other languages, names of Unicode's characters, keytool;
# windows, screens, clipboards, printers, sound, PhotoYCC; of XML what goes beyond reading it (style sheets, paths, schemas, writing).
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
# But for what pictures are scaled with where there is no screen.
needed='^/java\.desktop/sun/awt/X11/X(EventDispatcher|Toolkit)'

host() {
    case $(uname -s)-$(uname -m) in
        Linux-x86_64) echo linux-x64 ;;
        Linux-aarch64) echo linux-aarch64 ;;
        Darwin-arm64) echo macos-aarch64 ;;
        *) echo other ;;
    esac
}

# Sets natives (the folder in ONNX Runtime's jar), sqlite and jline (those in theirs), netty (the end of its libraries' names) and java (the program).
case $PLATFORM in
    linux-x64) natives=$PLATFORM sqlite=Linux/x86_64 jline=Linux/x86_64 netty=x86_64 java=$runtime/bin/java strip_for=x86_64 ;;
    linux-aarch64) natives=$PLATFORM sqlite=Linux/aarch64 jline=Linux/arm64 netty=aarch_64 java=$runtime/bin/java strip_for=aarch64 ;;
    macos-aarch64) natives=osx-aarch64 sqlite=Mac/aarch64 jline=Mac/arm64 netty=aarch_64 java=$runtime/bin/java strip_for= ;;
    windows-x64) natives=win-x64 sqlite=Windows/x86_64 jline=Windows/x86_64 netty=x86_64 java=$runtime/bin/java.exe strip_for= ;;
    *) fail "there is no such platform; linux-x64, linux-aarch64, macos-aarch64 and windows-x64 are" ;;
esac

if [ -z "$JMODS" ] && [ "$PLATFORM" != "$(host)" ]; then
    say "skipped: this machine is $(host). Name a folder of a JDK's modules for $PLATFORM, of the release of $JDK, by -Ddist.jmods.$PLATFORM=DIR"
    exit 0
fi
if [ -z "$JMODS" ] && [ -d "$JDK/jmods" ]; then
    JMODS=$JDK/jmods
fi

# Names a program that strips symbols of the platform's libraries, or nothing.
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
    # What newer releases of Java warn about and Maskwright means to do.
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
    # Windows, sound, a splash screen: there are none on a box. Nor is there what only other JDKs and keytool read.
    (cd "$runtime" && rm -f lib/libawt_xawt.so lib/libjawt.so lib/libjsound.so lib/libsplashscreen.so \
        lib/psfont*.properties* lib/jspawnhelper.debuginfo lib/jrt-fs.jar lib/classlist bin/keytool*)
}

# Names what is unused, but for the first class of each package: a module has to have all packages that it says it has.
unused_classes() {
    "$JDK/bin/jimage" list "$runtime/lib/modules" | awk '
        /^Module: / { module = $2 }
        /^ .*\// { package = $1; sub("/[^/]*$", "", package); if (seen[module, package]++) print "/" module "/" $1 }' |
        grep -E "$unused" | grep -Ev "$needed"
}

strip_symbols() {
    tool=$(stripper)
    if [ -z "$tool" ]; then
        say "symbols are left in: there is no strip for this platform (binutils-aarch64-linux-gnu or llvm has one)"
        return 0
    fi
    find "$stage" -name '*.so*' -type f | while read -r library; do
        "$tool" --strip-unneeded "$library"
    done
}

# A JDK of a Linux distribution uses libraries of its system, such as libjpeg. Those that a minimal system lacks are copied.
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
            [ "$file" ] || fail "the Java runtime needs $library, which is nowhere: name a folder that has it by -Ddist.libraries.$PLATFORM=DIR, or take a JDK that brings its own libraries by -Ddist.jdk=DIR"
            cp -L "$file" "$runtime/lib/system/$library"
            copy_copyright "$library" "$file"
        done
    done
}

# What Debian's packages say of a library's licence.
copy_copyright() {
    if [ "$LIBRARIES" ]; then
        texts=$(find -L "$LIBRARIES" -path '*/usr/share/doc/*/copyright')
        [ "$texts" ] || fail "$LIBRARIES has no usr/share/doc/*/copyright, so the licence of $1 is not known; unpack its package there whole"
    else
        # Packages of before the merge of /lib into /usr name their files in /lib.
        real=$(readlink -f "$2")
        package=$({ dpkg -S "$real" || dpkg -S "${real#/usr}"; } 2>/dev/null | sed -n '1s/:.*//p')
        [ "$package" ] || fail "no Debian package owns $real, so its licence is not known; take a JDK that brings its own libraries by -Ddist.jdk=DIR"
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

# The jar that java -jar is given: it names the others, so that the archive may lie anywhere.
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

# Of natives for many platforms those that are needed stay in their jars (SQLite looks its version up in META-INF/maven). Of libraries that are much
# larger than what is used of them, those classes stay that something mentions; none of these makes up names of classes as it runs.
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

# The notice lists what is there; every jar has its line, and every licence named there is at hand.
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
            fail "$artifact has no line in $dist/components.md: write one, with its licence, and put the licence's text beside it"
    done
}

run_java() {
    # shellcheck disable=SC2086 # none, or one word
    LD_LIBRARY_PATH=$runtime/lib/system ${EMULATOR:-} "$java" -Donnxruntime.native.path="$stage/lib/native" -Dmaskwright.home="$stage" "$@"
}

# Classes as they lie in memory once loaded: a third of the start is saved. The list of them comes from running the commands.
add_class_archive() {
    if [ "$PLATFORM" != "$(host)" ] && [ -z "$EMULATOR" ]; then
        say "without class-data archive, so that it starts more slowly: it can only be made where $PLATFORM runs (-Ddist.emulator.$PLATFORM=PROGRAM)"
        return 0
    fi
    work=$TARGET/classes-$PLATFORM
    rm -rf "$work" && mkdir -p "$work"
    main=$stage/lib/maskwright.jar
    picture=$PROJECT/samples/images/living-room.jpg
    run_java -XX:DumpLoadedClassList="$work/1" -jar "$main" segment "$picture" --output "$work/out" >/dev/null
    run_java -XX:DumpLoadedClassList="$work/2" -jar "$main" verify >/dev/null
    run_java -XX:DumpLoadedClassList="$work/3" -jar "$main" doctor >/dev/null || [ $? = 1 ]
    # Numbers tell classes of one name apart, which only other class loaders have. Lines on constants (@cp) would have classes of Java 5, such as picocli's,
    # linked, and those which are linked are left out.
    cat "$work"/[123] | grep -v -e '^#' -e '^@cp' -e ' source: ' | sed 's/ id: [0-9]*$//' | awk '!seen[$0]++' >"$work/list"
    run_java -Xshare:dump -XX:SharedClassListFile="$work/list" -XX:SharedArchiveFile="$stage/lib/maskwright.jsa" \
        -jar "$main" >"$work/log" 2>&1 || fail "no class-data archive could be made: $(tail -n 3 "$work/log")"
    rm -rf "$work/out"
}

# Times before the class-data archive is made, since it remembers those of the jars.
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
        say "without completion files: they are printed by 'maskwright completion SHELL'"
    fi
}

# The runtime is no Maven artifact, so that the plugin knows nothing of it.
add_sbom() {
    [ -f "$BUILT/sbom.cdx.json" ] ||
        fail "there is no $BUILT/sbom.cdx.json: its Maven plugin makes none offline (-o), so build once without"
    version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p; t
        s/^JAVA_VERSION="\(.*\)"/\1/p' "$runtime/release" | head -n 1)
    sed "s/^  \"components\" : \[/&\n    {\n      \"type\" : \"platform\",\n      \"bom-ref\" : \"java-runtime\",\n      \"name\" : \"OpenJDK runtime\",\n      \"version\" : \"$version\",\n      \"licenses\" : [ { \"expression\" : \"GPL-2.0-only WITH Classpath-exception-2.0\" } ]\n    },/" \
        "$BUILT/sbom.cdx.json" >"$stage/sbom.cdx.json"
    grep -q java-runtime "$stage/sbom.cdx.json" || fail "$BUILT/sbom.cdx.json has no list of components as this script expects it"
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
            say "no .tar.xz, which is smaller: there is no xz here (xz-utils has it)"
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
[ -n "$release" ] || fail "$JDK is no JDK: there is no file 'release' that says its version"
# The archive as a whole is compressed: that is smaller than compressing each class, and starts faster.
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
    # What a training starts from, and what a model is retrained with.
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
