package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Foreground;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for faults in a data set. */
public final class Lint {

    /**
     * What to look for.
     *
     * @param leastBoxIou  of a box and its mask, 0..1; below it is a finding
     * @param classBalance of the recipe's loss, 0..1, which the suggested class weights follow from
     */
    public record Options(double leastBoxIou, double classBalance) {
        public Options {
            if (!(leastBoxIou >= 0 && leastBoxIou <= 1 && classBalance >= 0 && classBalance <= 1)) {
                throw new IllegalArgumentException(
                        "the least IoU of boxes and classBalance must be in 0..1, got %s and %s"
                                .formatted(leastBoxIou, classBalance));
            }
        }
    }

    /**
     * What is kept of a row after its pictures are released.
     *
     * @param pixels from {@link ClassShares#countPixels}, if training can use the row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Checked(
            SplitName split, List<Finding> findings, Optional<RowFacts> facts, Optional<long[]> pixels) {}

    private Lint() {}

    /**
     * Reads every row once, on all cores, with as many pictures in memory as there are cores.
     *
     * @param rowDone called after each row, from any thread
     */
    public static LintReport run(DataSource source, Options options, Runnable rowDone) {
        List<RowCheck> checks = List.of(
                new ReadingCheck(),
                new SizeCheck(),
                new OrientationCheck(),
                new ValueCheck(),
                new EmptyMaskCheck(),
                new BoxCheck(options.leastBoxIou()));
        boolean isDrawn = source.format() == DataFormat.COCO;
        List<Checked> rows = Stream.of(SplitName.values())
                .flatMap(split -> IntStream.range(0, rawSize(source, split)).mapToObj(row -> new RowId(split, row)))
                .toList() // a list of known size is divided evenly
                .parallelStream()
                .map(id -> {
                    Checked checked = checked(id.split().of(source).orElseThrow(), id, isDrawn, checks);
                    rowDone.run();
                    return checked;
                })
                .toList();

        List<long[]> trained = pixels(rows, SplitName.TRAIN);
        List<long[]> validated = pixels(rows, SplitName.VALIDATION);
        ClassShares shares = ClassShares.of(source.classes(), trained, validated, options.classBalance());
        List<Finding> findings = new ArrayList<>();
        rows.forEach(row -> findings.addAll(row.findings()));
        findings.addAll(Duplicates.find(
                rows.stream().flatMap(row -> row.facts().stream()).toList()));
        boolean isTrainedOn = source.findTrain().isPresent();
        shares.findings().stream()
                .filter(finding -> isTrainedOn || finding.kind() != FaultKind.NOT_LEARNED)
                .forEach(findings::add);
        for (SplitName split : SplitName.values()) {
            nothingLabelled(source, split, shares).ifPresent(findings::add);
        }
        return new LintReport(
                rawSize(source, SplitName.TRAIN),
                trained.size(),
                rawSize(source, SplitName.VALIDATION),
                validated.size(),
                findings,
                shares,
                source.notes());
    }

    /** Looks for the reason only if the counts show that there is one. */
    private static Optional<Finding> nothingLabelled(DataSource source, SplitName split, ClassShares shares) {
        ClassShares.Counts counts = split == SplitName.TRAIN ? shares.train() : shares.validation();
        int first = source.classes().name(0).equals(ClassList.BACKGROUND) ? 1 : 0;
        boolean isLabelled = counts.images().stream().skip(first).anyMatch(images -> images > 0);
        if (isLabelled || split.of(source).isEmpty()) {
            return Optional.empty();
        }
        String name = split == SplitName.TRAIN ? "training" : "validation";
        return Foreground.missing(split.of(source).get(), name)
                .map(line -> new Finding(
                        FaultKind.NOTHING_LABELLED,
                        Severity.ERROR,
                        Optional.empty(),
                        name,
                        line.substring(name.length() + 2),
                        1,
                        Optional.empty()));
    }

    private static int rawSize(DataSource source, SplitName split) {
        return split.of(source).map(Dataset::rawSize).orElse(0);
    }

    /** A row that needs too much memory does not end the run: its memory is released by then. */
    private static Checked checked(Dataset split, RowId id, boolean isDrawn, List<RowCheck> checks) {
        try {
            return check(StoredRow.read(split, id, isDrawn), checks);
        } catch (OutOfMemoryError e) {
            Finding finding = new Finding(
                    FaultKind.REFUSED,
                    Severity.ERROR,
                    Optional.empty(), // and so is not drawn, either
                    "%s row %d".formatted(id.split().name().toLowerCase(Locale.ROOT), id.number()),
                    ("it needs more memory than Java has left of %d MB; allow more with -Xmx, or"
                                    + " scale the picture down first")
                            .formatted(Runtime.getRuntime().maxMemory() >> 20),
                    1,
                    Optional.empty());
            return new Checked(id.split(), List.of(finding), Optional.empty(), Optional.empty());
        }
    }

    private static Checked check(StoredRow row, List<RowCheck> checks) {
        List<Finding> findings = new ArrayList<>();
        checks.forEach(check -> findings.addAll(check.check(row)));
        boolean explained = findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
        if (!row.isLeftOut() && row.sample().isEmpty() && !explained) {
            findings.add(row.finding(FaultKind.REFUSED, Severity.ERROR, row.refusal(), 1));
        }
        return new Checked(
                row.id().split(),
                findings,
                RowFacts.of(row),
                row.sample()
                        .map(sample ->
                                ClassShares.countPixels(sample, row.classes().size())));
    }

    private static List<long[]> pixels(List<Checked> rows, SplitName split) {
        return rows.stream()
                .filter(row -> row.split() == split)
                .flatMap(row -> row.pixels().stream())
                .toList();
    }
}
