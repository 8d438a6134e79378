package dev.maskwright.box;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The archive's notice lists every library in it, so a new library needs a line before an archive can be made. */
class ComponentsTest {

    /** Prefixes of libraries that only tests and the build need. */
    private static final List<String> OF_TESTS =
            List.of("archunit", "asm", "junit", "opentest4j", "apiguardian", "slf4j", "surefire", "maskwright");

    @Test
    void everyLibraryHasItsLicence() throws IOException {
        Set<String> named = Files.readAllLines(Path.of("src/dist/components.md")).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|", -1)[1].strip())
                .collect(Collectors.toSet());
        List<String> without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> new File(entry).getName())
                .filter(name -> name.endsWith(".jar"))
                .map(name -> name.substring(0, name.length() - 4).replaceFirst("-\\d.*", ""))
                .filter(name -> OF_TESTS.stream().noneMatch(name::startsWith) && !named.contains(name))
                .sorted()
                .toList();
        assertEquals(List.of(), without);
    }
}
