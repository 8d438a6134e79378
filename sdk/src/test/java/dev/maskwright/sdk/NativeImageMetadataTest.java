package dev.maskwright.sdk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * Compares the metadata for native images about ONNX Runtime (reachability-metadata.json) with the jar that is used.
 * Native code finds classes and constructors by name and descriptor, so these are strings in its libraries.
 */
final class NativeImageMetadataTest {

    private static final String METADATA =
            "/META-INF/native-image/dev.maskwright/maskwright-sdk/reachability-metadata.json";

    // Strings end with a zero byte.
    private static final Pattern CLASS = Pattern.compile("(java|ai)(/\\w+)+(?=\0)");
    private static final Pattern DESCRIPTOR = Pattern.compile("\\([A-Za-z/;\\[]*\\)V(?=\0)");
    private static final Pattern LIBRARY = Pattern.compile("ai/onnxruntime/native/.*\\.(so|dylib|dll)");

    private final JsonObject metadata;

    NativeImageMetadataTest() throws IOException {
        try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream(METADATA))) {
            metadata = JsonParser.parseString(new String(stream.readAllBytes(), UTF_8))
                    .getAsJsonObject();
        }
    }

    @Test
    void whatNativeCodeLooksUpIsNamed() throws Exception {
        Set<String> classes = new TreeSet<>();
        Set<String> constructors = new TreeSet<>();
        for (JsonObject entry : entries("reflection")) {
            if (entry.has("jniAccessible")) {
                classes.add(type(entry).getName().replace('.', '/'));
                parameters(entry)
                        .forEach(types -> constructors.add(
                                MethodType.methodType(void.class, types).toMethodDescriptorString()));
            }
        }
        try (JarFile jar = onnxRuntime()) {
            List<String> libraries = libraries(jar)
                    .filter(name -> name.contains("onnxruntime4j_jni"))
                    .toList();
            assertEquals(4, libraries.size(), libraries.toString());
            Set<String> classesSought = new TreeSet<>();
            Set<String> constructorsSought = new TreeSet<>();
            for (String library : libraries) { // libraries differ, as compilers do not keep every name in one piece
                String bytes = text(jar, library);
                Set<String> found = all(CLASS, bytes);
                assertTrue(found.size() > 10, library + " has " + found);
                classesSought.addAll(found);
                constructorsSought.addAll(all(DESCRIPTOR, bytes));
            }
            assertEquals(classesSought, classes);
            assertEquals(constructorsSought, constructors);
        }
    }

    @Test
    void allThatIsNamedExists() {
        int members = 0;
        for (JsonObject entry : entries("reflection")) {
            Class<?> type = assertDoesNotThrow(() -> type(entry), entry.toString());
            for (JsonObject method : array(entry, "methods")) {
                String name = method.get("name").getAsString();
                Class<?>[] types = types(method);
                assertDoesNotThrow(
                        () -> name.equals("<init>")
                                ? type.getDeclaredConstructor(types)
                                : type.getDeclaredMethod(name, types),
                        entry.toString());
                members++;
            }
            for (JsonObject field : array(entry, "fields")) {
                assertDoesNotThrow(() -> type.getDeclaredField(field.get("name").getAsString()), entry.toString());
                members++;
            }
        }
        assertTrue(members >= 14, "only %d methods and fields are named".formatted(members));
    }

    @Test
    void everyLibraryIsAResource() throws Exception {
        List<PathMatcher> globs = entries("resources").stream()
                .map(entry -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + entry.get("glob").getAsString()))
                .toList();
        try (JarFile jar = onnxRuntime()) {
            List<Path> libraries = libraries(jar).map(Path::of).toList();
            for (Path library : libraries) {
                assertTrue(globs.stream().anyMatch(glob -> glob.matches(library)), library.toString());
            }
            for (PathMatcher glob : globs) {
                assertTrue(libraries.stream().anyMatch(glob::matches), glob + " matches none of " + libraries);
            }
        }
    }

    private List<JsonObject> entries(String kind) {
        return array(metadata, kind);
    }

    private static List<JsonObject> array(JsonObject of, String name) {
        JsonArray array = of.has(name) ? of.getAsJsonArray(name) : new JsonArray();
        return array.asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private static Stream<Class<?>[]> parameters(JsonObject entry) {
        return array(entry, "methods").stream().map(NativeImageMetadataTest::types);
    }

    private static Class<?> type(JsonObject entry) {
        return type(entry.get("type").getAsString());
    }

    private static Class<?>[] types(JsonObject method) {
        return method.getAsJsonArray("parameterTypes").asList().stream()
                .map(name -> type(name.getAsString()))
                .toArray(Class<?>[]::new);
    }

    /** @param name as in Java source, such as {@code long[]} */
    private static Class<?> type(String name) {
        if (name.endsWith("[]")) {
            return type(name.substring(0, name.length() - 2)).arrayType();
        }
        List<Class<?>> primitives = List.of(
                boolean.class, byte.class, short.class, int.class, long.class, float.class, double.class, char.class);
        return primitives.stream()
                .<Class<?>>map(primitive -> primitive)
                .filter(primitive -> primitive.getName().equals(name))
                .findAny()
                .orElseGet(() -> assertDoesNotThrow(
                        () -> Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader())));
    }

    private static JarFile onnxRuntime() throws IOException, URISyntaxException {
        URL jar = OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation();
        return new JarFile(Path.of(jar.toURI()).toFile());
    }

    private static Stream<String> libraries(JarFile jar) {
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> LIBRARY.matcher(name).matches() && !name.contains(".dSYM/")); // debug symbols of macOS
    }

    private static String text(JarFile jar, String file) throws IOException {
        try (InputStream stream = jar.getInputStream(jar.getEntry(file))) {
            return new String(stream.readAllBytes(), ISO_8859_1);
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
