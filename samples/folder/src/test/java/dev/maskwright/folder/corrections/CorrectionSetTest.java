package dev.maskwright.folder.corrections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorrectionSetTest {

    private static final List<String> CLASSES = List.of("background", "sofa");
    private static final byte X = (byte) Correction.UNTOUCHED;

    @TempDir
    Path folder = Path.of("");

    private final byte[] picture = picture(0x336699);

    @Test
    void aPictureCorrectedAgainChangesWhereItIsTouched() throws IOException {
        CorrectionSet set = CorrectionSet.open(folder, CLASSES);
        Correction first = correction();
        first.accept(first.regionAt(0, 0));
        String name = set.put(picture, first);
        assertArrayEquals(new byte[] {1, 1, X, X}, set.labels(picture, 4, 1));

        Correction second = correction();
        second.relabel(second.regionAt(2, 0), set.classId("potted_plant"));
        assertEquals(name, set.put(picture, second));
        assertArrayEquals(new byte[] {1, 1, 2, 2}, set.labels(picture, 4, 1));

        // Whoever opens it again finds the classes and the mask as the trainer reads it.
        CorrectionSet again = CorrectionSet.open(folder, CLASSES);
        assertEquals(List.of("background", "sofa", "potted_plant"), again.classes());
        assertEquals(List.of(name), again.names());
        Path mask = folder.resolve("masks").resolve(name + ".png");
        LabelImage labels = ImageFiles.decodeLabels(Files.readAllBytes(mask), "mask");
        assertArrayEquals(new byte[] {1, 1, 2, 2}, labels.ids());
        assertArrayEquals(picture, Files.readAllBytes(folder.resolve("images").resolve(name + ".png")));
        again.remove(name);
        assertEquals(List.of(folder.resolve("classes.json")), files());
    }

    @Test
    void whatCannotBeUsedLeavesTheSetAsItWas() throws IOException {
        CorrectionSet set = CorrectionSet.open(folder, CLASSES);
        List<Path> before = files();
        Correction all = correction();
        all.acceptRest();
        assertThrows(ImageReadException.class, () -> set.put(new byte[] {1, 2, 3}, all));
        refused(set, correction(), "nothing of the picture was touched");
        Correction large = Correction.of(2, 2, new byte[4]);
        large.acceptRest();
        refused(set, large, "the picture has 4x1 pixels, its correction 2x2");
        Correction stranger = correction();
        stranger.relabel(stranger.regionAt(0, 0), 9);
        refused(set, stranger, "there is no class 9, only 2");
        assertEquals(before, files());

        assertThrows(IllegalArgumentException.class, () -> set.classId("Potted Plant"));
        assertThrows(IllegalArgumentException.class, () -> set.classId(""));
        assertThrows(IllegalArgumentException.class, () -> set.remove("../classes"));
        assertEquals(CLASSES, set.classes());
    }

    @Test
    void correctionsOfAnotherModelAreRefused() throws IOException {
        CorrectionSet.open(folder, CLASSES);
        String fault = assertThrows(IOException.class, () -> CorrectionSet.open(folder, List.of("background", "car")))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("no class is called car"), fault);
        fault = assertThrows(IOException.class, () -> CorrectionSet.open(folder, List.of("sofa", "background")))
                .getMessage();
        assertTrue(
                String.valueOf(fault).contains("in another order: 0 is background there, and sofa in this one"), fault);
        Files.writeString(folder.resolve("classes.json"), "{");
        fault = assertThrows(IOException.class, () -> CorrectionSet.open(folder, CLASSES))
                .getMessage();
        assertTrue(String.valueOf(fault).contains("expected a JSON array of class names"), fault);
    }

    @Test
    void manyThreadsMayWrite() throws Exception {
        CorrectionSet set = CorrectionSet.open(folder, CLASSES);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] other = picture(i);
            String name = "class_" + i;
            Thread thread = new Thread(() -> write(set, other, name));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(8, CorrectionSet.open(folder, CLASSES).names().size());
        assertEquals(10, CorrectionSet.open(folder, CLASSES).classes().size());
    }

    private static void write(CorrectionSet set, byte[] picture, String name) {
        try {
            Correction correction = correction();
            correction.relabel(correction.regionAt(0, 0), set.classId(name));
            set.put(picture, correction);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(CorrectionSet set, Correction correction, String words) {
        String fault = assertThrows(IllegalArgumentException.class, () -> set.put(picture, correction))
                .getMessage();
        assertTrue(String.valueOf(fault).contains(words), fault);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Correction correction() {
        return Correction.of(4, 1, new byte[] {1, 1, 0, 0});
    }

    private static byte[] picture(int rgb) {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, rgb);
        return MaskImages.png(image);
    }
}
