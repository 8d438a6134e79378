package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.session.Lane;
import dev.maskwright.sdk.internal.session.Lanes;
import dev.maskwright.sdk.internal.session.Lease;
import dev.maskwright.sdk.internal.session.ModelData;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Run;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, one model. */
@NullUnmarked
class SegmenterThreadsTest {

    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final int[] COLOURS = {0x000000, 0xff0000, 0x00ff00, 0x0000ff};

    @TempDir
    Path folder;

    /** A frame painted from its expected mask. */
    private record Painted(Frame frame, byte[] classIds) {

        static Painted of(long seed) {
            Random random = new Random(seed);
            byte[] classIds = new byte[WIDTH * HEIGHT];
            byte[] rgb = new byte[3 * classIds.length];
            for (int i = 0; i < classIds.length; i++) {
                classIds[i] = (byte) random.nextInt(COLOURS.length);
                int colour = COLOURS[classIds[i]];
                rgb[3 * i] = (byte) (colour >> 16);
                rgb[3 * i + 1] = (byte) (colour >> 8);
                rgb[3 * i + 2] = (byte) colour;
            }
            return new Painted(Frame.rgb(rgb, WIDTH, HEIGHT), classIds);
        }
    }

    @Test
    void sixteenThreadsLoseNothingAndMixNothingUp() throws Exception {
        int threads = 16;
        int rounds = 60;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Segmenter segmenter = Segmenter.open(model())) {
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int seed = 1000 * i;
                callers.add(() -> call(segmenter, seed, rounds));
            }
            int right = 0;
            for (Future<Integer> caller : pool.invokeAll(callers)) {
                right += caller.get();
            }
            assertEquals(threads * rounds * 4, right);
        } finally {
            pool.shutdown();
        }
    }

    /** How many masks were right, of four per round: one by segment, one into a reused mask, two in a batch. */
    private static int call(Segmenter segmenter, long seed, int rounds) {
        Mask reused = segmenter.segment(Painted.of(seed).frame());
        int right = 0;
        for (int round = 0; round < rounds; round++) {
            Painted a = Painted.of(seed + round);
            Painted b = Painted.of(seed + round + 1);
            segmenter.segmentInto(a.frame(), reused);
            assertArrayEquals(a.classIds(), reused.classIds());
            assertArrayEquals(b.classIds(), segmenter.segment(b.frame()).classIds());
            List<Mask> both = segmenter.segmentBatch(List.of(a.frame(), b.frame()));
            assertArrayEquals(a.classIds(), both.get(0).classIds());
            assertArrayEquals(b.classIds(), both.get(1).classIds());
            right += 2 + both.size();
        }
        return right;
    }

    @Test
    @Timeout(60)
    void callersWaitForALaneWhenAllAreInUse() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (OpenModel model = OpenModel.open(ModelData.of(model()), Options.defaults(), session -> card());
                Lease lease = model.lease(() -> {})) {
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < limit(); i++) {
                runs.add(lease.begin(1));
            }
            Future<Run> late = pool.submit(() -> lease.begin(1));
            assertThrows(TimeoutException.class, () -> late.get(50, TimeUnit.MILLISECONDS));

            runs.remove(0).close();

            late.get().close();
            runs.forEach(Run::close);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theLaneThatNobodyUsedForLongestMakesRoomForAnotherBatchSize() throws IOException {
        int limit = 3;
        try (OpenModel model = OpenModel.open(ModelData.of(model()), Options.defaults(), session -> card());
                Lanes lanes = new Lanes(model.session(), card(), model.signature(), limit)) {
            List<Lane> used = new ArrayList<>();
            for (int batch = 1; batch <= limit + 1; batch++) {
                Lane lane = lanes.borrow(batch);
                used.add(lane);
                lanes.giveBack(lane);
            }

            Lane last = lanes.borrow(limit + 1);
            Lane second = lanes.borrow(2);
            assertSame(used.get(limit), last);
            assertSame(used.get(1), second);
            lanes.giveBack(last);
            lanes.giveBack(second);
            Lane first = lanes.borrow(1);
            assertNotSame(used.get(0), first);
            lanes.giveBack(first);
        }
    }

    @Test
    @Timeout(60)
    void aModelThatIsClosedWaitsForTheRunsOfAllItsHolders() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        OpenModel model = OpenModel.open(ModelData.of(model()), Options.defaults(), session -> card());
        try {
            Lease one = model.lease(() -> {});
            Lease other = model.lease(() -> {});
            Run run = other.begin(1);
            Future<?> closing = pool.submit(model::close);
            assertThrows(TimeoutException.class, () -> closing.get(50, TimeUnit.MILLISECONDS));

            run.close();

            closing.get();
            assertThrows(IllegalStateException.class, () -> one.begin(1));
            assertThrows(
                    IllegalStateException.class, () -> model.lease(() -> {}).begin(1));
        } finally {
            model.close();
            pool.shutdown();
        }
    }

    @Test
    void aCallThatFailsGivesItsLaneBack() throws IOException {
        ModelCard card = card();
        ModelCard fewer = new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                card.classes().subList(0, 2),
                card.input(),
                card.normalization(),
                card.outputs(),
                card.provenance(),
                card.golden());
        try (Segmenter segmenter = Segmenter.open(model(), fewer, Options.defaults())) {
            for (int i = 0; i < 10 * limit(); i++) {
                Frame frame = Painted.of(i).frame();
                assertThrows(SegmentationException.class, () -> segmenter.segment(frame));
            }
        }
    }

    @Test
    void aClosedSegmenterSaysSo() throws IOException {
        Path file = model();
        Segmenter segmenter = Segmenter.open(file);
        Mask mask = segmenter.segment(Painted.of(1).frame());
        segmenter.close();
        segmenter.close();

        Frame frame = Painted.of(2).frame();
        for (Runnable call : List.<Runnable>of(
                () -> segmenter.segment(frame),
                () -> segmenter.segmentInto(frame, mask),
                () -> segmenter.segmentBatch(List.of(frame)))) {
            IllegalStateException e = assertThrows(IllegalStateException.class, call::run);
            assertEquals(file + ": this segmenter is closed", e.getMessage());
        }
        assertArrayEquals(Painted.of(1).classIds(), mask.classIds());
        assertTrue(segmenter.card().golden().isEmpty());
    }

    private static int limit() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    private static ModelCard card() {
        return pixelsCard(WIDTH, HEIGHT);
    }

    private Path model() throws IOException {
        return write(pixels("N"), card(), folder.resolve("tiny.onnx"));
    }
}
