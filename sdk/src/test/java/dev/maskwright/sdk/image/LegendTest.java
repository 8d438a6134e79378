package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LegendTest {

    private static final int WIDTH = 384;
    private static final int HEIGHT = 288;
    private static final List<ClassLabel> CLASSES = ClassLabel.of(List.of("background", "coffee_table", "sofa"));
    private static final OverlayStyle PLAIN = new OverlayStyle(0, 0, false, LegendPlace.NONE);

    private static final Frame FRAME = Frame.rgb(new byte[3 * WIDTH * HEIGHT], WIDTH, HEIGHT);

    /** A table in the right half. */
    private static Mask mask() {
        byte[] ids = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            Arrays.fill(ids, y * WIDTH + WIDTH / 2, (y + 1) * WIDTH, (byte) 1);
        }
        return Mask.of(WIDTH, HEIGHT, ids, new byte[ids.length], CLASSES);
    }

    private static BufferedImage overlay(Mask mask, OverlayStyle style) {
        return MaskImages.overlay(FRAME, mask, style);
    }

    private static void assumeFonts() {
        BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
        Optional<Integer> width =
                Lettering.on(image, 10, graphics -> graphics.getFontMetrics().stringWidth("a"));
        assumeTrue(width.isPresent(), "this Java has no fonts");
    }

    @Test
    void aLegendBesideThePictureHidesNothingOfIt() {
        assumeFonts();
        BufferedImage beside = overlay(mask(), PLAIN.withLegend(LegendPlace.BESIDE));
        assertTrue(beside.getWidth() > WIDTH + 50, () -> "" + beside.getWidth());
        assertEquals(HEIGHT, beside.getHeight());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertEquals(0xff000000, beside.getRGB(x, y));
            }
        }
        int table = 0xff000000 | CLASSES.get(1).rgb();
        long swatch = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = WIDTH; x < beside.getWidth(); x++) {
                swatch += beside.getRGB(x, y) == table ? 1 : 0;
            }
        }
        assertTrue(swatch > 50, "the colour of the table has %d pixels".formatted(swatch));
    }

    @Test
    void panelsOfOneModelAreEquallyWide() {
        assumeFonts();
        Mask empty = Mask.of(WIDTH, HEIGHT, new byte[WIDTH * HEIGHT], new byte[WIDTH * HEIGHT], CLASSES);
        OverlayStyle beside = PLAIN.withLegend(LegendPlace.BESIDE);
        assertEquals(overlay(mask(), beside).getWidth(), overlay(empty, beside).getWidth());
    }

    @Test
    void namesStandOnTheirRegions() {
        assumeFonts();
        BufferedImage named = overlay(mask(), PLAIN.withNames(true));
        int left = WIDTH;
        int right = 0;
        int top = HEIGHT;
        int bottom = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (named.getRGB(x, y) == 0xffffffff) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        assertTrue(left > WIDTH / 2 && right < WIDTH, "%d..%d".formatted(left, right));
        assertEquals(0.75 * WIDTH, (left + right) / 2.0, 4);
        assertEquals(0.5 * HEIGHT, (top + bottom) / 2.0, 6);
    }

    @Test
    void theRegionOfANameMustHaveRoomForIt() {
        assumeFonts();
        byte[] ids = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            Arrays.fill(ids, y * WIDTH, y * WIDTH + 10, (byte) 1);
        }
        Mask narrow = Mask.of(WIDTH, HEIGHT, ids, new byte[ids.length], CLASSES);
        BufferedImage image = overlay(narrow, PLAIN.withNames(true));
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertNotEquals(0xffffffff, image.getRGB(x, y));
            }
        }
    }

    @Test
    void picturesThatAreThereAlreadyHaveNoRoomBeside() {
        OverlayStyle beside = PLAIN.withLegend(LegendPlace.BESIDE);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Overlay.of(beside));
        assertEquals(
                "an existing picture has no room for a legend beside it; use MaskImages.overlay, or a legend inside",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> MaskImages.layer(mask(), 4, 4, beside));
    }

    @Test
    void cutoutsShowThingsWithoutTheirBackground() {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Arrays.fill(rgb, (byte) 0x40);
        BufferedImage cutout = MaskImages.cutout(Frame.rgb(rgb, WIDTH, HEIGHT), mask());
        assertEquals(0, cutout.getRGB(WIDTH / 2 - 1, 5));
        assertEquals(0xff404040, cutout.getRGB(WIDTH / 2, 5));
    }
}
