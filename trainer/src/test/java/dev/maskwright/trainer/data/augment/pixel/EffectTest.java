package dev.maskwright.trainer.data.augment.pixel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.Painted;
import dev.maskwright.trainer.data.augment.base.Range;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to pixels where they are. */
class EffectTest {

    private static byte[] flat(int pixels, int value) {
        byte[] rgb = new byte[3 * pixels];
        Arrays.fill(rgb, (byte) value);
        return rgb;
    }

    /** Soft shapes and some texture, as pictures have. */
    private static byte[] scene(int width, int height) {
        SplittableRandom random = new SplittableRandom(2);
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            double wave = 60 * Math.sin(x / (9.0 + i % 3)) + 40 * Math.cos(y / 7.0) + (x > y ? 30 : 0);
            rgb[i] = (byte) Math.max(0, Math.min(255, 120 + wave + random.nextInt(9)));
        }
        return rgb;
    }

    @Test
    void blurSpreadsAPointAsItsDeviationSays() {
        int size = 61;
        for (double sigma : new double[] {0.5, 1, 3}) {
            byte[] rgb = flat(size * size, 0);
            for (int i = 0; i < size; i++) {
                Arrays.fill(rgb, 3 * (i * size + 30), 3 * (i * size + 31), (byte) 255); // an upright line
            }
            Blur.apply(rgb, size, size, sigma);
            double sum = 0;
            double square = 0;
            for (int x = 0; x < size; x++) {
                double value = rgb[3 * (30 * size + x)] & 0xFF;
                sum += value;
                square += value * (x - 30) * (x - 30);
            }
            assertEquals(255, sum, 8, "sigma " + sigma);
            assertEquals(sigma, Math.sqrt(square / sum), 0.1 * sigma + 0.05);
        }
    }

    @Test
    void blurLeavesAFlatPictureAsItIs() {
        for (int value : new int[] {0, 1, 127, 255}) {
            byte[] rgb = flat(13 * 7, value);
            Blur.apply(rgb, 13, 7, 4);
            assertArrayEquals(flat(13 * 7, value), rgb);
        }
    }

    @Test
    void noiseHasTheDeviationNamedAndNoBias() {
        for (double sigma : new double[] {2, 20}) {
            byte[] rgb = flat(20_000, 128);
            Noise.apply(rgb, sigma, new SplittableRandom(4));
            double sum = 0;
            double square = 0;
            for (byte value : rgb) {
                double change = (value & 0xFF) - 128;
                sum += change;
                square += change * change;
            }
            assertEquals(0, sum / rgb.length, 5 * sigma / Math.sqrt(rgb.length));
            assertEquals(sigma, Math.sqrt(square / rgb.length), 0.03 * sigma);
        }
    }

    @Test
    void noiseStaysWithinBlackAndWhite() {
        byte[] white = flat(1000, 255);
        Noise.apply(white, 50, new SplittableRandom(4));
        int least = 255;
        for (byte value : white) {
            least = Math.min(least, value & 0xFF);
        }
        assertTrue(least > 20, "white became " + least);
    }

    /** The JDK's writer is libjpeg with its tables; its reader smooths colours where we repeat them, hence the room. */
    @ParameterizedTest
    @ValueSource(ints = {10, 30, 60, 90})
    void jpegArtefactsAreThoseOfLibjpeg(int quality) throws IOException {
        int width = 75;
        int height = 50;
        byte[] source = scene(width, height);
        byte[] expected = throughImageIo(source, width, height, quality);
        byte[] actual = source.clone();
        JpegRoundTrip.apply(actual, width, height, quality);
        double loss = distance(source, expected);
        assertTrue(loss > 0.5, "quality " + quality + " changes nothing");
        assertEquals(loss, distance(source, actual), 0.15 * loss, "quality " + quality);
        assertTrue(
                distance(expected, actual) < 0.35 * loss + 0.5,
                "quality %d: %.2f from libjpeg's, which is %.2f from the source"
                        .formatted(quality, distance(expected, actual), loss));
    }

    @Test
    void theBestQualityIsHardlyToBeSeenOnGrey() {
        byte[] grey = new byte[3 * 33 * 17];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (40 + 37 * (i / 3) % 150);
        }
        byte[] actual = grey.clone();
        JpegRoundTrip.apply(actual, 33, 17, 100);
        for (int i = 0; i < grey.length; i++) {
            assertEquals(grey[i] & 0xFF, actual[i] & 0xFF, 2, "at " + i);
        }
    }

    /** Root of the mean square. */
    private static double distance(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (a[i] & 0xFF) - (b[i] & 0xFF);
            sum += difference * difference;
        }
        return Math.sqrt(sum / a.length);
    }

    private static byte[] throughImageIo(byte[] rgb, int width, int height, int quality) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int color = ((rgb[3 * i] & 0xFF) << 16) | ((rgb[3 * i + 1] & 0xFF) << 8) | (rgb[3 * i + 2] & 0xFF);
            image.setRGB(i % width, i / width, color);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(quality / 100f);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        byte[] back = new byte[rgb.length];
        for (int i = 0; i < width * height; i++) {
            int color = read.getRGB(i % width, i / width);
            back[3 * i] = (byte) (color >> 16);
            back[3 * i + 1] = (byte) (color >> 8);
            back[3 * i + 2] = (byte) color;
        }
        return back;
    }

    @Test
    void coveredPixelsHaveTheMeanColorAndDoNotCount() {
        Sample sample = Painted.product();
        new CutOut(1, 4, new Range(0.1, 0.5), CutOut.Covered.IGNORE).apply(sample, new SplittableRandom(3));
        assertCovered(sample, true);
        Sample kept = Painted.product();
        new CutOut(1, 4, new Range(0.1, 0.5), CutOut.Covered.KEEP).apply(kept, new SplittableRandom(3));
        assertArrayEquals(sample.rgb(), kept.rgb());
        assertArrayEquals(Painted.product().target(), kept.target());
    }

    private static void assertCovered(Sample sample, boolean ignored) {
        Sample before = Painted.product();
        int covered = 0;
        for (int i = 0; i < sample.target().length; i++) {
            boolean isCovered = sample.rgb()[3 * i] != before.rgb()[3 * i];
            assertEquals(isCovered && ignored, sample.target()[i] == (byte) Sample.IGNORE, "at " + i);
            covered += isCovered ? 1 : 0;
        }
        double share = (double) covered / sample.target().length;
        assertTrue(share >= 0.01 && share < 0.9, "covered " + share);
    }

    @Test
    void effectsHappenAsOftenAsAsked() {
        Augmentation never = Augmentation.none();
        Augmentation always = never.withPixels(new PixelSettings(
                ColorJitter.none(),
                new Blur(1, new Range(1, 1)),
                new Noise(1, new Range(5, 5)),
                new JpegArtefacts(1, new Range(40, 40)),
                new CutOut(1, 1, new Range(0.2, 0.2), CutOut.Covered.KEEP)));
        for (int seed = 0; seed < 20; seed++) {
            Sample sample = Painted.product();
            assertEquals(
                    "[whole, blur 1.0, noise 5, JPEG 40, 1 hole]",
                    always.augment(sample, 32, 32, new SplittableRandom(seed))
                            .steps()
                            .toString());
            assertEquals(
                    "[whole]",
                    never.augment(sample, 32, 32, new SplittableRandom(seed))
                            .steps()
                            .toString());
            assertArrayEquals(Painted.product().rgb(), sample.rgb());
        }
    }
}
