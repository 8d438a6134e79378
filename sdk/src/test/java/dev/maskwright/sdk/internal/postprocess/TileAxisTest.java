package dev.maskwright.sdk.internal.postprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TileAxisTest {

    @Test
    void weightsAddUpToOneEverywhereAndNoPixelIsUnderThreeTiles() {
        for (int tile = 2; tile <= 17; tile++) {
            for (int overlap = 0; overlap <= tile / 2; overlap++) {
                for (int length = 1; length <= 70; length++) {
                    check(new TileAxis(length, tile, overlap), length, tile, overlap);
                }
            }
        }
    }

    private static void check(TileAxis axis, int length, int tile, int overlap) {
        String at = "length %d, tile %d, overlap %d".formatted(length, tile, overlap);
        double[] weights = new double[length];
        int[] tiles = new int[length];
        for (int i = 0; i < axis.count(); i++) {
            assertTrue(axis.start(i) >= 0 && axis.start(i) + axis.inside() <= length, at);
            int begin = axis.begin(i);
            int end = axis.end(i);
            assertTrue(begin >= axis.start(i) && end + axis.fadeAfter(i) <= axis.start(i) + axis.inside(), at);
            assertTrue(begin + axis.fadeBefore(i) <= end, at + ": a fade must not begin before another ends");
            for (int x = begin; x < end + axis.fadeAfter(i); x++) {
                weights[x] += x < begin + axis.fadeBefore(i)
                        ? axis.rising(x - begin)
                        : x >= end ? 1 - axis.rising(x - end) : 1;
                tiles[x]++;
            }
        }
        for (int x = 0; x < length; x++) {
            assertEquals(1, weights[x], 1e-6, at + ", pixel " + x);
            assertTrue(tiles[x] <= 2, at + ", pixel " + x);
        }
        if (axis.count() > 1) {
            assertEquals(length, axis.start(axis.count() - 1) + tile, at + ": the last tile ends with the picture");
            for (int i = 1; i < axis.count(); i++) {
                assertTrue(axis.start(i - 1) + tile - axis.start(i) >= overlap, at + ": neighbours share the overlap");
            }
        }
    }
}
