package dev.maskwright.bench;

import dev.maskwright.exporter.check.BareModel;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.file.Path;
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

/** From a camera frame to a reused mask, against one bare {@code OrtSession.run} of the same graph. */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FrameToMask {

    /**
     * The least share of equal pixels: the two paths round differently, so some pixels at object edges change class.
     */
    private static final double ALIKE = 0.995;

    /** The same for a file that is given, which may compute in int8: bytes are coarser than floats. */
    private static final double ALIKE_OF_FILES = 0.99;

    @Param({"nv12", "rgb"})
    public String format = "nv12";

    @Param("1280x720")
    public String size = "1280x720";

    @Param("1")
    public int threads = 1;

    /** A model file; if empty, the default model in float. */
    @Param("")
    public String model = "";

    private Frame frame;
    private Segmenter segmenter;
    private BareModel bare;
    private Mask mask;

    /** Opens the model twice and requires that both masks are nearly equal. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        Size frameSize = Size.parse(size);
        frame = Pictures.frame(format, frameSize.width(), frameSize.height());
        Path file = model.isEmpty() ? Home.FLOAT_MODEL : Path.of(model);
        segmenter = Segmenter.open(file, Options.defaults().withThreads(threads));
        bare = BareModel.open(file, segmenter.card(), Device.cpu(), threads);
        mask = segmenter.segment(frame);
        bare.put(frame);
        bare.run();
        Checks.requireClasses(mask, 3);
        Checks.requireAlike("segmenter and bare run", bare.classIds(), mask.classIds(), alike());
    }

    private double alike() {
        return model.isEmpty() ? ALIKE : ALIKE_OF_FILES;
    }

    @Benchmark
    public void bareRun() {
        bare.run();
    }

    @Benchmark
    public Mask segmentInto() {
        segmenter.segmentInto(frame, mask);
        return mask;
    }

    /** Requires that the last mask still agrees with the bare run's. */
    @TearDown(Level.Trial)
    public void close() {
        Checks.requireAlike("last mask", bare.classIds(), segmentInto().classIds(), alike());
        segmenter.close();
        bare.close();
    }
}
