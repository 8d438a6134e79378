package dev.maskwright.bench;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.video.Observation;
import dev.maskwright.sdk.video.Track;
import dev.maskwright.sdk.video.Tracker;
import dev.maskwright.sdk.video.TrackerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Tracking many regions from frame to frame: boxes that jitter and overlap their neighbours. */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Tracking {

    private static final int FRAMES = 16;
    private static final int STEP = 40;

    @Param({"10", "100", "250", "500", "1000"})
    public int regions = 10;

    private final List<List<Observation>> frames = new ArrayList<>();
    private Tracker tracker;
    private long frame;

    /** Requires that every region is tracked. */
    @Setup(Level.Trial)
    public void open() {
        Random random = new Random(1);
        int columns = (int) Math.ceil(Math.sqrt(regions));
        for (int f = 0; f < FRAMES; f++) {
            List<Observation> seen = new ArrayList<>();
            for (int i = 0; i < regions; i++) {
                double x = i % columns * STEP + 3 * random.nextDouble();
                int row = i / columns;
                double y = row * STEP + 3 * random.nextDouble();
                seen.add(new Observation(i % 7, new Box(x, y, STEP + 6, STEP + 6), 0.9));
            }
            frames.add(seen);
        }
        tracker = new Tracker(TrackerOptions.defaults());
        List<Track> tracks = List.of();
        for (int i = 0; i < FRAMES; i++) {
            tracks = update();
        }
        if (tracks.size() != regions || tracks.get(regions - 1).id() != regions) {
            throw new IllegalStateException("%d of %d regions are tracked".formatted(tracks.size(), regions));
        }
    }

    @Benchmark
    public List<Track> update() {
        frame++;
        return tracker.update(frame * 33_000_000L, frames.get((int) (frame % FRAMES)));
    }
}
