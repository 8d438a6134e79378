package dev.maskwright.trainer.data.source.folder;

import dev.maskwright.trainer.data.source.names.MaskNames;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The masks in a folder, and which picture each belongs to.
 *
 * @param byStem  by their paths relative to the folder, without extensions
 * @param rules   naming rules for masks that do not have their pictures' names; several if they fit equally well
 * @param byCase  names of masks that differ from their pictures' only in upper and lower case
 * @param unused  names of masks without a picture
 * @param endings extensions of the files there, if none of them is a picture
 */
record FolderMasks(
        Map<String, List<Path>> byStem,
        List<MaskNames> rules,
        Map<String, String> byCase,
        List<String> unused,
        Set<String> endings) {

    private static final int NAMED = 3;

    /**
     * Finds the picture of each mask.
     *
     * @param suffix of {@code data.maskSuffix}; empty to detect it
     * @param other  rules of other folders of the data set, tried if there is none: a single name shows little
     */
    static FolderMasks of(Path pictureFolder, Path folder, String suffix, List<MaskNames> other) throws IOException {
        Map<String, List<Path>> masks = Layout.masks(pictureFolder, folder);
        Set<String> pictures = Layout.pictures(pictureFolder, folder).keySet();
        List<MaskNames> found = MaskNames.find(pictures, masks.keySet(), suffix);
        List<MaskNames> rules = !found.isEmpty()
                ? found
                : other.stream()
                        .filter(rule -> pictures.stream().anyMatch(picture -> rule.mask(picture)
                                .filter(masks::containsKey)
                                .isPresent()))
                        .limit(1)
                        .toList();
        Set<String> free = new TreeSet<>(masks.keySet());
        Set<String> lonely = new TreeSet<>();
        FolderMasks exact = new FolderMasks(masks, rules, Map.of(), List.of(), Set.of());
        for (String picture : pictures) {
            if (!free.remove(exact.stem(picture))) {
                lonely.add(picture);
            }
        }
        Map<String, String> byCase = byCase(lonely, free);
        free.removeAll(byCase.values());
        return new FolderMasks(masks, rules, byCase, List.copyOf(free), masks.isEmpty() ? endings(folder) : Set.of());
    }

    /** A mask belongs to a picture if no other picture and no other mask differ from them only in case. */
    private static Map<String, String> byCase(Set<String> pictures, Set<String> masks) {
        Map<String, List<String>> folded = new HashMap<>();
        masks.forEach(mask -> folded.computeIfAbsent(PictureFolder.folded(mask), key -> new ArrayList<>())
                .add(mask));
        Map<String, String> byCase = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (String picture : pictures) {
            List<String> alike = folded.getOrDefault(PictureFolder.folded(picture), List.of());
            if (alike.size() == 1 && taken.add(alike.get(0))) {
                byCase.put(picture, alike.get(0));
            }
        }
        return byCase;
    }

    private static Set<String> endings(Path folder) throws IOException {
        Set<String> endings = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.lastIndexOf('.') > 0)
                    .forEach(name -> endings.add(name.substring(name.lastIndexOf('.'))));
        }
        return endings;
    }

    /** The name of a picture's mask, whether it exists or not. */
    String stem(String picture) {
        if (byStem.containsKey(picture)) {
            return picture;
        }
        return Optional.of(rules)
                .filter(all -> all.size() == 1)
                .flatMap(all -> all.get(0).mask(picture))
                .filter(byStem::containsKey)
                .orElse(byCase.getOrDefault(picture, picture));
    }

    List<Path> of(String picture) {
        return byStem.getOrDefault(stem(picture), List.of());
    }

    /** A line about how masks were found; empty if they have their pictures' names. */
    Optional<String> note(String folder) {
        List<String> notes = new ArrayList<>();
        if (rules.size() == 1) {
            notes.add("masks are called %s (data.maskSuffix)".formatted(rules.get(0)));
        }
        byCase.entrySet().stream()
                .findFirst()
                .ifPresent(one -> notes.add("%s found under a name that differs only in upper and lower case: %s for %s"
                        .formatted(
                                byCase.size() == 1 ? "1 mask was" : byCase.size() + " masks were",
                                one.getValue(),
                                one.getKey())));
        return notes.isEmpty() ? Optional.empty() : Optional.of(folder + ": " + String.join("; ", notes));
    }

    /** What exists instead of a missing mask, as the middle of a line. */
    String others() {
        if (rules.size() > 1) {
            return "; data.maskSuffix says which of these masks are meant: " + rules;
        }
        if (!endings.isEmpty()) {
            return "; no file there is a picture, their extensions are %s".formatted(endings);
        }
        return unused.isEmpty()
                ? ""
                : ("; masks of no picture are called %s%s: data.maskSuffix says what follows the"
                                + " picture's name, if that is it,")
                        .formatted(
                                String.join(", ", unused.stream().limit(NAMED).toList()),
                                unused.size() > NAMED ? ", ..." : "");
    }
}
