package dev.maskwright.inventory.store;

import dev.maskwright.inventory.capture.Alignment;
import dev.maskwright.inventory.shelf.Comparison;
import dev.maskwright.inventory.shelf.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges a scan in relation to the last one: whether it can be compared, and what is unusual about it. Unusual scans
 * are recorded, too, with notes.
 *
 * @param comparison empty if the state of the shelf does not change
 */
record Judgement(Optional<Comparison> comparison, OptionalLong comparedWith, List<String> notes) {

    private static final double SAME_SHAPE = 0.03;

    /**
     * Compares a scan with the state of its shelf.
     *
     * @param last empty for a shelf without a scan
     * @param things of the shelf
     */
    static Judgement of(NewScan scan, Optional<LastScan> last, List<Thing> things, RecordOptions options) {
        if (last.isEmpty()) {
            return new Judgement(Optional.of(Comparison.first(scan.regions())), OptionalLong.empty(), List.of());
        }
        LastScan before = last.get();
        List<String> notes = new ArrayList<>();
        if (scan.takenAt().isBefore(before.takenAt())) {
            notes.add(("taken at %s, before the last scan (%s): a clock went back, or an older"
                            + " picture arrived late; compared in the order of arrival")
                    .formatted(scan.takenAt(), before.takenAt()));
        }
        if (!scan.model().equals(before.model())) {
            notes.add("another model than that of the last scan: %s, not %s".formatted(scan.model(), before.model()));
        }
        if (options.newBaseline()) {
            notes.add("not compared: taken as a new baseline, as asked for");
            return new Judgement(Optional.of(renewed(scan, things)), OptionalLong.empty(), notes);
        }
        if (!isSameShape(scan, before)) {
            notes.add(("not compared: %dx%d has another aspect ratio than the %dx%d of the last"
                            + " scan; the shelf's state is unchanged. If the camera has changed, start"
                            + " again with a new baseline")
                    .formatted(scan.width(), scan.height(), before.width(), before.height()));
            return new Judgement(Optional.empty(), OptionalLong.empty(), notes);
        }
        if (scan.width() != before.width()) {
            notes.add("%dx%d, where the last scan has %dx%d: compared by shares of the picture"
                    .formatted(scan.width(), scan.height(), before.width(), before.height()));
        }
        return compared(scan, before, things, options, notes);
    }

    private static Judgement compared(
            NewScan scan, LastScan before, List<Thing> things, RecordOptions options, List<String> notes) {
        Alignment alignment = scan.signature().alignTo(before.signature());
        if (!alignment.isSamePlace()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "looks little like the last scan (%.2f, %.2f is sure): compared as if the camera had not moved",
                    alignment.score(),
                    Alignment.SAME_PLACE));
            alignment = new Alignment(0, 0, alignment.score());
        }
        Set<String> known = Set.copyOf(scan.classes());
        List<Thing> visible =
                things.stream().filter(thing -> known.contains(thing.label())).toList();
        List<Thing> invisible =
                things.stream().filter(thing -> !known.contains(thing.label())).toList();
        if (!invisible.isEmpty()) {
            notes.add("%s %s not looked for: model %s does not know %s"
                    .formatted(
                            invisible.size(),
                            invisible.size() == 1 ? "region was" : "regions were",
                            scan.model(),
                            new TreeSet<>(invisible.stream().map(Thing::label).toList())));
        }
        Comparison comparison = Comparison.of(visible, scan.regions(), alignment, options.compare());
        List<Thing> all = new ArrayList<>(comparison.things());
        all.addAll(invisible);
        return new Judgement(
                Optional.of(new Comparison(comparison.changes(), all, comparison.gone())),
                OptionalLong.of(before.id()),
                notes);
    }

    private static Comparison renewed(NewScan scan, List<Thing> things) {
        Comparison first = Comparison.first(scan.regions());
        return new Comparison(
                first.changes(), first.things(), things.stream().map(Thing::id).toList());
    }

    private static boolean isSameShape(NewScan scan, LastScan before) {
        double ratio = (double) scan.width() * before.height() / scan.height() / before.width();
        return Math.abs(ratio - 1) <= SAME_SHAPE;
    }
}
