package dev.maskwright.folder.corrections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.RunLengths;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CorrectionTest {

    private static final byte X = (byte) Correction.UNTOUCHED;

    /** Two regions of class 1 that meet at a corner, in 4x3 pixels. */
    private static final byte[] FOUND = {
        1, 1, 0, 0, //
        1, 1, 0, 0,
        0, 0, 1, 2
    };

    private final Correction correction = Correction.of(4, 3, FOUND);

    @Test
    void onlyWhatIsTouchedIsLabelled() {
        assertEquals(0, correction.touched());
        correction.accept(correction.regionAt(1, 1));
        correction.relabel(correction.regionAt(3, 2), 5);
        assertArrayEquals(new byte[] {1, 1, X, X, 1, 1, X, X, X, X, X, 5}, correction.labels());
        assertEquals(5 / 12.0, correction.touched());

        correction.erase(correction.regionAt(0, 0));
        correction.acceptRest();
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5}, correction.labels());
    }

    @Test
    void aRegionHangsTogetherByEdges() {
        assertEquals(4, correction.regionAt(0, 0).area());
        assertEquals(1, correction.regionAt(2, 2).area());
        assertEquals(4, correction.regionAt(3, 0).area()); // what hangs on a corner is another
        assertThrows(IllegalArgumentException.class, () -> correction.regionAt(4, 0));
    }

    @Test
    void aBrushPaintsItsLineAndNothingOutside() {
        correction.brush(List.of(new Point(-5, 1.5), new Point(1.5, 1.5)), 0.6, 3);
        assertArrayEquals(new byte[] {X, X, X, X, 3, 3, X, X, X, X, X, X}, correction.labels());
        correction.brush(List.of(new Point(3.5, 0.5)), 1, 4);
        assertArrayEquals(new byte[] {X, X, 4, 4, 3, 3, X, 4, X, X, X, X}, correction.labels());
    }

    @Test
    void anEditedMaskIsMergedWhereItWasTouched() {
        byte[] edited = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
        BitSet touched = new BitSet();
        touched.set(2, 4);
        correction.merge(edited, touched);
        assertArrayEquals(new byte[] {X, X, 7, 7, X, X, X, X, X, X, X, X}, correction.labels());
    }

    @Test
    void whatDoesNotFitIsRefusedAndChangesNothing() {
        RunLengths other = RunLengths.ofCounts(3, 4, 0, 12);
        assertThrows(IllegalArgumentException.class, () -> correction.accept(other));
        assertThrows(IllegalArgumentException.class, () -> correction.relabel(correction.regionAt(0, 0), 255));
        assertThrows(IllegalArgumentException.class, () -> correction.brush(List.of(), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> correction.brush(List.of(new Point(1, 1)), 0, 1));
        BitSet touched = new BitSet();
        touched.set(0, 2);
        byte[] edited = {7, X, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThrows(IllegalArgumentException.class, () -> correction.merge(edited, touched));
        assertEquals(0, correction.touched());
    }
}
