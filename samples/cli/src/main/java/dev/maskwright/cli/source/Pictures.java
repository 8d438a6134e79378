package dev.maskwright.cli.source;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the pictures that a command is given, and names their results. */
public final class Pictures {

    /** What picture files are called; a file that is named itself is read whatever it is called. */
    private static final Pattern NAME =
            Pattern.compile("[^.].*\\.(jpe?g|png|webp|tiff?|bmp|gif)", Pattern.CASE_INSENSITIVE);

    /** @param relative the file as seen from the folder that was named, or its name */
    private record Found(Path file, Path relative) {}

    private Pictures() {}

    /**
     * All pictures in the order of the inputs, those of a folder by name; none twice.
     *
     * @param recursive whether folders in folders are looked into
     * @param except a folder that is left out: results are no input
     */
    public static List<Picture> find(List<Path> inputs, boolean recursive, Path except) throws IOException {
        List<Found> found = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path input : inputs) {
            List<Found> more = Files.isDirectory(input)
                    ? in(input, recursive, except)
                    : List.of(new Found(input, input.getFileName()));
            for (Found one : more) {
                if (seen.add(one.file.toAbsolutePath().normalize())) {
                    found.add(one);
                }
            }
        }
        return named(found);
    }

    private static List<Found> in(Path folder, boolean recursive, Path except) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean wanted = dir.equals(folder)
                        || (recursive
                                && !dir.getFileName().toString().startsWith(".")
                                && !dir.toAbsolutePath()
                                        .normalize()
                                        .equals(except.toAbsolutePath().normalize()));
                return wanted ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (NAME.matcher(file.getFileName().toString()).matches()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files.stream()
                .sorted()
                .map(file -> new Found(file, folder.relativize(file)))
                .toList();
    }

    /**
     * Results are called like their pictures without extension. Pictures which would then share a name keep their extension, and if
     * that is not enough go into a folder called like the one they come from, with a number as last resort. So a name
     * never passes from one picture to another when pictures are added.
     */
    private static List<Picture> named(List<Found> found) {
        Map<String, Integer> byStem = new HashMap<>();
        Map<String, Integer> byName = new HashMap<>();
        for (Found one : found) {
            byStem.merge(key(withoutExtension(one.relative)), 1, Integer::sum);
            byName.merge(key(one.relative), 1, Integer::sum);
        }
        List<Picture> pictures = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Found one : found) {
            Path name = withoutExtension(one.relative);
            if (byStem.getOrDefault(key(name), 0) > 1) {
                name = byName.getOrDefault(key(one.relative), 0) > 1 ? withParent(one) : one.relative;
            }
            Path free = name;
            for (int i = 2; !taken.add(key(free)); i++) {
                free = name.resolveSibling(name.getFileName() + "-" + i);
            }
            pictures.add(new Picture(one.file, free));
        }
        return pictures;
    }

    private static Path withoutExtension(Path relative) {
        String name = relative.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? relative.resolveSibling(name.substring(0, dot)) : relative;
    }

    /** The file below the name of the folder that was looked into, or that it lies in. */
    private static Path withParent(Found one) {
        Path absolute = one.file.toAbsolutePath().normalize();
        int last = absolute.getNameCount();
        int first = Math.max(0, last - one.relative.getNameCount() - 1);
        return absolute.subpath(first, last);
    }

    /** Two names of one key would be one file on systems that do not tell upper from lower case. */
    private static String key(Path path) {
        return path.toString().toLowerCase(Locale.ROOT);
    }
}
