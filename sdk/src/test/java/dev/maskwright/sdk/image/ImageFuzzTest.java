package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures with random damage: changed, missing and duplicated bytes. Each is read or refused with an
 * {@link ImageReadException}; nothing else may happen. {@code -Dmaskwright.fuzz=10} tries ten times as many.
 */
@NullUnmarked
class ImageFuzzTest {

    private static final int FILES = 600 * Integer.getInteger("maskwright.fuzz", 1);
    private static final byte[] WEBP =
            Base64.getDecoder().decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff", "webp"})
    void nothingButARefusalOrAPictureComesOut(String format) throws IOException {
        byte[] whole = format.equals("webp") ? WEBP : encoded(format);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] damaged = damaged(whole, new Random(i));
            try {
                Frame frame = ImageFiles.decode(damaged, "picture");
                assertEquals(frame.width() * frame.height() * 3, frame.rgb().length);
            } catch (ImageReadException e) {
                refused++;
                assertTrue(e.getMessage().startsWith("picture: "), e.getMessage());
            } catch (Exception | Error e) {
                fail("%s, input %d".formatted(format, i), e);
            }
        }
        assertTrue(refused > FILES / 20 && refused < FILES, "%d of %d were refused".formatted(refused, FILES));
    }

    @Test
    void streamsGiveAPictureARefusalOrTheirEnd() throws IOException {
        byte[] whole = encoded("jpeg");
        int read = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] twice = Arrays.copyOf(damaged(whole, new Random(i)), 2 * whole.length);
            System.arraycopy(whole, 0, twice, whole.length, whole.length);
            try (MjpegStream stream = new MjpegStream(new ByteArrayInputStream(twice))) {
                Optional<Frame> frame = Optional.empty();
                do {
                    try {
                        frame = stream.next();
                        read += frame.isPresent() ? 1 : 0;
                    } catch (ImageReadException e) {
                        assertTrue(
                                e.getMessage().matches("(camera frame|picture \\d+ of the stream): .*"),
                                e.getMessage());
                        frame = Optional.empty();
                    }
                } while (frame.isPresent());
            } catch (Exception | Error e) {
                fail("input " + i, e);
            }
        }
        assertTrue(read > FILES / 20, read + " were read");
    }

    /** Headers that announce 16383x16383 pixels, which would take 800 MB. */
    @ParameterizedTest
    @CsvSource({"png, 16, 20, 4, big", "gif, 6, 8, 2, little", "webp, 26, 28, 2, little"})
    void bombsAreRefusedBeforeTheyExplode(String format, int width, int height, int bytes, String order)
            throws IOException {
        byte[] bomb = format.equals("webp") ? WEBP.clone() : encoded(format);
        set(bomb, width, bytes, order);
        set(bomb, height, bytes, order);
        if (format.equals("gif")) { // the size of the first image counts
            int image = 13 + 3 * (2 << (bomb[10] & 7));
            while (bomb[image] != ',') {
                image++;
            }
            set(bomb, image + 5, bytes, order);
            set(bomb, image + 7, bytes, order);
        }
        assertBomb(bomb);
    }

    @Test
    void jpegBombsAreRefused() throws IOException {
        byte[] bomb = encoded("jpeg");
        int frame = 2;
        while ((bomb[frame + 1] & 0xff) != 0xc0) {
            frame += 2 + ((bomb[frame + 2] & 0xff) << 8 | (bomb[frame + 3] & 0xff));
        }
        set(bomb, frame + 5, 2, "big");
        set(bomb, frame + 7, 2, "big");
        assertBomb(bomb);
    }

    private static void set(byte[] file, int at, int bytes, String order) {
        ByteBuffer buffer =
                ByteBuffer.wrap(file).order(order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (bytes == 4) {
            buffer.putInt(at, 16_383);
        } else {
            buffer.putShort(at, (short) 16_383);
        }
    }

    private static void assertBomb(byte[] bomb) {
        ImageReadException e = assertThrows(ImageReadException.class, () -> ImageFiles.decode(bomb, "picture"));
        assertEquals(
                "picture: 16383x16383 pixels are more than the limit of 100 megapixels; scale it down first",
                e.getMessage());
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        int header = Math.min(64, damaged.length);
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(random.nextBoolean() ? header : damaged.length);
            switch (random.nextInt(5)) {
                case 0 -> damaged[at] = (byte) random.nextInt(256);
                case 1 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> damaged[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 3 -> damaged = Arrays.copyOf(damaged, Math.max(header, damaged.length - random.nextInt(8)));
                default -> {
                    int length = Math.min(random.nextInt(6), damaged.length - at);
                    byte[] longer = Arrays.copyOf(damaged, damaged.length + length);
                    System.arraycopy(damaged, at, longer, at + length, damaged.length - at);
                    damaged = longer;
                }
            }
        }
        return damaged;
    }

    private static byte[] encoded(String format) throws IOException {
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, bytes));
        return bytes.toByteArray();
    }
}
