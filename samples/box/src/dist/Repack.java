import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites the jars of a folder, uncompressed and without what a box does not need: an archive compressed as a whole is
 * smaller than one with each class compressed, and starts faster. Entries are sorted and have the same time, so that
 * builds are reproducible. Folders are kept, because libraries look them up.
 *
 * <p>Run by {@code build-archive.sh}, with ASM on the class path: {@code java Repack.java FOLDER TIME PATTERN...}.
 * Patterns are globs on {@code JAR/ENTRY}; the first that matches decides. With the prefix {@code +} it keeps the
 * entry; with {@code ?} it keeps a class only if a kept class or file mentions it; without a prefix it drops the entry.
 *
 * <p>Names of local variables and Kotlin's metadata, which only debuggers and compilers read, are removed from classes.
 * Line numbers stay, for stack traces. Classes of signed jars are not changed.
 */
final class Repack {

    private enum Verdict {
        KEEP,
        DROP,
        KEEP_IF_MENTIONED
    }

    private record Rule(Verdict verdict, PathMatcher matcher) {

        static Rule of(String pattern) {
            Verdict verdict =
                    switch (pattern.charAt(0)) {
                        case '+' -> Verdict.KEEP;
                        case '?' -> Verdict.KEEP_IF_MENTIONED;
                        default -> Verdict.DROP;
                    };
            String glob = verdict == Verdict.DROP ? pattern : pattern.substring(1);
            return new Rule(verdict, FileSystems.getDefault().getPathMatcher("glob:" + glob));
        }
    }

    /**
     * A file or folder of a jar: its name, the name of the class in it or null, whether it stays, and whether its jar
     * is signed.
     */
    private record Entry(String name, String type, Verdict verdict, boolean isSigned) {}

    private static final Pattern CLASS_FILE = Pattern.compile("(?:META-INF/versions/\\d+/)?(.+)\\.class");

    /** Names of classes with a package, as they occur in descriptors, signatures, strings and text files. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\d_$]*(?:[./][\\p{L}_$][\\p{L}\\d_$]*)+");

    /** In bytes; larger files do not name classes: they are models, or libraries of jars that are kept whole. */
    private static final int LARGE = 1 << 20;

    private final LocalDateTime time;
    private final List<Rule> rules;

    private Repack(LocalDateTime time, List<Rule> rules) {
        this.time = time;
        this.rules = rules;
    }

    public static void main(String[] arguments) throws IOException {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(arguments[1]), ZoneOffset.UTC);
        List<Rule> rules = List.of(arguments).subList(2, arguments.length).stream()
                .map(Rule::of)
                .toList();
        new Repack(time, rules).repack(Path.of(arguments[0]));
    }

    private void repack(Path folder) throws IOException {
        Map<Path, List<Entry>> jars = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    jars.put(jar, entries(jar.getFileName().toString(), zip));
                }
            }
        }
        Set<String> mentioned = mentioned(jars);
        for (Map.Entry<Path, List<Entry>> jar : jars.entrySet()) {
            write(
                    jar.getKey(),
                    jar.getValue().stream()
                            .filter(entry -> entry.verdict() == Verdict.KEEP || mentioned.contains(entry.type()))
                            .toList());
        }
    }

    /** The entries that no rule drops. */
    private List<Entry> entries(String jar, ZipFile zip) {
        boolean isSigned = zip.stream().anyMatch(file -> file.getName().matches("META-INF/[^/]+\\.SF"));
        return zip.stream()
                .map(file -> entry(jar, file, isSigned))
                .filter(entry -> entry.verdict() != Verdict.DROP)
                .toList();
    }

    private Entry entry(String jar, ZipEntry file, boolean isSigned) {
        String name = file.getName();
        Verdict verdict = file.isDirectory() ? Verdict.KEEP : verdict(Path.of(jar, name));
        Matcher type = CLASS_FILE.matcher(name);
        if (type.matches()) {
            return new Entry(name, type.group(1), verdict, isSigned);
        }
        return new Entry(name, null, verdict == Verdict.DROP ? verdict : Verdict.KEEP, isSigned);
    }

    private Verdict verdict(Path entry) {
        return rules.stream()
                .filter(rule -> rule.matcher().matches(entry))
                .findFirst()
                .map(Rule::verdict)
                .orElse(Verdict.KEEP);
    }

    /**
     * The classes that stay because an entry that stays mentions them, in code, in a string, or in a file such as
     * META-INF/services.
     */
    private static Set<String> mentioned(Map<Path, List<Entry>> jars) throws IOException {
        Set<String> types = jars.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.verdict() == Verdict.KEEP_IF_MENTIONED)
                .map(Entry::type)
                .collect(Collectors.toSet());
        Set<String> mentioned = new HashSet<>();
        Map<String, Set<String>> mentions = new HashMap<>();
        for (Map.Entry<Path, List<Entry>> jar : jars.entrySet()) {
            try (ZipFile zip = new ZipFile(jar.getKey().toFile())) {
                for (Entry entry : jar.getValue()) {
                    Set<String> names = names(entry, zip);
                    names.retainAll(types);
                    if (entry.verdict() == Verdict.KEEP) {
                        mentioned.addAll(names);
                    } else {
                        mentions.computeIfAbsent(entry.type(), type -> new HashSet<>())
                                .addAll(names);
                    }
                }
            }
        }
        for (Deque<String> next = new ArrayDeque<>(mentioned); !next.isEmpty(); ) {
            for (String type : mentions.get(next.remove())) {
                if (mentioned.add(type)) {
                    next.add(type);
                }
            }
        }
        return mentioned;
    }

    /** Everything in a file that may be the name of a class, or a descriptor that ends with one. */
    private static Set<String> names(Entry entry, ZipFile zip) throws IOException {
        Set<String> names = new HashSet<>();
        if (entry.type() == null && zip.getEntry(entry.name()).getSize() > LARGE) {
            return names;
        }
        byte[] content = content(entry, zip);
        List<String> texts =
                entry.type() == null ? List.of(new String(content, StandardCharsets.ISO_8859_1)) : texts(content);
        for (String text : texts) {
            for (Matcher matcher = NAME.matcher(text); matcher.find(); ) {
                String name = matcher.group().replace('.', '/');
                names.add(name);
                // The L of a descriptor, which letters of primitive types may precede.
                int type = 0;
                while (type < name.length() && "VZBCSIJFD".indexOf(name.charAt(type)) >= 0) {
                    type++;
                }
                if (type < name.length() && name.charAt(type) == 'L') {
                    names.add(name.substring(type + 1));
                }
            }
        }
        return names;
    }

    /** The bytes of a file as they are written. */
    private static byte[] content(Entry entry, ZipFile zip) throws IOException {
        try (InputStream stream = zip.getInputStream(zip.getEntry(entry.name()))) {
            byte[] content = stream.readAllBytes();
            return entry.type() == null || entry.isSigned() ? content : thin(content);
        }
    }

    /** All text in a class's constant pool: names, descriptors, signatures, strings. */
    private static List<String> texts(byte[] content) {
        ClassReader reader = new ClassReader(content);
        List<String> texts = new ArrayList<>();
        for (int item = 1; item < reader.getItemCount(); item++) {
            int offset = reader.getItem(item);
            if (offset > 0 && content[offset - 1] == 1) { // CONSTANT_Utf8
                try {
                    texts.add(new DataInputStream(new ByteArrayInputStream(content, offset, content.length - offset))
                            .readUTF());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return texts;
    }

    /**
     * The class without what only debuggers and compilers read. Its constant pool is rebuilt, which removes constants
     * that are no longer used.
     */
    private static byte[] thin(byte[] content) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(content).accept(new Thinner(writer), 0);
        return writer.toByteArray();
    }

    private static final class Thinner extends ClassVisitor {

        Thinner(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitSource(String source, String debug) {
            super.visitSource(source, null);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            // Only kotlin-reflect reads it, which no command has.
            return descriptor.equals("Lkotlin/Metadata;") ? null : super.visitAnnotation(descriptor, visible);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(api, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitLocalVariable(
                        String variable, String type, String generic, Label start, Label end, int index) {}
            };
        }
    }

    private void write(Path jar, List<Entry> entries) throws IOException {
        Path written = jar.resolveSibling(jar.getFileName() + ".new");
        List<Entry> sorted = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> !entry.name().equals("META-INF/MANIFEST.MF"))
                        .thenComparing(Entry::name))
                .toList();
        try (ZipFile from = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(written);
                ZipOutputStream to = new ZipOutputStream(file)) {
            to.setMethod(ZipOutputStream.STORED);
            for (Entry entry : sorted) {
                add(entry.name(), content(entry, from), to);
            }
        }
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private void add(String name, byte[] content, ZipOutputStream to) throws IOException {
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
