package dev.maskwright.folder.source;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Patterns of file names. One without {@code /} is matched against the name only, in any folder; one with {@code /}
 * against the path relative to the searched folder.
 *
 * @see java.nio.file.FileSystem#getPathMatcher
 */
final class Globs {

    private record Glob(PathMatcher matcher, boolean isOfPath) {

        boolean matches(String path) {
            return matcher.matches(Path.of(isOfPath ? path : path.substring(path.lastIndexOf('/') + 1)));
        }
    }

    private final List<Glob> globs;

    private Globs(List<Glob> globs) {
        this.globs = globs;
    }

    /** @throws IllegalArgumentException if one is not a valid pattern */
    static Globs of(List<String> patterns) {
        return new Globs(patterns.stream()
                .map(pattern -> new Glob(matcher(pattern), pattern.contains("/")))
                .toList());
    }

    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a pattern of file names: %s; expected one such as *.jpg"
                            .formatted(pattern, e.getDescription()),
                    e);
        }
    }

    boolean isEmpty() {
        return globs.isEmpty();
    }

    /** @param path with {@code /} between folders */
    boolean matches(String path) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
    }
}
