package dev.maskwright.inventory.report;

import dev.maskwright.inventory.report.InventoryReport.ShelfPart;
import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A shelf as the template shows it. */
record ShelfView(
        String name,
        String lead,
        boolean isAlert,
        List<AlertView> alerts,
        List<PairView> pairs,
        List<ClassRow> classes,
        boolean hasItems,
        List<ScanRow> scans) {

    /** An alert of one of the scans. */
    record AlertView(String time, String text, boolean isRaised) {}

    /** A class over the scans. */
    record ClassRow(
            String label, String share, String before, String difference, int regions, String items, String curve) {}

    /** A scan in a line. */
    record ScanRow(String time, String source, int changes, int alerts, String notes) {}

    private static final int CURVE_WIDTH = 120;
    private static final int CURVE_HEIGHT = 24;

    static ShelfView of(ShelfPart part, Records records, ReportOptions options) {
        List<Scan> scans = part.scans();
        String lead = scans.isEmpty()
                ? "no scan yet"
                : "%s, the last taken %s; %s%s"
                        .formatted(
                                count(part.line().scans(), "scan"),
                                HtmlPage.time(scans.get(scans.size() - 1).takenAt()),
                                count(part.line().regions(), "region"),
                                part.line().missing() > 0
                                        ? String.format(
                                                Locale.ROOT,
                                                ", %,d missing",
                                                part.line().missing())
                                        : "");
        List<ClassRow> classes = classes(scans);
        return new ShelfView(
                part.line().name(),
                lead,
                part.line().alerts() > 0,
                alerts(scans),
                pairs(scans, records, options.pairs()),
                classes,
                classes.stream().anyMatch(row -> !row.items().isEmpty()),
                newestFirst(scans).stream()
                        .map(scan -> new ScanRow(
                                HtmlPage.time(scan.takenAt()),
                                scan.source(),
                                scan.changes().size(),
                                scan.alerts().size(),
                                String.join("; ", scan.notes())))
                        .toList());
    }

    private static String count(int count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static List<Scan> newestFirst(List<Scan> scans) {
        List<Scan> reversed = new ArrayList<>(scans);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<AlertView> alerts(List<Scan> scans) {
        List<AlertView> views = new ArrayList<>();
        for (Scan scan : newestFirst(scans)) {
            for (Alert alert : scan.alerts()) {
                views.add(new AlertView(HtmlPage.time(scan.takenAt()), Sentences.of(alert), alert.isRaised()));
            }
        }
        return views;
    }

    /** The newest compared scan, and others with changes. */
    private static List<PairView> pairs(List<Scan> scans, Records records, int most) {
        List<PairView> pairs = new ArrayList<>();
        for (Scan scan : newestFirst(scans)) {
            boolean isShown = scan.comparedWith().isPresent()
                    && (pairs.isEmpty() || !scan.changes().isEmpty());
            if (isShown && pairs.size() < most) {
                pairs.add(PairView.of(scan, scans, records));
            }
        }
        return pairs;
    }

    /** The classes in any of the scans, ordered by their share in the last one. */
    private static List<ClassRow> classes(List<Scan> scans) {
        List<ClassRow> rows = new ArrayList<>();
        if (scans.isEmpty()) {
            return rows;
        }
        Optional<Scan> before = scans.size() > 1 ? Optional.of(scans.get(scans.size() - 2)) : Optional.empty();
        for (Level level : scans.get(scans.size() - 1).levels()) {
            List<Double> shares = scans.stream()
                    .flatMap(scan -> level(scan, level.label()).stream())
                    .map(Level::share)
                    .toList();
            if (shares.stream().anyMatch(share -> share > 0)) {
                Optional<Double> former =
                        before.flatMap(scan -> level(scan, level.label())).map(Level::share);
                rows.add(new ClassRow(
                        level.label().replace('_', ' '),
                        Sentences.percent(level.share()),
                        former.map(Sentences::percent).orElse(""),
                        former.map(share -> String.format(Locale.ROOT, "%+.1f", 100 * (level.share() - share)))
                                .orElse(""),
                        level.regions(),
                        level.items().isPresent()
                                ? String.format(
                                        Locale.ROOT, "about %.0f", level.items().getAsDouble())
                                : "",
                        curve(shares)));
            }
        }
        return rows;
    }

    private static Optional<Level> level(Scan scan, String label) {
        return scan.levels().stream()
                .filter(level -> level.label().equals(label))
                .findFirst();
    }

    /** The points of a line from the oldest to the newest share, from 0 up to the largest. */
    private static String curve(List<Double> shares) {
        double most = shares.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < shares.size(); i++) {
            double x = shares.size() == 1 ? CURVE_WIDTH : (double) i * CURVE_WIDTH / (shares.size() - 1);
            double y = CURVE_HEIGHT - 2 - (CURVE_HEIGHT - 4) * (most == 0 ? 0 : shares.get(i) / most);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        return points.toString().strip();
    }
}
