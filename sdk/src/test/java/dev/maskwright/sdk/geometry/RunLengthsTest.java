package dev.maskwright.sdk.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.TinyModels;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunLengthsTest {

    /** The results of pycocotools for polygons. */
    @SuppressWarnings("ArrayRecordComponent")
    record Golden(String note, int width, int height, double[][] polygons, String compressed, int[] runs) {
        @Override
        public String toString() {
            return note;
        }
    }

    static List<Golden> goldens() throws Exception {
        try (Reader json = new InputStreamReader(
                Objects.requireNonNull(RunLengthsTest.class.getResourceAsStream("pycocotools/coco-masks.json")),
                StandardCharsets.UTF_8)) {
            return List.of(new Gson().fromJson(json, Golden[].class));
        }
    }

    static Stream<Golden> polygons() throws Exception {
        return goldens().stream().filter(golden -> golden.polygons().length > 0);
    }

    @ParameterizedTest
    @MethodSource("polygons")
    void polygonsAreFilledAsByThePeer(Golden golden) {
        BitSet mask = new BitSet();
        for (double[] polygon : golden.polygons()) {
            RunLengths runs = RunLengths.ofPolygon(golden.width(), golden.height(), polygon);
            mask.or(runs.bits());
            if (golden.polygons().length == 1) {
                assertArrayEquals(golden.runs(), runs.counts());
            }
        }
        assertEquals(plain(golden).bits(), mask);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void packedRunsAreThePlainOnesBothWays(Golden golden) {
        RunLengths plain = plain(golden);
        assertEquals(plain, RunLengths.parse(golden.width(), golden.height(), golden.compressed()));
        assertEquals(golden.compressed(), plain.packed());
        assertArrayEquals(golden.runs(), plain.counts());
        assertEquals(plain.bits().cardinality(), plain.area());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aMaskHasTheRunsOfThePeer(Golden golden) {
        BitSet bits = plain(golden).bits();
        byte[] ids = new byte[golden.width() * golden.height()];
        bits.stream().forEach(bit -> ids[bit % golden.height() * golden.width() + bit / golden.height()] = 1);
        Mask mask = Mask.of(golden.width(), golden.height(), ids, new byte[ids.length], TinyModels.CLASSES);

        assertEquals(golden.compressed(), mask.runLengths(1).packed());
        BitSet rest = (BitSet) bits.clone();
        rest.flip(0, ids.length);
        assertEquals(rest, mask.runLengths(0).bits());
        assertEquals(0, mask.runLengths(2).area());
        assertEquals(
                IntStream.range(0, TinyModels.CLASSES.size())
                        .mapToObj(mask::runLengths)
                        .toList(),
                mask.runLengths());
    }

    private static RunLengths plain(Golden golden) {
        return RunLengths.ofCounts(
                golden.width(),
                golden.height(),
                LongStream.range(0, golden.runs().length)
                        .map(i -> golden.runs()[(int) i])
                        .toArray());
    }

    @Test
    void runsGoDownTheColumns() {
        BitSet mask = RunLengths.ofCounts(2, 3, 1, 2, 3).bits();
        assertTrue(mask.get(1) && mask.get(2)); // (0, 1) and (0, 2)
        assertEquals(2, mask.cardinality());
    }

    @Test
    void largeDifferencesArePacked() {
        RunLengths runs = RunLengths.ofCounts(40_000, 40_000, 0, 1, 1_000_000_000, 5, 3, 599_999_991);
        assertEquals(runs, RunLengths.parse(40_000, 40_000, runs.packed()));
        assertEquals(599_999_997, runs.area());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2     | its counts make 3 pixels, but 2x3 are 6",
                "1,2,9   | run 2 of its counts is 9, but 3 of 6 pixels are left",
                "1,-2,7  | run 1 of its counts is -2, but 5 of 6 pixels are left",
                "1,9223372036854775807,0 | run 1 of its counts is 9223372036854775807, but 5 of 6 pixels are left",
            })
    void countsThatDoNotFillTheImageAreRefused(String counts, String message) {
        long[] numbers =
                Stream.of(counts.strip().split(",")).mapToLong(Long::parseLong).toArray();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RunLengths.ofCounts(2, 3, numbers))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a       | its counts end in the middle of a number",
                "1!      | character 1 of its counts, '!', is not valid in packed runs",
                "oooooooooooooooooooo1 | character 7 of its counts, 'o', is not valid in packed runs",
            })
    void charactersThatPackNothingAreRefused(String packed, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RunLengths.parse(2, 3, packed))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 20})
    void sizesThatNoImageHasAreRefused(int size) {
        assertThrows(IllegalArgumentException.class, () -> RunLengths.ofPolygon(size, 1 << 20, 0, 0, 1, 0, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 3, 40, 2000})
    void outlinesAreWalkedAsStepByStep(double spread) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            int width = random.nextInt(1, 40);
            int height = random.nextInt(1, 40);
            double[] corners = new double[2 * random.nextInt(3, 9)];
            for (int c = 0; c < corners.length; c++) {
                double size = c % 2 == 0 ? width : height;
                corners[c] = size / 2 + spread * size * (random.nextDouble() - 0.5);
                corners[c] = random.nextBoolean() ? Math.rint(corners[c]) : corners[c];
            }
            assertArrayEquals(
                    PlainCrossings.of(corners, width, height),
                    Crossings.of(corners, width, height),
                    () -> Arrays.toString(corners));
        }
    }

    @Test
    @Timeout(60) // takes milliseconds; step by step, it would take hours
    void cornersFarOutsideCostNoMoreThanOthers() {
        double[] corners = new double[8000];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = (i / 2 % 2 == 0 ? -1 : 1) * (1e6 + i);
        }
        RunLengths runs = RunLengths.ofPolygon(64, 64, corners);
        assertEquals(64, runs.width());

        RunLengths everything = RunLengths.ofPolygon(64, 48, -1e9, -1e9, 1e9, -1e9, 1e9, 1e9, -1e9, 1e9);
        assertEquals(64 * 48, everything.area());
    }
}
