package dev.maskwright.inventory;

import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.inventory.report.InventoryReport;
import dev.maskwright.inventory.report.ReportOptions;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A whole inventory app: opens a model and a database, scans the pictures of a shelf, prints what has changed since the
 * last scan, and writes a page. {@code maskwright inventory} does the same with options.
 */
public final class Main {

    private Main() {}

    /** Takes the model's file, the database's file, the name of the shelf, and a picture or a folder of pictures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 4) {
            System.err.println("expected: MODEL DATABASE SHELF PICTURES, got %d words".formatted(args.length));
            System.exit(2);
        }
        Path database = Path.of(args[1]);
        scan(Path.of(args[0]), database, args[2], Path.of(args[3]));
    }

    static void scan(Path model, Path file, String shelf, Path pictures) throws IOException, InterruptedException {
        Database database = Database.open(file);
        LeftOut leftOut = new LeftOut();
        try (Segmenter segmenter = Segmenter.open(model);
                Shots shots = PictureShots.byTime(Pictures.in(pictures), leftOut)) {
            ScanOptions options = ScanOptions.defaults().withShelf(shelf);
            ShelfScanner scanner = new ShelfScanner(segmenter, database, options);
            for (Optional<Shot> shot = shots.next(); shot.isPresent(); shot = shots.next()) {
                print(scanner.scan(shot.get()));
            }
        }
        Path page = file.resolveSibling("report.html");
        InventoryReport.of(database, ReportOptions.defaults()).writeHtml(page);
        System.out.println("the report is " + page);
    }

    private static void print(ScanOutcome outcome) {
        if (outcome instanceof ScanOutcome.Recorded recorded) {
            System.out.println(outcome.source() + ": recorded");
            recorded.advice().forEach(advice -> System.out.println("  " + advice));
            for (Change change : recorded.scan().changes()) {
                System.out.printf(
                        "  %s %s: %.1f %% of the picture, %.1f %% now%n",
                        change.label(), change.kind().words(), 100 * change.before(), 100 * change.after());
            }
        } else if (outcome instanceof ScanOutcome.Failed failed) {
            System.out.println(failed.reason());
        } else {
            System.out.println(outcome.source() + ": recorded already");
        }
    }
}
