package dev.maskwright.trainer.data.source.coco;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Crowds;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.names.MappedIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Maps the categories of annotation files to classes. Categories with the same name are one class; one that only groups
 * others, such as the first one of Roboflow, is not a class.
 */
final class CocoCategories {

    private final List<CocoFile> files;
    private final DataSettings settings;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> groups = new TreeSet<>(CocoValues::compareIds); // ids
    private final Set<String> onlyCrowds = new LinkedHashSet<>(); // names
    private final ClassList classes;

    private CocoCategories(Path dir, List<CocoFile> files, DataSettings settings) throws BadDatasetException {
        this.files = files;
        this.settings = settings;
        checkAlike();
        findGroups();
        Map<String, Set<String>> ids = idsByName();
        ids.forEach((name, all) -> {
            if (all.size() > 1 && settings.ids().isEmpty() && !name.equals(ClassList.BACKGROUND)) {
                notes.add("categories %s are all called '%s': they become one class"
                        .formatted(String.join(", ", all), name));
            }
        });
        try {
            this.classes = ClassList.of(ids.keySet().stream()
                    .filter(name -> !name.equals(ClassList.BACKGROUND))
                    .toList());
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException(
                    ("%s: the categories cannot serve as classes (%s); set data.ids to say which"
                                    + " category becomes which class")
                            .formatted(dir, e.getMessage()),
                    e);
        }
        findCrowds();
    }

    /**
     * Combines the categories of all files of a data set.
     *
     * @throws BadDatasetException if two files use an id for different names, or there are too many categories
     */
    static CocoCategories of(Path dir, List<CocoFile> files, DataSettings settings) throws BadDatasetException {
        return new CocoCategories(dir, files, settings);
    }

    /** Files may number the same names differently, but if names differ, it is unknown which is right. */
    private void checkAlike() throws BadDatasetException {
        if (!settings.ids().isEmpty()) {
            return;
        }
        CocoFile first = files.get(0);
        for (CocoFile file : files) {
            if (names(file).equals(names(first))) {
                continue;
            }
            for (Map.Entry<String, CocoFile.Category> category :
                    file.categories().entrySet()) {
                CocoFile.Category other = first.categories().get(category.getKey());
                if (other != null && !other.name().equals(category.getValue().name())) {
                    throw new BadDatasetException(
                            "%s: category %s is '%s', but '%s' in %s; give both files the same categories"
                                    .formatted(
                                            file.path(),
                                            category.getKey(),
                                            category.getValue().name(),
                                            other.name(),
                                            first.path()));
                }
            }
        }
    }

    private static Set<String> names(CocoFile file) {
        return file.categories().values().stream().map(CocoFile.Category::name).collect(Collectors.toSet());
    }

    private void findGroups() {
        Set<String> annotated = new HashSet<>();
        files.forEach(file -> file.annotations().forEach(annotation -> annotated.add(annotation.category())));
        for (CocoFile file : files) {
            file.categories().forEach((id, category) -> {
                boolean isGroup = file.categories().entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(id)
                                && other.getValue().group().equals(category.name()));
                if (isGroup && !annotated.contains(id) && settings.ids().isEmpty() && groups.add(id)) {
                    notes.add("category %s, '%s', does not become a class: it only groups others, and has no objects"
                            .formatted(id, category.name()));
                }
            });
        }
    }

    private Map<String, Set<String>> idsByName() {
        Map<String, Set<String>> firstIds = new TreeMap<>(CocoValues::compareIds);
        for (CocoFile file : files) {
            file.categories().keySet().forEach(id -> name(file, id)
                    .ifPresent(name -> firstIds.computeIfAbsent(id, key -> new LinkedHashSet<>())
                            .add(name)));
        }
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        firstIds.forEach((id, names) -> names.forEach(
                name -> ids.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(id)));
        return ids;
    }

    private void findCrowds() {
        Map<String, int[]> crowds = new TreeMap<>();
        for (CocoFile file : files) {
            for (CocoFile.Annotation annotation : file.annotations()) {
                name(file, annotation.category()).ifPresent(name -> {
                    int[] counts = crowds.computeIfAbsent(name, key -> new int[2]);
                    counts[0] += annotation.crowd() ? 1 : 0;
                    counts[1]++;
                });
            }
        }
        crowds.forEach((name, counts) -> {
            if (counts[0] == counts[1]) {
                onlyCrowds.add(name);
            }
        });
        int objects = crowds.values().stream().mapToInt(counts -> counts[1]).sum();
        int marked = crowds.values().stream().mapToInt(counts -> counts[0]).sum();
        if (settings.crowds() == Crowds.AUTO && !onlyCrowds.isEmpty()) {
            notes.add(("all objects of %s are marked as crowds, as CVAT marks what is drawn with a"
                            + " brush; they are learned like any other (data.crowds)")
                    .formatted(String.join(", ", onlyCrowds)));
        } else if (settings.crowds() != Crowds.LEARN && marked > 0) {
            notes.add(
                    "%d of %d objects are crowds, whose pixels do not count (data.crowds)".formatted(marked, objects));
        }
    }

    /** The name that a category has as a class; empty if the file does not list it, or it is ignored or a group. */
    private Optional<String> name(CocoFile file, String id) {
        CocoFile.Category category = file.categories().get(id);
        if (category == null || groups.contains(id)) {
            return Optional.empty();
        }
        if (settings.ids().isEmpty()) {
            return Optional.of(category.name());
        }
        return Optional.ofNullable(settings.ids().get(id))
                .filter(name -> !MappedIds.isIgnore(name))
                .map(ClassList::normalize);
    }

    ClassList classes() {
        return classes;
    }

    /** Lines about what was done with categories and crowds. */
    List<String> notes() {
        return notes;
    }

    /** The class of a category, or {@link Sample#IGNORE}; empty if there is none. */
    OptionalInt classId(CocoFile file, String category) {
        Optional<String> name = name(file, category);
        if (name.isPresent()) {
            return classes.classId(name.get());
        }
        String mapped = settings.ids().getOrDefault(category, settings.ids().getOrDefault(DataSettings.OTHER, ""));
        return file.categories().containsKey(category) && MappedIds.isIgnore(mapped)
                ? OptionalInt.of(Sample.IGNORE)
                : OptionalInt.empty();
    }

    /** Whether the pixels of an object are ignored because it is a crowd. */
    boolean isIgnored(CocoFile file, CocoFile.Annotation annotation) {
        return annotation.crowd()
                && switch (settings.crowds()) {
                    case LEARN -> false;
                    case IGNORE -> true;
                    case AUTO ->
                        name(file, annotation.category())
                                .filter(onlyCrowds::contains)
                                .isEmpty();
                };
    }
}
