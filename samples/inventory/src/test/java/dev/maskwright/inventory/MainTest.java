package dev.maskwright.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.inventory.report.InventoryReport;
import dev.maskwright.inventory.report.ReportOptions;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Records;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.inventory.store.SettingStore;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample app, scanners on files, and reports on what they recorded. */
@NullUnmarked
final class MainTest {

    private static final Path SAMPLES = RenderedRoom.HOME.resolve("samples/images");

    private static Segmenter segmenter;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        segmenter = RenderedRoom.segmenter();
    }

    @AfterAll
    static void close() {
        segmenter.close();
    }

    @Test
    void theAppScansAndReportsInFewerThan150Lines() throws Exception {
        Path source = RenderedRoom.HOME.resolve("samples/inventory/src/main/java/dev/maskwright/inventory/Main.java");
        assertTrue(Files.readAllLines(source).size() < 150);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (String picture : new String[] {"red-sofa.jpg", "red-sofa.jpg", "bed.jpg"}) {
                Main.scan(RenderedRoom.model(), folder.resolve("shop.db"), "corner", SAMPLES.resolve(picture));
            }
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("red-sofa.jpg: recorded\n"), text);
        assertTrue(text.contains("red-sofa.jpg: recorded already\n"), text);
        assertTrue(text.contains("bed appeared: 0.0 % of the picture, "), text);
        assertTrue(text.contains("not the view of the last picture"), text);
        assertTrue(Files.size(folder.resolve("report.html")) > 50_000);
    }

    @Test
    void aPictureIsPlacedByWhatItShowsOrLeftAlone() {
        ScanOptions byPicture = ScanOptions.defaults();
        Database database = Database.open(folder.resolve("a.db"));
        ShelfScanner scanner = new ShelfScanner(segmenter, database, byPicture);
        ScanOutcome.Unplaced nowhere = assertInstanceOf(ScanOutcome.Unplaced.class, scanner.scan(shot("bed.jpg")));
        assertEquals(List.of(), nowhere.match().candidates());
        scanner.scan(shot("bed.jpg").onShelf("bedroom"));
        scanner.scan(shot("living-room.jpg").onShelf("living room"));
        ScanOutcome.Recorded again =
                assertInstanceOf(ScanOutcome.Recorded.class, scanner.scan(shot("living-room.jpg")));
        assertEquals("living room", again.scan().shelf());
        assertEquals(List.of(), again.scan().changes());
        ScanOutcome.Unplaced other = assertInstanceOf(ScanOutcome.Unplaced.class, scanner.scan(shot("armchair.jpg")));
        assertEquals(2, other.match().candidates().size());
    }

    private static Shot shot(String picture) {
        return new Shot(
                picture,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                () -> ImageFiles.read(SAMPLES.resolve(picture)));
    }

    @Test
    void aBadPictureStopsNoOtherAndOrderIsThatOfTime() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Path late = Files.copy(SAMPLES.resolve("bed.jpg"), pictures.resolve("a.jpg"));
        Path early = Files.copy(SAMPLES.resolve("red-sofa.jpg"), pictures.resolve("z.jpg"));
        byte[] whole = Files.readAllBytes(late);
        Path half = Files.write(pictures.resolve("half.jpg"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
        Files.setLastModifiedTime(late, FileTime.from(Instant.parse("2026-03-01T12:00:00Z")));
        Files.setLastModifiedTime(half, FileTime.from(Instant.parse("2026-03-01T11:00:00Z")));
        Files.setLastModifiedTime(early, FileTime.from(Instant.parse("2026-03-01T10:00:00Z")));
        Database database = Database.open(folder.resolve("b.db"));
        ShelfScanner scanner =
                new ShelfScanner(segmenter, database, ScanOptions.defaults().withShelf("top"));
        LeftOut leftOut = new LeftOut();
        StringBuilder states = new StringBuilder();
        try (Shots shots = PictureShots.byTime(Pictures.in(pictures), leftOut)) {
            for (Optional<Shot> shot = shots.next(); shot.isPresent(); shot = shots.next()) {
                ScanOutcome outcome = scanner.scan(shot.get());
                states.append(Path.of(outcome.source()).getFileName())
                        .append(' ')
                        .append(outcome.getClass().getSimpleName())
                        .append('\n');
                if (outcome instanceof ScanOutcome.Failed failed) {
                    assertTrue(failed.reason().contains("half.jpg"), failed.reason());
                }
            }
        }
        assertEquals("z.jpg Recorded\nhalf.jpg Failed\na.jpg Recorded\n", states.toString());
        assertEquals("1 other file", leftOut.toString());
        assertEquals(
                Instant.parse("2026-03-01T10:00:00Z"),
                new Records(database).scans("top", 5).get(0).takenAt());
    }

    /** Whatever a picture's decoder throws: the next one is scanned. */
    @Test
    void noFaultOfOnePictureStopsTheOthers() {
        Database database = Database.open(folder.resolve("f.db"));
        ShelfScanner scanner =
                new ShelfScanner(segmenter, database, ScanOptions.defaults().withShelf("top"));
        for (Throwable fault : List.of(
                new IllegalStateException("no such table of colours"),
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"))) {
            Shot bad = new Shot("bad.jpg", Instant.EPOCH, Optional.empty(), Optional.empty(), () -> {
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) fault;
            });
            ScanOutcome.Failed failed = assertInstanceOf(ScanOutcome.Failed.class, scanner.scan(bad));
            assertEquals("bad.jpg: unexpected " + fault, failed.reason());
        }
        assertInstanceOf(ScanOutcome.Recorded.class, scanner.scan(shot("bed.jpg")));
    }

    @Test
    void strictScansLeaveBadPicturesAlone() {
        Database database = Database.open(folder.resolve("c.db"));
        ScanOptions strict = ScanOptions.defaults().withShelf("top");
        ShelfScanner scanner = new ShelfScanner(segmenter, database, strict.withCoach(strict.coach(), true));
        scanner.scan(shot("red-sofa.jpg"));
        ScanOutcome.Refused refused = assertInstanceOf(ScanOutcome.Refused.class, scanner.scan(shot("bed.jpg")));
        assertTrue(refused.advice().get(0).toString().contains("name another shelf"), refused.toString());
        assertEquals(1, new Records(database).scans("top", 5).size());
    }

    @Test
    void itemsAreCountedByTheirUsualArea() throws Exception {
        Path coco = Files.writeString(folder.resolve("coco.json"), """
                {"images": [{"id": 1, "width": 100, "height": 100}, {"id": 2, "width": 200, "height": 100}],
                 "categories": [{"id": 7, "name": "sofa"}],
                 "annotations": [
                  {"id": 1, "image_id": 1, "category_id": 7, "area": 400},
                  {"id": 2, "image_id": 1, "category_id": 7, "area": 500, "iscrowd": 0},
                  {"id": 3, "image_id": 2, "category_id": 7, "area": 1200},
                  {"id": 4, "image_id": 2, "category_id": 7, "area": 9000, "iscrowd": 1}]}
                """);
        Database database = Database.open(folder.resolve("d.db"));
        var areas = MarkedItems.read(coco, Optional.empty());
        assertEquals(0.05, areas.get(0).share(), 1e-9);
        assertEquals(3, areas.get(0).samples());
        areas.forEach(new SettingStore(database)::put);
        ShelfScanner scanner = new ShelfScanner(
                segmenter, database, ScanOptions.defaults().withShelf("top").withItems(true));
        Scan scan = assertInstanceOf(ScanOutcome.Recorded.class, scanner.scan(shot("purple-sofa.jpg")))
                .scan();
        var sofa = scan.levels().stream()
                .filter(level -> level.label().equals("sofa"))
                .findFirst()
                .orElseThrow();
        assertEquals(sofa.share() / 0.05, sofa.items().orElseThrow(), 1e-9);
        assertEquals(5, Math.round(sofa.items().orElseThrow()), "a sofa of a quarter of the picture");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"images\": 3}");
        String fault = String.valueOf(assertThrows(IOException.class, () -> MarkedItems.read(other, Optional.empty()))
                .getMessage());
        assertTrue(fault.contains("no annotations as COCO has them"), fault);
    }

    /** Names come from users: pages escape them, tables quote them. */
    @Test
    void reportsEscapeWhatUsersTyped() throws Exception {
        String name = "<script>alert(\"1\")</script>, top & co";
        Database database = Database.open(folder.resolve("e.db"));
        ShelfScanner scanner =
                new ShelfScanner(segmenter, database, ScanOptions.defaults().withShelf(name));
        scanner.scan(shot("red-sofa.jpg"));
        scanner.scan(shot("bed.jpg"));
        InventoryReport report = InventoryReport.of(database, ReportOptions.defaults());
        report.writeHtml(folder.resolve("r.html"));
        report.writeCsv(folder.resolve("r.csv"));
        report.writeJson(folder.resolve("r.json"));
        String html = Files.readString(folder.resolve("r.html"));
        assertTrue(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;, top &amp; co"), "escaped");
        assertEquals(-1, html.indexOf("<script"));
        assertEquals(-1, html.indexOf("://"), "nothing is loaded from elsewhere");
        assertTrue(html.contains("<b>Regions are not items.</b>"));
        assertTrue(html.contains("<path class=\"appeared\" d=\"M"), "differences are marked");
        assertEquals(2, html.split("data:image/jpeg", -1).length - 1, "before and after");
        List<String> rows = Files.readAllLines(folder.resolve("r.csv"));
        assertEquals("shelf,scan,taken_at,source,class,share,regions,items", rows.get(0));
        assertTrue(
                rows.get(1)
                        .startsWith(
                                "\"<script>alert(\"\"1\"\")</script>, top & co\",1,1970-01-01T00:00:00Z,red-sofa.jpg,"),
                rows.get(1));
        assertEquals(1 + 2 * 22, rows.size());
        var json = JsonParser.parseString(Files.readString(folder.resolve("r.json")))
                .getAsJsonObject();
        assertEquals(
                name,
                json.getAsJsonArray("shelves")
                        .get(0)
                        .getAsJsonObject()
                        .get("shelf")
                        .getAsString());
    }
}
