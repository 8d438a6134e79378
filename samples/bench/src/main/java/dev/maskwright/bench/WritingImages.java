package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing the mask of a 1280x720 picture as PNG and its overlay as JPEG, against ImageIO's writers. */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WritingImages {

    private Mask mask;
    private BufferedImage indexed;
    private BufferedImage overlay;

    /** Requires that both PNGs hold the class ids. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        Frame frame = Pictures.rgb(1280, 720);
        try (Segmenter segmenter = Segmenter.open(Home.MODEL)) {
            mask = segmenter.segment(frame).atFrameSize();
        }
        indexed = ImageIO.read(new ByteArrayInputStream(png()));
        overlay = MaskImages.overlay(frame, mask);
        for (byte[] png : new byte[][] {png(), pngByImageIo()}) {
            if (!Arrays.equals(ImageFiles.decodeLabels(png, "a mask").ids(), mask.classIds())) {
                throw new IllegalStateException("a PNG holds class ids other than the mask's");
            }
        }
    }

    @Benchmark
    public byte[] png() {
        return MaskImages.indexedPng(mask);
    }

    @Benchmark
    public byte[] pngByImageIo() throws IOException {
        return written(indexed, "png");
    }

    /** At ImageIO's default quality. */
    @Benchmark
    public byte[] jpeg() {
        return MaskImages.jpeg(overlay, 0.75f);
    }

    @Benchmark
    public byte[] jpegByImageIo() throws IOException {
        return written(overlay, "jpeg");
    }

    private static byte[] written(RenderedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }
}
