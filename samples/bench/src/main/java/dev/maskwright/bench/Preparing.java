package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * Preparing a frame for a 224x224 network, measured on a segmenter whose network does almost nothing. The times
 * therefore include a little more than preparing: a call of ONNX Runtime and copying bytes to the mask.
 */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Preparing {

    private static final int SIDE = 224;

    /**
     * How far a colour may differ from that of the plain path, which converts the whole frame to RGB and then resizes
     * it.
     */
    private static final int TOLERANCE = 2;

    @Param({"nv12", "rgb"})
    public String format = "nv12";

    @Param({"1280x720", "1920x1080"})
    public String size = "1280x720";

    private Path folder;
    private Frame frame;
    private Segmenter segmenter;
    private Mask mask;

    /**
     * Opens the model and requires that its input matches that of the plain path; the mask shows the first third of it.
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        Size frameSize = Size.parse(size);
        frame = Pictures.frame(format, frameSize.width(), frameSize.height());
        folder = Files.createTempDirectory("maskwright-bench");
        Path file = folder.resolve("nothing.onnx");
        Models.nothing(SIDE, SIDE, file);
        segmenter = Segmenter.open(file, Options.defaults().withThreads(1));
        mask = segmenter.segment(frame);
        byte[] expected = Resampler.resize(frame.rgb(), frame.width(), frame.height(), 3, Filter.BILINEAR, SIDE, SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int seen = mask.classIds()[i] & 0xff;
            if (Math.abs(seen - (expected[i] & 0xff)) > TOLERANCE) {
                throw new IllegalStateException(
                        "colour %d of the input is %d, the plain path gives %d".formatted(i, seen, expected[i] & 0xff));
            }
        }
    }

    @Benchmark
    public Mask prepare() {
        segmenter.segmentInto(frame, mask);
        return mask;
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        segmenter.close();
        Files.delete(folder.resolve("nothing.onnx"));
        Files.delete(folder);
    }
}
