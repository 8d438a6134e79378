package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RunLengthsTest {

    /** What pycocotools makes of polygons. */
    @SuppressWarnings("ArrayRecordComponent")
    record Golden(String note, int width, int height, double[][] polygons, String compressed, long[] runs) {
        @Override
        public String toString() {
            return note;
        }

        List<Long> counts() {
            return LongStream.of(runs).boxed().toList();
        }
    }

    static List<Golden> goldens() throws Exception {
        try (Reader json = new InputStreamReader(
                Objects.requireNonNull(RunLengthsTest.class.getResourceAsStream("/goldens/coco-masks.json")),
                StandardCharsets.UTF_8)) {
            return List.of(new Gson().fromJson(json, Golden[].class));
        }
    }

    private static List<Long> runs(BitSet mask, int size) {
        List<Long> runs = new ArrayList<>();
        boolean ones = false;
        for (int at = 0; at < size; ones = !ones) {
            int end = ones ? mask.nextClearBit(at) : mask.nextSetBit(at);
            end = end < 0 || end > size ? size : end;
            runs.add((long) end - at);
            at = end;
        }
        return runs;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void polygonsAreFilledAsByThePeer(Golden golden) {
        BitSet mask = new BitSet();
        for (double[] polygon : golden.polygons()) {
            mask.or(RunLengths.ofPolygon(polygon, golden.width(), golden.height()));
        }
        if (golden.polygons().length > 0) {
            assertEquals(golden.counts(), runs(mask, golden.width() * golden.height()));
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void packedRunsAreThePlainOnes(Golden golden) {
        BitSet plain = RunLengths.ofCounts(golden.counts(), golden.width(), golden.height());
        BitSet packed = RunLengths.ofCounts(RunLengths.unpacked(golden.compressed()), golden.width(), golden.height());
        assertEquals(plain, packed);
        assertEquals(golden.counts(), runs(packed, golden.width() * golden.height()));
    }

    @Test
    void runsGoDownTheColumns() {
        BitSet mask = RunLengths.ofCounts(List.of(1L, 2L, 3L), 2, 3);
        assertTrue(mask.get(1) && mask.get(2)); // (0, 1) and (0, 2)
        assertEquals(2, mask.cardinality());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2     | its counts make 3 pixels, but 2x3 are 6",
                "1,2,9   | run 2 of its counts is 9, but 3 of 6 pixels are left",
                "1,-2,7  | run 1 of its counts is -2, but 5 of 6 pixels are left",
            })
    void countsThatDoNotFillThePictureAreRefused(String counts, String message) {
        List<Long> numbers =
                List.of(counts.strip().split(",")).stream().map(Long::valueOf).toList();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RunLengths.ofCounts(numbers, 2, 3))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a       | its counts end in the middle of a number",
                "1!      | character 1 of its counts, '!', is none of packed runs",
                "oooooooooooooooooooo1 | character 7 of its counts, 'o', is none of packed runs",
            })
    void charactersThatPackNothingAreRefused(String packed, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RunLengths.unpacked(packed))
                        .getMessage());
    }
}
