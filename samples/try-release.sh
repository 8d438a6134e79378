#!/bin/sh
# Tests the libraries as an application uses them: installs them with the profile 'release' into an empty local Maven
# repository, creates the application of docs/start/application.md outside the project from that page alone, and builds
# and runs it on the class path and as a module.
#   samples/try-release.sh [FOLDER]      FOLDER must not exist; by default a temporary one, which is deleted at the end
# Takes some minutes, and downloads what the build needs into the empty repository.
set -eu

home=$(cd "$(dirname "$0")/.." && pwd -P)
page=$home/docs/start/application.md
work=${1:-}
if [ -z "$work" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
else
    mkdir "$work"
fi
work=$(cd "$work" && pwd -P)
repository=$work/repository
app=$work/app

# Usage: block LANGUAGE TEXT. Prints the first code block in that language that contains the text.
block() {
    awk -v fence="\`\`\`$1" -v text="$2" '
        $0 == fence { inside = 1; code = ""; next }
        $0 == "```" && inside { if (index(code, text)) { printf "%s", code; exit } inside = 0 }
        inside { code = code $0 "\n" }' "$page"
}

echo "installing into $repository"
(cd "$home" && mvn -q -B -ntp -Prelease -DskipTests -Dmaven.repo.local="$repository" install)
sdk=$(echo "$repository"/dev/maskwright/maskwright-sdk/*/)
version=$(basename "$sdk")
for kind in '' -sources; do
    for notice in LICENSE NOTICE; do
        unzip -l "$sdk/maskwright-sdk-$version$kind.jar" "META-INF/$notice" >/dev/null || { echo "no $notice in the jar '$kind'" >&2; exit 1; }
    done
done
ls "$sdk/maskwright-sdk-$version-javadoc.jar" >/dev/null

mkdir -p "$app/src/main/java" "$app/models/trained" "$app/samples/images"
block java 'class FirstMask' >"$app/src/main/java/FirstMask.java"
{
    echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    echo '<groupId>my</groupId><artifactId>app</artifactId><version>1</version>'
    echo '<properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>'
    echo '<dependencies>'
    block xml 'maskwright-sdk'
    echo '</dependencies>'
    # The default compiler plugin of Maven 3.8 does not support modules.
    echo '<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version></plugin></plugins></build></project>'
} >"$app/pom.xml"
cp "$home/models/trained/interiors-edgefpn-lite0-int8.onnx" "$app/models/trained"
cp "$home/samples/images/living-room.jpg" "$app/samples/images"

cd "$app"
build() {
    mvn -q -B -ntp -Dmaven.repo.local="$repository" clean package dependency:copy-dependencies
}
check() {
    grep -q '^sofa ' regions.txt && [ -s living-room.png ] || { echo "no sofa, or no mask" >&2; exit 1; }
    rm living-room.png
}
echo "on the class path"
build
java -cp "target/classes:target/dependency/*" FirstMask | tee regions.txt
check

echo "as a module"
block java 'requires maskwright.sdk' >src/main/java/module-info.java
mkdir src/main/java/my # the unnamed package cannot be in a module
{ echo 'package my;'; cat src/main/java/FirstMask.java; } >src/main/java/my/FirstMask.java
rm src/main/java/FirstMask.java
build
java -p "target/classes:target/dependency" -m my.app/my.FirstMask | tee regions.txt
check
echo "all tests passed"
