package dev.maskwright.trainer.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds pictures that are in both splits, or several times in one. */
final class Duplicates {

    private Duplicates() {}

    static List<Finding> find(List<RowFacts> rows) {
        List<RowFacts> train = of(rows, SplitName.TRAIN);
        List<RowFacts> validation = of(rows, SplitName.VALIDATION);
        List<Finding> found = new ArrayList<>(acrossSplits(train, validation));
        found.addAll(within(train));
        found.addAll(within(validation));
        return found;
    }

    private static List<RowFacts> of(List<RowFacts> rows, SplitName split) {
        return rows.stream().filter(row -> row.id().split() == split).toList();
    }

    private static List<Finding> acrossSplits(List<RowFacts> train, List<RowFacts> validation) {
        Map<String, RowFacts> trained = new HashMap<>();
        train.forEach(row -> trained.putIfAbsent(row.content(), row));
        List<RowFacts> views = List.copyOf(trained.values().stream()
                .sorted(Comparator.comparingInt(row -> row.id().number()))
                .toList());
        return validation.parallelStream()
                .flatMap(row -> {
                    RowFacts same = trained.get(row.content());
                    return same == null
                            ? nearest(row, views).stream()
                            : Stream.of(pair(
                                    FaultKind.SPLIT_DUPLICATE,
                                    Severity.ERROR,
                                    row,
                                    same,
                                    "the same picture as " + same.name(),
                                    1));
                })
                .toList();
    }

    private static Optional<Finding> nearest(RowFacts row, List<RowFacts> views) {
        return views.stream()
                .filter(view -> row.look().isNear(view.look()))
                .min(Comparator.comparingDouble(view -> row.look().difference(view.look())))
                .map(view -> {
                    double difference = row.look().difference(view.look());
                    String detail = String.format(
                            Locale.ROOT, "differs by %.1f %% of its contrast from %s", 100 * difference, view.name());
                    return pair(FaultKind.SPLIT_NEAR_DUPLICATE, Severity.WARNING, row, view, detail, 1 - difference);
                });
    }

    /** One finding for each row that repeats or contradicts an earlier one. */
    private static List<Finding> within(List<RowFacts> split) {
        Map<String, List<RowFacts>> byContent = new LinkedHashMap<>();
        split.forEach(row -> byContent
                .computeIfAbsent(row.content(), content -> new ArrayList<>())
                .add(row));
        List<Finding> found = new ArrayList<>();
        for (List<RowFacts> same : byContent.values()) {
            for (int i = 1; i < same.size(); i++) {
                RowFacts row = same.get(i);
                RowFacts first = same.get(0);
                Optional<RowFacts> repeated = same.subList(0, i).stream()
                        .filter(other -> other.labels().equals(row.labels())
                                && other.product().equals(row.product()))
                        .findFirst();
                if (repeated.isPresent()) {
                    String detail =
                            "picture and labels are those of " + repeated.get().name();
                    found.add(pair(FaultKind.REPEATED_ROW, Severity.NOTE, row, repeated.get(), detail, 0));
                } else if (row.isWhole() && contradict(row, first)) {
                    String detail = "the picture of %s with different labels".formatted(first.name());
                    found.add(pair(FaultKind.CONFLICTING_LABELS, Severity.WARNING, row, first, detail, 0));
                }
            }
        }
        return found;
    }

    private static boolean contradict(RowFacts a, RowFacts b) {
        return a.labels().isPresent() && b.labels().isPresent() && !a.labels().equals(b.labels());
    }

    private static Finding pair(
            FaultKind kind, Severity severity, RowFacts row, RowFacts twin, String detail, double badness) {
        return new Finding(kind, severity, Optional.of(row.id()), row.name(), detail, badness, Optional.of(twin.id()));
    }
}
