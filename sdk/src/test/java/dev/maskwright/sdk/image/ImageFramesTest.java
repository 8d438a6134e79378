package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class ImageFramesTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_USHORT_565_RGB
            })
    void imagesOfAllTypesKeepTheirColours(int type) throws IOException {
        BufferedImage image = new BufferedImage(7, 5, type);
        Random random = new Random(1);
        for (int i = 0; i < 35; i++) {
            image.setRGB(i % 7, i / 7, 0xff000000 | random.nextInt(1 << 24));
        }

        assertArrayEquals(rgb(image), ImageFrames.of(image).rgb());
        BufferedImage part = image.getSubimage(2, 1, 4, 3);
        assertArrayEquals(rgb(part), ImageFrames.of(part).rgb());
    }

    @Test
    void greyImagesKeepTheirLevels() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {100, 200});

        assertArrayEquals(
                new byte[] {100, 100, 100, -56, -56, -56}, ImageFrames.of(image).rgb());
        image.getRaster().setSample(0, 0, 0, 50);
        BufferedImage part = image.getSubimage(1, 0, 1, 1);
        assertArrayEquals(new byte[] {-56, -56, -56}, ImageFrames.of(part).rgb());
    }

    @Test
    void imagesAreNotCopiedWhereTheyNeedNotBe() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
        Frame frame = ImageFrames.of(image);

        image.setRGB(0, 0, 0xff123456);

        assertArrayEquals(new byte[] {0x12, 0x34, 0x56}, frame.rgb());
    }

    @Test
    void mjpegNeedsNoTables() throws IOException {
        byte[] jpeg = jpeg(3);
        byte[] bare = withoutTables(jpeg);
        assertTrue(bare.length < jpeg.length - 400);

        Frame frame = ImageFrames.jpeg(bare);

        assertArrayEquals(ImageFiles.decode(jpeg, "whole").rgb(), frame.rgb());
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(bare.length + 5).put(5, bare).position(5);
        assertArrayEquals(frame.rgb(), ImageFrames.jpeg(buffer).rgb());
        assertEquals(5, buffer.position());
    }

    @Test
    void whatIsNoJpegIsRefused() throws IOException {
        byte[] png = encoded(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png");
        assertMessage("bytes that are not a JPEG picture; check the camera's format", png);
        assertMessage("0 bytes that are not a JPEG picture", new byte[0]);
        byte[] jpeg = jpeg(4);
        assertMessage("camera frame: a truncated JPEG file", Arrays.copyOf(jpeg, jpeg.length / 2));
        for (int length = 2; length < jpeg.length; length += 7) {
            assertMessage("camera frame: ", Arrays.copyOf(withoutTables(jpeg), Math.min(length, jpeg.length - 450)));
        }
    }

    @Test
    void streamsHoldPicturesWithAnythingInBetween() throws IOException {
        byte[] thumbnail = jpeg(9);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, 2, (byte) 0xff, (byte) 0xd9}); // the end of a picture that had begun
        for (int i = 0; i < 3; i++) {
            bytes.writeBytes("\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] jpeg = i == 1 ? withoutTables(jpeg(i)) : jpeg(i);
            bytes.write(jpeg, 0, 2);
            bytes.writeBytes(new byte[] { // a picture inside a segment has its own end-of-image marker
                (byte) 0xff, (byte) 0xe5, (byte) ((thumbnail.length + 2) >> 8), (byte) (thumbnail.length + 2)
            });
            bytes.writeBytes(thumbnail);
            bytes.write(jpeg, 2, jpeg.length - 2);
        }
        try (MjpegStream stream = new MjpegStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(
                        ImageFiles.decode(jpeg(i), "whole").rgb(),
                        stream.next().orElseThrow().rgb());
            }
            assertEquals(Optional.empty(), stream.next());
            assertEquals(Optional.empty(), stream.next());
        }
    }

    /** The sender must not control how much memory a picture takes. */
    @Test
    void streamHasALimitForItsPictures() throws IOException {
        byte[] jpeg = jpeg(1);
        try (MjpegStream stream = new MjpegStream(new ByteArrayInputStream(jpeg), jpeg.length)) {
            assertArrayEquals(jpeg, stream.nextPicture().orElseThrow());
        }
        try (MjpegStream stream = new MjpegStream(new ByteArrayInputStream(jpeg), jpeg.length - 1)) {
            ImageReadException e = assertThrows(ImageReadException.class, stream::nextPicture);
            assertTrue(e.getMessage().contains("more than " + (jpeg.length - 1) + " bytes"), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new MjpegStream(new ByteArrayInputStream(jpeg), 0));
    }

    @Test
    void afterADamagedPictureComesTheNext() throws IOException {
        byte[] damaged = jpeg(5);
        damaged[3] ^= 0x40; // not a marker of a segment any more
        damaged[4] = 0;
        damaged[5] = 2;
        byte[] cut = Arrays.copyOf(jpeg(7), 300);
        try (MjpegStream stream = new MjpegStream(new SequenceInputStream(
                new ByteArrayInputStream(damaged),
                new SequenceInputStream(new ByteArrayInputStream(jpeg(6)), new ByteArrayInputStream(cut))))) {
            ImageReadException e = assertThrows(ImageReadException.class, stream::next);
            assertTrue(
                    e.getMessage().startsWith("picture 1 of the stream: expected a JPEG marker at byte 6, found"),
                    e.getMessage());
            assertArrayEquals(
                    ImageFiles.decode(jpeg(6), "whole").rgb(),
                    stream.next().orElseThrow().rgb());
            e = assertThrows(ImageReadException.class, stream::next);
            assertEquals("picture 3 of the stream: the stream ends after 300 bytes of it", e.getMessage());
        }
    }

    private static void assertMessage(String part, byte[] bytes) {
        ImageReadException e = assertThrows(ImageReadException.class, () -> ImageFrames.jpeg(bytes));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static byte[] rgb(BufferedImage image) {
        ByteBuffer rgb = ByteBuffer.allocate(image.getWidth() * image.getHeight() * 3);
        for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            rgb.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
        }
        return rgb.array();
    }

    private static byte[] jpeg(long seed) throws IOException {
        BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int i = 0; i < 24 * 16; i++) {
            image.setRGB(i % 24, i / 24, random.nextInt(1 << 24));
        }
        return encoded(image, "jpeg");
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes));
        return bytes.toByteArray();
    }

    /** Removes the segments with Huffman tables. */
    private static byte[] withoutTables(byte[] jpeg) {
        ByteArrayOutputStream bare = new ByteArrayOutputStream();
        bare.write(jpeg, 0, 2);
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != 0xda) {
            int length = 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
            if ((jpeg[at + 1] & 0xff) != 0xc4) {
                bare.write(jpeg, at, length);
            }
            at += length;
        }
        bare.write(jpeg, at, jpeg.length - at);
        return bare.toByteArray();
    }
}
