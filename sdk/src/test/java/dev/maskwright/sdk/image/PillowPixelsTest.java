package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pixels equal those that Pillow reads, bit for bit: profiles are not applied in any format, and inks are converted in
 * the same way.
 */
@NullUnmarked
public class PillowPixelsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile.jpg",
                "profile-progressive.jpg",
                "profile.png",
                "profile.webp",
                "profile.tif",
                "profile-jpeg.tif",
                "cmyk.jpg",
                "cmyk.tif",
                "restart.jpg",
                "transparent.tif",
                "jfif-and-adobe.jpg",
                "odd-ids.jpg",
                "adobe-1-cmyk.jpg",
                "ycck.jpg",
                "premultiplied.tif",
                "565.bmp",
                "frame-in-screen.gif",
                "exif-in-text.png",
                "exif-with-preamble.png",
                "ten-bits.tif", // Pillow cannot read it; expected are the upper 8 bits
                "fourteen-bits.tif"
            })
    void pixelsAreThoseOfPillow(String name) throws IOException {
        byte[] expected = resource(name + ".rgb");
        byte[] file = resource(name);

        Frame frame = ImageFiles.decode(file, name);
        assertArrayEquals(expected, frame.rgb());

        byte[] large = new byte[expected.length];
        LargeImage.open(Files.write(folder.resolve(name), file)).read(0, 0, frame.width(), frame.height(), large);
        assertArrayEquals(expected, large);
    }

    @Test
    void theProfileOfTheseTestsIsOneThatWouldBeSeen() throws IOException {
        byte[] colours = resource("profile.tif.rgb");
        int awt = ImageIO.read(Files.write(folder.resolve("profile.tif"), resource("profile.tif"))
                        .toFile())
                .getRGB(0, 11);
        int red = colours[11 * 16 * 3] & 0xff;
        int green = colours[11 * 16 * 3 + 1] & 0xff;
        assertEquals(40, red);
        assertEquals(218, green);
        assertEquals(green, awt >> 16 & 0xff, 40);
        assertEquals(red, awt >> 8 & 0xff, 40);
    }

    public static byte[] resource(String name) throws IOException {
        try (InputStream stream = PillowPixelsTest.class.getResourceAsStream("pillow/" + name)) {
            return stream.readAllBytes();
        }
    }
}
