package dev.maskwright.cli.segment;

import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.folder.ClassArea;
import dev.maskwright.folder.PictureResult;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.RunSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The summary of a run: a line for each of some pictures, and one for all. */
final class SegmentSummary {

    private static final int PICTURES_SHOWN = 20;
    private static final int CLASSES_SHOWN = 4;

    private final List<Segmented> first = new ArrayList<>();

    /** Adds the outcome of a picture; one thread at a time. */
    void add(PictureResult result) {
        if (first.size() < PICTURES_SHOWN && result instanceof Segmented segmented) {
            first.add(segmented);
        }
    }

    String text(RunSummary run, Path output, double seconds) {
        Table table = new Table("lrl");
        first.stream()
                .sorted(Comparator.comparing(one -> one.picture().name()))
                .forEach(one -> table.row(
                        one.picture().name(), "%dx%d".formatted(one.width(), one.height()), shares(one.classes())));
        long more = run.segmented() + run.kept() - first.size();
        return "%s%n%s%s%s%s in %s; results are in %s"
                .formatted(
                        table,
                        more > 0 ? "... and %,d more, in report.csv%n".formatted(more) : "",
                        Words.count(run.segmented(), "picture") + " segmented",
                        run.kept() > 0 ? ", %,d kept".formatted(run.kept()) : "",
                        run.failed() > 0 ? ", %,d failed".formatted(run.failed()) : "",
                        Words.seconds(seconds),
                        output)
                .stripLeading();
    }

    private static String shares(List<ClassArea> classes) {
        List<ClassArea> present =
                classes.stream().filter(area -> !area.label().isBackground()).toList();
        if (present.isEmpty()) {
            return "only background";
        }
        return present.stream()
                        .limit(CLASSES_SHOWN)
                        .map(area -> String.format(
                                Locale.ROOT, "%s %.1f %%", area.label().words(), 100 * area.share()))
                        .collect(Collectors.joining(", "))
                + (present.size() > CLASSES_SHOWN ? ", ..." : "");
    }
}
