package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Preset;
import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.Picture;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Rendering;
import dev.maskwright.server.operation.EngineEvents;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.operation.Metrics;
import dev.maskwright.server.web.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the engine takes in, and what it does not. */
final class EngineTest {

    private static final Models.Listener NOBODY = new Models.Listener() {
        @Override
        public void switched(ModelVersion from, ModelVersion to) {}

        @Override
        public void refused(String name, Path file, String why) {}
    };

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static Engine engine(Limits limits) throws RefusedException {
        Options options = Options.defaults().withPreset(Preset.THROUGHPUT);
        Models models = Models.open(RunningServer.MODEL, RunningServer.HOME.resolve("models/trained"), options, NOBODY);
        return new Engine(models, limits, new EngineEvents(new EventLog(LOG::add), new Metrics()));
    }

    private static List<Picture> sample() throws IOException {
        return List.of(new EncodedPicture(RunningServer.picture(), "the sample"));
    }

    private static Reason refused(Engine engine, List<Picture> pictures, Rendering<?> rendering) {
        return assertThrows(
                        RefusedException.class,
                        () -> engine.segment(engine.models().standard(), pictures, rendering))
                .reason();
    }

    @Test
    void whoWaitsTooLongIsTold() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Engine engine = engine(Limits.defaults().withWorkers(1).withTime(Duration.ofMillis(300)))) {
            RefusedException late = assertThrows(
                    RefusedException.class,
                    () -> engine.segment(engine.models().standard(), sample(), done -> {
                        await(release);
                        return "late";
                    }));
            assertEquals(Reason.TIMED_OUT, late.reason());
            assertEquals(503, Problem.of(late).status());
            assertTrue(late.retryAfter().orElseThrow().toSeconds() >= 1);
            release.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void picturesTogetherAreLimited() throws Exception {
        long pixels =
                (long) RunningServer.frame().width() * RunningServer.frame().height();
        Picture picture = sample().get(0);
        try (Engine engine = engine(Limits.defaults().withPictures(3).withPixels(2 * pixels))) {
            assertEquals(
                    2,
                    engine.segment(engine.models().standard(), List.of(picture, picture), List::size)
                            .value());
            assertEquals(Reason.TOO_LARGE, refused(engine, Collections.nCopies(3, picture), List::size));
            assertEquals(Reason.TOO_LARGE, refused(engine, Collections.nCopies(4, picture), List::size));
            assertEquals(Reason.BAD_REQUEST, refused(engine, List.of(), List::size));
        }
    }

    /** Who asked is told that it is the server's fault, and the log has which. */
    @Test
    void itsOwnFaultsAreLoggedAndSaid() throws Exception {
        try (Engine engine = engine(Limits.defaults())) {
            RefusedException failed = assertThrows(
                    RefusedException.class,
                    () -> engine.segment(engine.models().standard(), sample(), done -> {
                        throw new ArithmeticException("too large to be true");
                    }));
            assertEquals(Reason.FAILED, failed.reason());
            assertEquals(500, Problem.of(failed).status());
            assertTrue(LOG.stream().anyMatch(line -> line.contains("too large to be true")), LOG.toString());
            assertEquals(
                    1,
                    engine.segment(engine.models().standard(), sample(), List::size)
                            .value());
        }
    }

    @Test
    void nothingIsTakenInOnceItStops() throws Exception {
        Engine engine = engine(Limits.defaults());
        engine.close();
        assertEquals(Reason.STOPPING, refused(engine, sample(), List::size));
        assertTrue(!engine.hasRoom());
    }
}
