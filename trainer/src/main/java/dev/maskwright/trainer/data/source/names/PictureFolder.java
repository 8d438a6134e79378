package dev.maskwright.trainer.data.source.names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private PictureFolder() {}

    /** The pictures below a folder, at any depth, in alphabetical order. */
    public static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(PictureFolder::isPicture).sorted().toList();
        }
    }

    /** Pictures below a folder by their names from there on without endings, in alphabetical order. */
    public static Map<String, List<Path>> byStem(Path folder) throws IOException {
        Map<String, List<Path>> found = new TreeMap<>();
        for (Path file : below(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            found.computeIfAbsent(stem(name), stem -> new ArrayList<>()).add(file);
        }
        return found;
    }

    /** A name without its ending; accents are stored as one character each. */
    public static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return WrittenPath.composed(dot > name.lastIndexOf('/') ? name.substring(0, dot) : name);
    }

    /** The spelling in which names are equal that differ in case or in how their accents are stored. */
    public static String folded(String name) {
        return WrittenPath.folded(name);
    }

    private static boolean isPicture(Path file) {
        return isNamedLikePicture(file) && Files.isRegularFile(file);
    }

    static boolean isNamedLikePicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
