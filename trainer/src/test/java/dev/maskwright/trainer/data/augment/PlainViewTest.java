package dev.maskwright.trainer.data.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.GivenRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Range;
import dev.maskwright.trainer.data.augment.pixel.Blur;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.data.augment.pixel.CutOut;
import dev.maskwright.trainer.data.augment.pixel.JpegArtefacts;
import dev.maskwright.trainer.data.augment.pixel.Noise;
import dev.maskwright.trainer.data.augment.pixel.PixelSettings;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a teacher sees of a crop whose pixels were changed. */
final class PlainViewTest {

    private static final Augmentation GEOMETRY = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.2, 2), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
            .withFlip(new FlipSettings(0.5, 0.5))
            .withMotion(new MotionSettings(
                    new Perspective(0.5, 0.2),
                    new Rotate(0.5, 30),
                    new Scale(0.5, new Range(0.5, 2)),
                    new Translate(0.5, 0.3, 0.3)))
            .withScene(SceneSettings.asItIs()
                    .withCopyPaste(new CopyPaste(0.7, 3, new Range(0.5, 2), new Range(0.002, 0.5), 0.5))
                    .withMosaic(new Mosaic(0.4, 0.2)));

    /** The same with other colours and details. */
    private static final Augmentation EVERYTHING = Augmentation.none()
            .withCrop(new CropSettings(CropKind.RANDOM, new Range(0.2, 2), new Range(0.6, 2), 0.3, new Range(1, 2.5)))
            .withFlip(new FlipSettings(0.5, 0.5))
            .withMotion(GEOMETRY.motion())
            .withScene(GEOMETRY.scene().withMaterials(new Materials(0.8, 0.7, 0.5, 0.3, 0.5, 0.3)))
            .withPixels(new PixelSettings(
                    new ColorJitter(0.5, 0.5, 0.5, 0.2, 0.1),
                    new Blur(0.8, new Range(0.3, 2)),
                    new Noise(0.8, new Range(1, 20)),
                    new JpegArtefacts(0.8, new Range(10, 90)),
                    new CutOut(0.8, 4, new Range(0.05, 0.3), CutOut.Covered.KEEP)));

    /** Pixel by pixel the crop as it would be without what changes pixels, whatever it was moved by and joined with. */
    @Test
    void itIsTheSameCropWithoutOtherColoursAndDetails() throws Exception {
        int changed = 0;
        int pictures = 0;
        try (DataSource data =
                DataSources.open(Path.of("../samples/data"), DataSettings.defaults(), CacheOptions.inMemory())) {
            for (int epoch = 1; epoch <= 4; epoch++) {
                try (Batches strong = Batches.shuffled(data.train(), 4, 40, 32, EVERYTHING, 7, epoch, 2);
                        Batches weak = Batches.shuffled(data.train(), 4, 40, 32, GEOMETRY, 7, epoch, 1)) {
                    while (weak.hasNext()) {
                        Batch expected = weak.next();
                        Batch actual = strong.next();
                        assertArrayEquals(expected.images(), actual.plain());
                        assertArrayEquals(expected.images(), expected.plain());
                        assertArrayEquals(expected.targets(), actual.targets());
                        changed += differ(actual);
                        pictures += actual.count();
                    }
                }
            }
        }
        assertEquals(64, pictures);
        assertTrue(changed > 60, changed + " of 64 crops look other than the plain ones");
    }

    private static int differ(Batch batch) {
        int bytes = batch.images().length / batch.count();
        int changed = 0;
        for (int i = 0; i < batch.count(); i++) {
            int from = i * bytes;
            changed += Arrays.equals(batch.images(), from, from + bytes, batch.plain(), from, from + bytes) ? 0 : 1;
        }
        return changed;
    }

    @Test
    void itIsMirroredWithThePicture() {
        Sample sample = Painted.product();
        Dataset rows =
                new GivenRows(ClassList.of(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i")), List.of(sample));
        try (Batches batches = Batches.sequential(rows, 1, 16, 12, 1)) {
            Batch batch = batches.next();
            assertArrayEquals(batch.images(), batch.plain());
            assertArrayEquals(batch.mirrored().images(), batch.mirrored().plain());
        }
    }
}
