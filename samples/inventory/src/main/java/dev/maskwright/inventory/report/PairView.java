package dev.maskwright.inventory.report;

import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.OutlineText;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.sdk.geometry.Point;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pictures of a shelf with marked differences for the template: those before, and the one after. */
record PairView(String time, List<Picture> pictures, List<ChangeLine> changes, List<String> notes) {

    /**
     * A picture.
     *
     * @param source a data URI; empty if it is no longer kept
     */
    record Picture(String title, String source, int width, int height, List<Mark> marks) {}

    /**
     * An outline.
     *
     * @param left position of its number, in per cent
     */
    record Mark(String kind, String path, int number, String left, String top) {}

    /** A change in words. */
    record ChangeLine(String kind, int number, String text) {}

    /** The pair of a compared scan. A region that vanished some scans ago is marked where it was last seen. */
    static PairView of(Scan scan, List<Scan> scans, Records records) {
        Map<Long, List<Mark>> before = new TreeMap<>();
        scan.comparedWith().ifPresent(id -> before.put(id, new ArrayList<>()));
        List<Mark> after = new ArrayList<>();
        List<ChangeLine> lines = new ArrayList<>();
        for (Change change : scan.changes()) {
            int number = lines.size() + 1;
            String kind = change.kind().words();
            change.from()
                    .ifPresent(outline -> before.computeIfAbsent(change.seenBy().orElse(0), any -> new ArrayList<>())
                            .add(mark(kind, outline, number)));
            change.to().ifPresent(outline -> after.add(mark(kind, outline, number)));
            lines.add(new ChangeLine(kind, number, Sentences.of(change)));
        }
        List<Picture> pictures = new ArrayList<>();
        before.forEach((id, marks) -> pictures.add(
                picture("before", scans.stream().filter(one -> one.id() == id).findFirst(), records, marks)));
        pictures.add(picture("after", Optional.of(scan), records, after));
        return new PairView(HtmlPage.time(scan.takenAt()), pictures, lines, scan.notes());
    }

    private static Picture picture(String title, Optional<Scan> scan, Records records, List<Mark> marks) {
        String source = scan.flatMap(one -> records.picture(one.id()))
                .map(jpeg -> "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg))
                .orElse("");
        return new Picture(
                title + scan.map(one -> ", " + HtmlPage.time(one.takenAt())).orElse(""),
                source,
                scan.map(Scan::width).orElse(4),
                scan.map(Scan::height).orElse(3),
                marks);
    }

    private static Mark mark(String kind, OutlineText outline, int number) {
        Point top = outline.top();
        return new Mark(
                kind,
                outline.path(),
                number,
                String.format(Locale.ROOT, "%.1f", Math.max(2, Math.min(98, 100 * top.x()))),
                String.format(Locale.ROOT, "%.1f", Math.max(3, Math.min(97, 100 * top.y()))));
    }
}
