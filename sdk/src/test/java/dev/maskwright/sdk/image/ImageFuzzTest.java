package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.maskwright.sdk.Frame;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pictures with random damage: changed, missing and doubled bytes. Each is read or refused with an {@link ImageReadException}; nothing
 * else may happen. {@code -Dmaskwright.fuzz=10} makes ten times as many.
 */
@NullUnmarked
class ImageFuzzTest {

    private static final int FILES = 1_000 * Integer.getInteger("maskwright.fuzz", 1);
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
