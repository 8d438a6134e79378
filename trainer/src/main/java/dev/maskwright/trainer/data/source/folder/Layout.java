package dev.maskwright.trainer.data.source.folder;

import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where well-known data sets have their pictures and masks. */
final class Layout {

    /** Folders of pictures and of masks, in the order in which they are tried; in any case. */
    private static final List<List<String>> PAIRS = List.of(
            List.of("images", "masks"),
            List.of("images", "labels"),
            List.of("images", "annotations"), // ADE20K
            List.of("image", "mask"),
            List.of("image", "label"),
            List.of("imgs", "masks"),
            List.of("img", "masks"),
            List.of("img", "ann"),
            List.of("img_dir", "ann_dir"), // MMSegmentation
            List.of("JPEGImages", "SegmentationClass"), // VOC
            List.of("JPEGImages", "SegmentationClassPNG"), // labelme2voc
            List.of("leftImg8bit", "gtFine")); // Cityscapes

    /** Suffixes of folders of masks after the name of their split, such as {@code trainannot} of CamVid. */
    private static final List<String> BESIDE =
            List.of("annot", "_annot", "_annotations", "_labels", "_label", "_masks", "_mask", "_gt");

    /** Suffixes of masks in the same folder as their pictures. */
    private static final List<String> SUFFIXES =
            List.of("_mask", "_seg", "_label", "_labels", "_gt", "-mask", ".mask", "_L");

    private Layout() {}

    /** The settings with the names of existing folders, if none are given; unchanged if there are none. */
    static DataSettings located(Path dir, DataSettings settings, Set<String> splits) throws IOException {
        DataSettings usual = DataSettings.defaults();
        if (!settings.images().equals(usual.images()) || !settings.masks().equals(usual.masks())) {
            return settings;
        }
        List<Path> places = new ArrayList<>(List.of(dir));
        folders(dir).stream()
                .filter(folder -> splits.contains(name(folder).toLowerCase(Locale.ROOT)))
                .forEach(places::add);
        for (List<String> pair : PAIRS) {
            for (Path place : places) {
                Optional<Path> images = child(place, pair.get(0));
                Optional<Path> masks = child(place, pair.get(1)).filter(Layout::hasMasks);
                if (images.isPresent() && masks.isPresent()) {
                    return settings.withFolders(name(images.get()), name(masks.get()));
                }
            }
        }
        return settings;
    }

    /** The folder of masks beside a folder of pictures: {@code trainannot} or {@code train_masks} for {@code train}. */
    static Optional<Path> beside(Path images) {
        String split = name(images).replaceFirst("_(images|imgs|img)$", "");
        return BESIDE.stream()
                .map(suffix -> images.resolveSibling(split + suffix))
                .filter(folder -> Files.isDirectory(folder) && hasMasks(folder))
                .findFirst();
    }

    /** Whether a folder has pictures and their masks side by side. */
    static boolean isMixed(Path folder) {
        try {
            return Files.isDirectory(folder)
                    && !masksAmong(own(folder).keySet()).isEmpty();
        } catch (IOException e) {
            return false; // reported when it is read
        }
    }

    /** Pictures by their names without extensions; in a folder that also contains masks, only pictures. */
    static Map<String, List<Path>> pictures(Path images, Path masks) throws IOException {
        if (!images.equals(masks)) {
            return PictureFolder.byStem(images);
        }
        Map<String, List<Path>> all = own(images);
        all.keySet().removeAll(masksAmong(all.keySet()));
        return all;
    }

    /** Masks likewise. */
    static Map<String, List<Path>> masks(Path images, Path masks) throws IOException {
        if (!images.equals(masks)) {
            return PictureFolder.byStem(masks);
        }
        Map<String, List<Path>> all = own(images);
        all.keySet().retainAll(masksAmong(all.keySet()));
        return all;
    }

    /** In the folder itself, not in its subfolders. */
    private static Map<String, List<Path>> own(Path folder) throws IOException {
        Map<String, List<Path>> own = new TreeMap<>(PictureFolder.byStem(folder));
        own.keySet().removeIf(stem -> stem.contains("/"));
        return own;
    }

    private static Set<String> masksAmong(Set<String> stems) {
        for (String suffix : SUFFIXES) {
            Set<String> masks = new HashSet<>();
            for (String stem : stems) {
                boolean isMask =
                        stem.endsWith(suffix) && stems.contains(stem.substring(0, stem.length() - suffix.length()));
                if (isMask) {
                    masks.add(stem);
                }
            }
            if (!masks.isEmpty()) {
                return masks;
            }
        }
        return Set.of();
    }

    /** Subfolders of a folder by name, ignoring case for the names of splits. */
    static List<Path> folders(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Optional<Path> child(Path place, String name) throws IOException {
        return folders(place).stream()
                .filter(folder -> name(folder).equalsIgnoreCase(name))
                .findFirst();
    }

    /** Whether a folder has pictures, and no JSON like that beside the pictures of COCO's panoptic annotations. */
    private static boolean hasMasks(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            boolean hasJson = files.anyMatch(file -> name(file).endsWith(".json"));
            return !hasJson && !PictureFolder.below(folder).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be listed".formatted(folder), e);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** The folders of a split, ignoring case, in the data set's folder or in that of its pictures. */
    static List<Path> splits(Path dir, DataSettings settings, List<String> names) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (String name : names) {
            for (Path parent : List.of(dir, dir.resolve(settings.images()))) {
                for (Path folder : folders(parent)) {
                    String own = name(folder).toLowerCase(Locale.ROOT);
                    if (own.equals(name) || own.matches(name + "_(images|imgs|img)")) {
                        found.add(dir.resolve(name(folder)));
                    }
                }
            }
        }
        return List.copyOf(found);
    }
}
