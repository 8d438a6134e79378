package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class MaskImagesTest {

    private static final int GREY = 0xff808080;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 16, 23, 256})
    void aWrittenMaskIsReadAsTheSameIds(int classes) throws IOException {
        Random random = new Random(classes);
        byte[] ids = new byte[37 * 23];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) random.nextInt(classes);
        }
        Path file = folder.resolve("mask.png");

        MaskImages.writeIndexedPng(Mask.of(37, 23, ids, new byte[ids.length], labels(classes)), file);

        byte[] png = Files.readAllBytes(file);
        LabelImage read = ImageFiles.decodeLabels(png, "mask.png");
        assertEquals("37x23", read.width() + "x" + read.height());
        assertArrayEquals(ids, read.ids());
        assertEquals(8, png[24], "bits per pixel");
        assertEquals(3, png[25], "with palette");
    }

    @Test
    void thePaletteHasTheColoursOfTheCard() throws IOException {
        Path file = folder.resolve("mask.png");
        Mask mask = Mask.of(2, 1, new byte[] {0, 1}, new byte[2], labels(2));

        MaskImages.writeIndexedPng(mask, file);

        assertArrayEquals(
                new byte[] {0, 0, 0, 1, 0x32, (byte) 0xc8},
                ImageFiles.read(file).rgb());
    }

    @Test
    void aFileIsReplacedAsAWholeAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("mask.png"), "before");

        MaskImages.writeIndexedPng(Mask.of(1, 1, new byte[1], new byte[1], labels(2)), file);

        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        assertEquals(1, ImageFiles.read(file).width());
        Path nowhere = folder.resolve("missing/mask.png");
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        assertThrows(IOException.class, () -> MaskImages.writeJpeg(image, nowhere));
    }

    @Test
    void overlaysLeaveBackgroundBlendClassesAndDrawContours() {
        byte[] rgb = new byte[300 * 300 * 3];
        Arrays.fill(rgb, (byte) 0x80);
        byte[] ids = new byte[300 * 300];
        for (int y = 150; y < 300; y++) {
            Arrays.fill(ids, y * 300 + 150, y * 300 + 300, (byte) 1); // the lower right quarter, far from the legend
        }

        BufferedImage overlay =
                MaskImages.overlay(Frame.rgb(rgb, 300, 300), Mask.of(300, 300, ids, new byte[ids.length], labels(2)));

        assertEquals(GREY, overlay.getRGB(149, 200));
        assertEquals(0xff0132c8, overlay.getRGB(150, 200));
        assertEquals(0xff4059a4, overlay.getRGB(200, 200));
        assertEquals(0xff4059a4, overlay.getRGB(299, 299)); // the picture's border is no contour
    }

    @Test
    void overlaysStretchTheMaskOverTheFrame() {
        Mask mask = Mask.of(2, 1, new byte[] {0, 1}, new byte[2], labels(2));
        byte[] rgb = new byte[400 * 200 * 3];

        BufferedImage overlay = MaskImages.overlay(Frame.rgb(rgb, 400, 200), mask);

        assertEquals(0xff000000, overlay.getRGB(199, 199));
        assertEquals(0xff0132c8, overlay.getRGB(200, 199));
    }

    @Test
    void stepsOfContoursAreSoftened() {
        byte[] ids = new byte[40 * 40];
        for (int y = 0; y < 40; y++) {
            Arrays.fill(ids, y * 40, y * 40 + y, (byte) 1);
        }
        BufferedImage layer = MaskImages.layer(
                Mask.of(40, 40, ids, new byte[ids.length], labels(2)),
                40,
                40,
                OverlayStyle.defaults().withLegend(LegendPlace.NONE));

        int[] alphas = new int[6];
        for (int i = 0; i < alphas.length; i++) {
            alphas[i] = layer.getRGB(16 + i, 20) >>> 24;
        }
        assertArrayEquals(new int[] {170, 170, 255, 255, 85, 0}, alphas);
    }

    @Test
    void overlaysAreLayersOverTheFrame() {
        Random random = new Random(5);
        byte[] rgb = new byte[50 * 30 * 3];
        random.nextBytes(rgb);
        byte[] ids = new byte[20 * 10];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) random.nextInt(3);
        }
        Mask mask = Mask.of(20, 10, ids, new byte[ids.length], labels(3));
        OverlayStyle style =
                OverlayStyle.defaults().withLegend(LegendPlace.NONE).withOpacity(0.3);

        BufferedImage layer = MaskImages.layer(mask, 50, 30, style);
        BufferedImage overlay = MaskImages.overlay(Frame.rgb(rgb, 50, 30), mask, style);

        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 50; x++) {
                int argb = layer.getRGB(x, y);
                double alpha = (argb >>> 24) / 255.0;
                for (int channel = 0; channel < 3; channel++) {
                    int shift = 16 - 8 * channel;
                    double expected =
                            alpha * (argb >> shift & 0xff) + (1 - alpha) * (rgb[3 * (y * 50 + x) + channel] & 0xff);
                    assertEquals(expected, overlay.getRGB(x, y) >> shift & 0xff, 0.51);
                }
            }
        }
    }

    @Test
    void withoutFillAndContourThePictureIsAsItWas() {
        byte[] rgb = {1, 2, 3, 4, 5, 6};
        Mask mask = Mask.of(2, 1, new byte[] {0, 1}, new byte[2], labels(2));
        BufferedImage image =
                MaskImages.overlay(Frame.rgb(rgb, 2, 1), mask, new OverlayStyle(0, 0, false, LegendPlace.NONE));
        assertEquals(0xff010203, image.getRGB(0, 0));
        assertEquals(0xff040506, image.getRGB(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new OverlayStyle(1.5, 0, false, LegendPlace.NONE));
        assertThrows(IllegalArgumentException.class, () -> new OverlayStyle(0, Double.NaN, false, LegendPlace.NONE));
    }

    @Test
    void coloursAreThoseOfTheCard() {
        Mask mask = Mask.of(2, 1, new byte[] {0, 1}, new byte[2], labels(2));
        BufferedImage image = MaskImages.colours(mask);
        assertEquals(0xff000000, image.getRGB(0, 0));
        assertEquals(0xff0132c8, image.getRGB(1, 0));
    }

    @Test
    void howAnImageIsStoredDoesNotChangeItsJpeg() {
        Random random = new Random(3);
        BufferedImage ints = new BufferedImage(45, 31, BufferedImage.TYPE_INT_RGB);
        BufferedImage bytes = new BufferedImage(45, 31, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage larger = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 31; y++) {
            for (int x = 0; x < 45; x++) {
                int rgb = random.nextInt(1 << 24);
                ints.setRGB(x, y, rgb);
                bytes.setRGB(x, y, rgb);
                larger.setRGB(x + 2, y + 3, rgb);
            }
        }

        byte[] jpeg = MaskImages.jpeg(bytes);

        assertArrayEquals(jpeg, MaskImages.jpeg(ints));
        assertArrayEquals(jpeg, MaskImages.jpeg(larger.getSubimage(2, 3, 45, 31)));
    }

    @Test
    void jpegIsWrittenAndReadAgain() throws IOException {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        Path file = folder.resolve("overlay.jpg");

        MaskImages.writeJpeg(image, file);

        assertEquals(20, ImageFiles.read(file).width());
        assertTrue(Files.size(file) > 0);
    }

    /** Background, then classes with the colours #0132c8, #0264c8, ... */
    private static List<ClassLabel> labels(int count) {
        List<ClassLabel> labels = new ArrayList<>();
        labels.add(new ClassLabel(0, ClassLabel.BACKGROUND, "#000000"));
        for (int id = 1; id < count; id++) {
            labels.add(new ClassLabel(id, "class " + id, "#%02x%02xc8".formatted(id, id * 50 & 0xff)));
        }
        return labels;
    }
}
