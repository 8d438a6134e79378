package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shell script {@code maskwright}, in a project that has no sources to speak of, with a Maven and a Java that only
 * say what they were asked.
 */
@NullUnmarked
@Timeout(60)
final class LauncherTest {

    private static final List<String> MODULES = List.of(
            "models",
            "sdk",
            "trainer",
            "exporter",
            "samples/folder",
            "samples/inventory",
            "samples/camera",
            "samples/edge-server",
            "samples/cli");
    private static final String VERSION = "0.1.0-TEST";
    private static final String NOBODY = "65534";

    @TempDir
    private Path folder;

    private Path project;

    /** What the script printed; what Java was given stands in {@code out}, a line for each argument. */
    private record Launch(int exitCode, String out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "there is no sh");
        project = folder.resolve("the project"); // with a space
        for (String module : MODULES) {
            write(project.resolve(module).resolve("pom.xml"), "<project/>\n");
            write(project.resolve(module).resolve("src/main/java/Code.java"), "class Code {}\n");
        }
        write(project.resolve("pom.xml"), "<project>\n  <version>%s</version>\n</project>\n".formatted(VERSION));
        Files.copy(Run.ROOT.resolve("maskwright"), project.resolve("maskwright"));
        Path texts = Path.of("docs/reference/commands");
        copy(Run.ROOT.resolve(texts), project.resolve(texts));
        script("bin/mvn", """
                #!/bin/sh
                echo "$@" >>'%s/mvn.log'
                mkdir -p samples/cli/target
                touch samples/cli/target/maskwright-cli-%s.jar
                echo lib/one.jar:lib/two.jar >samples/cli/target/classpath
                """.formatted(folder, VERSION));
        script("jdk/bin/java", """
                #!/bin/sh
                printf '%s\\n' "$@"
                echo "arenas: $MALLOC_ARENA_MAX"
                locale charmap
                """);
        write(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --help               | maskwright
            -h                   | maskwright
            help                 | maskwright
            help train           | train
            train --help         | train
            segment in -h --json | segment
            """)
    void helpNeedsNeitherJavaNorABuild(String arguments, String text) throws Exception {
        Launch launch = launch(Map.of("JAVA_HOME", "/nowhere"), arguments.split(" "));
        assertEquals(0, launch.exitCode(), launch.toString());
        assertEquals(Files.readString(project.resolve("docs/reference/commands/" + text + ".txt")), launch.out());
        assertEquals(List.of(), builds());
    }

    @Test
    void versionNeedsNeitherJavaNorABuild() throws Exception {
        Launch launch = launch(Map.of("JAVA_HOME", "/nowhere"), "--version");
        assertEquals("maskwright " + VERSION + "\n", launch.out(), launch.toString());
        assertEquals(List.of(), builds());
    }

    @Test
    void withoutACommandTheHelpIsAnError() throws Exception {
        Launch launch = launch(Map.of("JAVA_HOME", "/nowhere"));
        assertEquals(ExitCode.WRONG_USAGE, launch.exitCode(), launch.toString());
        assertTrue(launch.err().startsWith("Usage: maskwright "), launch.err());
        assertEquals(List.of(), builds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trian --data d", "help trian"})
    void unknownCommandsAreNotBuiltFor(String arguments) throws Exception {
        Launch launch = launch(Map.of("JAVA_HOME", "/nowhere"), arguments.split(" "));
        assertEquals(ExitCode.WRONG_USAGE, launch.exitCode(), launch.toString());
        assertEquals("there is no command 'trian'; see maskwright --help\n", launch.err());
        assertEquals(List.of(), builds());
        doctor();
        assertTrue(launch(Map.of(), arguments.split(" ")).out().contains("\ntrian\n"), "Java knows the nearest name");
    }

    @ParameterizedTest
    @CsvSource({"train, , 1", "train, 3, 3", "serve, , 2", "doctor, , ''"})
    void threadsShareHeapsOfTheSystem(String command, String given, String arenas) throws Exception {
        assumeTrue(
                !command.equals("train") || availableKilobytes() > 6_500_000,
                "training keeps memory where 6 GB are free");
        Launch launch = launch(given == null ? Map.of() : Map.of("MALLOC_ARENA_MAX", given), command);
        assertTrue(launch.out().contains("\narenas: " + arenas + "\n"), launch.toString());
    }

    private static long availableKilobytes() throws IOException {
        Path memory = Path.of("/proc/meminfo");
        return !Files.exists(memory)
                ? 0
                : Files.readAllLines(memory).stream()
                        .filter(line -> line.startsWith("MemAvailable:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
    }

    /** Java does not start with two. */
    @ParameterizedTest
    @CsvSource({
        "train,   ,                                 -XX:+UseParallelGC",
        "doctor,  ,                                 -XX:+UseSerialGC",
        "train,   -Xmx2g -XX:+UseG1GC,              -XX:+UseG1GC",
        "doctor,  -XX:+UseParallelGC,               -XX:+UseParallelGC",
        "segment, -XX:+UseStringDeduplication,      -XX:+UseParallelGC",
    })
    void oneCollectorIsChosen(String command, String options, String collector) throws Exception {
        Map<String, String> environment = options == null ? Map.of() : Map.of("MASKWRIGHT_JAVA_OPTS", options);
        Launch launch = launch(environment, command);
        assertEquals(
                List.of(collector),
                launch.out()
                        .lines()
                        .filter(line -> line.matches("-XX:\\+Use.*GC"))
                        .toList(),
                launch.toString());
    }

    @Test
    void buildsOnceAndWithoutTests() throws Exception {
        Launch first = doctor();
        assertEquals(0, first.exitCode(), first.toString());
        assertEquals("building (first run, may download libraries, takes some minutes) ...\n", first.err());
        assertEquals("", doctor().err());
        assertEquals(1, builds().size(), builds().toString());
        assertTrue(builds().get(0).contains(" -Dmaven.test.skip=true "), builds().toString());
        assertTrue(
                first.out().contains("\n-cp\n" + classPath(project) + "\ndev.maskwright.cli.Main\ndoctor\n"),
                first.out());
    }

    @Test
    void aProjectThatWasMovedOrCopiedIsNotBuiltAgain() throws Exception {
        doctor();
        Path moved = folder.resolve("elsewhere");
        Files.move(project, moved);
        project = moved;
        Launch launch = doctor();
        assertEquals("", launch.err());
        assertTrue(launch.out().contains("\n" + classPath(moved) + "\n"), launch.out());

        Instant copied = Instant.now().plusSeconds(100);
        for (String module : MODULES) {
            Files.setLastModifiedTime(moved.resolve(module).resolve("src/main/java/Code.java"), FileTime.from(copied));
        }
        assertEquals("", doctor().err());
        assertEquals(1, builds().size(), builds().toString());
    }

    @Test
    void changedAndDeletedSourcesAreBuiltAgain() throws Exception {
        doctor();
        Path code = project.resolve("trainer/src/main/java/Code.java");
        Files.writeString(code, "class Code { int changed; }\n");
        Files.setLastModifiedTime(code, FileTime.from(Instant.now().plusSeconds(100)));
        assertEquals("building (sources have changed) ...\n", doctor().err());

        Files.setLastModifiedTime(code, FileTime.from(Instant.now().minusSeconds(100)));
        Files.delete(project.resolve("sdk/src/main/java/Code.java"));
        assertEquals("building (sources have changed) ...\n", doctor().err());
        assertEquals("", doctor().err());
        assertEquals(3, builds().size(), builds().toString());
    }

    @Test
    void aFailedBuildSaysWhatMavenSaidAndIsTriedAgain() throws Exception {
        script("bin/mvn", "#!/bin/sh\necho '[ERROR] no such symbol'\nexit 1\n");
        for (int attempt = 0; attempt < 2; attempt++) {
            Launch launch = doctor();
            assertEquals(ExitCode.COULD_NOT_RUN, launch.exitCode(), launch.toString());
            assertTrue(
                    launch.err()
                            .contains("[ERROR] no such symbol\nmaskwright: the build failed; all of its output is in "),
                    launch.err());
        }
    }

    @Test
    void aLockThatCannotBeMadeIsNotWaitedFor() throws Exception {
        write(project.resolve("samples/cli/target/build.lock"), "a file, no folder");
        Launch launch = doctor();
        assertEquals(ExitCode.COULD_NOT_RUN, launch.exitCode(), launch.toString());
        assertTrue(launch.err().contains("check that the disk has room and that you may write to "), launch.err());
    }

    @Test
    void aLockWhoseBuilderIsGoneIsNotWaitedFor() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        write(project.resolve("samples/cli/target/build.lock/pid"), gone.pid() + "\n");
        assertEquals(0, doctor().exitCode());
        assertEquals(1, builds().size());
    }

    @Test
    void whoMayNotWriteIsToldSoAtOnceAndMayRunWhatIsBuilt() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        assumeTrue(
                !isRoot || Programs.run("setpriv", "--version"),
                "root may write anywhere, and cannot become somebody else");
        open(folder);
        List<String> reader =
                isRoot ? List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups") : List.of();
        makeWritable(false);
        try {
            Launch refused = launch(reader, Map.of(), "doctor");
            assertEquals(ExitCode.COULD_NOT_RUN, refused.exitCode(), refused.toString());
            assertTrue(
                    refused.err().contains("maskwright: a build is needed (there is none yet), and you ("),
                    refused.err());
            assertTrue(
                    refused.err().contains(" may not write to " + project.resolve("models") + ": let its owner run "),
                    refused.err());

            makeWritable(true);
            doctor();
            makeWritable(false);
            assertEquals("", launch(reader, Map.of(), "doctor").err());
            Files.setLastModifiedTime(
                    project.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(100)));
            assertEquals("", launch(reader, Map.of(), "doctor").err());
        } finally {
            makeWritable(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
    void namesOfFilesAreReadAsUtf8WhereTheLocaleKnowsAsciiOnly(String locale) throws Exception {
        assumeTrue(Programs.run("locale", "charmap"), "there is no such command");
        doctor();
        assertTrue(launch(Map.of("LC_ALL", locale), "doctor").out().endsWith("\nUTF-8\n"), locale);
    }

    private Launch doctor() throws Exception {
        return launch(Map.of(), "doctor");
    }

    private Launch launch(Map<String, String> environment, String... arguments) throws Exception {
        return launch(List.of(), environment, arguments);
    }

    private Launch launch(List<String> as, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(as);
        command.add(project.resolve("maskwright").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().keySet().removeAll(List.of("MASKWRIGHT_JAVA_OPTS", "MALLOC_ARENA_MAX"));
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        int exitCode = process.waitFor();
        return new Launch(exitCode, Files.readString(out), Files.readString(err));
    }

    /** What Maven was asked for, once for each build. */
    private List<String> builds() throws IOException {
        Path log = folder.resolve("mvn.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static String classPath(Path project) {
        Path target = project.resolve("samples/cli/target");
        return "%s/maskwright-cli-%s.jar:%s/lib/one.jar:%s/lib/two.jar".formatted(target, VERSION, target, target);
    }

    private void makeWritable(boolean isWritable) throws IOException {
        try (Stream<Path> paths = Files.walk(project)) {
            for (Path path : paths.toList()) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(isWritable ? "rwxr-xr-x" : "r-xr-xr-x"));
            }
        }
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void script(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        write(file, text);
        open(file);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
