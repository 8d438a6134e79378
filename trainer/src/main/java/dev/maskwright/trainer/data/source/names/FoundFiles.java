package dev.maskwright.trainer.data.source.names;

import dev.maskwright.trainer.data.source.names.WrittenPath.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that the names in a table or an annotation file mean, also where these were written on another system: with
 * backslashes, URL-encoded, with other folders before them, with accents stored otherwise.
 *
 * <p>A name that means a file only without its folders must be the only one that means it: {@code left/1.png} and
 * {@code right/1.png} are not both {@code 1.png}.
 */
public final class FoundFiles {

    private record Hit(String name, Path file, Change change) {}

    /** Where files are looked for. */
    private interface Lookup {
        Optional<Path> exactly(String path);

        /** A name that differs in case or in how its accents are stored. */
        Optional<Path> roughly(String path);
    }

    private final Map<String, Hit> hits = new LinkedHashMap<>();
    private final Map<String, String> ambiguous = new HashMap<>();

    private FoundFiles() {}

    /**
     * Looks for files on disk.
     *
     * @param places the folders that relative names may start from, in the order in which they are tried
     * @param names  as they are written
     */
    public static FoundFiles in(List<Path> places, Collection<String> names) {
        return of(names, new OnDisk(places));
    }

    /**
     * Looks among files that are known.
     *
     * @param known by what they are called
     * @param names as they are written
     */
    public static FoundFiles among(Map<String, Path> known, Collection<String> names) {
        Map<String, List<Path>> folded = new HashMap<>();
        known.forEach((name, file) -> folded.computeIfAbsent(WrittenPath.folded(name), key -> new ArrayList<>())
                .add(file));
        return of(names, new Lookup() {
            @Override
            public Optional<Path> exactly(String path) {
                return Optional.ofNullable(known.get(path));
            }

            @Override
            public Optional<Path> roughly(String path) {
                List<Path> alike = folded.getOrDefault(WrittenPath.folded(path), List.of());
                return alike.stream().distinct().count() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
            }
        });
    }

    private static FoundFiles of(Collection<String> names, Lookup lookup) {
        FoundFiles files = new FoundFiles();
        for (String name : names) {
            if (!files.hits.containsKey(name)) {
                search(name, lookup).ifPresent(hit -> files.hits.put(name, hit));
            }
        }
        files.removeAmbiguous();
        return files;
    }

    private static Optional<Hit> search(String name, Lookup lookup) {
        Map<String, Change> meanings = WrittenPath.meanings(name);
        for (Map.Entry<String, Change> meaning : meanings.entrySet()) {
            Optional<Path> file = lookup.exactly(meaning.getKey());
            if (file.isPresent()) {
                return file.map(found -> new Hit(name, found, meaning.getValue()));
            }
        }
        for (Map.Entry<String, Change> meaning : meanings.entrySet()) {
            Optional<Path> file = lookup.roughly(meaning.getKey());
            if (file.isPresent()) {
                boolean isWhole = meaning.getValue() != Change.FOLDERS;
                return file.map(found -> new Hit(name, found, isWhole ? Change.SPELLING : Change.FOLDERS));
            }
        }
        return Optional.empty();
    }

    private static final class OnDisk implements Lookup {

        private final List<Path> places;
        private final Map<Path, Map<String, List<Path>>> listings = new HashMap<>();

        OnDisk(List<Path> places) {
            this.places = List.copyOf(places);
        }

        @Override
        public Optional<Path> exactly(String path) {
            return places.stream()
                    .flatMap(place -> resolved(place, path).stream())
                    .filter(Files::isRegularFile)
                    .findFirst();
        }

        @Override
        public Optional<Path> roughly(String path) {
            return places.stream()
                    .flatMap(place ->
                            WrittenPath.spellings(path).stream().flatMap(name -> resolved(place, name).stream()))
                    .flatMap(file -> alike(file).stream())
                    .findFirst();
        }

        private static Optional<Path> resolved(Path place, String name) {
            try {
                return Optional.of(place.resolve(name));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }

        /** The only file of the same folder whose name is folded to the same. */
        private Optional<Path> alike(Path path) {
            Path folder = path.getParent();
            Path name = path.getFileName();
            if (folder == null || name == null || !Files.isDirectory(folder)) {
                return Optional.empty();
            }
            List<Path> alike = listings.computeIfAbsent(folder, OnDisk::listed)
                    .getOrDefault(WrittenPath.folded(name.toString()), List.of());
            return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
        }

        private static Map<String, List<Path>> listed(Path folder) {
            Map<String, List<Path>> files = new HashMap<>();
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(Files::isRegularFile).forEach(file -> files.computeIfAbsent(
                                WrittenPath.folded(file.getFileName().toString()), key -> new ArrayList<>())
                        .add(file));
            } catch (IOException e) {
                throw new UncheckedIOException("%s: cannot be listed".formatted(folder), e);
            }
            return files;
        }
    }

    private void removeAmbiguous() {
        Map<Path, List<Hit>> byFile = hits.values().stream().collect(Collectors.groupingBy(Hit::file));
        for (List<Hit> alike : byFile.values()) {
            for (Hit hit : alike) {
                if (alike.size() > 1 && hit.change() == Change.FOLDERS) {
                    ambiguous.put(
                            hit.name(),
                            alike.get(alike.get(0).equals(hit) ? 1 : 0).name());
                }
            }
        }
        hits.keySet().removeAll(ambiguous.keySet());
    }

    /** The file that a name means. */
    public Optional<Path> file(String name) {
        return Optional.ofNullable(hits.get(name)).map(Hit::file);
    }

    /** Why there is no file of a name, and what to do; empty if there simply is none. */
    public Optional<String> reason(String name) {
        if (ambiguous.containsKey(name)) {
            return Optional.of(
                    "without its folders '%s' is the same file as '%s'; put the folders there, or rename the files"
                            .formatted(name, ambiguous.get(name)));
        }
        if (OnDisk.resolved(Path.of(""), name).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                name.indexOf('\0') >= 0
                        ? "its name has a NUL in it, which no file's has; correct it"
                        : "its name cannot be written in the encoding of this system, %s; set LC_ALL=C.UTF-8, or correct it"
                                .formatted(System.getProperty("sun.jnu.encoding", "unknown")));
    }

    /**
     * Lines on names that mean a file only with a change.
     *
     * @param source what the names were read from
     */
    public List<String> notes(String source) {
        Map<Change, List<Hit>> byChange = new EnumMap<>(Change.class);
        hits.values().stream().filter(hit -> hit.change() != Change.NONE).forEach(hit -> byChange.computeIfAbsent(
                        hit.change(), change -> new ArrayList<>())
                .add(hit));
        List<String> notes = new ArrayList<>();
        byChange.forEach((change, found) -> notes.add("%s: %s found %s: '%s' is %s"
                .formatted(
                        source,
                        found.size() == 1 ? "1 file was" : "%,d files were".formatted(found.size()),
                        change.words(),
                        found.get(0).name(),
                        found.get(0).file())));
        return notes;
    }
}
