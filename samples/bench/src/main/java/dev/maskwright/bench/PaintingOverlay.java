package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFrames;
import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.Overlay;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.model.ClassLabel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Drawing a frame into a picture and painting a 224x224 mask over it: rectangles, discs and specks in ten classes. As
 * in live video, the picture is reused.
 */
@NullUnmarked // JMH sets fields up, not constructors
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PaintingOverlay {

    private static final int SIDE = 224;
    private static final List<ClassLabel> CLASSES = ClassLabel.of(
            List.of("background", "bed", "chair", "table", "lamp", "rug", "sofa", "shelf", "plant", "door", "curtain"));

    @Param("1280x720")
    public String size = "1280x720";

    @Param({"false", "true"})
    public boolean legend;

    private Frame frame;
    private Mask mask;
    private BufferedImage picture;
    private Overlay overlay;

    /**
     * Requires that background pixels stay as they are, and that pixels inside objects are half their class's colour
     * and half the picture's.
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        Size frameSize = Size.parse(size);
        frame = Pictures.frame("rgb", frameSize.width(), frameSize.height());
        mask = room();
        picture = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        overlay = Overlay.of(OverlayStyle.defaults().withLegend(legend ? LegendPlace.INSIDE : LegendPlace.NONE));
        drawAndPaint();
        byte[] rgb = frame.rgb();
        int seen = 0;
        for (int y = frame.height() / 2; y < frame.height(); y++) { // below the legend
            for (int x = 0; x < frame.width(); x++) {
                int id = mask.classAt(
                        (int) ((x + 0.5) * SIDE / frame.width()), (int) ((y + 0.5) * SIDE / frame.height()));
                int red = rgb[3 * (y * frame.width() + x)] & 0xff;
                int colour = CLASSES.get(id).rgb() >> 16; // red, too
                int found = picture.getRGB(x, y) >> 16 & 0xff;
                int expected = id == 0 ? red : (128 * colour + 127 * red + 127) / 255;
                seen += found == expected ? 1 : 0;
            }
        }
        if (seen < 0.4 * frame.width() * frame.height()) { // the rest is in the upper half, or contour
            throw new IllegalStateException("only %d pixels have the expected colour".formatted(seen));
        }
    }

    private static Mask room() {
        byte[] ids = new byte[SIDE * SIDE];
        for (int i = 0; i < ids.length; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            int cell = y / 56 * 4 + x / 56;
            int dx = x % 56 - 28;
            int dy = y % 56 - 28;
            boolean isDisc = cell % 2 == 0 && dx * dx + dy * dy < 400;
            boolean isBox = cell % 2 == 1 && Math.abs(dx) < 20 && Math.abs(dy) < 12;
            boolean isSpeck = x % 41 == 7 && y % 37 == 11;
            ids[i] = (byte) (isDisc || isBox ? 1 + cell % 10 : isSpeck ? 4 : 0);
        }
        byte[] confidences = new byte[ids.length];
        Arrays.fill(confidences, (byte) 200);
        return Mask.of(SIDE, SIDE, ids, confidences, CLASSES);
    }

    @Benchmark
    public BufferedImage drawAndPaint() {
        ImageFrames.draw(frame, picture);
        overlay.paint(mask, picture);
        return picture;
    }
}
