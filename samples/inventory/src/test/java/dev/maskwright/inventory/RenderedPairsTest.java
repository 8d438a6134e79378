package dev.maskwright.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.maskwright.inventory.RenderedRoom.Placed;
import dev.maskwright.inventory.shelf.CompareOptions;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.RecordOptions;
import dev.maskwright.inventory.store.Scan;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFrames;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way: two pictures of one room that differ in a known way, the shipped model, and what is reported. */
@NullUnmarked
final class RenderedPairsTest {

    // A table hid a part of this sofa. Where the cut-out hangs in the air, the model may take what is missing for a
    // table.
    private static final Placed SOFA = new Placed("sofa", 0.34, 0.66, 0.36);
    private static final Placed PLANT = new Placed("plant", 0.78, 0.52, 0.5);
    private static final List<Placed> BOTH = List.of(SOFA, PLANT);

    /** What is done to the room, and what is to be said. */
    private static final Map<String, List<Placed>> CHANGES = new TreeMap<>(Map.of(
            "[]", BOTH,
            "[vanished potted_plant]", List.of(SOFA),
            "[vanished sofa]", List.of(PLANT),
            "[shrank sofa]", List.of(SOFA.sized(0.7), PLANT),
            "[grew potted_plant]", List.of(SOFA, PLANT.sized(1.3)),
            "[moved potted_plant]", List.of(SOFA, PLANT.at(0.78, 0.28)),
            "[moved sofa]", List.of(SOFA.at(0.34, 0.43), PLANT)));

    private static Segmenter segmenter;

    @TempDir
    private static Path folder;

    private static Database database;
    private static int shelves;

    @BeforeAll
    static void open() {
        segmenter = RenderedRoom.segmenter();
        database = Database.open(folder.resolve("rooms.db"));
    }

    @AfterAll
    static void close() {
        segmenter.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    void whatIsSaidIsWhatWasDone(long seed) throws Exception {
        RenderedRoom room = room(seed);
        BufferedImage before = room.picture(BOTH, 0, 0, 3);
        for (Map.Entry<String, List<Placed>> change : CHANGES.entrySet()) {
            Scan scan = second(before, room.picture(change.getValue(), 0, 0, 3));
            assertEquals(change.getKey(), said(scan), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    void aCameraThatWasMovedIsNoChangeOfTheShelf(long seed) throws Exception {
        RenderedRoom room = room(seed);
        BufferedImage before = room.picture(BOTH, 0, 0, 3);
        assertEquals("[]", said(second(before, room.picture(BOTH, 25, -12, 3))), "seed " + seed);
        assertEquals("[vanished sofa]", said(second(before, room.picture(List.of(PLANT), 25, -12, 3))), "seed " + seed);
    }

    @Test
    void aShelfThatEmptiesBitByBitIsSaidToHaveShrunkOnce() throws Exception {
        RenderedRoom room = room(3);
        ShelfScanner scanner = scanner(0.02);
        List<String> said = new ArrayList<>();
        for (double factor : new double[] {1, 0.96, 0.93, 0.87}) {
            said.add(said(scan(scanner, room.picture(List.of(SOFA.sized(factor), PLANT), 0, 0, 3))));
        }
        assertEquals(List.of("[]", "[]"), said.subList(0, 2));
        assertEquals(
                List.of("[]", "[shrank sofa]"),
                said.subList(2, 4).stream().sorted().toList());
    }

    private static RenderedRoom room(long seed) throws Exception {
        return new RenderedRoom(seed)
                .cut(segmenter, "sofa", "red-sofa.jpg", "sofa")
                .cut(segmenter, "plant", "potted-plant.jpg", "potted_plant");
    }

    private static Scan second(BufferedImage before, BufferedImage after) throws Exception {
        ShelfScanner scanner = scanner(0.01);
        scan(scanner, before);
        return scan(scanner, after);
    }

    /** Of a shelf of its own. */
    private static ShelfScanner scanner(double tolerance) {
        RecordOptions record = RecordOptions.defaults().withCompare(new CompareOptions(tolerance, 0.2, 1));
        return new ShelfScanner(
                segmenter,
                database,
                ScanOptions.defaults().withShelf("room " + shelves++).withRecord(record));
    }

    private static Scan scan(ShelfScanner scanner, BufferedImage picture) throws Exception {
        ScanOutcome outcome = scanner.scan(Shot.of(ImageFrames.of(picture), "rendered"));
        return assertInstanceOf(ScanOutcome.Recorded.class, outcome, outcome::toString)
                .scan();
    }

    private static String said(Scan scan) {
        return scan.changes().stream()
                .map(change -> change.kind().words() + " " + change.label())
                .sorted()
                .toList()
                .toString();
    }
}
