package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.MarkdownPage.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the README and the pages of {@code docs} promise: Java compiles, commands are understood, links lead somewhere.
 */
@NullUnmarked
final class DocumentationTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final String COMMAND = "./maskwright ";

    @TempDir
    private Path folder;

    static List<MarkdownPage> pages() throws IOException {
        List<MarkdownPage> pages = new ArrayList<>();
        for (Path in : List.of(ROOT, ROOT.resolve("models/trained"), ROOT.resolve("models/encoders"))) {
            pages.addAll(pages(in, 1));
        }
        pages.addAll(pages(DOCS, Integer.MAX_VALUE));
        return pages;
    }

    private static List<MarkdownPage> pages(Path in, int depth) throws IOException {
        List<MarkdownPage> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(in, depth)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(MarkdownPage.read(file));
            }
        }
        return pages;
    }

    static List<MarkdownPage> pagesWithJava() throws IOException {
        return pages().stream()
                .filter(page -> !page.file().endsWith("android.md")) // the SDK's AndroidTest runs it against cameras
                .filter(page -> !page.blocks("java").isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pagesWithJava")
    void javaCompilesAndRuns(MarkdownPage page) throws Exception {
        for (Block block : page.blocks("java")) {
            if (block.lines().get(0).startsWith("module ")) {
                String module = Files.readString(ROOT.resolve("sdk/src/main/java/module-info.java"));
                Matcher required = Pattern.compile("requires (.*);").matcher(block.text());
                assertTrue(required.find(), block.text());
                assertTrue(module.contains("module " + required.group(1) + " {"), required.group(1));
            } else {
                Path empty = Files.createDirectory(folder.resolve("line-" + block.line()));
                new JavaSnippet(block, ROOT, empty).check();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAreUnderstood(MarkdownPage page) {
        for (Block block : page.blocks("sh")) {
            for (String command : commands(block)) {
                assertDoesNotThrow(() -> Main.commandLine().parseArgs(words(command)), page + ": " + command);
            }
        }
    }

    /** The arguments of each call of the launcher, with variables in place. */
    private static List<String> commands(Block block) {
        Map<String, String> variables = new HashMap<>();
        List<String> commands = new ArrayList<>();
        for (String line : block.text().replace("\\\n", " ").split("\n", -1)) {
            Matcher assignment = Pattern.compile("([A-Z]+)=\"?([^\"]*)\"?").matcher(line);
            String code = line.replaceFirst("\\s+# .*", "").replaceFirst(" > .*", "");
            if (assignment.matches()) {
                variables.put("$" + assignment.group(1), assignment.group(2));
            } else if (code.contains(COMMAND)) {
                String command = code.substring(code.indexOf(COMMAND) + COMMAND.length());
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    command = command.replace(variable.getKey(), variable.getValue());
                }
                commands.add(command);
            }
        }
        return commands;
    }

    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(command)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(MarkdownPage page) throws IOException {
        for (String link : page.links()) {
            if (link.startsWith("http")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
            assertTrue(Files.exists(target), page + ": " + link);
            if (parts.length == 2) {
                List<String> anchors = MarkdownPage.read(target).anchors();
                assertTrue(anchors.contains(parts[1]), page + ": " + link + " is not one of " + anchors);
            }
        }
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        MarkdownPage index = MarkdownPage.read(DOCS.resolve("README.md"));
        Set<Path> linked = index.links().stream()
                .map(link -> DOCS.resolve(link).normalize())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<Path> expected = new TreeSet<>();
        try (Stream<Path> files = Files.walk(DOCS)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(md|txt)"))
                    .filter(file -> !file.startsWith(DOCS.resolve("decisions")) && !file.equals(index.file()))
                    .map(Path::normalize)
                    .forEach(expected::add);
        }
        expected.removeAll(linked);
        assertEquals(Set.of(), expected, "pages that docs/README.md does not link to");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void dependenciesAreOfThisVersion(MarkdownPage page) throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>$").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(version.find());
        for (Block block : page.blocks("xml")) {
            Matcher named = Pattern.compile("<artifactId>maskwright-.*\\s*<version>(.*)</version>")
                    .matcher(block.text());
            while (named.find()) {
                assertEquals(version.group(1), named.group(1), page.toString());
            }
        }
    }
}
