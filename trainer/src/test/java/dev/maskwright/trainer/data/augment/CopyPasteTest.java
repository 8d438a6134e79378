package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.GivenRows;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Things of other pictures in this one. Colours say the class, so that picture and target can be held against each
 * other.
 */
class CopyPasteTest {

    private static final int SIZE = 64;
    private static final int LAMP = 20;
    private static final int SHELF = 21;
    private static final ClassList CLASSES =
            ClassList.of(IntStream.range(1, 30).mapToObj(id -> "class" + id).toList());

    private static final Augmentation STILL = Augmentation.none();
    private static final CopyPaste ALWAYS = new CopyPaste(1, 3, new Range(0.5, 1.5), new Range(0.001, 0.5), 0.5);

    /** Background, a frame that does not count, and a rectangle. */
    private static Sample with(int classId, int left, int top, int right, int bottom) {
        byte[] target = new byte[Painted.WIDTH * Painted.HEIGHT];
        Arrays.fill(target, 0, 3 * Painted.WIDTH, (byte) Sample.IGNORE);
        for (int y = top; y < bottom; y++) {
            Arrays.fill(target, y * Painted.WIDTH + left, y * Painted.WIDTH + right, (byte) classId);
        }
        return Painted.of(target, Painted.WIDTH, Painted.HEIGHT, Optional.empty());
    }

    private static final Sample STANDING_LAMP = with(LAMP, 30, 20, 60, 70);

    private static OtherRows rows(Sample... others) {
        return OtherRows.of(new GivenRows(CLASSES, Arrays.asList(others)));
    }

    private static Augmented pasted(CopyPaste settings, OtherRows others, int seed) {
        return STILL.withScene(SceneSettings.asItIs().withCopyPaste(settings))
                .augment(Painted.product(), SIZE, SIZE, others, new SplittableRandom(seed));
    }

    private static int count(Sample sample, int classId) {
        int count = 0;
        for (byte id : sample.target()) {
            count += (id & 0xFF) == classId ? 1 : 0;
        }
        return count;
    }

    @Test
    void whatIsPastedHasItsClassAndTheRestStaysAsItWas() {
        Sample before = Augmentation.resized(Painted.product(), SIZE, SIZE);
        OtherRows others = rows(STANDING_LAMP, with(SHELF, 80, 30, 130, 50));
        TreeSet<Integer> seen = new TreeSet<>();
        int inner = 0;
        for (int seed = 0; seed < 100; seed++) {
            Sample after = pasted(ALWAYS, others, seed).sample();
            for (int i = 0; i < after.target().length; i++) {
                int id = after.target()[i] & 0xFF;
                boolean isPasted = id == LAMP || id == SHELF;
                if (isPasted) {
                    seen.add(id);
                } else {
                    assertEquals(before.target()[i], after.target()[i], "seed " + seed + " at " + i);
                }
                if (Painted.isFarFromEdges(after, i % SIZE, i / SIZE, isPasted ? 3 : 6)) {
                    inner += isPasted ? 1 : 0;
                    for (int c = 0; c < 3; c++) {
                        int expected = isPasted ? Painted.color(id, c) : before.rgb()[3 * i + c] & 0xFF;
                        assertEquals(expected, after.rgb()[3 * i + c] & 0xFF, 1, "seed " + seed + " at " + i);
                    }
                }
            }
        }
        assertEquals(new TreeSet<>(List.of(LAMP, SHELF)), seen);
        assertTrue(inner > 5000, "only " + inner);
    }

    @Test
    void edgesAreMixedOfThingAndPictureAndNothingElse() {
        byte[] white = new byte[3 * 100 * 100];
        Arrays.fill(white, (byte) 255);
        Sample thing = new Sample(white.clone(), new byte[100 * 100], 100, 100, Optional.empty());
        for (int i = 0; i < 100 * 100; i++) {
            boolean isInside = Math.hypot(i % 100 - 50, i / 100 - 50) < 20;
            thing.target()[i] = (byte) (isInside ? LAMP : 0);
            Arrays.fill(thing.rgb(), 3 * i, 3 * i + 3, (byte) (isInside ? 255 : 0)); // black around it must not be seen
        }
        Sample onto = new Sample(white, new byte[100 * 100], 100, 100, Optional.empty());
        for (int seed = 0; seed < 20; seed++) {
            Sample after = STILL.withScene(SceneSettings.asItIs().withCopyPaste(ALWAYS))
                    .augment(onto, SIZE, SIZE, rows(thing), new SplittableRandom(seed))
                    .sample();
            for (byte value : after.rgb()) {
                assertEquals(255, value & 0xFF, 2, "seed " + seed);
            }
        }
    }

    @Test
    void thePictureBeneathIsTheSameAsWithoutIt() {
        Augmentation plain = Augmentation.none()
                .withCrop(new CropSettings(
                        CropKind.RANDOM, new Range(0.25, 1), new Range(0.9, 1.8), 0.35, new Range(1.2, 2.5)))
                .withMotion(new MotionSettings(
                        new Perspective(0.5, 0.2),
                        new Rotate(0.5, 30),
                        new Scale(0.5, new Range(0.5, 2)),
                        new Translate(0.5, 0.2, 0.2)))
                .withFlip(new FlipSettings(0.5, 0.5));
        int same = 0;
        for (int seed = 0; seed < 30; seed++) {
            Sample without = plain.apply(Painted.product(), SIZE, SIZE, new SplittableRandom(seed));
            Sample with = plain.withScene(SceneSettings.asItIs().withCopyPaste(ALWAYS))
                    .augment(Painted.product(), SIZE, SIZE, rows(STANDING_LAMP), new SplittableRandom(seed))
                    .sample();
            for (int i = 0; i < with.target().length; i++) {
                if (with.target()[i] != LAMP) {
                    assertEquals(without.target()[i], with.target()[i]);
                    same += with.rgb()[3 * i] == without.rgb()[3 * i] ? 1 : 0;
                }
            }
        }
        assertTrue(same > 30 * SIZE * SIZE / 2, "only " + same);
    }

    @Test
    void withoutItOrWithoutOthersNothingChanges() {
        for (int seed = 0; seed < 30; seed++) {
            Sample plain = Augmentation.defaults().apply(Painted.product(), SIZE, SIZE, new SplittableRandom(seed));
            for (Augmented same : List.of(
                    Augmentation.defaults()
                            .augment(Painted.product(), SIZE, SIZE, rows(STANDING_LAMP), new SplittableRandom(seed)),
                    Augmentation.defaults()
                            .withScene(SceneSettings.asItIs().withCopyPaste(ALWAYS))
                            .augment(Painted.product(), SIZE, SIZE, new SplittableRandom(seed)))) {
                assertArrayEquals(plain.rgb(), same.sample().rgb());
                assertArrayEquals(plain.target(), same.sample().target());
                assertEquals(plain.box(), same.sample().box());
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameAndOtherRowsStayAsTheyAre() {
        Sample lamp = with(LAMP, 30, 20, 60, 70);
        Sample first = pasted(ALWAYS, rows(lamp), 4).sample();
        assertArrayEquals(first.rgb(), pasted(ALWAYS, rows(lamp), 4).sample().rgb());
        assertFalse(Arrays.equals(
                first.rgb(), pasted(ALWAYS, rows(lamp), 5).sample().rgb()));
        assertArrayEquals(STANDING_LAMP.rgb(), lamp.rgb());
        assertArrayEquals(STANDING_LAMP.target(), lamp.target());
    }

    @Test
    void neitherBackgroundNorWhatDoesNotCountIsPasted() {
        Sample empty = with(0, 0, 10, 50, 50);
        for (int seed = 0; seed < 20; seed++) {
            Augmented after = pasted(ALWAYS, rows(empty), seed);
            assertEquals(List.of("whole"), after.steps());
            assertArrayEquals(
                    Augmentation.resized(Painted.product(), SIZE, SIZE).rgb(),
                    after.sample().rgb());
        }
    }

    @Test
    void badRowsAreMadeUpForByTheNextOnes() {
        List<Sample> torn = new ArrayList<>(Collections.nCopies(3, null));
        assertEquals(
                List.of("whole"),
                pasted(ALWAYS, OtherRows.of(new GivenRows(CLASSES, torn)), 1).steps());
        torn.add(STANDING_LAMP);
        for (int seed = 0; seed < 20; seed++) {
            Sample after = pasted(
                            new CopyPaste(1, 1, new Range(1, 1), new Range(0.001, 0.5), 0.5),
                            OtherRows.of(new GivenRows(CLASSES, torn)),
                            seed)
                    .sample();
            assertTrue(count(after, LAMP) > 0, "seed " + seed);
        }
    }

    @Test
    void aThingThatItsPicturesBorderCutsOffStaysAtTheBorder() {
        OtherRows cutOff = rows(with(LAMP, 0, 20, 40, 70));
        OtherRows fromSideToSide = rows(with(SHELF, 0, 40, Painted.WIDTH, 60));
        CopyPaste once = new CopyPaste(1, 1, new Range(0.5, 1.5), new Range(0.001, 0.5), 0.5);
        int sides = 0;
        int across = 0;
        for (int seed = 0; seed < 100; seed++) {
            Sample lamp = pasted(once, cutOff, seed).sample();
            boolean isLeft = hasColumn(lamp, LAMP, 0);
            assertTrue(isLeft || hasColumn(lamp, LAMP, SIZE - 1), "seed " + seed);
            sides |= isLeft ? 1 : 2;
            Sample shelf = pasted(once, fromSideToSide, seed).sample();
            if (count(shelf, SHELF) > 0) {
                across++;
                assertTrue(hasColumn(shelf, SHELF, 0) && hasColumn(shelf, SHELF, SIZE - 1), "seed " + seed);
            }
        }
        assertEquals(3, sides, "mirrored things lie at the other side");
        assertTrue(across > 10, "only " + across);
    }

    private static boolean hasColumn(Sample sample, int classId, int x) {
        return IntStream.range(0, SIZE).anyMatch(y -> sample.target()[y * SIZE + x] == classId);
    }

    @Test
    void theBoxGoesAroundWhatIsStillSeenOfTheProduct() {
        OtherRows others = rows(STANDING_LAMP, with(SHELF, 20, 10, 140, 110));
        CopyPaste large = new CopyPaste(1, 4, new Range(1, 3), new Range(0.01, 1), 0.5);
        int smaller = 0;
        int gone = 0;
        for (int seed = 0; seed < 100; seed++) {
            Sample after = pasted(large, others, seed).sample();
            int left = SIZE;
            int top = SIZE;
            int right = 0;
            int bottom = 0;
            for (int i = 0; i < after.target().length; i++) {
                if (after.target()[i] == Painted.PRODUCT) {
                    left = Math.min(left, i % SIZE);
                    right = Math.max(right, i % SIZE + 1);
                    top = Math.min(top, i / SIZE);
                    bottom = Math.max(bottom, i / SIZE + 1);
                }
            }
            assertEquals(right > 0, after.box().isPresent(), "seed " + seed);
            if (right == 0) {
                gone++;
                continue;
            }
            Box box = after.box().orElseThrow();
            assertEquals(left, box.x(), 1.01, "seed " + seed);
            assertEquals(top, box.y(), 1.01, "seed " + seed);
            assertEquals(right, box.x() + box.width(), 1.01, "seed " + seed);
            assertEquals(bottom, box.y() + box.height(), 1.01, "seed " + seed);
            smaller += right - left < 22 || bottom - top < 24 ? 1 : 0;
        }
        assertTrue(smaller > 10 && gone > 3, smaller + " smaller, " + gone + " gone");
    }

    @Test
    void thingsAreAsLargeAsAsked() {
        CopyPaste twice = new CopyPaste(1, 1, new Range(2, 2), new Range(0.001, 1), 0);
        CopyPaste bounded = new CopyPaste(1, 1, new Range(2, 2), new Range(0.001, 0.1), 0);
        CopyPaste larger = new CopyPaste(1, 1, new Range(0.5, 0.5), new Range(0.1, 1), 0);
        double share = 30 * 50 / (double) (Painted.WIDTH * Painted.HEIGHT);
        int most = 0;
        int mostBounded = 0;
        for (int seed = 0; seed < 40; seed++) {
            most = Math.max(most, count(pasted(twice, rows(STANDING_LAMP), seed).sample(), LAMP));
            mostBounded = Math.max(
                    mostBounded,
                    count(pasted(bounded, rows(STANDING_LAMP), seed).sample(), LAMP));
            assertEquals(0, count(pasted(larger, rows(STANDING_LAMP), seed).sample(), LAMP));
        }
        assertEquals(4 * share, most / (double) (SIZE * SIZE), 0.02);
        assertEquals(0.1, mostBounded / (double) (SIZE * SIZE), 0.01);
    }
}
