package dev.maskwright.trainer.data.source.names;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds picture files by their names. */
public final class PictureFolder {

    private static final Set<String> ENDINGS =
            Set.of("jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "bmp", "gif", "pbm", "pgm", "ppm", "pnm");

    private static final String LINK_BACK = "a link to a folder that contains it; remove it";

    private PictureFolder() {}

    /** The pictures below a folder, at any depth and through links, in alphabetical order. */
    public static List<Path> below(Path folder) throws IOException {
        List<Path> pictures = new ArrayList<>();
        walk(folder, pictures, new TreeMap<>());
        pictures.sort(null);
        return pictures;
    }

    /** Entries below a folder that have the name of a picture but are not usable: the reasons, by path. */
    public static Map<Path, String> strays(Path folder) throws IOException {
        Map<Path, String> strays = new TreeMap<>();
        walk(folder, new ArrayList<>(), strays);
        return strays;
    }

    private static void walk(Path folder, List<Path> pictures, Map<Path, String> strays) throws IOException {
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) throws IOException {
                if (Files.isSymbolicLink(inner)
                        && !inner.equals(folder)
                        && folder.toRealPath().startsWith(inner.toRealPath())) {
                    strays.put(inner, LINK_BACK);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!inner.equals(folder) && isNamedLikePicture(inner) && isEmpty(inner)) {
                    strays.put(inner, "a folder with the name of a picture; remove it");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isNamedLikePicture(file) && attributes.isRegularFile()) {
                    pictures.add(file);
                } else if (isNamedLikePicture(file)) {
                    strays.put(
                            file,
                            attributes.isSymbolicLink()
                                    ? "a link to a missing file; copy the file there, or remove the link"
                                    : "a pipe or a device, expected a file; remove it");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
                if (!(fault instanceof FileSystemLoopException)) {
                    throw fault;
                }
                strays.put(file, LINK_BACK);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Pictures below a folder by their relative paths without extensions, in alphabetical order. */
    public static Map<String, List<Path>> byStem(Path folder) throws IOException {
        Map<String, List<Path>> found = new TreeMap<>();
        for (Path file : below(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            found.computeIfAbsent(stem(name), stem -> new ArrayList<>()).add(file);
        }
        return found;
    }

    /** A name without its extension; accents are stored as one character each. */
    public static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return WrittenPath.composed(dot > name.lastIndexOf('/') ? name.substring(0, dot) : name);
    }

    /** A spelling that is equal for names that only differ in case or in how their accents are stored. */
    public static String folded(String name) {
        return WrittenPath.folded(name);
    }

    static boolean isNamedLikePicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
