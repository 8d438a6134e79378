package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.GivenRows;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.data.augment.pixel.PixelSettings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a recipe and a seed gave in the first release, they give in every later one: a training can be repeated. */
class AugmentationStabilityTest {

    private static final int WIDTH = 96;
    private static final int HEIGHT = 72;

    /** Noise with a product of another class in it. */
    private static Sample sample(boolean boxed) {
        SplittableRandom random = new SplittableRandom(11);
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        byte[] target = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < target.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            target[i] = (byte) (x >= 30 && x < 60 && y >= 20 && y < 50 ? 7 : (x / 24 + y / 24) % 4);
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) (target[i] * 25 + random.nextInt(40) + 10 * c);
            }
        }
        Optional<Box> box = boxed ? Optional.of(new Box(30, 20, 30, 30)) : Optional.empty();
        return new Sample(rgb, target, WIDTH, HEIGHT, box);
    }

    private static long checksum(Augmentation augmentation) {
        return checksum(augmentation, OtherRows.none());
    }

    private static long checksum(Augmentation augmentation, OtherRows others) {
        CRC32 checksum = new CRC32();
        for (int seed = 0; seed < 60; seed++) {
            Sample source = sample(seed % 3 != 0);
            Sample moved = augmentation
                    .augment(source, 40, 36, others, new SplittableRandom(seed))
                    .sample();
            checksum.update(moved.rgb());
            checksum.update(moved.target());
            Box box = moved.box().orElse(new Box(0, 0, 1, 1));
            for (double edge : new double[] {box.x(), box.y(), box.width(), box.height()}) {
                checksum.update(
                        ByteBuffer.allocate(8).putLong(Math.round(edge * 1e6)).array());
            }
        }
        return checksum.getValue();
    }

    @Test
    void theDefaultsGiveWhatTheyGave() {
        assertEquals(545705879L, checksum(Augmentation.defaults()));
    }

    @Test
    void theShippedRecipesGiveWhatTheyGave() {
        assertEquals(
                3171160805L,
                checksum(Augmentation.none()
                        .withCrop(new CropSettings(
                                CropKind.RANDOM, new Range(0.2, 0.75), new Range(0.9, 1.8), 0.2, new Range(1.5, 4)))
                        .withFlip(new FlipSettings(0.5, 0))
                        .withPixels(PixelSettings.asTheyAre().withColor(ColorJitter.defaults()))));
    }

    @Test
    void bordersAndBoxesWithoutColorsGiveWhatTheyGave() {
        assertEquals(
                2867518829L,
                checksum(Augmentation.none()
                        .withCrop(new CropSettings(
                                CropKind.RANDOM, new Range(0.2, 3), new Range(0.6, 2), 0.5, new Range(1, 2.5)))
                        .withFlip(new FlipSettings(0.25, 0))));
    }

    @Test
    void whatComesOfOtherPicturesAndMaterialsGiveWhatTheyGave() {
        OtherRows others = OtherRows.of(new GivenRows(
                ClassList.of(List.of("a", "b", "c", "d", "e", "f", "g")), List.of(sample(true), Painted.product())));
        Augmentation defaults = Augmentation.defaults();
        assertEquals(
                226086909L,
                checksum(
                        defaults.withScene(SceneSettings.asItIs()
                                .withCopyPaste(new CopyPaste(0.7, 3, new Range(0.5, 1.5), new Range(0.002, 0.3), 0.5))),
                        others));
        assertEquals(
                750729066L,
                checksum(
                        defaults.withScene(
                                SceneSettings.asItIs().withMaterials(new Materials(0.7, 0.7, 0.5, 0.3, 0.5, 0.3))),
                        others));
        assertEquals(
                448639014L,
                checksum(defaults.withScene(SceneSettings.asItIs().withMosaic(new Mosaic(0.7, 0.2))), others));
    }
}
