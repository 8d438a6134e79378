package dev.maskwright.trainer.data.source.names;

import dev.maskwright.models.files.Excerpt;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the files for the names in a table or an annotation file, even if these were written on another system: with
 * backslashes, URL-encoded, with other parent folders, with differently stored accents.
 *
 * <p>A name that matches a file only without its folders must be the only one that matches it: {@code left/1.png} and
 * {@code right/1.png} are not both {@code 1.png}.
 */
public final class FoundFiles {

    private record Hit(String name, Path file, Change change) {}

    /** Where to look for files. */
    private interface Lookup {
        Optional<Path> exactly(String path);

        /** A file whose name differs in case or in how its accents are stored. */
        Optional<Path> roughly(String path);

        /** A file of the same name with another extension, for messages. */
        default Optional<Path> endingOtherwise(String path) {
            return Optional.empty();
        }
    }

    private final Map<String, Hit> hits = new LinkedHashMap<>();
    private final Map<String, String> ambiguous = new HashMap<>();

    private final Lookup lookup;

    private FoundFiles(Lookup lookup) {
        this.lookup = lookup;
    }

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
     * Looks among known files.
     *
     * @param known by their names
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
        FoundFiles files = new FoundFiles(lookup);
        for (String name : names) {
            if (!files.hits.containsKey(name)) {
                search(name, lookup).ifPresent(hit -> files.hits.put(name, hit));
            }
        }
        tellApart(List.of(files));
        return files;
    }

    /** A match with all folders comes before one without some of them, even if its case differs. */
    private static Optional<Hit> search(String name, Lookup lookup) {
        Map<String, Change> whole = new LinkedHashMap<>(WrittenPath.meanings(name));
        Map<String, Change> shorter = new LinkedHashMap<>(whole);
        whole.values().removeIf(Change::shortens);
        shorter.keySet().removeAll(whole.keySet());
        return exactly(name, whole, lookup)
                .or(() -> roughly(name, whole, Change.SPELLING, lookup))
                .or(() -> exactly(name, shorter, lookup))
                .or(() -> roughly(name, shorter, Change.FOLDERS, lookup));
    }

    private static Optional<Hit> exactly(String name, Map<String, Change> meanings, Lookup lookup) {
        return meanings.entrySet().stream()
                .flatMap(meaning ->
                        lookup.exactly(meaning.getKey()).map(file -> new Hit(name, file, meaning.getValue())).stream())
                .findFirst();
    }

    private static Optional<Hit> roughly(String name, Map<String, Change> meanings, Change change, Lookup lookup) {
        return meanings.keySet().stream()
                .flatMap(path -> lookup.roughly(path).map(file -> new Hit(name, file, change)).stream())
                .findFirst();
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

        @Override
        public Optional<Path> endingOtherwise(String path) {
            return places.stream()
                    .flatMap(place -> resolved(place, path).stream())
                    .flatMap(file -> Optional.ofNullable(file.getParent()).stream()
                            .filter(Files::isDirectory)
                            .flatMap(folder -> listings.computeIfAbsent(folder, OnDisk::listed).values().stream())
                            .flatMap(List::stream)
                            .filter(other -> PictureFolder.isNamedLikePicture(other)
                                    && stem(other).equals(stem(file))))
                    .findFirst();
        }

        private static String stem(Path file) {
            return PictureFolder.stem(file.getFileName().toString());
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

    /**
     * Drops names that match a file only without their folders if another name, in any of several sources, matches it
     * too.
     */
    public static void tellApart(List<FoundFiles> sources) {
        Map<Path, Set<String>> namesOf = new HashMap<>();
        for (FoundFiles source : sources) {
            source.hits.values().forEach(hit -> namesOf.computeIfAbsent(hit.file(), file -> new LinkedHashSet<>())
                    .add(hit.name()));
        }
        for (FoundFiles source : sources) {
            for (Hit hit : source.hits.values()) {
                if (hit.change().shortens()) {
                    namesOf.getOrDefault(hit.file(), Set.of()).stream()
                            .filter(name -> !name.equals(hit.name()))
                            .findFirst()
                            .ifPresent(other -> source.ambiguous.put(hit.name(), other));
                }
            }
            source.hits.keySet().removeAll(source.ambiguous.keySet());
        }
    }

    /** The file for a name. */
    public Optional<Path> file(String name) {
        return Optional.ofNullable(hits.get(name)).map(Hit::file);
    }

    /** Why there is no file for a name, and what to do; empty if it simply does not exist. */
    public Optional<String> reason(String name) {
        if (ambiguous.containsKey(name)) {
            return Optional.of(
                    "without its folders '%s' is the same file as '%s'; create the folders there, or rename the files"
                            .formatted(Excerpt.of(name), Excerpt.of(ambiguous.get(name))));
        }
        if (OnDisk.resolved(Path.of(""), name).isPresent()) {
            return lookup.endingOtherwise(name)
                    .map(file ->
                            "no such file, but %s is there; if that is meant, correct the extension".formatted(file));
        }
        return Optional.of(
                name.indexOf('\0') >= 0
                        ? "its name contains a NUL character, which file names cannot; correct it"
                        : ("its name cannot be written in the encoding of this system, %s; set"
                                        + " LC_ALL=C.UTF-8, or correct it")
                                .formatted(System.getProperty("sun.jnu.encoding", "unknown")));
    }

    /**
     * Lines about names that match a file only after a change.
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
                        found.size() == 1 ? "1 file was" : String.format(Locale.ROOT, "%,d files were", found.size()),
                        change.words(),
                        found.get(0).name(),
                        found.get(0).file())));
        return notes;
    }
}
