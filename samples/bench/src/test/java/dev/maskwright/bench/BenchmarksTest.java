package dev.maskwright.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each benchmark's set-up checks its own results; here each runs once, at a small size. */
class BenchmarksTest {

    private static final String SIZE = "320x180";

    @BeforeAll
    static void djlStartsOnnxRuntimeBeforeOthersDo() throws InterruptedException {
        AgainstDjl.startEngine();
    }

    @Test
    void frameToMask() throws Exception {
        FrameToMask benchmark = new FrameToMask();
        benchmark.size = SIZE;
        benchmark.open();
        benchmark.bareRun();
        assertEquals(288, benchmark.segmentInto().width());
        benchmark.close();
    }

    @Test
    void preparing() throws Exception {
        for (String format : new String[] {"nv12", "rgb"}) {
            Preparing benchmark = new Preparing();
            benchmark.format = format;
            benchmark.size = SIZE;
            benchmark.open();
            assertEquals(224, benchmark.prepare().height());
            benchmark.close();
        }
    }

    @Test
    void paintingOverlay() throws Exception {
        PaintingOverlay benchmark = new PaintingOverlay();
        benchmark.size = SIZE;
        benchmark.open();
        assertEquals(320, benchmark.drawAndPaint().getWidth());
    }

    @Test
    void writingImages() throws Exception {
        WritingImages benchmark = new WritingImages();
        benchmark.open(); // checks the PNGs
        assertArrayEquals(benchmark.jpegByImageIo(), benchmark.jpeg());
    }

    @Test
    void liveLoop() throws Exception {
        LiveLoop benchmark = new LiveLoop();
        benchmark.size = SIZE;
        benchmark.open();
        assertEquals(288, benchmark.everything().width());
        benchmark.close();
    }

    @Test
    void tracking() {
        Tracking benchmark = new Tracking();
        benchmark.regions = 50;
        benchmark.open();
        assertEquals(50, benchmark.update().size());
    }

    @Test
    void againstDjl() throws Exception {
        AgainstDjl benchmark = new AgainstDjl();
        benchmark.size = SIZE;
        benchmark.open();
        assertEquals(288, benchmark.jpegBySegmenter().width());
        assertEquals(224, benchmark.jpegByDjl().getMask().length);
        benchmark.close();
    }

    @Test
    void turnsGiveTheRatioOfWork() throws Exception {
        double[] sink = new double[1];
        double ratio = ByTurns.measure("test", () -> spin(sink, 400_000), () -> spin(sink, 100_000), 0.5);
        assertTrue(ratio > 2 && ratio < 8, "ratio " + ratio);
    }

    private static void spin(double[] sink, int steps) {
        for (int i = 0; i < steps; i++) {
            sink[0] += Math.sqrt(i);
        }
    }

    @Test
    void firstMask() throws Exception {
        assertTrue(FirstMask.measure("test", List.of(), 1) > 0);
    }

    @Test
    void severalCallers() throws Exception {
        try (Callers callers = new Callers(2)) {
            assertTrue(callers.measure(0.1) > 0);
        }
    }

    @Test
    void folderAgainstLoop() throws Exception {
        assertTrue(FolderAgainstLoop.measure(2, Size.parse(SIZE), 1) > 0);
    }

    @Test
    void masksThatDifferFailTheCheck() {
        byte[] a = {0, 1, 2, 3};
        Checks.requireAlike("same", a, a.clone(), 1);
        IllegalStateException fault = assertThrows(
                IllegalStateException.class, () -> Checks.requireAlike("other", a, new byte[] {0, 1, 2, 2}, 0.9));
        assertEquals("other: only 3 of 4 pixels are equal", fault.getMessage());
    }
}
