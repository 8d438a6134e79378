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
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.TypePath;

/**
 * Writes the jars of a folder anew, uncompressed and without what a box does not need: what is compressed as a whole becomes smaller than
 * what was compressed class by class, and starts faster. Entries are sorted and have one time, so that equal builds give equal bytes. Folders
 * stay, for libraries look them up.
 *
 * <p>Run by {@code build-archive.sh}, with ASM on the class path: {@code java Repack.java FOLDER TIME PATTERN...}. Patterns are globs of
 * {@code JAR/ENTRY}; the first that fits decides. One with {@code +} before it keeps what it fits, one with {@code ?} before it keeps those
 * classes that another class or text mentions which stays, and one without drops.
 *
 * <p>Classes lose what only debuggers and compilers read: names of local variables, annotations that are not kept at run
 * time, Kotlin's notes on itself. Lines stay, so that stack traces do. Signed jars keep their classes as they are.
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

    /** A file of a jar: its name, the class that it holds or null, its content, and whether it stays. */
    private record Entry(String name, String type, byte[] content, Verdict verdict) {}

    private static final Pattern CLASS_FILE = Pattern.compile("(?:META-INF/versions/\\d+/)?(.+)\\.class");

    /** Names of classes with a package, as they stand in descriptors, signatures, strings and texts. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\d_$]*(?:[./][\\p{L}_$][\\p{L}\\d_$]*)+");

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
                jars.put(jar, read(jar));
            }
        }
        Set<String> mentioned = mentioned(jars.values().stream().flatMap(List::stream).toList());
        for (Map.Entry<Path, List<Entry>> jar : jars.entrySet()) {
            write(jar.getKey(), jar.getValue(), mentioned);
        }
    }

    private List<Entry> read(Path jar) throws IOException {
        String jarName = jar.getFileName().toString();
        List<Entry> entries = new ArrayList<>();
        try (ZipFile from = new ZipFile(jar.toFile())) {
            boolean thins = from.stream().noneMatch(entry -> entry.getName().matches("META-INF/[^/]+\\.SF"));
            for (ZipEntry entry : from.stream().toList()) {
                String name = entry.getName();
                Verdict verdict = entry.isDirectory() ? Verdict.KEEP : verdict(Path.of(jarName, name));
                if (verdict != Verdict.DROP) {
                    try (InputStream stream = from.getInputStream(entry)) {
                        entries.add(entry(name, stream.readAllBytes(), verdict, thins));
                    }
                }
            }
        }
        return entries;
    }

    private static Entry entry(String name, byte[] content, Verdict verdict, boolean thins) {
        Matcher type = CLASS_FILE.matcher(name);
        return type.matches()
                ? new Entry(name, type.group(1), thins ? thin(content) : content, verdict)
                : new Entry(name, null, content, Verdict.KEEP);
    }

    private Verdict verdict(Path entry) {
        return rules.stream()
                .filter(rule -> rule.matcher().matches(entry))
                .findFirst()
                .map(Rule::verdict)
                .orElse(Verdict.KEEP);
    }

    /** The classes that stay: whatever stays mentions them, be it in code, in a string, or in a file such as META-INF/services. */
    private static Set<String> mentioned(List<Entry> entries) {
        Map<String, List<Entry>> byType = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.type() != null) {
                byType.computeIfAbsent(entry.type(), type -> new ArrayList<>()).add(entry);
            }
        }
        Set<String> mentioned = new HashSet<>();
        Deque<Entry> next = new ArrayDeque<>(
                entries.stream().filter(entry -> entry.verdict() == Verdict.KEEP).toList());
        while (!next.isEmpty()) {
            for (String type : names(next.remove())) {
                if (byType.containsKey(type) && mentioned.add(type)) {
                    next.addAll(byType.get(type));
                }
            }
        }
        return mentioned;
    }

    /** Whatever may be the name of a class, or a descriptor that ends with one. */
    private static Set<String> names(Entry entry) {
        Set<String> names = new HashSet<>();
        for (String text : entry.type() == null
                ? List.of(new String(entry.content(), StandardCharsets.ISO_8859_1))
                : texts(entry.content())) {
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

    /** All texts of a class's constant pool: names, descriptors, signatures, strings. */
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

    /** The class without what only debuggers and compilers read. Its constants are written anew, so that those which nothing needs any more go. */
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
            // Kotlin's notes are read by kotlin-reflect, which no command has.
            return visible && !descriptor.equals("Lkotlin/Metadata;") ? super.visitAnnotation(descriptor, true) : null;
        }

        @Override
        public AnnotationVisitor visitTypeAnnotation(int type, TypePath path, String descriptor, boolean visible) {
            return visible ? super.visitTypeAnnotation(type, path, descriptor, true) : null;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            return new FieldVisitor(api, super.visitField(access, name, descriptor, signature, value)) {
                @Override
                public AnnotationVisitor visitAnnotation(String type, boolean visible) {
                    return visible ? super.visitAnnotation(type, true) : null;
                }

                @Override
                public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String type, boolean visible) {
                    return visible ? super.visitTypeAnnotation(at, path, type, true) : null;
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new ThinnerOfCode(api, super.visitMethod(access, name, descriptor, signature, exceptions));
        }
    }

    private static final class ThinnerOfCode extends MethodVisitor {

        ThinnerOfCode(int api, MethodVisitor next) {
            super(api, next);
        }

        @Override
        public void visitLocalVariable(
                String name, String descriptor, String signature, Label start, Label end, int index) {}

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            return visible ? super.visitAnnotation(descriptor, true) : null;
        }

        @Override
        public AnnotationVisitor visitParameterAnnotation(int parameter, String descriptor, boolean visible) {
            return visible ? super.visitParameterAnnotation(parameter, descriptor, true) : null;
        }

        @Override
        public AnnotationVisitor visitTypeAnnotation(int at, TypePath path, String descriptor, boolean visible) {
            return visible ? super.visitTypeAnnotation(at, path, descriptor, true) : null;
        }

        @Override
        public AnnotationVisitor visitInsnAnnotation(int at, TypePath path, String descriptor, boolean visible) {
            return null;
        }

        @Override
        public AnnotationVisitor visitTryCatchAnnotation(int at, TypePath path, String descriptor, boolean visible) {
            return null;
        }

        @Override
        public AnnotationVisitor visitLocalVariableAnnotation(
                int at, TypePath path, Label[] start, Label[] end, int[] index, String descriptor, boolean visible) {
            return null;
        }
    }

    private void write(Path jar, List<Entry> entries, Set<String> mentioned) throws IOException {
        Path written = jar.resolveSibling(jar.getFileName() + ".new");
        List<Entry> kept = entries.stream()
                .filter(entry -> entry.verdict() == Verdict.KEEP || mentioned.contains(entry.type()))
                .sorted(Comparator.comparing((Entry entry) -> !entry.name().equals("META-INF/MANIFEST.MF"))
                        .thenComparing(Entry::name))
                .toList();
        try (OutputStream file = Files.newOutputStream(written);
                ZipOutputStream to = new ZipOutputStream(file)) {
            to.setMethod(ZipOutputStream.STORED);
            for (Entry entry : kept) {
                add(entry.name(), entry.content(), to);
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
