package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoOptions;
import dev.maskwright.sdk.VideoSegmenter;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.video.CountingLine;
import dev.maskwright.sdk.video.LevelOptions;
import dev.maskwright.sdk.video.LevelWatch;
import dev.maskwright.sdk.video.Observation;
import dev.maskwright.sdk.video.Tracker;
import dev.maskwright.sdk.video.TrackerOptions;
import dev.maskwright.sdk.video.Zone;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of a frame of live video: the mask alone, against a steady mask computed on changes only with tracked
 * regions, a counting line, a zone and a level watch. Either an object moves in front of a still camera, or the camera
 * pans, which is the worst case.
 */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LiveLoop {

    private static final int FRAMES = 30;
    private static final int PLANT = 18;
    private static final long FRAME_NANOS = Duration.ofSeconds(1).toNanos() / 30;

    @Param({"moving", "pan"})
    public String scene = "moving";

    @Param("1280x720")
    public String size = "1280x720";

    private final Clip.Shot[] shots = new Clip.Shot[FRAMES];
    private Segmenter segmenter;
    private VideoSegmenter each;
    private VideoSegmenter all;
    private Tracker tracker;
    private CountingLine line;
    private Zone zone;
    private LevelWatch watch;
    private long frame;

    /** Renders the frames. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        Size frameSize = Size.parse(size);
        int width = frameSize.width();
        int height = frameSize.height();
        Clip clip = new Clip(width, height, 3, 1);
        boolean isPan = scene.equals("pan");
        Clip.Picture room = clip.room("purple-sofa", isPan ? 1.5 : 1);
        Clip.Picture thing = clip.thing("potted-plant", PLANT, 0.2);
        for (int i = 0; i < FRAMES; i++) {
            shots[i] = isPan
                    ? clip.window(room, (room.width() - width) * i / FRAMES, 0)
                    : clip.with(room, thing, (width - thing.width()) * i / FRAMES, height / 2);
        }
        segmenter = Segmenter.open(Home.MODEL, Options.defaults().withThreads(1));
        VideoOptions options = VideoOptions.eachFrame();
        each = VideoSegmenter.of(segmenter, options);
        all = VideoSegmenter.of(
                segmenter, options.withSteady(Duration.ofMillis(300)).withChangesOnly(Duration.ofSeconds(2)));
        tracker = new Tracker(TrackerOptions.defaults());
        line = new CountingLine(
                new Point(width / 2.0, 0), new Point(width / 2.0, height), 10, CountingLine.Anchor.CENTRE);
        zone = new Zone(
                "left", new Polygon(List.of(new Point(0, 0), new Point(0.5, 0), new Point(0.5, 1), new Point(0, 1))));
        watch = new LevelWatch(LevelOptions.defaults());
        Checks.requireClasses(plain(), 3);
        Checks.requireClasses(everything(), 3);
    }

    private Clip.Shot next() {
        frame++;
        int at = (int) (frame % (2 * FRAMES));
        return shots[at < FRAMES ? at : 2 * FRAMES - 1 - at]; // back and forth
    }

    @Benchmark
    public Mask plain() {
        return each.segment(next().frame(), frame * FRAME_NANOS);
    }

    /** Everything that a frame loop can do. */
    @Benchmark
    public Mask everything() {
        Mask mask = all.segment(next().frame(), frame * FRAME_NANOS);
        List<Observation> seen = mask.regions().stream().map(Observation::of).toList();
        line.update(tracker.update(frame * FRAME_NANOS, seen));
        watch.update(frame * FRAME_NANOS, Math.min(1, zone.shares(mask)[PLANT]));
        return mask;
    }

    @TearDown(Level.Trial)
    public void close() {
        segmenter.close();
    }
}
