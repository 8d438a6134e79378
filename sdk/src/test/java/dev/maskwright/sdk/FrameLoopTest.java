package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.video.FigureWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(60)
class FrameLoopTest {

    private static final Frame RED = Frame.rgb(new byte[] {(byte) 255, 0, 0}, 1, 1);
    private static final Frame BLUE = Frame.rgb(new byte[] {0, 0, (byte) 255}, 1, 1);

    /** Records each call by timestamp and class, and waits for a permit before it returns. */
    private static final class Notes implements FrameLoop.Listener {

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private final Semaphore entered = new Semaphore(0);
        private final Semaphore permits;
        private Consumer<FrameLoop.Result> also = result -> {};

        Notes(int permits) {
            this.permits = new Semaphore(permits);
        }

        @Override
        public void masked(FrameLoop.Result result) {
            lines.add(result.timestampNanos() + ":" + result.mask().classAt(0, 0));
            entered.release();
            permits.acquireUninterruptibly();
            also.accept(result);
        }

        @Override
        public void failed(Frame frame, long timestampNanos, Throwable fault) {
            lines.add(timestampNanos + ":" + fault.getMessage());
            entered.release();
        }
    }

    @TempDir
    Path folder;

    private Segmenter segmenter;

    @BeforeEach
    void open() throws IOException {
        segmenter = Segmenter.open(write(pixels("N"), pixelsCard(1, 1), folder.resolve("tiny.onnx")));
    }

    @AfterEach
    void close() {
        segmenter.close();
    }

    @Test
    void theNewestFrameWins() {
        Notes notes = new Notes(0);
        List<Long> released = Collections.synchronizedList(new ArrayList<>());
        try (FrameLoop loop = FrameLoop.start(segmenter, notes)) {
            assertTrue(loop.offer(RED, 1, () -> released.add(1L)));
            notes.entered.acquireUninterruptibly(); // the first is in progress
            assertTrue(loop.offer(RED, 2, () -> released.add(2L)));
            assertFalse(loop.offer(BLUE, 3, () -> released.add(3L)));
            assertEquals(List.of(2L), released);

            notes.permits.release(2);
            notes.entered.acquireUninterruptibly();
        }
        assertEquals(List.of("1:1", "3:3"), notes.lines);
        assertEquals(List.of(2L, 1L, 3L), released);
    }

    @Test
    void figuresCountEveryFrame() {
        Notes notes = new Notes(0);
        FrameLoop loop = FrameLoop.start(segmenter, notes);
        loop.offer(RED);
        notes.entered.acquireUninterruptibly();
        loop.offer(RED);
        loop.offer(RED);
        notes.permits.release(2);
        notes.entered.acquireUninterruptibly();
        loop.close();

        LoopFigures figures = loop.figures();

        assertEquals(
                List.of(3L, 2L, 1L, 0L),
                List.of(figures.offered(), figures.masked(), figures.dropped(), figures.failed()));
        assertTrue(figures.framesPerSecond() > 0);
        assertTrue(figures.run().median().compareTo(figures.run().p99()) <= 0);
        assertTrue(figures.latency().median().compareTo(figures.run().median()) > 0);
    }

    @Test
    void framesThatArePutAreNeverDropped() throws InterruptedException {
        Notes notes = new Notes(1000);
        List<Long> released = Collections.synchronizedList(new ArrayList<>());
        try (FrameLoop loop = FrameLoop.start(segmenter, notes)) {
            for (long i = 0; i < 50; i++) {
                long stamp = i;
                loop.put(i % 2 == 0 ? RED : BLUE, i, () -> released.add(stamp));
            }
            notes.entered.acquireUninterruptibly(50);
        }
        assertEquals(
                IntStream.range(0, 50)
                        .mapToObj(i -> i + (i % 2 == 0 ? ":1" : ":3"))
                        .toList(),
                notes.lines);
        assertEquals(LongStream.range(0, 50).boxed().toList(), released);
    }

    @Test
    void faultsGoToTheListenerAndTheLoopGoesOn() {
        Notes notes = new Notes(1000);
        notes.also = result -> {
            if (result.timestampNanos() == 1) {
                throw new IllegalArgumentException("the listener's own");
            }
        };
        try (FrameLoop loop = FrameLoop.start(segmenter, notes)) {
            for (long stamp = 1; stamp <= 2; stamp++) {
                loop.offer(RED, stamp, () -> {});
                notes.entered.acquireUninterruptibly(stamp == 1 ? 2 : 1);
            }
            segmenter.close();
            loop.offer(RED, 3, () -> {});
            notes.entered.acquireUninterruptibly();
            assertEquals(2, loop.figures().failed());
        }
        assertEquals(
                List.of(
                        "1:1",
                        "1:the listener's own",
                        "2:1",
                        "3:" + folder.resolve("tiny.onnx") + ": this segmenter is closed"),
                notes.lines);
    }

    @Test
    void aListenerThatCannotEvenTakeAFaultDoesNotEndTheLoop() {
        CountDownLatch seen = new CountDownLatch(2);
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> uncaught.set(fault));
        FrameLoop.Listener hopeless = new FrameLoop.Listener() {
            @Override
            public void masked(FrameLoop.Result result) {
                seen.countDown();
                throw new IllegalStateException("masked");
            }

            @Override
            public void failed(Frame frame, long timestampNanos, Throwable fault) {
                throw new IllegalStateException("failed");
            }
        };
        try (FrameLoop loop = FrameLoop.start(segmenter, hopeless)) {
            while (seen.getCount() > 0) {
                loop.offer(RED);
                Thread.onSpinWait();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals("failed", uncaught.get().getMessage());
        assertEquals("masked", uncaught.get().getSuppressed()[0].getMessage());
    }

    @Test
    void closingWaitsForTheListenerAndDropsWhatWaits() throws InterruptedException {
        Notes notes = new Notes(0);
        List<Long> released = Collections.synchronizedList(new ArrayList<>());
        FrameLoop loop = FrameLoop.start(segmenter, notes);
        loop.offer(RED, 1, () -> released.add(1L));
        notes.entered.acquireUninterruptibly();
        loop.offer(RED, 2, () -> released.add(2L));
        Thread closer = new Thread(loop::close);
        closer.start();
        closer.join(50);
        assertTrue(closer.isAlive());

        notes.permits.release();
        closer.join();

        loop.close();
        assertEquals(List.of(1L, 2L), released);
        assertEquals(List.of("1:1"), notes.lines);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> loop.offer(RED, 3, () -> released.add(3L)));
        assertEquals("this loop is closed", e.getMessage());
        assertThrows(IllegalStateException.class, () -> loop.put(RED, 3, () -> released.add(3L)));
        assertEquals(2, released.size());
    }

    @Test
    void closingDoesNotWaitForAListenerThatNeverReturns() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Notes notes = new Notes(1000);
        notes.also = result -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                woken.countDown();
            }
        };
        FrameLoop loop = FrameLoop.start(segmenter, notes);
        loop.offer(RED, 1, released::countDown);
        entered.await();

        long begin = System.nanoTime();
        assertFalse(loop.close(Duration.ofMillis(50)));
        assertTrue(System.nanoTime() - begin >= Duration.ofMillis(50).toNanos());

        woken.await(); // it is interrupted, so it can end
        released.await();
        assertTrue(loop.close(Duration.ofSeconds(30)));
    }

    @Test
    void theListenerMayCloseTheLoop() throws InterruptedException {
        Notes notes = new Notes(1000);
        AtomicReference<FrameLoop> loop = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        notes.also = result -> {
            loop.get().close();
            closed.countDown();
        };
        loop.set(FrameLoop.start(segmenter, notes));
        loop.get().offer(RED);
        closed.await();
        loop.get().close();
        assertEquals(1, notes.lines.size());
    }

    @Test
    void aVideoThatChangesNothingRunsTheNetworkOnce() throws InterruptedException {
        Notes notes = new Notes(1000);
        VideoSegmenter video =
                VideoSegmenter.of(segmenter, VideoOptions.eachFrame().withChangesOnly(Duration.ofSeconds(1)));
        try (FrameLoop loop = FrameLoop.start(video, notes)) {
            for (int i = 0; i < 10; i++) {
                loop.put(RED, i, () -> {});
            }
            loop.put(BLUE, 10, () -> {});
            notes.entered.acquireUninterruptibly(11);
        }
        assertEquals("9:1", notes.lines.get(9));
        assertEquals("10:3", notes.lines.get(10));
        assertEquals(2, video.figures().whole());
        assertEquals(9, video.figures().unchanged());
    }

    @Test
    void aSegmenterOfMasksOfTheFramesSizeIsRefused() {
        Options options = Options.defaults().withOutputSize(OutputSize.FRAME);
        try (Segmenter large = Segmenter.open(folder.resolve("tiny.onnx"), options)) {
            assertThrows(IllegalArgumentException.class, () -> FrameLoop.start(large, new Notes(0)));
        }
    }

    @Test
    void spreadsAreThoseOfTheLastFrames() {
        FigureWindow window = new FigureWindow();
        Timings timings = new Timings();
        for (int i = 1; i <= 1024; i++) {
            timings.set(0, 0, i, i + 10L * i, 11L * i + 1);
            window.masked(timings, 1000L * i, 0);
        }
        LoopFigures figures = window.read(0);

        assertEquals(Duration.ofNanos(768), figures.prepare().median()); // of 513..1024
        assertEquals(Duration.ofNanos(1019), figures.prepare().p99());
        assertEquals(Duration.ofNanos(7680), figures.run().median());
        assertEquals(Duration.ofNanos(1), figures.finish().p99());
        assertEquals(Duration.ofNanos(1019_000), figures.latency().p99());
        assertEquals(1024, figures.masked());
    }

    @Test
    void aStalledLoopHasNoFramesPerSecond() {
        FigureWindow window = new FigureWindow();
        long now = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int i = 0; i < 100; i++) {
            window.masked(new Timings(), 0, now - Duration.ofMillis(40L * i).toNanos());
        }
        assertEquals(20, window.read(now).framesPerSecond(), 0.01); // 100 in five seconds
        assertEquals(0, window.read(now + Duration.ofSeconds(6).toNanos()).framesPerSecond());
        assertEquals(Duration.ZERO, new FigureWindow().read(now).run().median());
    }
}
