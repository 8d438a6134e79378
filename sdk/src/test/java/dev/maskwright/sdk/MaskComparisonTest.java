package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.CLASSES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Placement;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MaskComparisonTest {

    private final Mask first = mask(4, 0, 0, 1, 1, 0, 2, 1, 1);
    private final Mask second = mask(4, 0, 1, 1, 0, 0, 2, 2, 1);
    private final MaskComparison comparison = MaskComparison.of(first, second);

    @Test
    void pixelsAreCountedByBothClasses() {
        assertEquals(3, comparison.changed());
        assertEquals(3.0 / 8, comparison.changedShare());
        assertEquals(2, comparison.pixels(1, 1));
        assertEquals(1, comparison.pixels(1, 2));
        assertEquals(0, comparison.pixels(2, 1));
        assertEquals(-1, comparison.growth(1));
        assertEquals(1, comparison.growth(2));
        assertThrows(IndexOutOfBoundsException.class, () -> comparison.pixels(0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> comparison.growth(-1));
    }

    @Test
    void iouIsWhatBothHaveOfWhatEitherHas() {
        assertEquals(OptionalDouble.of(2.0 / 4), comparison.iou(0));
        assertEquals(OptionalDouble.of(2.0 / 5), comparison.iou(1));
        assertEquals(OptionalDouble.of(1.0 / 2), comparison.iou(2));
        assertEquals(OptionalDouble.empty(), comparison.iou(3));
        assertEquals((0.5 + 0.4 + 0.5) / 3, comparison.meanIou(), 1e-12);
    }

    @Test
    void aMaskEqualsItself() {
        MaskComparison same = MaskComparison.of(first, first);
        assertEquals(0, same.changed());
        assertEquals(1, same.meanIou());
    }

    @Test
    void changesAreAMask() {
        Mask changes = comparison.changes();
        assertArrayEquals(new byte[] {0, 1, 0, 1, 0, 0, 1, 0}, changes.classIds());
        List<Region> regions = changes.regions();
        assertEquals(1, regions.size()); // connected by corners
        assertEquals("changed", regions.get(0).label().name());
        assertEquals(3, regions.get(0).area());
    }

    @Test
    void paddingCountsForNothing() {
        Placement lower = new Placement(4, 1, new Box(0, 1, 4, 1));
        first.belongsTo(lower);
        second.belongsTo(lower);
        MaskComparison below = MaskComparison.of(first, second);
        assertEquals(1, below.changed());
        assertEquals(0.25, below.changedShare());
        assertEquals(4, below.pixels(0, 0) + below.pixels(1, 1) + below.pixels(2, 2) + below.pixels(1, 2));
    }

    @Test
    void masksThatCannotBeComparedAreRefused() {
        Mask wide = mask(8, 0, 0, 0, 0, 0, 0, 0, 0);
        assertEquals(
                "only masks of one size can be compared, got 4x2 and 8x1; resize one",
                assertThrows(IllegalArgumentException.class, () -> MaskComparison.of(first, wide))
                        .getMessage());
        Mask other = Mask.of(4, 2, new byte[8], new byte[8], CLASSES.subList(0, 2));
        assertThrows(IllegalArgumentException.class, () -> MaskComparison.of(first, other));
        Mask padded = mask(4, 0, 0, 0, 0, 0, 0, 0, 0);
        padded.belongsTo(new Placement(4, 1, new Box(0, 0, 4, 1)));
        assertThrows(IllegalArgumentException.class, () -> MaskComparison.of(first, padded));
    }

    private static Mask mask(int width, int... ids) {
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) ids[i];
        }
        return Mask.of(width, ids.length / width, bytes, new byte[ids.length], CLASSES);
    }
}
