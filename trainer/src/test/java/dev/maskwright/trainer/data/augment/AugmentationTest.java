package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final Box PRODUCT = new Box(50, 40, 48, 30);
    private static final int PRODUCT_CLASS = 9;
    private static final Augmentation EVERY_MOVE = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.2, 2), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
            .withFlip(new FlipSettings(0.5, 0));

    /** A picture whose colour says the class: quarters of classes 1 to 4, a product in the middle. */
    private static Sample painted() {
        byte[] target = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < target.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            boolean inProduct = x >= 50 && x < 98 && y >= 40 && y < 70;
            target[i] = (byte) (inProduct ? PRODUCT_CLASS : 1 + (x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2));
        }
        return sample(target);
    }

    private static Sample sample(byte[] target) {
        byte[] rgb = new byte[3 * target.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = color(target[i / 3], i % 3);
        }
        return new Sample(rgb, target, WIDTH, HEIGHT, Optional.of(PRODUCT));
    }

    private static byte color(int classId, int channel) {
        return (byte) ((classId * 23 + channel * 40) % 256);
    }

    /**
     * Whether everything within two pixels is in the crop and of one class, so that no resizing has mixed in another.
     */
    private static boolean isFarFromEdges(Sample sample, int x, int y) {
        if (x < 2 || y < 2 || x >= sample.width() - 2 || y >= sample.height() - 2) {
            return false;
        }
        byte classId = sample.target()[y * sample.width() + x];
        for (int ny = y - 2; ny <= y + 2; ny++) {
            for (int nx = x - 2; nx <= x + 2; nx++) {
                if (sample.target()[ny * sample.width() + nx] != classId) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void pictureAndTargetMoveTogether() {
        Sample sample = painted();
        for (int seed = 0; seed < 200; seed++) {
            Sample moved = EVERY_MOVE.apply(sample, 56, 48, new SplittableRandom(seed));
            for (int i = 0; i < moved.target().length; i++) {
                if (moved.target()[i] != (byte) Sample.IGNORE && isFarFromEdges(moved, i % 56, i / 56)) {
                    for (int c = 0; c < 3; c++) {
                        assertEquals(color(moved.target()[i], c), moved.rgb()[3 * i + c], "seed " + seed + " at " + i);
                    }
                }
            }
        }
    }

    @Test
    void theBoxStaysAroundTheProduct() {
        int seen = 0;
        for (int seed = 0; seed < 200; seed++) {
            Sample moved = EVERY_MOVE.apply(painted(), 56, 48, new SplittableRandom(seed));
            int left = 56;
            int top = 48;
            int right = 0;
            int bottom = 0;
            for (int i = 0; i < moved.target().length; i++) {
                if (moved.target()[i] == PRODUCT_CLASS) {
                    left = Math.min(left, i % 56);
                    right = Math.max(right, i % 56 + 1);
                    top = Math.min(top, i / 56);
                    bottom = Math.max(bottom, i / 56 + 1);
                }
            }
            if (right > 0) {
                Box box = moved.box().orElseThrow();
                assertEquals(left, box.x(), 1.01, "seed " + seed);
                assertEquals(top, box.y(), 1.01, "seed " + seed);
                assertEquals(right, box.x() + box.width(), 1.01, "seed " + seed);
                assertEquals(bottom, box.y() + box.height(), 1.01, "seed " + seed);
                seen++;
            } else {
                assertTrue(
                        moved.box()
                                .map(box -> box.width() < 1 || box.height() < 1)
                                .orElse(true),
                        "seed " + seed);
            }
        }
        assertTrue(seen > 100, "the product was in only " + seen + " of 200");
    }

    @Test
    void aCropAroundTheBoxHoldsTheWholeProduct() {
        byte[] target = painted().target();
        for (int corner = 0; corner < 4; corner++) {
            int x = corner % 2 == 0 ? 50 : 94;
            int y = corner < 2 ? 40 : 66;
            for (int row = 0; row < 4; row++) {
                Arrays.fill(target, (y + row) * WIDTH + x, (y + row) * WIDTH + x + 4, (byte) (5 + corner));
            }
        }
        Augmentation around = Augmentation.none()
                .withCrop(new CropSettings(
                        CropKind.RANDOM, new Range(0.01, 0.01), new Range(0.6, 2), 1, new Range(1, 2.5)))
                .withFlip(new FlipSettings(0.5, 0));
        for (int seed = 0; seed < 100; seed++) {
            Sample moved = around.apply(sample(target), 64, 64, new SplittableRandom(seed));
            TreeSet<Byte> classes = new TreeSet<>();
            for (byte id : moved.target()) {
                classes.add(id);
            }
            for (byte corner = 5; corner <= 8; corner++) {
                assertTrue(classes.contains(corner), "seed " + seed + " lost a corner, has " + classes);
            }
        }
    }

    @Test
    void mirroringTurnsPictureTargetAndBox() {
        byte[] rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        Sample sample = new Sample(rgb, new byte[] {1, 2, 3, 4, 5, 6}, 3, 2, Optional.of(new Box(0, 0.5, 1.25, 1)));
        Sample mirrored = Crop.flipped(sample);
        assertArrayEquals(new byte[] {7, 8, 9, 4, 5, 6, 1, 2, 3, 17, 18, 19, 14, 15, 16, 11, 12, 13}, mirrored.rgb());
        assertArrayEquals(new byte[] {3, 2, 1, 6, 5, 4}, mirrored.target());
        assertEquals(Optional.of(new Box(1.75, 0.5, 1.25, 1)), mirrored.box());
    }

    @Test
    void theBorderOfASmallerPictureDoesNotCount() {
        Augmentation smaller = Augmentation.none()
                .withCrop(new CropSettings(
                        CropKind.RANDOM, new Range(4, 4), new Range(4.0 / 3, 4.0 / 3), 0, new Range(1, 1)));
        Sample moved = smaller.apply(painted(), 80, 60, new SplittableRandom(3));
        int ignored = 0;
        for (int i = 0; i < moved.target().length; i++) {
            if (moved.target()[i] == (byte) Sample.IGNORE) {
                assertEquals(124, moved.rgb()[3 * i] & 0xFF);
                ignored++;
            }
        }
        assertEquals(0.75, ignored / 4800.0, 0.03);
    }

    @Test
    void theSameSeedGivesTheSameSampleAndLeavesTheSourceAlone() {
        Augmentation all = Augmentation.defaults();
        Sample source = painted();
        Sample first = all.apply(source, 32, 32, new SplittableRandom(5));
        Sample again = all.apply(source, 32, 32, new SplittableRandom(5));
        assertArrayEquals(first.rgb(), again.rgb());
        assertArrayEquals(first.target(), again.target());
        assertEquals(first.box(), again.box());
        assertArrayEquals(painted().rgb(), source.rgb());
    }

    @Test
    void resizedGivesThePixelsThatTheSdkGivesTheNetwork() {
        Sample sample = painted();
        Sample resized = Augmentation.resized(sample, 50, 33);
        assertArrayEquals(Resampler.resize(sample.rgb(), WIDTH, HEIGHT, 3, Filter.BILINEAR, 50, 33), resized.rgb());
        assertArrayEquals(
                Resampler.resize(sample.target(), WIDTH, HEIGHT, 1, Filter.NEAREST, 50, 33), resized.target());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Range(2, 1));
        assertThrows(IllegalArgumentException.class, () -> new Range(0, 1));
        Range one = new Range(1, 1);
        Range half = new Range(0.5, 1);
        assertThrows(IllegalArgumentException.class, () -> Augmentation.none()
                .withCrop(new CropSettings(CropKind.RANDOM, one, one, 1.5, one)));
        assertThrows(IllegalArgumentException.class, () -> Augmentation.none()
                .withCrop(new CropSettings(CropKind.RANDOM, one, one, 0, half)));
        assertThrows(IllegalArgumentException.class, () -> new ColorJitter(0, 0, 0, 0.6, 0));
        assertThrows(IllegalArgumentException.class, () -> new ColorJitter(Double.NaN, 0, 0, 0, 0));
    }
}
