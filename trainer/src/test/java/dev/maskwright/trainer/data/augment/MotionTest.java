package dev.maskwright.trainer.data.augment;

import static dev.maskwright.trainer.data.augment.Painted.BOX;
import static dev.maskwright.trainer.data.augment.Painted.HEIGHT;
import static dev.maskwright.trainer.data.augment.Painted.PRODUCT;
import static dev.maskwright.trainer.data.augment.Painted.WIDTH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.data.augment.pixel.PixelSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Pictures, targets and boxes that are moved. */
class MotionTest {

    private static final Augmentation EVERY_MOVE = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.2, 2), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
            .withFlip(new FlipSettings(0.5, 0.5))
            .withMotion(new MotionSettings(
                    new Perspective(0.5, 0.25),
                    new Rotate(0.7, 180),
                    new Scale(0.5, new Range(0.5, 2)),
                    new Translate(0.5, 0.4, 0.4)));

    private static final Augmentation ROTATED =
            Augmentation.none().withMotion(MotionSettings.never().withRotate(new Rotate(1, 45)));

    private static List<Augmentation> eachCrop(Augmentation augmentation) {
        List<Augmentation> all = new ArrayList<>();
        for (CropKind crop : CropKind.values()) {
            all.add(augmentation.withCrop(augmentation.crop().withKind(crop)));
        }
        return all;
    }

    @Test
    void pictureAndTargetMoveTogether() {
        Sample source = Painted.product();
        int checked = 0;
        for (Augmentation augmentation : eachCrop(EVERY_MOVE)) {
            for (int seed = 0; seed < 100; seed++) {
                Sample moved = augmentation.apply(source, 56, 48, new SplittableRandom(seed));
                for (int i = 0; i < moved.target().length; i++) {
                    int id = moved.target()[i] & 0xFF;
                    if (Painted.isFarFromEdges(moved, i % 56, i / 56, 2)) {
                        for (int c = 0; c < 3; c++) {
                            int expected = id == Sample.IGNORE ? Crop.MEAN_COLOR[c] : Painted.color(id, c);
                            int at = i;
                            int was = seed;
                            assertEquals(expected, moved.rgb()[3 * i + c] & 0xFF, () -> "%s seed %d pixel %d"
                                    .formatted(augmentation.crop().kind(), was, at));
                        }
                        checked++;
                    }
                }
            }
        }
        assertTrue(checked > 100_000, "only " + checked + " pixels were far from edges");
    }

    @Test
    void theBoxIsTheSmallestAroundTheProduct() {
        Sample source = Painted.product();
        int seen = 0;
        for (Augmentation augmentation : eachCrop(EVERY_MOVE)) {
            for (int seed = 0; seed < 200; seed++) {
                Sample moved = augmentation.apply(source, 60, 50, new SplittableRandom(seed));
                Optional<Box> pixels = boxOf(moved, PRODUCT);
                String where = augmentation.crop().kind() + " seed " + seed;
                if (pixels.isEmpty()) {
                    continue;
                }
                // Pixels are those whose centre is in the product, so they reach half a pixel beyond it, and a
                // border of whole pixels moves them by as much. The box
                // lies around the corners of the picture's pixels, which are up to twice as large here.
                Box box = moved.box().orElseThrow();
                Box around = pixels.get();
                assertTrue(around.x() - box.x() > -1.01, where + ": " + box + " " + around);
                assertTrue(around.y() - box.y() > -1.01, where + ": " + box + " " + around);
                assertTrue(right(box) - right(around) > -1.01, where + ": " + box + " " + around);
                assertTrue(bottom(box) - bottom(around) > -1.01, where + ": " + box + " " + around);
                if (box.x() > 0 && box.y() > 0 && right(box) < 60 && bottom(box) < 50) { // seen whole
                    assertEquals(around.x(), box.x(), 4, where);
                    assertEquals(around.y(), box.y(), 4, where);
                    assertEquals(right(around), right(box), 4, where);
                    assertEquals(bottom(around), bottom(box), 4, where);
                    seen++;
                }
            }
        }
        assertTrue(seen > 100, "the product was seen whole only " + seen + " times of 600");
    }

    private static double right(Box box) {
        return box.x() + box.width();
    }

    private static double bottom(Box box) {
        return box.y() + box.height();
    }

    private static Optional<Box> boxOf(Sample sample, int id) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        for (int i = 0; i < sample.target().length; i++) {
            if (sample.target()[i] == id) {
                left = Math.min(left, i % sample.width());
                right = Math.max(right, i % sample.width() + 1);
                top = Math.min(top, i / sample.width());
                bottom = Math.max(bottom, i / sample.width() + 1);
            }
        }
        return right < 0 ? Optional.empty() : Optional.of(new Box(left, top, right - left, bottom - top));
    }

    /** The notebook turned the picture and then cut it at the box from before. */
    @Test
    void aCropToTheBoxIsMeasuredAfterTheTurn() {
        Sample source = Painted.product();
        for (int seed = 0; seed < 50; seed++) {
            Sample cut = ROTATED.withCrop(ROTATED.crop().withKind(CropKind.BOX))
                    .apply(source, 96, 96, new SplittableRandom(seed));
            assertEquals(new Box(0, 0, 96, 96), rounded(cut.box().orElseThrow()), "seed " + seed);
            Box product = boxOf(cut, PRODUCT).orElseThrow();
            assertEquals(96, product.width(), 2, "seed " + seed);
            assertEquals(96, product.height(), 2, "seed " + seed);

            // An ellipse fills pi / 4 of the box around it, less what the corners of its pixels add to the box.
            assertEquals(Math.PI / 4, count(cut, PRODUCT) / (96.0 * 96), 0.05, "seed " + seed);
        }
    }

    @Test
    void theBoxOfATurnedEllipseIsNotTheBoxOfItsTurnedBox() {
        Sample source = Painted.product();
        Projective turn = Projective.rotation(45).about(70, 55);
        Outline pixels = Outline.of(source, BOX);
        Box tight = turn.around(pixels.xs(), pixels.ys());
        assertEquals(2 * Math.sqrt((30 * 30 + 25 * 25) / 2.0), tight.width(), 1.5);
        Outline corners =
                Outline.of(new Sample(source.rgb(), new byte[WIDTH * HEIGHT], WIDTH, HEIGHT, source.box()), BOX);
        Box loose = turn.around(corners.xs(), corners.ys());
        assertEquals((60 + 50) / Math.sqrt(2), loose.width(), 1e-9);
    }

    @Test
    void anOutlineThatCannotBeToldIsTheBox() {
        Sample source = Painted.product();
        byte[] two = source.target().clone();
        for (int x = 40; x < 100; x++) { // a frame of another class around the product, on the sides of its box
            two[30 * WIDTH + x] = 5;
            two[79 * WIDTH + x] = 5;
        }
        for (int y = 30; y < 80; y++) {
            two[y * WIDTH + 41] = 5;
            two[y * WIDTH + 98] = 5;
        }
        Outline outline = Outline.of(Painted.of(two, WIDTH, HEIGHT, source.box()), BOX);
        assertArrayEquals(new double[] {40, 100, 100, 40}, outline.xs());
        assertArrayEquals(new double[] {30, 30, 80, 80}, outline.ys());
    }

    private static Box rounded(Box box) {
        return new Box(Math.rint(box.x()), Math.rint(box.y()), Math.rint(box.width()), Math.rint(box.height()));
    }

    private static long count(Sample sample, int id) {
        long count = 0;
        for (byte target : sample.target()) {
            count += target == id ? 1 : 0;
        }
        return count;
    }

    @Test
    void motionsThatDoNothingGiveTheBytesOfNone() {
        Augmentation still = Augmentation.none()
                .withCrop(
                        new CropSettings(CropKind.RANDOM, new Range(0.2, 2), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
                .withFlip(new FlipSettings(0.5, 0))
                .withPixels(PixelSettings.asTheyAre().withColor(ColorJitter.defaults()));
        Augmentation nothing = still.withMotion(new MotionSettings(
                new Perspective(1, 0), new Rotate(1, 0), new Scale(1, new Range(1, 1)), new Translate(1, 0, 0)));
        for (int seed = 0; seed < 30; seed++) {
            assertSame(
                    still.apply(Painted.product(), 44, 40, new SplittableRandom(seed)),
                    nothing.apply(Painted.product(), 44, 40, new SplittableRandom(seed)));
        }
    }

    @Test
    void switchingAMotionOnLeavesTheOtherDrawsAlone() {
        Augmentation both = EVERY_MOVE.withMotion(
                new MotionSettings(new Perspective(1, 0.1), new Rotate(1, 20), Scale.never(), Translate.never()));
        Augmentation one = EVERY_MOVE.withMotion(MotionSettings.never().withRotate(new Rotate(1, 20)));
        for (int seed = 0; seed < 20; seed++) {
            List<String> more = new ArrayList<>(both.augment(Painted.product(), 40, 40, new SplittableRandom(seed))
                    .steps());
            List<String> less = one.augment(Painted.product(), 40, 40, new SplittableRandom(seed))
                    .steps();
            assertTrue(more.remove("tilted"), more.toString());
            more.removeIf(step -> step.startsWith("box ")); // what the product's box is large depends on both
            assertEquals(less.stream().filter(step -> !step.startsWith("box ")).toList(), more);
        }
    }

    @Test
    void probabilityIsHowOftenItHappens() {
        for (double probability : new double[] {0, 0.3, 1}) {
            Augmentation turning =
                    Augmentation.none().withMotion(MotionSettings.never().withRotate(new Rotate(probability, 30)));
            int turned = 0;
            for (int seed = 0; seed < 1000; seed++) {
                List<String> steps = turning.augment(Painted.product(), 8, 8, new SplittableRandom(seed))
                        .steps();
                turned += steps.stream().anyMatch(step -> step.startsWith("turned")) ? 1 : 0;
            }
            assertEquals(1000 * probability, turned, probability % 1 == 0 ? 0 : 50);
        }
    }

    @Test
    void shiftingAndScalingGiveTheBytesOfTheResampler() {
        Augmentation twice =
                Augmentation.none().withMotion(MotionSettings.never().withScale(new Scale(1, new Range(2, 2))));
        Sample source = Painted.product();
        byte[] expected = new byte[3 * 50 * 40];
        Resampler.resize(source.rgb(), WIDTH, HEIGHT, 3, new Box(40, 30, 80, 60), Filter.BILINEAR, expected, 50, 40);
        assertArrayEquals(
                expected, twice.apply(source, 50, 40, new SplittableRandom(1)).rgb());
    }

    @Test
    void halfATurnOfTheFrameMovesEachPixelExactly() {
        Sample source = Painted.product();
        Sample turned = Warp.of(
                source, Projective.rotation(180).about(WIDTH / 2.0, HEIGHT / 2.0), WIDTH, HEIGHT, Optional.empty());
        Sample back = Crop.turnedOver(Crop.flipped(turned));
        assertArrayEquals(source.rgb(), back.rgb());
        assertArrayEquals(source.target(), back.target());
    }

    /** The filter of a picture that is shrunk does not depend on whether it is turned as well. */
    @Test
    void shrinkingATurnedPictureSmoothsAsShrinkingDoes() {
        int size = 256;
        byte[] rgb = new byte[3 * size * size];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i / 3 % size + i / 3 / size) % 2 == 0 ? 255 : 0); // a chessboard as fine as can be
        }
        Sample chess = new Sample(rgb, new byte[size * size], size, size, Optional.empty());
        Sample turned = Warp.of(
                chess,
                Projective.scaling(4, 4).then(Projective.rotation(20).about(size / 2.0, size / 2.0)),
                size / 4,
                size / 4,
                Optional.empty());
        for (int y = 20; y < 44; y++) {
            for (int x = 20; x < 44; x++) {
                assertEquals(127.5, turned.rgb()[3 * (y * size / 4 + x)] & 0xFF, 12, x + ", " + y);
            }
        }
    }

    @Test
    void aMapThatShowsAPictureAsItIsAgreesWithTheResampler() {
        SplittableRandom random = new SplittableRandom(5);
        byte[] rgb = new byte[3 * 90 * 70];
        random.nextBytes(rgb);
        Sample noise = new Sample(rgb, new byte[90 * 70], 90, 70, Optional.empty());
        for (int width : new int[] {40, 90, 120}) {
            int height = width * 7 / 9;
            Sample warped =
                    Warp.of(noise, Projective.scaling(90.0 / width, 70.0 / height), width, height, Optional.empty());
            byte[] resized = Resampler.resize(rgb, 90, 70, 3, Filter.BILINEAR, width, height);
            for (int i = 0; i < resized.length; i++) {
                assertEquals(resized[i] & 0xFF, warped.rgb()[i] & 0xFF, 2, width + " at " + i);
            }
        }
    }

    @Test
    void aPictureIsNeverMovedOutOfSight() {
        Augmentation far = Augmentation.none()
                .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.02, 0.02), new Range(1, 1), 0, new Range(1, 1)))
                .withMotion(new MotionSettings(
                        Perspective.never(),
                        new Rotate(0.5, 180),
                        new Scale(1, new Range(0.1, 0.2)),
                        new Translate(1, 0.9, 0.9)));
        int still = 0;
        for (int seed = 0; seed < 100; seed++) {
            Augmented augmented = far.augment(Painted.product(), 32, 32, new SplittableRandom(seed));
            int counting = 0;
            for (byte id : augmented.sample().target()) {
                counting += (id & 0xFF) == Sample.IGNORE ? 0 : 1;
            }
            assertTrue(counting > 0, "seed " + seed + " shows nothing: " + augmented.steps());
            still += augmented.steps().stream().noneMatch(step -> step.startsWith("shifted")) ? 1 : 0;
        }
        assertTrue(still > 0, "no picture came to lie out of sight, so nothing was tested");
    }

    @Test
    void mirroringTopToBottomTurnsPictureTargetAndBox() {
        Sample source = Painted.product();
        Sample over = Augmentation.none()
                .withFlip(new FlipSettings(0, 1))
                .apply(source, WIDTH, HEIGHT, new SplittableRandom(0));
        assertEquals(Optional.of(new Box(40, 120 - 30 - 50, 60, 50)), over.box());
        assertArrayEquals(source.rgb(), Crop.turnedOver(over).rgb());
        assertArrayEquals(source.target(), Crop.turnedOver(over).target());
        assertFalse(Arrays.equals(source.target(), over.target()));
    }

    @Test
    void noneIsTheWholePictureStretched() {
        Sample source = Painted.product();
        assertSame(
                Augmentation.resized(source, 50, 70),
                Augmentation.none().apply(source, 50, 70, new SplittableRandom(9)));
    }

    @Test
    void cutToTheBoxIsExactlyTheBox() {
        Sample source = Painted.product();
        Sample cut = Augmentation.none()
                .withCrop(CropSettings.whole().withKind(CropKind.BOX))
                .apply(source, 60, 50, new SplittableRandom(9));
        assertSame(Augmentation.cutToBox(source, 60, 50), cut);
        byte[] expected = new byte[60 * 50];
        Resampler.resize(source.target(), WIDTH, HEIGHT, 1, BOX, Filter.NEAREST, expected, 60, 50);
        assertArrayEquals(expected, cut.target());
        assertEquals(Optional.of(new Box(0, 0, 60, 50)), cut.box());

        Sample without = new Sample(source.rgb(), source.target(), WIDTH, HEIGHT, Optional.empty());
        assertSame(Augmentation.resized(without, 60, 50), Augmentation.cutToBox(without, 60, 50));
    }

    private static void assertSame(Sample expected, Sample actual) {
        assertArrayEquals(expected.rgb(), actual.rgb());
        assertArrayEquals(expected.target(), actual.target());
        assertEquals(expected.box(), actual.box());
    }
}
