package dev.maskwright.inventory.report;

import com.samskivert.mustache.Mustache;
import dev.maskwright.inventory.report.InventoryReport.ShelfPart;
import dev.maskwright.inventory.store.Records;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The page: it contains its styles and pictures, has no scripts, and its content security policy forbids loading
 * anything. Text is escaped. It is light or dark like the reader's system, and fits phones.
 */
final class HtmlPage {

    /** A figure with its name below. */
    record Figure(String name, String value) {}

    /** The data of the template. */
    record View(String lead, List<Figure> figures, List<ShelfView> shelves, boolean isEmpty, String style) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final String database;
    private final Records records;
    private final ReportOptions options;

    HtmlPage(String database, Records records, ReportOptions options) {
        this.database = database;
        this.records = records;
        this.options = options;
    }

    String text(List<ShelfPart> shelves) {
        int scans = shelves.stream().mapToInt(shelf -> shelf.line().scans()).sum();
        int alerts = shelves.stream().mapToInt(shelf -> shelf.line().alerts()).sum();
        int missing = shelves.stream().mapToInt(shelf -> shelf.line().missing()).sum();
        View view = new View(
                "%s, as of %s".formatted(database, time(Instant.now())),
                List.of(
                        new Figure("shelves", count(shelves.size())),
                        new Figure("scans", count(scans)),
                        new Figure("alerts that last", count(alerts)),
                        new Figure("regions missing", count(missing))),
                shelves.stream()
                        .map(shelf -> ShelfView.of(shelf, records, options))
                        .toList(),
                shelves.isEmpty(),
                resource("page.css"));
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .withLoader(name -> new StringReader(resource(name)))
                .compile(resource("page.mustache"))
                .execute(view);
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    private static String count(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("%s is missing on the class path".formatted(name));
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
