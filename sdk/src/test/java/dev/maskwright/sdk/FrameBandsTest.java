package dev.maskwright.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.TestPicture.Format;
import dev.maskwright.sdk.TestPicture.Storage;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.Helpers;
import dev.maskwright.sdk.internal.preprocess.InputWriter;
import dev.maskwright.sdk.internal.preprocess.PixelsWriter;
import dev.maskwright.sdk.internal.preprocess.PlanesWriter;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large frames, which several threads prepare in bands, with the same result as one thread. */
class FrameBandsTest {

    private static final int WIDTH = 45;
    private static final int HEIGHT = 37;

    private final Random random = new Random(21);

    @ParameterizedTest
    @EnumSource
    void areTheWholeToTheBit(Format format) {
        for (Storage storage : List.of(Storage.ARRAYS, Storage.PADDED_DIRECT)) {
            TestPicture picture = TestPicture.of(format, storage, 594, 394, TestPicture.noise(3));
            for (Rotation rotation : Rotation.values()) {
                Frame turned = picture.frame().rotated(rotation);
                Frame frame = random.nextBoolean() ? turned.mirrored() : turned;
                Frame region = frame.region(new Box(3, 5, frame.width() - 10, frame.height() - 8));
                Fit fit = random.nextBoolean() ? Fit.LETTERBOX : Fit.STRETCH;
                Filter filter = random.nextInt(3) == 0 ? Filter.BICUBIC : Filter.BILINEAR;
                compare(List.of(frame, region, frame), input(fit, filter, random.nextBoolean()));
            }
        }
    }

    private void compare(List<Frame> frames, Input input) {
        ByteBuffer expected = tensor();
        ByteBuffer actual = tensor();
        try (Helpers helpers = Helpers.of(2 + random.nextInt(3), random.nextBoolean())) {
            FramePreparer alone = preparer(input, expected, null);
            FramePreparer together = preparer(input, actual, helpers);
            for (Frame frame : frames) {
                alone.prepare(frame, 1);
                together.prepare(frame, 1);

                assertTrue(areHelping(), "the frame was prepared by one thread");
                assertEquals(-1, expected.mismatch(actual), () -> "%dx%d, %s"
                        .formatted(frame.width(), frame.height(), input));
            }
        }
    }

    private static boolean areHelping() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("maskwright-frame"));
    }

    private static FramePreparer preparer(Input input, ByteBuffer tensor, @Nullable Helpers helpers) {
        Normalization normalization = new Normalization(List.of(0.1f, 0.2f, 0.3f), List.of(0.4f, 0.5f, 0.6f));
        InputWriter writer = input.type() == PixelType.UINT8
                ? new PixelsWriter(tensor, WIDTH, HEIGHT)
                : new PlanesWriter(tensor.asFloatBuffer(), WIDTH, HEIGHT, normalization);
        return new FramePreparer(input, writer, helpers);
    }

    private static Input input(Fit fit, Filter filter, boolean isPlanar) {
        return new Input(
                "image",
                isPlanar ? Layout.NCHW : Layout.NHWC,
                isPlanar ? PixelType.FLOAT32 : PixelType.UINT8,
                WIDTH,
                HEIGHT,
                1,
                true,
                filter,
                fit);
    }

    /** Room for two images of floats, which is more than two of bytes need. */
    private static ByteBuffer tensor() {
        return ByteBuffer.allocate(2 * WIDTH * HEIGHT * 3 * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
