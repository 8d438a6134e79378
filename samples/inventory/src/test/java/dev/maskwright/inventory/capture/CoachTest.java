package dev.maskwright.inventory.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageFrames;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.awt.image.RescaleOp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoachTest {

    private static final Path SAMPLES = Path.of(System.getProperty("maskwright.home", "../.."), "samples", "images");
    private static final List<String> NAMES = List.of(
            "armchair", "bed", "green-sofa", "living-room", "potted-plant", "purple-sofa", "red-sofa", "sofa-and-palm");
    private static final Coach COACH = new Coach(CoachOptions.defaults());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "armchair",
                "bed",
                "green-sofa",
                "living-room",
                "potted-plant",
                "purple-sofa",
                "red-sofa",
                "sofa-and-palm"
            })
    void goodPicturesPassAndSpoiledOnesDoNot(String name) throws IOException {
        BufferedImage good = sample(name);
        assertEquals(List.of(), COACH.advise(figures(good)), name);
        assertEquals(List.of(Advice.Fault.BLURRED), faults(blurred(good, 8)), name);
        assertEquals(List.of(Advice.Fault.DARK), faults(new RescaleOp(0.2f, 0, null).filter(good, null)), name);
    }

    /** Where there are upright edges, the angle is that by which the picture was turned; elsewhere nothing is said. */
    @Test
    void tiltIsMeasuredWithinThreeDegreesOrNotAtAll() throws IOException {
        int measured = 0;
        int wrong = 0;
        for (String name : NAMES) {
            for (double degrees : new double[] {-8, -4, 0, 4, 8}) {
                OptionalDouble tilt = figures(turned(sample(name), degrees)).tilt();
                measured += tilt.isPresent() ? 1 : 0;
                wrong += tilt.isPresent() && Math.abs(tilt.getAsDouble() - degrees) > 3 ? 1 : 0;
            }
        }
        assertTrue(measured >= 15, "only %d of 40 measured".formatted(measured));
        assertTrue(wrong <= 1, "%d of %d are wrong".formatted(wrong, measured));
        assertEquals(List.of(Advice.Fault.TILTED), faults(turned(sample("red-sofa"), 10)));
    }

    @Test
    void aMovedCameraIsMeasuredInOtherLightToo() throws IOException {
        for (String name : NAMES) {
            BufferedImage room = sample(name);
            Signature last = figures(part(room, 0, 0)).signature();
            for (double[] moved : new double[][] {{0.05, 0}, {0.15, 0.1}, {-0.2, -0.1}}) {
                BufferedImage picture = new RescaleOp(0.6f, 0, null).filter(part(room, moved[0], moved[1]), null);
                Alignment alignment = figures(picture).signature().alignTo(last);
                String what = name + " " + Arrays.toString(moved) + " " + alignment;
                assertEquals(-moved[0], alignment.dx(), 0.02, what);
                assertEquals(-moved[1], alignment.dy(), 0.02, what);
                assertTrue(alignment.score() > 0.5, what);
            }
        }
    }

    @Test
    void otherPlacesAreKnownToBeOthers() throws IOException {
        Map<String, Signature> signatures = new HashMap<>();
        for (String name : NAMES) {
            signatures.put(name, figures(sample(name)).signature());
        }
        for (String name : NAMES) {
            for (String other : NAMES) {
                Alignment alignment = Objects.requireNonNull(signatures.get(name))
                        .alignTo(Objects.requireNonNull(signatures.get(other)));
                assertEquals(name.equals(other), alignment.isSamePlace(), name + ", " + other + ": " + alignment);
            }
        }
    }

    @Test
    void overlapIsAskedForOnlyBesideALastPicture() throws IOException {
        BufferedImage room = sample("living-room");
        CaptureFigures picture = figures(part(room, 0.21, 0.21));
        assertEquals(List.of(), COACH.advise(picture));
        CaptureFigures moved = picture.after(figures(part(room, -0.21, -0.21)).signature());
        assertEquals(
                List.of(Advice.Fault.OVERLAP),
                COACH.advise(moved).stream().map(Advice::fault).toList());
        CaptureFigures same = picture.after(picture.signature());
        assertEquals(List.of(), COACH.advise(same));
        CaptureFigures elsewhere = picture.after(figures(sample("bed")).signature());
        assertEquals(0, COACH.advise(elsewhere).get(0).figure());
    }

    @Test
    void adviceSaysWhatWasMeasuredAndWhatToDo() {
        assertEquals(
                "too dark (brightness 0.08, at least 0.15): switch the lights on, or expose longer",
                new Advice(Advice.Fault.DARK, 0.08, 0.15).toString());
    }

    @Test
    void blankPicturesAreNoPlace() {
        Frame grey = Frame.grey(new byte[100 * 80], 100, 80);
        CaptureFigures blank = CaptureFigures.of(grey);
        assertFalse(blank.signature().alignTo(blank.signature()).isSamePlace());
        assertTrue(blank.tilt().isEmpty());
        assertEquals(1, blank.blur());
        assertEquals(blank.signature(), Signature.of(blank.signature().bytes()));
    }

    private static List<Advice.Fault> faults(BufferedImage image) throws IOException {
        return COACH.advise(figures(image)).stream().map(Advice::fault).toList();
    }

    private static CaptureFigures figures(BufferedImage image) throws IOException {
        return CaptureFigures.of(ImageFrames.of(image));
    }

    private static BufferedImage sample(String name) throws IOException {
        Frame frame = ImageFiles.read(SAMPLES.resolve(name + ".jpg"));
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        ImageFrames.draw(frame, image);
        return image;
    }

    /** Gaussian, of a deviation of half the reach. */
    private static BufferedImage blurred(BufferedImage image, int reach) {
        float[] weights = new float[2 * reach + 1];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.exp(-2.0 * (i - reach) * (i - reach) / reach / reach);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        BufferedImage across =
                new ConvolveOp(new Kernel(weights.length, 1, weights), ConvolveOp.EDGE_NO_OP, null).filter(image, null);
        return new ConvolveOp(new Kernel(1, weights.length, weights), ConvolveOp.EDGE_NO_OP, null).filter(across, null);
    }

    /** The middle of a picture that is turned clockwise. */
    private static BufferedImage turned(BufferedImage image, double degrees) {
        int width = (int) (0.7 * image.getWidth());
        int height = (int) (0.7 * image.getHeight());
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = turned.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.translate(width / 2.0, height / 2.0);
        graphics.rotate(Math.toRadians(degrees));
        graphics.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return turned;
    }

    /** Seven tenths of a picture, moved by shares of that. */
    private static BufferedImage part(BufferedImage image, double dx, double dy) {
        int width = (int) (0.7 * image.getWidth());
        int height = (int) (0.7 * image.getHeight());
        int x = (int) (0.15 * image.getWidth() + dx * width);
        int y = (int) (0.15 * image.getHeight() + dy * height);
        BufferedImage part = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        part.createGraphics().drawImage(image, -x, -y, null);
        return part;
    }
}
