import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes the jars of a folder anew, uncompressed and without what a box does not need: what is compressed as a whole becomes smaller than
 * what was compressed class by class, and starts faster. Entries are sorted and have one time, so that equal builds give equal bytes. Folders
 * stay, for libraries look them up.
 *
 * <p>Run by {@code build-archive.sh}: {@code java Repack.java FOLDER TIME PATTERN...}. Patterns are globs of {@code JAR/ENTRY}; the first that
 * fits decides, and one with {@code +} before it keeps what it fits.
 */
final class Repack {

    private record Rule(boolean keeps, PathMatcher matcher) {}

    private Repack() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(arguments[1]), ZoneOffset.UTC);
        List<Rule> rules = new ArrayList<>();
        for (String pattern : List.of(arguments).subList(2, arguments.length)) {
            boolean keeps = pattern.startsWith("+");
            rules.add(new Rule(
                    keeps, FileSystems.getDefault().getPathMatcher("glob:" + (keeps ? pattern.substring(1) : pattern))));
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                repack(jar, time, rules);
            }
        }
    }

    private static void repack(Path jar, LocalDateTime time, List<Rule> rules) throws IOException {
        Path written = jar.resolveSibling(jar.getFileName() + ".new");
        try (ZipFile from = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(written);
                ZipOutputStream to = new ZipOutputStream(file)) {
            to.setMethod(ZipOutputStream.STORED);
            List<? extends ZipEntry> entries = from.stream()
                    .filter(entry -> entry.isDirectory()
                            || isKept(Path.of(jar.getFileName() + "/" + entry.getName()), rules))
                    .sorted(Comparator.comparing((ZipEntry entry) -> !entry.getName().equals("META-INF/MANIFEST.MF"))
                            .thenComparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry entry : entries) {
                try (InputStream content = from.getInputStream(entry)) {
                    add(entry.getName(), content.readAllBytes(), time, to);
                }
            }
        }
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isKept(Path entry, List<Rule> rules) {
        return rules.stream()
                .filter(rule -> rule.matcher().matches(entry))
                .findFirst()
                .map(Rule::keeps)
                .orElse(true);
    }

    private static void add(String name, byte[] content, LocalDateTime time, ZipOutputStream to) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
    }
}
