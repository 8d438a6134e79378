package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {

    private static final List<ClassLabel> CLASSES = ClassLabel.of(List.of("background", "chair", "lamp", "bed"));
    private static final OverlayStyle STYLE = OverlayStyle.defaults().withLegend(LegendPlace.NONE);

    /**
     * Blobs and specks, at sizes where contours are wide and narrow: the result is that of computing each pixel
     * independently.
     */
    @Test
    void theLayerIsThatOfItsTwinThatLooksAtEachPixel() {
        Random random = new Random(9);
        for (int round = 0; round < 60; round++) {
            int width = 1 + random.nextInt(70);
            int height = 1 + random.nextInt(50);
            Mask mask = blobs(1 + random.nextInt(width), 1 + random.nextInt(height), random);
            OverlayStyle style =
                    new OverlayStyle(random.nextInt(3) / 2.0, random.nextInt(3) / 20.0, false, LegendPlace.NONE);
            byte[] ids = mask.resizedTo(width, height).classIds();

            BufferedImage layer = MaskImages.layer(mask, width, height, style);

            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int expected = plain(ids, width, height, x, y, style);
                    int found = layer.getRGB(x, y);
                    if (expected >>> 24 != 0 || found >>> 24 != 0) { // transparent pixels have no colour
                        assertEquals(Integer.toHexString(expected), Integer.toHexString(found), x + ", " + y);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_3BYTE_BGR})
    void picturesOfTheCallerArePaintedOverInPlace(int type) {
        Random random = new Random(2);
        Mask mask = blobs(20, 15, random);
        byte[] rgb = new byte[3 * 50 * 40];
        random.nextBytes(rgb);
        Frame frame = Frame.rgb(rgb, 50, 40);
        BufferedImage picture = new BufferedImage(50, 40, type);
        ImageFrames.draw(frame, picture);
        assertEquals(0xff000000 | (rgb[0] & 0xff) << 16 | (rgb[1] & 0xff) << 8 | (rgb[2] & 0xff), picture.getRGB(0, 0));

        Overlay.of(STYLE).paint(mask, picture);

        BufferedImage expected = MaskImages.overlay(frame, mask, STYLE);
        for (int i = 0; i < 50 * 40; i++) {
            assertEquals(expected.getRGB(i % 50, i / 50), picture.getRGB(i % 50, i / 50));
        }
    }

    @Test
    void framesAreDrawnTurnedAndCut() {
        byte[] yuv = new byte[16 * 8 * 3 / 2];
        new Random(1).nextBytes(yuv);
        Frame frame = Frame.nv12(yuv, 16, 8).rotated(Rotation.CLOCKWISE_90).region(new Box(1, 2, 5, 9));
        BufferedImage picture = new BufferedImage(5, 9, BufferedImage.TYPE_INT_RGB);
        ImageFrames.draw(frame, picture);
        byte[] rgb = frame.rgb();
        for (int i = 0; i < 45; i++) {
            int expected = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            assertEquals(expected, picture.getRGB(i % 5, i / 5) & 0xffffff);
        }
        BufferedImage other = new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB);
        assertThrows(IllegalArgumentException.class, () -> ImageFrames.draw(frame, other));
    }

    @Test
    void aPictureAfterTheFirstMakesNoGarbage() {
        Random random = new Random(3);
        Mask mask = blobs(64, 48, random);
        BufferedImage picture = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        Overlay overlay = Overlay.of(STYLE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            overlay.paint(mask, picture);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(least < 256, least + " bytes per picture");
    }

    @Test
    void picturesThatCannotBePaintedOnAreRefusedInWords() {
        Mask mask = blobs(4, 4, new Random(1));
        BufferedImage indexed = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED);
        BufferedImage part = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB).getSubimage(1, 1, 4, 4);
        Overlay overlay = Overlay.of(STYLE);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> overlay.paint(mask, indexed));
        assertEquals(
                "only pictures of type INT_RGB, INT_ARGB or 3BYTE_BGR that are not part of another can "
                        + "be painted on, got type 13;"
                        + " draw yours into one of these first",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> overlay.paint(mask, part));
    }

    @Test
    void imagesAreEncodedInMemoryAndIntoStreams() throws IOException {
        Mask mask = blobs(12, 9, new Random(7));
        BufferedImage overlay = MaskImages.overlay(Frame.rgb(new byte[3 * 12 * 9], 12, 9), mask);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        MaskImages.writePng(overlay, stream);
        assertArrayEquals(MaskImages.png(overlay), stream.toByteArray());
        stream.reset();
        MaskImages.writeJpeg(overlay, stream);
        assertArrayEquals(MaskImages.jpeg(overlay), stream.toByteArray());
        stream.reset();
        MaskImages.writeIndexedPng(mask, stream);
        assertArrayEquals(MaskImages.indexedPng(mask), stream.toByteArray());

        BufferedImage read = ImageIO.read(new ByteArrayInputStream(MaskImages.png(overlay)));
        assertEquals(overlay.getRGB(5, 5), read.getRGB(5, 5));
        assertEquals(12, ImageFiles.decode(MaskImages.jpeg(overlay), "overlay").width());
        assertArrayEquals(
                mask.classIds(),
                ImageFiles.decodeLabels(MaskImages.indexedPng(mask), "mask").ids());
        BufferedImage layer = MaskImages.layer(mask, 12, 9, STYLE);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> MaskImages.jpeg(layer));
        assertEquals(
                "JPEG has no alpha channel, but the image of 12x9 has one; write it as PNG, or draw it into an image of"
                        + " type INT_RGB",
                e.getMessage());
    }

    /** The ARGB of a pixel of the layer, computed from its own class and its neighbours'. */
    private static int plain(byte[] ids, int width, int height, int x, int y, OverlayStyle style) {
        int id = ids[y * width + x];
        int fill = (int) Math.round(255 * style.opacity());
        int line = style.contour() == 0 ? 0 : Math.max(2, (int) Math.round(style.contour() * Math.min(width, height)));
        int[][] around = {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}};
        int others = 0;
        int sides = 0;
        int colour = 0;
        for (int[] step : around) {
            int distance = id == 0 ? 1 : line;
            int nx = Math.min(Math.max(x + step[0] * distance, 0), width - 1);
            int ny = Math.min(Math.max(y + step[1] * distance, 0), height - 1);
            int other = ids[ny * width + nx];
            others += other != id ? 1 : 0;
            if (other != 0 && step[0] * step[1] == 0) {
                sides++;
                colour = CLASSES.get(other).rgb();
            }
        }
        if (id == 0) {
            return line == 0 ? 0 : (255 * Math.max(0, sides - 1) / 3) << 24 | colour;
        }
        int alpha = line == 0 ? fill : fill + (255 - fill) * Math.min(others, 3) / 3;
        return alpha << 24 | CLASSES.get(id).rgb();
    }

    private static Mask blobs(int width, int height, Random random) {
        byte[] ids = new byte[width * height];
        for (int i = 0; i < 6; i++) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int right = left + 1 + random.nextInt(width);
            int bottom = top + 1 + random.nextInt(height);
            byte id = (byte) random.nextInt(4);
            for (int y = top; y < Math.min(bottom, height); y++) {
                for (int x = left; x < Math.min(right, width); x++) {
                    ids[y * width + x] = id;
                }
            }
        }
        for (int i = 0; i < ids.length / 40; i++) {
            ids[random.nextInt(ids.length)] = (byte) random.nextInt(4);
        }
        return Mask.of(width, height, ids, new byte[ids.length], CLASSES);
    }
}
