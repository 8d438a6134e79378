package dev.maskwright.bench;

import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.RunLengths;
import java.io.IOException;
import java.nio.file.Path;
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
 * What applications do with a mask: regions, run lengths, class ids at the size of the frame (1280x720); and from a
 * frame to a mask at the network's size or, with smooth edges, at the frame's.
 */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UsingMasks {

    /** A model file, for example of another network; if empty, the default model. */
    @Param("")
    public String model = "";

    private Frame frame;
    private Segmenter nearest;
    private Segmenter smooth;
    private Mask mask;
    private Mask smoothMask;
    private byte[] ids;

    /** Requires that regions and run lengths cover the mask, and that smooth edges change only edges. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        frame = Pictures.frame("nv12", 1280, 720);
        Path file = model.isEmpty() ? Home.MODEL : Path.of(model);
        nearest = Segmenter.open(file, Options.defaults().withThreads(1).withEdges(Edges.NEAREST));
        smooth = Segmenter.open(file, Options.defaults().withThreads(1).withEdges(Edges.SMOOTH));
        mask = nearest.segment(frame);
        smoothMask = smooth.segment(frame);
        ids = new byte[frame.width() * frame.height()];
        Checks.requireClasses(mask, 3);
        int pixels = mask.width() * mask.height();
        requireCovered(
                "run lengths",
                pixels,
                pixels,
                mask.runLengths().stream().mapToInt(RunLengths::area).sum());
        int found = pixels - mask.areas()[0]; // without background; regions also omit tiny areas
        requireCovered(
                "regions",
                (int) (0.95 * found),
                found,
                mask.regions().stream().mapToInt(Region::area).sum());
        byte[] smoothIds = new byte[ids.length];
        smoothMask.classIdsAtSize(frame.width(), frame.height(), smoothIds);
        mask.classIdsAtSize(frame.width(), frame.height(), ids);
        Checks.requireAlike("smooth and nearest", ids, smoothIds, 0.97);
    }

    private static void requireCovered(String what, int least, int most, int covered) {
        if (covered < least || covered > most) {
            throw new IllegalStateException(
                    "%s cover %d pixels, expected %d to %d".formatted(what, covered, least, most));
        }
    }

    @Benchmark
    public List<Region> regions() {
        return mask.regions();
    }

    @Benchmark
    public List<RunLengths> runLengths() {
        return mask.runLengths();
    }

    @Benchmark
    public byte[] nearestAtFrameSize() {
        mask.classIdsAtSize(frame.width(), frame.height(), ids);
        return ids;
    }

    @Benchmark
    public byte[] smoothAtFrameSize() {
        smoothMask.classIdsAtSize(frame.width(), frame.height(), ids);
        return ids;
    }

    @Benchmark
    public Mask frameToMask() {
        nearest.segmentInto(frame, mask);
        return mask;
    }

    @Benchmark
    public byte[] frameToSmoothMaskAtFrameSize() {
        smooth.segmentInto(frame, smoothMask);
        return smoothAtFrameSize();
    }

    @TearDown(Level.Trial)
    public void close() {
        nearest.close();
        smooth.close();
    }
}
