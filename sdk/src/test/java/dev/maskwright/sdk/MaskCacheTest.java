package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class MaskCacheTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "tensor"})
    void theNetworkRunsOnceForEachPicture(String form) throws IOException {
        try (Segmenter segmenter = open(form)) {
            MaskCache cache = MaskCache.over(segmenter, 1 << 20);
            byte[] rgb = new byte[3 * 8 * 8];
            new Random(1).nextBytes(rgb);
            byte[] other = rgb.clone();
            other[100] ^= 1;

            Mask first = cache.segment(Frame.rgb(rgb, 8, 8));
            Mask again = cache.segment(Frame.bgr(swapped(rgb), 8, 8));
            cache.segment(Frame.rgb(other, 8, 8));

            assertSame(first, again);
            assertArrayEquals(segmenter.segment(Frame.rgb(rgb, 8, 8)).classIds(), first.classIds());
            assertEquals("1 of 3", cache.hits() + " of " + (cache.hits() + cache.misses()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixels", "tensor"})
    void masksKnowTheirFramesSize(String form) throws IOException {
        try (Segmenter segmenter = open(form)) {
            MaskCache cache = MaskCache.over(segmenter, 1 << 20);
            for (int size : new int[] {8, 16, 8}) {
                Mask mask = cache.segment(Frame.rgb(new byte[3 * size * size], size, size));
                assertEquals(size, mask.frameWidth());
            }
            assertEquals(1, cache.hits());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 600})
    void masksGoWhenThereIsNoRoom(long bytes) throws IOException {
        try (Segmenter segmenter = open("pixels")) {
            MaskCache cache = MaskCache.over(segmenter, bytes);
            for (int i = 0; i < 200; i++) {
                byte[] rgb = new byte[3 * 8 * 8];
                new Random(i).nextBytes(rgb);
                cache.segment(Frame.rgb(rgb, 8, 8));
            }
            assertEquals(200, cache.misses());
            assertThrows(IllegalArgumentException.class, () -> MaskCache.over(segmenter, -1));
        }
    }

    @Test
    void aClosedSegmenterSaysSoToo() throws IOException {
        Segmenter segmenter = open("pixels");
        MaskCache cache = MaskCache.over(segmenter, 1 << 20);
        Frame frame = Frame.rgb(new byte[3], 1, 1);
        cache.segment(frame);
        segmenter.close();
        assertThrows(IllegalStateException.class, () -> cache.segment(frame));
    }

    private static byte[] swapped(byte[] rgb) {
        byte[] bgr = rgb.clone();
        for (int i = 0; i < rgb.length; i += 3) {
            bgr[i] = rgb[i + 2];
            bgr[i + 2] = rgb[i];
        }
        return bgr;
    }

    private Segmenter open(String form) throws IOException {
        Path file = folder.resolve(form + ".onnx");
        return Segmenter.open(
                form.equals("pixels")
                        ? write(pixels("N"), pixelsCard(8, 8), file)
                        : write(tensor(1), tensorCard(8, 8), file));
    }
}
