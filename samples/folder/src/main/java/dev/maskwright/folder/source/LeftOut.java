package dev.maskwright.folder.source;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a search skipped: a count for each kind, and the first names. Any number of threads may call. */
public final class LeftOut {

    private static final int NAMES_KEPT = 3;

    private final Map<FileKind, Long> counts = new EnumMap<>(FileKind.class);
    private final Map<FileKind, List<String>> names = new EnumMap<>(FileKind.class);

    /** Something that is not a picture, or not a readable one. */
    public synchronized void add(FileKind kind, String name) {
        counts.merge(kind, 1L, Long::sum);
        List<String> some = names.computeIfAbsent(kind, key -> new ArrayList<>());
        if (some.size() < NAMES_KEPT) {
            some.add(name);
        }
    }

    /** How many of each kind. */
    public synchronized Map<FileKind, Long> counts() {
        return Map.copyOf(counts);
    }

    public synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** A line for each kind: {@code 5 HEIC or HEIF files: a.heic, b.heic, c.heic, ...}. */
    public synchronized List<String> lines() {
        return counts.entrySet().stream()
                .map(entry -> "%s: %s%s"
                        .formatted(
                                entry.getKey().count(entry.getValue()),
                                String.join(", ", names.getOrDefault(entry.getKey(), List.of())),
                                entry.getValue() > NAMES_KEPT ? ", ..." : ""))
                .toList();
    }

    /** {@code 5 HEIC or HEIF files, 1 video}, or {@code nothing}. */
    @Override
    public synchronized String toString() {
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey().count(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
