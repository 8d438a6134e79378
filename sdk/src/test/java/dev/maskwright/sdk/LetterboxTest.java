package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class LetterboxTest {

    private static final int[] COLOURS = {0x000000, 0xff0000, 0x00ff00, 0x0000ff}; // of the classes 0..3

    @TempDir
    Path folder;

    /**
     * Frames are smaller than the input and have random colours, so any pixel centre that is off shows as a wrong
     * class.
     */
    @ParameterizedTest
    @CsvSource({"pixels, 1", "tensor, 1", "tensor, 4"})
    void everyPixelCentreComesHome(String form, int stride) throws IOException {
        Random random = new Random(1);
        for (int[] size : new int[][] {{160, 96}, {96, 160}, {128, 128}}) {
            Path file = folder.resolve(size[0] + form + ".onnx");
            ModelCard card = form.equals("pixels") ? pixelsCard(size[0], size[1]) : tensorCard(size[0], size[1]);
            write(form.equals("pixels") ? pixels("N") : tensor(stride), letterboxed(card), file);
            try (Segmenter segmenter = Segmenter.open(file)) {
                for (int round = 0; round < 40; round++) {
                    int width = 1 + random.nextInt(20 / stride); // stride 4 needs larger frame pixels
                    int height = 1 + random.nextInt(20 / stride);
                    int[] ids = random.ints((long) width * height, 0, 4).toArray();
                    int[] argb = new int[ids.length];
                    for (int i = 0; i < ids.length; i++) {
                        argb[i] = COLOURS[ids[i]];
                    }

                    Mask mask = segmenter.segment(Frame.argb(argb, width, height));

                    assertEquals(width, mask.frameWidth());
                    assertEquals(height, mask.frameHeight());
                    Mask atFrameSize = mask.atFrameSize();
                    for (int i = 0; i < ids.length; i++) {
                        assertEquals(ids[i], atFrameSize.classAt(i % width, i / width), width + "x" + height);
                    }
                }
            }
        }
    }

    @Test
    void paddingIsNotPartOfTheMask() throws IOException {
        Path file = write(pixels("N"), letterboxed(pixelsCard(64, 64)), folder.resolve("model.onnx"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            int[] red = new int[100 * 50];
            Arrays.fill(red, COLOURS[1]);
            Frame frame = Frame.argb(red, 100, 50);

            Mask mask = segmenter.segment(frame);
            assertEquals(new Box(0, 16, 64, 32), mask.placement().part());
            assertEquals(64 * 32, mask.areas()[1]);
            assertEquals(0, mask.areas()[0]);

            segmenter.segmentInto(frame.rotated(Rotation.CLOCKWISE_90), mask);
            assertEquals(new Box(16, 0, 32, 64), mask.placement().part());
            assertEquals(64 * 32, mask.areas()[1]);
            List<Mask> both = segmenter.segmentBatch(List.of(frame, frame.region(new Box(0, 0, 50, 50))));
            assertEquals(new Box(0, 16, 64, 32), both.get(0).placement().part());
            assertEquals(new Box(0, 0, 64, 64), both.get(1).placement().part());
            assertEquals(64 * 64, both.get(1).areas()[1]);
        }
    }

    @Test
    void framesTooThinForOnePixelOfTheMaskAreRefused() throws IOException {
        Path file = write(tensor(4), letterboxed(tensorCard(64, 64)), folder.resolve("thin.onnx"));
        try (Segmenter segmenter = Segmenter.open(file)) {
            Frame thin = Frame.grey(new byte[640 * 20], 640, 20);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> segmenter.segment(thin));
            assertTrue(
                    e.getMessage()
                            .startsWith(
                                    "letterboxed into 64x64, a frame of 640x20 is so thin that nothing of it is left"),
                    e.getMessage());
        }
    }

    private static ModelCard letterboxed(ModelCard card) {
        Input input = card.input();
        return new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                card.classes(),
                new Input(
                        input.name(),
                        input.layout(),
                        input.type(),
                        input.width(),
                        input.height(),
                        1,
                        true,
                        Filter.NEAREST,
                        Fit.LETTERBOX),
                card.normalization(),
                card.outputs(),
                card.provenance(),
                card.golden());
    }
}
