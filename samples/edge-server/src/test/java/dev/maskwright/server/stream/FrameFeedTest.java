package dev.maskwright.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Options;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Models;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.operation.EngineEvents;
import dev.maskwright.server.operation.EventLog;
import dev.maskwright.server.operation.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FrameFeedTest {

    private static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));

    private static final Models.Listener NOBODY = new Models.Listener() {
        @Override
        public void switched(ModelVersion from, ModelVersion to) {}

        @Override
        public void refused(String name, Path file, String why) {}
    };

    /** Fails for the first frame, whether it was answered or refused. */
    private record Failing(BlockingQueue<Long> frames) implements FrameFeed.Listener<Integer> {

        @Override
        public void answered(long frame, Reply<Integer> reply) {
            take(frame);
        }

        @Override
        public void refused(long frame, RefusedException why) {
            take(frame);
        }

        private void take(long frame) {
            frames.add(frame);
            if (frame < 2) {
                throw new IllegalStateException("the listener of frame " + frame);
            }
        }
    }

    /** A listener that fails takes its frame with it, and neither the feed nor the frames after it. */
    @Test
    void goesOnAfterItsListenerFails() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Path file = HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
        Models models = Models.open(file, file.resolveSibling("."), Options.defaults(), NOBODY);
        BlockingQueue<Long> frames = new LinkedBlockingQueue<>();
        byte[] picture = Files.readAllBytes(HOME.resolve("samples/images/living-room.jpg"));
        try (Engine engine =
                        new Engine(models, Limits.defaults(), new EngineEvents(new EventLog(log::add), new Metrics()));
                FrameFeed<Integer> feed = FrameFeed.start(engine, models.standard(), List::size, new Failing(frames))) {
            for (byte[] frame : List.of(picture, new byte[] {1}, picture)) {
                long number = feed.offered();
                feed.offer(frame);
                assertEquals(number, frames.poll(30, TimeUnit.SECONDS));
            }
        }
        for (int i = 0; i < 2; i++) {
            String fault = "the listener of frame " + i;
            assertTrue(log.stream().anyMatch(line -> line.contains(fault)), log.toString());
        }
    }
}
