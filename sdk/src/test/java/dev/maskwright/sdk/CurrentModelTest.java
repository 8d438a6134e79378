package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The models have different input sizes, so that a mask's width shows which model made it. */
@NullUnmarked
@Timeout(120)
class CurrentModelTest {

    private static final Frame RED = Frame.rgb(new byte[] {(byte) 255, 0, 0}, 1, 1);

    @TempDir
    Path folder;

    private int openBefore;

    @BeforeEach
    void count() {
        openBefore = OpenModel.count();
    }

    @AfterEach
    void allIsClosed() {
        assertEquals(openBefore, OpenModel.count());
    }

    @Test
    void callsUseTheNewModelAndTheWayBackIsOpen() throws IOException {
        try (CurrentModel model = CurrentModel.open(source(2), Options.defaults())) {
            assertEquals(2, model.segment(RED).width());
            model.switchTo(source(3));
            assertEquals(3, model.segment(RED).width());
            assertEquals(3, model.card().input().width());
            model.rollBack();
            assertEquals(2, model.segment(RED).width());
            assertEquals(openBefore + 1, OpenModel.count());
            assertThrows(IllegalStateException.class, model::rollBack);
            model.switchTo(source(4));
            model.switchTo(source(5));
            assertEquals(openBefore + 2, OpenModel.count());
            model.forgetFormer();
            assertEquals(openBefore + 1, OpenModel.count());
            assertEquals(5, model.segment(RED).width());
        }
    }

    @Test
    void aModelThatCannotBeUsedChangesNothing() throws IOException {
        try (CurrentModel model = CurrentModel.open(source(2), Options.defaults())) {
            ModelSource wrong = source(3, new byte[] {1, 1, 2});
            ModelFormatException e = assertThrows(ModelFormatException.class, () -> model.switchTo(wrong));
            assertEquals(
                    wrong.name()
                            + ": 1 of 3 pixels of its golden mask differ on this machine; export it again, or try"
                            + " another device",
                    e.getMessage());
            ModelSource none = ModelSource.file(folder.resolve("none.onnx"));
            assertThrows(ModelFormatException.class, () -> model.switchTo(none));
            assertEquals(2, model.segment(RED).width());
            assertEquals(openBefore + 1, OpenModel.count());
            model.switchTo(source(3, new byte[] {1, 1, 1}));
            assertEquals(3, model.segment(RED).width());
        }
        assertThrows(
                ModelFormatException.class, () -> CurrentModel.open(source(2, new byte[] {0, 0}), Options.defaults()));
    }

    @Test
    void aModelIsDrainedBeforeItIsClosed() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (CurrentModel model = CurrentModel.open(source(2), Options.defaults())) {
            Future<Integer> widths = pool.submit(() -> model.use(segmenter -> {
                inside.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return segmenter.segment(RED).width();
            }));
            inside.await();
            model.switchTo(source(3));
            assertEquals(3, model.segment(RED).width());
            Future<?> forgetting = pool.submit(model::forgetFormer);
            assertThrows(TimeoutException.class, () -> forgetting.get(50, TimeUnit.MILLISECONDS));

            goOn.countDown();

            assertEquals(2, widths.get());
            forgetting.get();
        } finally {
            goOn.countDown();
            pool.shutdown();
        }
    }

    @Test
    void switchingUnderLoadFailsNoCall() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (CurrentModel model =
                CurrentModel.open(source(2), Options.defaults().withThreads(1))) {
            CountDownLatch done = new CountDownLatch(1);
            Future<?>[] callers = new Future<?>[3];
            for (int i = 0; i < callers.length; i++) {
                callers[i] = pool.submit(() -> {
                    while (done.getCount() > 0) {
                        assertTrue(model.segment(RED).width() >= 2);
                    }
                });
            }
            for (int i = 0; i < 20; i++) {
                model.switchTo(source(2 + i % 3));
            }
            done.countDown();
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aWatchedFileIsTakenOverWhenItChanges() throws Exception {
        Path file = folder.resolve("watched.onnx");
        write(pixels("N"), pixelsCard(2, 1), file);
        BlockingQueue<String> events = new ArrayBlockingQueue<>(10);
        CurrentModel.Listener listener = new CurrentModel.Listener() {
            @Override
            public void switched(ModelCard card) {
                events.add("switched to " + card.input().width());
            }

            @Override
            public void refused(RuntimeException fault) {
                events.add(fault.getMessage());
            }
        };
        try (CurrentModel model = CurrentModel.open(ModelSource.file(file), Options.defaults())) {
            model.watch(file, Duration.ofMillis(20), listener);
            assertThrows(IllegalStateException.class, () -> model.watch(file, Duration.ofMillis(20), listener));
            assertThrows(IllegalArgumentException.class, () -> model.watch(file, Duration.ZERO, listener));
            Path next = write(pixels("N"), pixelsCard(300, 1), folder.resolve("next.onnx"));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
            assertEquals("switched to 300", events.take());
            assertEquals(300, model.segment(RED).width());

            Files.writeString(file, "no model");
            assertTrue(events.take().startsWith(file + ": a text file, not an ONNX model"));
            assertEquals(300, model.segment(RED).width());
            model.rollBack();
            assertEquals(2, model.segment(RED).width());
        }
    }

    @Test
    void aClosedHolderSaysSo() throws IOException {
        CurrentModel model = CurrentModel.open(source(2), Options.defaults());
        model.close();
        model.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> model.segment(RED));
        assertEquals("this CurrentModel is closed", e.getMessage());
        ModelSource other = source(3);
        assertThrows(IllegalStateException.class, () -> model.switchTo(other));
    }

    private ModelSource source(int width) throws IOException {
        return ModelSource.file(write(pixels("N"), pixelsCard(width, 1), folder.resolve(width + ".onnx")));
    }

    private ModelSource source(int width, byte[] goldenIds) throws IOException {
        Golden golden = new Golden(1, 1, RED.rgb(), width, 1, goldenIds);
        return ModelSource.file(
                write(pixels("N"), pixelsCard(width, 1).withGolden(golden), folder.resolve("golden.onnx")));
    }
}
