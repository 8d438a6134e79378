package dev.maskwright.camera;

import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.video.LevelOptions;
import dev.maskwright.sdk.video.TrackerOptions;
import dev.maskwright.sdk.video.Zone;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is counted in pictures.
 *
 * @param lines at which crossing objects are counted
 * @param zones for which the share of each class and lasting changes are reported
 * @param classes the names of classes that count; all except the background, if empty
 * @param regions which regions of a mask are tracked
 * @param tracker how they are tracked
 * @param levels when a change in a zone is an event
 */
public record CountOptions(
        List<CountedLine> lines,
        List<Zone> zones,
        List<String> classes,
        RegionOptions regions,
        TrackerOptions tracker,
        LevelOptions levels) {

    /** All is copied. */
    public CountOptions {
        lines = List.copyOf(lines);
        zones = List.copyOf(zones);
        classes = List.copyOf(classes);
    }

    /** Lines and zones for all classes, with default options. */
    public static CountOptions of(List<CountedLine> lines, List<Zone> zones) {
        return new CountOptions(
                lines, zones, List.of(), RegionOptions.defaults(), TrackerOptions.defaults(), LevelOptions.defaults());
    }

    /** The same for some classes. */
    public CountOptions withClasses(List<String> names) {
        return new CountOptions(lines, zones, names, regions, tracker, levels);
    }

    /** Whether there is anything to count. */
    public boolean isEmpty() {
        return lines.isEmpty() && zones.isEmpty();
    }

    /**
     * The ids of the classes that count.
     *
     * @throws IllegalArgumentException if the model lacks one; the message names those that it has
     */
    Set<Integer> classIds(List<ClassLabel> all) {
        List<ClassLabel> things =
                all.stream().filter(label -> !label.isBackground()).toList();
        List<String> missing = classes.stream()
                .filter(name -> things.stream().noneMatch(label -> isCalled(label, name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the model has no class called %s; it has %s"
                    .formatted(
                            String.join(", ", missing),
                            things.stream().map(ClassLabel::words).collect(Collectors.joining(", "))));
        }
        return things.stream()
                .filter(label -> classes.isEmpty() || classes.stream().anyMatch(name -> isCalled(label, name)))
                .map(ClassLabel::id)
                .collect(Collectors.toSet());
    }

    private static boolean isCalled(ClassLabel label, String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', ' ');
        return label.words().toLowerCase(Locale.ROOT).equals(plain)
                || label.name().toLowerCase(Locale.ROOT).replace('_', ' ').equals(plain);
    }
}
