package dev.maskwright.folder.corrections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoubtTest {

    private static final List<ClassLabel> CLASSES = ClassLabel.of(List.of("background", "sofa", "rug", "lamp"));

    @Test
    void entropyIsThatOfTheProbabilities() {
        assertEquals(0, Doubt.entropy(1, 4));
        assertEquals(1, Doubt.entropy(0.25, 4), 1e-12);
        assertEquals(1, Doubt.entropy(0, 4), 1e-12); // no class that was found has less than an equal share
        double half = -(0.5 * Math.log(0.5) + 3 * (0.5 / 3) * Math.log(0.5 / 3)) / Math.log(4);
        assertEquals(half, Doubt.entropy(0.5, 4), 1e-12);
    }

    @Test
    void aSmallDoubtIsNotHiddenByALargeSureBackground() {
        Doubt sure = doubt(0x808080, 255, 255);
        Doubt partly = doubt(0x808080, 255, 64);
        assertEquals(0, sure.entropy());
        assertTrue(partly.entropy() > 0.9, "" + partly.entropy());
    }

    @Test
    void doubtfulPicturesUnlikeThoseCorrectedComeFirst() {
        Doubt sure = doubt(0xff0000, 255, 240);
        Doubt red = doubt(0xff0000, 255, 80);
        Doubt redAgain = doubt(0xfe0000, 255, 79);
        Doubt blue = doubt(0x0000ff, 255, 90);
        List<Doubt> all = List.of(sure, red, redAgain, blue);
        // The most doubtful, then one that looks otherwise although it is doubted less than the twin of the first.
        assertEquals(List.of(2, 3), Doubt.order(all, List.of(), 2));
        // A twin was corrected before: what is unlike it comes first.
        assertEquals(3, Doubt.order(all, List.of(red), 1).get(0));
        assertEquals(
                List.of(0, 1, 2, 3),
                Doubt.order(all, List.of(), 9).stream().sorted().toList());
        assertEquals(List.of(), Doubt.order(List.of(), List.of(red), 3));
    }

    /** What a model has never seen is doubted more than a room of those it was trained on. */
    @Test
    void noiseIsDoubtedMoreThanALivingRoom() throws IOException {
        try (Segmenter segmenter = Segmenter.open(Path.of("../../models/trained/interiors-edgefpn-lite0-int8.onnx"))) {
            Frame room = ImageFiles.read(Path.of("../../samples/images/living-room.jpg"));
            byte[] noise = new byte[3 * 96 * 72];
            new java.util.Random(1).nextBytes(noise);
            Frame strange = Frame.rgb(noise, 96, 72);
            double known = Doubt.of(room, segmenter.segment(room)).entropy();
            double unknown = Doubt.of(strange, segmenter.segment(strange)).entropy();
            assertTrue(unknown > known, "%s of noise, %s of the room".formatted(unknown, known));
        }
    }

    /** Eight by eight pixels of one colour, of which the last quarter is found with another confidence. */
    private static Doubt doubt(int rgb, int confidence, int last) {
        byte[] pixels = new byte[3 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
        }
        byte[] confidences = new byte[64];
        Arrays.fill(confidences, (byte) confidence);
        Arrays.fill(confidences, 48, 64, (byte) last);
        return Doubt.of(Frame.rgb(pixels, 8, 8), Mask.of(8, 8, new byte[64], confidences, CLASSES));
    }
}
