package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.MarkdownPage.Block;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Java on a page: a whole class if it begins with imports, otherwise statements. The comment before it may say {@code
 * given:}, followed by the variables that the statements take for granted, or {@code run}, if it can be run as it
 * stands.
 */
final class JavaSnippet {

    private static final String GIVEN = "given: ";
    private static final Pattern PATH = Pattern.compile("Path\\.of\\(\"([^\"]+)\"\\)");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    private static final String IMPORTS = """
            import dev.maskwright.camera.*;
            import dev.maskwright.folder.corrections.*;
            import dev.maskwright.sdk.*;
            import dev.maskwright.sdk.annotation.*;
            import dev.maskwright.sdk.frame.*;
            import dev.maskwright.sdk.geometry.*;
            import dev.maskwright.sdk.image.*;
            import dev.maskwright.sdk.model.*;
            import dev.maskwright.sdk.video.*;
            import java.io.*;
            import java.nio.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            """;

    private final Block block;
    private final Path root;
    private final Path folder;
    private final List<Path> made = new ArrayList<>();

    /**
     * @param root of the project, where paths in the snippet lead if they exist there
     * @param folder an empty one, for all that is written
     */
    JavaSnippet(Block block, Path root, Path folder) {
        this.block = block;
        this.root = root;
        this.folder = folder;
    }

    /** Compiles it; runs it too if it says so, and checks that each file it names is there then. */
    void check() throws Exception {
        String code = PATH.matcher(block.text()).replaceAll(this::place);
        boolean isClass = code.startsWith("import ");
        String given = block.note().startsWith(GIVEN) ? block.note().substring(GIVEN.length()) : "";
        String source = isClass
                ? code
                : "%spublic class Snippet {\npublic void run(%s) throws Exception {\n%s}\n}\n"
                        .formatted(IMPORTS, given, code);
        Matcher name = CLASS.matcher(source);
        assertTrue(name.find(), source);
        compile(name.group(1), source);
        if (block.note().equals("run")) {
            run(name.group(1), isClass);
            for (Path file : made) {
                assertTrue(Files.size(file) > 0, file.toString());
            }
        }
    }

    private String place(MatchResult path) {
        Path inProject = root.resolve(path.group(1)).toAbsolutePath().normalize();
        Path place = Files.exists(inProject) ? inProject : folder.resolve(path.group(1));
        if (!Files.exists(inProject)) {
            made.add(place);
        }
        return Matcher.quoteReplacement(
                "Path.of(\"%s\")".formatted(place.toString().replace('\\', '/')));
    }

    private void compile(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString());
        StringWriter messages = new StringWriter();
        boolean isCompiled = compiler.getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertTrue(isCompiled, () -> "line %d: %s%n%s".formatted(block.line(), messages, source));
    }

    private void run(String name, boolean isClass) throws IOException, ReflectiveOperationException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Class<?> snippet = loader.loadClass(name);
            if (isClass) {
                Method main = snippet.getMethod("main", String[].class);
                assertEquals(void.class, main.getReturnType());
                main.invoke(null, (Object) new String[0]);
            } else {
                Constructor<?> constructor = snippet.getConstructor();
                snippet.getMethod("run").invoke(constructor.newInstance());
            }
        }
    }
}
