package dev.maskwright.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What repacking removes from jars, tested on jars that are made here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepackTest {

    /** The classes of the library, and App in its own jar, which reaches all of them but Unused and AlsoUnused. */
    private static final Map<String, String> SOURCES = Map.of(
            "lib.Called",
                    "public class Called { public static String name(int[] ids) { int id ="
                            + " ids[0]; return new Inherited() {}.name() + id; } }",
            "lib.Inherited", "public class Inherited { public String name() { return \"inherited\"; } }",
            "lib.Named", "public class Named implements Service { public String name() { return \"named\"; } }",
            "lib.Service", "public interface Service { String name(); }",
            "lib.Served", "public class Served implements Service { public String name() { return \"served\"; } }",
            "lib.Unused", "public class Unused extends AlsoUnused { }",
            "lib.AlsoUnused", "public class AlsoUnused { }",
            "app.App",
                    "import lib.*; public class App implements"
                            + " java.util.concurrent.Callable<String> { public String call() throws"
                            + " Exception { Service named = (Service)"
                            + " Class.forName(\"lib.Named\").getConstructor().newInstance(); return"
                            + " Called.name(new int[] {7}) + \" \" + named.name() + \" \" +"
                            + " java.util.ServiceLoader.load(Service.class,"
                            + " App.class.getClassLoader()).iterator().next().name(); } }");

    private byte[] compiled = {};
    private Path library = Path.of("");
    private Path application = Path.of("");
    private Path signed = Path.of("");

    @BeforeAll
    void repacks(@TempDir Path folder) throws Exception {
        Path classes = compile(folder);
        compiled = Files.readAllBytes(classes.resolve("app/App.class"));
        Path jars = Files.createDirectory(folder.resolve("jars"));
        library = jars.resolve("lib-1.0.jar");
        jar(library, classes, "lib", "META-INF/services/lib.Service", "lib.Served");
        application = jars.resolve("app-1.0.jar");
        jar(application, classes, "app", "META-INF/maven/app/pom.xml", "<project/>");
        signed = jars.resolve("signed-1.0.jar");
        jar(
                signed,
                classes,
                "app",
                "META-INF/SIGNER.SF",
                "lib.Unused in a text that does not count, since it is dropped");
        run(jars, "app-*.jar/META-INF/maven/**", "signed-*.jar/META-INF/**", "?lib-*.jar/**");
    }

    @Test
    void whatNothingMentionsGoes() throws IOException {
        assertEquals(
                List.of(
                        "META-INF/services/lib.Service",
                        "lib/Called$1.class",
                        "lib/Called.class",
                        "lib/Inherited.class",
                        "lib/Named.class",
                        "lib/Served.class",
                        "lib/Service.class"),
                files(library));
        assertEquals(List.of("app/App.class"), files(application));
    }

    @Test
    void whatStaysRuns() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {library.toUri().toURL(), application.toUri().toURL()}, null)) {
            Callable<?> app =
                    (Callable<?>) loader.loadClass("app.App").getConstructor().newInstance();
            assertEquals("inherited7 named served", app.call());
        }
    }

    @Test
    void linesStayAndNamesOfVariablesGo() throws IOException {
        Debug debug = new Debug();
        new ClassReader(content(library, "lib/Called.class")).accept(debug, 0);
        assertTrue(debug.lines > 0, "stack traces need lines");
        assertEquals(List.of(), debug.variables);
        assertFalse(new String(content(library, "lib/Called.class"), StandardCharsets.ISO_8859_1).contains("ids"));
    }

    @Test
    void signedClassesStayAsTheyAre() throws IOException {
        assertArrayEquals(compiled, content(signed, "app/App.class"));
    }

    @Test
    void jarsAreUncompressed() throws IOException {
        try (ZipFile zip = new ZipFile(library.toFile())) {
            assertTrue(zip.stream().allMatch(entry -> entry.getMethod() == ZipEntry.STORED));
        }
    }

    private static Path compile(Path folder) throws IOException {
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        List<String> options = new ArrayList<>(List.of("-g", "-d", classes.toString()));
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            String[] name = source.getKey().split("\\.", -1);
            Path file = sources.resolve(name[1] + ".java");
            Files.writeString(file, "package " + name[0] + "; " + source.getValue());
            options.add(file.toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(new String[0])));
        return classes;
    }

    private static void jar(Path jar, Path classes, String packageName, String text, String content)
            throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                var files = Files.list(classes.resolve(packageName))) {
            Files.createDirectories(zip.getPath(packageName));
            for (Path file : files.toList()) {
                Files.copy(file, zip.getPath(packageName, file.getFileName().toString()));
            }
            Files.createDirectories(zip.getPath(text).getParent());
            Files.writeString(zip.getPath(text), content);
        }
    }

    private static void run(Path jars, String... patterns)
            throws IOException, InterruptedException, URISyntaxException {
        URI asm = ClassReader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                Path.of(asm).toString(),
                Path.of("src/dist/Repack.java").toString(),
                jars.toString(),
                "2026-01-01T00:00:00Z"));
        command.addAll(List.of(patterns));
        Path log = jars.resolveSibling("log");
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, exitCode, Files.readString(log));
    }

    /** The files of a jar, without folders. */
    private static List<String> files(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            TreeSet<String> names = new TreeSet<>();
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> names.add(entry.getName()));
            return List.copyOf(names);
        }
    }

    private static byte[] content(Path jar, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getInputStream(zip.getEntry(name)).readAllBytes();
        }
    }

    /** The debugging information of a class. */
    private static final class Debug extends ClassVisitor {

        private final List<String> variables = new ArrayList<>();
        private int lines;

        Debug() {
            super(Opcodes.ASM9);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(api) {
                @Override
                public void visitLineNumber(int line, Label start) {
                    lines++;
                }

                @Override
                public void visitLocalVariable(
                        String variable, String type, String generic, Label start, Label end, int index) {
                    variables.add(variable);
                }
            };
        }
    }
}
