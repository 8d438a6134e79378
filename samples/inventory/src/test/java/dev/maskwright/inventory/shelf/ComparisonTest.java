package dev.maskwright.inventory.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.inventory.capture.Alignment;
import dev.maskwright.sdk.geometry.Box;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Alignment STILL = new Alignment(0, 0, 1);
    private static final CompareOptions OPTIONS = new CompareOptions(0.005, 0.2, 2);

    @Test
    void theFirstScanSaysNothing() {
        Comparison first = Comparison.first(List.of(seen("sofa", 0.1, 0.1, 0.2)));
        assertEquals(List.of(), first.changes());
        assertEquals(1, first.things().size());
    }

    @Test
    void aRegionHasVanishedOnceTwoScansDoNotShowIt() {
        List<Thing> things =
                Comparison.first(List.of(seen("sofa", 0.1, 0.1, 0.2))).things();
        Comparison once = Comparison.of(things, List.of(), STILL, OPTIONS);
        assertEquals("[]", said(once));
        assertEquals(1, once.things().get(0).missing());
        assertEquals("[vanished sofa]", said(Comparison.of(once.things(), List.of(), STILL, OPTIONS)));
        Comparison back = Comparison.of(once.things(), List.of(seen("sofa", 0.1, 0.1, 0.2)), STILL, OPTIONS);
        assertEquals("[]", said(back));
        assertEquals(0, back.things().get(0).missing());
    }

    @Test
    void whatIsSmallerThanTheToleranceComesAndGoesSilently() {
        Comparison crumb = Comparison.of(List.of(), List.of(seen("vase", 0.1, 0.1, 0.06)), STILL, OPTIONS);
        assertEquals("[]", said(crumb));
        assertEquals(1, crumb.things().size());
        assertEquals(
                "[appeared vase]",
                said(Comparison.of(List.of(), List.of(seen("vase", 0.1, 0.1, 0.1)), STILL, OPTIONS)));
    }

    /** Compared with what was last said, not with the last scan, or slow changes would never be said. */
    @Test
    void smallChangesAddUp() {
        List<Thing> things =
                Comparison.first(List.of(seen("rug", 0.1, 0.1, 0.4))).things();
        Comparison second = Comparison.of(things, List.of(seen("rug", 0.1, 0.1, 0.37)), STILL, OPTIONS);
        assertEquals("[]", said(second));
        Comparison third = Comparison.of(second.things(), List.of(seen("rug", 0.1, 0.1, 0.34)), STILL, OPTIONS);
        assertEquals("[shrank rug]", said(third));
        assertEquals("[]", said(Comparison.of(third.things(), List.of(seen("rug", 0.1, 0.1, 0.34)), STILL, OPTIONS)));
    }

    @Test
    void whatIsFoundElsewhereInItsSizeHasMovedAndNothingElse() {
        List<Thing> things =
                Comparison.first(List.of(seen("sofa", 0.1, 0.1, 0.2))).things();
        assertEquals("[moved sofa]", said(Comparison.of(things, List.of(seen("sofa", 0.7, 0.6, 0.2)), STILL, OPTIONS)));
        assertEquals(
                "[appeared bed]", said(Comparison.of(things, List.of(seen("bed", 0.7, 0.6, 0.2)), STILL, OPTIONS)));
    }

    @Test
    void aMovedCameraMovesNothing() {
        List<Thing> things = Comparison.first(List.of(seen("sofa", 0.3, 0.3, 0.2), seen("rug", 0.6, 0.6, 0.2)))
                .things();
        List<Seen> seen = List.of(seen("sofa", 0.15, 0.4, 0.2), seen("rug", 0.45, 0.7, 0.2));
        assertEquals("[]", said(Comparison.of(things, seen, new Alignment(-0.15, 0.1, 0.8), OPTIONS)));
    }

    @Test
    void whatTheCameraNoLongerShowsIsNotMissing() {
        List<Thing> things =
                Comparison.first(List.of(seen("sofa", 0.02, 0.3, 0.2))).things();
        Comparison away = Comparison.of(things, List.of(), new Alignment(-0.2, 0, 0.8), OPTIONS);
        assertEquals("[]", said(away));
        assertEquals(0, away.things().get(0).missing());
        List<Seen> beyond = List.of(seen("bed", 0.85, 0.3, 0.14));
        assertEquals("[]", said(Comparison.of(List.of(), beyond, new Alignment(-0.2, 0, 0.8), OPTIONS)));
    }

    @Test
    void orderChangesNothing() {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            List<Seen> before = shelf(random);
            List<Seen> after = shelf(random);
            String said = said(Comparison.of(Comparison.first(before).things(), after, STILL, OPTIONS));
            Collections.shuffle(before, random);
            Collections.shuffle(after, random);
            assertEquals(
                    said,
                    said(Comparison.of(Comparison.first(before).things(), after, STILL, OPTIONS)),
                    "round " + round);
        }
    }

    /** Every thing is accounted for: known ones stay, go, or are missing, and each region is of one thing. */
    @Test
    void nothingIsLostOrDoubled() {
        Random random = new Random(6);
        List<Thing> things = Comparison.first(shelf(random)).things();
        for (int round = 0; round < 200; round++) {
            List<Seen> seen = shelf(random);
            Comparison comparison = Comparison.of(things, seen, STILL, OPTIONS);
            long here = comparison.things().stream()
                    .filter(thing -> thing.missing() == 0)
                    .count();
            assertEquals(seen.size(), here, "round " + round);
            assertTrue(comparison.things().size() + comparison.gone().size() >= things.size());
            things = comparison.things();
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CompareOptions(-0.1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new CompareOptions(0, 0, 0));
    }

    private static List<Seen> shelf(Random random) {
        List<Seen> shelf = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            shelf.add(seen(
                    random.nextBoolean() ? "sofa" : "bed",
                    0.8 * random.nextDouble(),
                    0.8 * random.nextDouble(),
                    0.05 + 0.15 * random.nextDouble()));
        }
        return shelf;
    }

    private static Seen seen(String label, double x, double y, double side) {
        return new Seen(label, side * side, new Box(x, y, side, side), 0.9, new OutlineText("M1 2L3 4L5 6Z"));
    }

    private static String said(Comparison comparison) {
        return comparison.changes().stream()
                .map(change -> change.kind().words() + " " + change.label())
                .sorted()
                .toList()
                .toString();
    }
}
