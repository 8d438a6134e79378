package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class HoldOutTest {

    /** A row that is there already. */
    private record Ready(Optional<Sample> sample) implements SourceRow {
        @Override
        public String describe() {
            return "a row";
        }

        @Override
        public Sample decode() throws BadSampleException {
            return sample.orElseThrow(() -> new BadSampleException("a row: bad"));
        }

        @Override
        public RawRow raw() {
            return new RawRow(
                    describe(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }
    }

    private static byte[] rgb(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int i = 0; i < rgb.length / 3; i++) {
            int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
            rgb[3 * i] = (byte) (pixel >> 16);
            rgb[3 * i + 1] = (byte) (pixel >> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return rgb;
    }

    private static SourceRow row(BufferedImage image, int... classes) {
        byte[] target = new byte[image.getWidth() * image.getHeight()];
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) classes[i % classes.length];
        }
        return new Ready(
                Optional.of(new Sample(rgb(image), target, image.getWidth(), image.getHeight(), Optional.empty())));
    }

    private static BufferedImage asJpeg(BufferedImage image) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static BufferedImage enlarged(BufferedImage image) {
        BufferedImage large =
                new BufferedImage(8 * image.getWidth(), 8 * image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                large.setRGB(x, y, image.getRGB(x / 8, y / 8));
            }
        }
        return large;
    }

    @Test
    void theSameSeedHoldsTheSameRowsBack() throws Exception {
        List<SourceRow> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(row(PictureFiles.photo(i), 0));
        }
        HoldOut first = HoldOut.choose(rows, 0.25, 1);
        assertEquals(10, first.rows().cardinality());
        assertEquals(first, HoldOut.choose(rows, 0.25, 1));
        assertNotEquals(first.rows(), HoldOut.choose(rows, 0.25, 2).rows());
    }

    @Test
    void everyClassComesToBothSidesInItsShare() throws Exception {
        List<SourceRow> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(
                    i % 20 == 3
                            ? row(PictureFiles.photo(i), 0, 1)
                            : i % 4 == 1 ? row(PictureFiles.photo(i), 2) : row(PictureFiles.photo(i), 0));
        }
        for (long seed = 1; seed < 6; seed++) {
            HoldOut chosen = HoldOut.choose(rows, 0.2, seed);
            assertEquals(20, chosen.rows().cardinality());
            assertEquals(1, chosen.rows().stream().filter(i -> i % 20 == 3).count());
            assertEquals(5, chosen.rows().stream().filter(i -> i % 4 == 1).count());
        }
    }

    @Test
    void nearlyTheSamePicturesStayOnOneSide() throws Exception {
        List<SourceRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BufferedImage photo = enlarged(PictureFiles.photo(i));
            rows.add(row(photo, 0));
            rows.add(row(asJpeg(photo), 1));
            rows.add(row(photo, 2));
        }
        for (long seed = 1; seed < 6; seed++) {
            HoldOut chosen = HoldOut.choose(rows, 0.3, seed);
            assertEquals(20, chosen.groups());
            assertEquals(60, chosen.together());
            assertEquals(18, chosen.rows().cardinality());
            for (int i = 0; i < 60; i += 3) {
                assertEquals(chosen.rows().get(i), chosen.rows().get(i + 1));
                assertEquals(chosen.rows().get(i), chosen.rows().get(i + 2));
            }
        }
    }

    @Test
    void badRowsStayInTraining() throws Exception {
        List<SourceRow> rows =
                List.of(new Ready(Optional.empty()), row(PictureFiles.photo(1), 0), row(PictureFiles.photo(2), 0));
        HoldOut chosen = HoldOut.choose(rows, 0.5, 1);
        assertFalse(chosen.rows().get(0));
        assertEquals(1, chosen.rows().cardinality());
    }

    @Test
    void whyNothingCanBeUsedIsSaid() {
        List<SourceRow> rows = List.of(new Ready(Optional.empty()), new Ready(Optional.empty()));
        String message = String.valueOf(assertThrows(BadDatasetException.class, () -> HoldOut.choose(rows, 0.5, 1))
                .getMessage());
        assertTrue(
                message.matches(
                        "no validation split, and none of the 2 rows can be used; the first that cannot be used: .+"),
                message);
    }

    @Test
    void onePictureCannotBeDivided() {
        List<SourceRow> rows = List.of(row(PictureFiles.photo(1), 0), row(PictureFiles.photo(1), 1));
        String message = String.valueOf(assertThrows(BadDatasetException.class, () -> HoldOut.choose(rows, 0.5, 1))
                .getMessage());
        assertTrue(message.contains("none can be made of 2 rows with the same picture"), message);
    }
}
