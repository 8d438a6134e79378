package dev.maskwright.inventory.report;

import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.Limit;
import java.util.Locale;

/** Changes and alerts as sentences. */
public final class Sentences {

    private Sentences() {}

    /** {@code sofa vanished (10.4 % of the picture)}, {@code sofa shrank from 10.4 % to 4.6 %}. */
    public static String of(Change change) {
        String label = change.label().replace('_', ' ');
        String what = "%s %s".formatted(label, change.kind().words());
        return switch (change.kind()) {
            case APPEARED -> "%s (%s of the picture)".formatted(what, percent(change.after()));
            case VANISHED -> "%s (%s of the picture)".formatted(what, percent(change.before()));
            case MOVED -> "%s (%s of the picture)".formatted(what, percent(change.after()));
            case SHRANK, GREW -> "%s from %s to %s".formatted(what, percent(change.before()), percent(change.after()));
        };
    }

    /** {@code sofa is low: 3.1 % of the picture, the limit is 5.0 %}. */
    public static String of(Alert alert) {
        String state = alert.isRaised()
                ? "is " + alert.side().words()
                : "is no longer " + alert.side().words();
        return "%s %s: %s, the limit is %s"
                .formatted(
                        alert.label().replace('_', ' '),
                        state,
                        value(alert.unit(), alert.value()),
                        value(alert.unit(), alert.bound()));
    }

    private static String value(Limit.Unit unit, double value) {
        return unit == Limit.Unit.SHARE
                ? percent(value) + " of the picture"
                : String.format(Locale.ROOT, "about %.0f items", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
