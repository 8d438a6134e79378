package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.tensor;
import static dev.maskwright.sdk.TinyModels.tensorCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class ModelCacheTest {

    private static final long PLENTY = 1 << 30;
    private static final Frame RED = Frame.rgb(new byte[] {(byte) 255, 0, 0}, 1, 1);

    @TempDir
    Path folder;

    private int openBefore;

    @BeforeEach
    void count() {
        openBefore = OpenModel.count();
    }

    @AfterEach
    void nothingStaysOpen() {
        assertEquals(openBefore, OpenModel.count());
    }

    @Test
    void theSameBytesAreOpenedOnce() throws IOException {
        Path file = model("a.onnx", 1);
        Path copy = Files.copy(file, folder.resolve("copy.onnx"));
        try (ModelCache cache = ModelCache.of(PLENTY);
                Segmenter a = cache.open(file);
                Segmenter b = cache.open(copy);
                Segmenter c = cache.open(file, Options.defaults().withConfidenceThreshold(0.9))) {
            assertEquals(1, cache.openModels());
            assertEquals(1, a.segment(RED).classAt(0, 0));
            assertEquals(1, b.segment(RED).classAt(0, 0));
            assertEquals(0, c.segment(RED).classAt(0, 0));
            try (Segmenter d = cache.open(file, Options.defaults().withThreads(1))) {
                assertEquals(2, cache.openModels());
            }
        }
    }

    @Test
    void aFileThatChangedIsOpenedAnew() throws IOException {
        Path file = model("a.onnx", 1);
        try (ModelCache cache = ModelCache.of(PLENTY);
                Segmenter before = cache.open(file)) {
            model("a.onnx", 20);
            try (Segmenter after = cache.open(file)) {
                assertEquals(1, before.card().input().width());
                assertEquals(20, after.card().input().width());
            }
        }
    }

    @Test
    void theCardBesideAFileCounts() throws IOException {
        Path file = write(tensor(1), folder.resolve("road.onnx"));
        Files.writeString(folder.resolve("road.card.json"), tensorCard(2, 1).toJson());
        try (ModelCache cache = ModelCache.of(PLENTY);
                Segmenter narrow = cache.open(file)) {
            Files.writeString(
                    folder.resolve("road.card.json"), tensorCard(20, 1).toJson());
            try (Segmenter wide = cache.open(file)) {
                assertEquals(2, narrow.card().input().width());
                assertEquals(20, wide.card().input().width());
            }
        }
    }

    @Test
    void whatSomebodyHoldsIsNeverClosed() throws IOException {
        try (ModelCache cache = ModelCache.of(0)) {
            List<Segmenter> held = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                held.add(cache.open(model(i + ".onnx", i)));
            }
            assertEquals(5, cache.openModels());
            Segmenter second = cache.open(folder.resolve("1.onnx"));
            second.close();
            second.close();
            for (Segmenter segmenter : held) {
                assertEquals(1, segmenter.segment(RED).classAt(0, 0));
                segmenter.close();
            }
            assertEquals(0, cache.openModels());
            assertEquals(openBefore, OpenModel.count());
        }
    }

    @Test
    void whatNobodyHoldsStaysAsLongAsThereIsRoom() throws IOException {
        long kilobytes = (Files.size(model("1.onnx", 1)) + 1023) / 1024;
        try (ModelCache cache = ModelCache.of(3 * 1024 * kilobytes)) {
            for (int i = 1; i <= 3; i++) {
                cache.open(model(i + ".onnx", i)).close();
            }
            assertEquals(3, cache.openModels());
            for (int i = 4; i <= 9; i++) {
                cache.open(model(i + ".onnx", i)).close();
            }
            assertEquals(3, cache.openModels());
            assertEquals(openBefore + 3, OpenModel.count());
        }
    }

    @Test
    void segmentersOutliveTheirCache() throws IOException {
        ModelCache cache = ModelCache.of(PLENTY);
        Segmenter held = cache.open(model("a.onnx", 1));
        cache.open(model("b.onnx", 2)).close();

        cache.close();
        cache.close();

        assertEquals(openBefore + 1, OpenModel.count());
        assertEquals(1, held.segment(RED).classAt(0, 0));
        Path file = folder.resolve("a.onnx");
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> cache.open(file));
        assertEquals("this cache of models is closed", e.getMessage());
        held.close();
    }

    @Test
    void aModelThatCannotBeOpenedLeavesNothing() throws IOException {
        Path text = Files.writeString(folder.resolve("text.onnx"), "<html>");
        try (ModelCache cache = ModelCache.of(PLENTY)) {
            Path none = folder.resolve("none.onnx");
            assertThrows(ModelFormatException.class, () -> cache.open(text));
            assertThrows(ModelFormatException.class, () -> cache.open(none));
            assertEquals(0, cache.openModels());
        }
    }

    @Test
    void threadsMayOpenAndCloseAtTheSameTime() throws Exception {
        for (int i = 1; i <= 3; i++) {
            model(i + ".onnx", i);
        }
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (ModelCache cache = ModelCache.of(1)) {
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                callers.add(() -> openAndClose(cache, random));
            }
            int right = 0;
            for (Future<Integer> caller : pool.invokeAll(callers)) {
                right += caller.get();
            }
            assertEquals(8 * 25, right);
        } finally {
            pool.shutdown();
        }
    }

    private int openAndClose(ModelCache cache, Random random) {
        int right = 0;
        for (int i = 0; i < 25; i++) {
            int width = 1 + random.nextInt(3);
            try (Segmenter segmenter = cache.open(
                    folder.resolve(width + ".onnx"), Options.defaults().withThreads(1))) {
                Mask mask = segmenter.segment(RED);
                right += mask.width() == width && mask.classAt(width - 1, 0) == 1 ? 1 : 0;
            }
        }
        return right;
    }

    private Path model(String name, int width) throws IOException {
        return write(pixels("N"), pixelsCard(width, 1), folder.resolve(name));
    }
}
