package dev.maskwright.sdk.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.image.PillowPixelsTest;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a file is opened, and whether it is copied, before it is decoded. */
class ImageDecoderTest {

    @ParameterizedTest
    @ValueSource(strings = {"profile.tif", "profile.png"})
    void aFileIsCheckedOnceHoweverManyPartsAreRead(String name) throws IOException {
        byte[] file = PillowPixelsTest.resource(name);
        AtomicInteger opened = new AtomicInteger();
        ImageDecoder decoder = ImageDecoder.of(ImageFormat.startingWith(file, name), name, () -> {
            opened.incrementAndGet();
            return GuardedInput.of(file);
        });
        decoder.part(new Rectangle(0, 0, 4, 4));
        assertEquals(2, opened.getAndSet(0), "to check, and to decode");
        decoder.part(new Rectangle(0, 4, 4, 4));
        assertEquals(1, opened.get());
    }

    @Test
    void aJpegThatDecodersTakeAsItIsIsNotCopied() throws IOException {
        byte[] plain = PillowPixelsTest.resource("restart.jpg");
        assertSame(plain, JpegFile.of(plain, "picture").decoded());

        byte[] cut = Arrays.copyOf(plain, plain.length - 2);
        assertArrayEquals(plain, JpegFile.of(cut, "picture").decoded());
        byte[] longer = Arrays.copyOf(plain, plain.length + 100);
        assertArrayEquals(plain, JpegFile.of(longer, "picture").decoded());
    }

    @Test
    void theColourProfileAloneIsLeftOut() throws IOException {
        byte[] file = PillowPixelsTest.resource("profile.jpg");
        String whole = latin1(file);
        String decoded = latin1(JpegFile.of(file, "picture").decoded());
        int profile = whole.indexOf("ICC_PROFILE") - 4;
        int length = 2 + (file[profile + 2] & 0xff) * 256 + (file[profile + 3] & 0xff);
        assertTrue(profile > 0);
        assertFalse(decoded.contains("ICC_PROFILE"));
        assertEquals(whole.substring(0, profile) + whole.substring(profile + length), decoded);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
