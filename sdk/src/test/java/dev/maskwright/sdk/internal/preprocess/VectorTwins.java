package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Prepares random frames with the Vector API and without it; needs {@code --add-modules jdk.incubator.vector}. */
final class VectorTwins {

    private static final int CASES = 400;

    /** Enough frames for all loops to be compiled. */
    private static final int CAMERA_FRAMES = 40;

    private final VectorLoops loops = Objects.requireNonNull(VectorLoops.found(), "no Vector API");
    private final Random random;

    private VectorTwins(long seed) {
        random = new Random(seed);
    }

    /** Fails at the first case in which the bytes differ. */
    public static void main(String[] args) {
        for (int i = 0; i < CASES; i++) {
            new VectorTwins(i).compareAny(i);
        }
        for (int i = 0; i < CAMERA_FRAMES; i++) {
            VectorTwins twins = new VectorTwins(i);
            Frame frame = twins.frame(i % 4, 640, 362);
            twins.compare(
                    frame,
                    new Input("i", Layout.NHWC, PixelType.UINT8, 288, 224, 1, true, Filter.BILINEAR, Fit.STRETCH));
        }
        System.out.println(CASES + CAMERA_FRAMES + " frames are the same");
    }

    /** Small and large frames, enlarged and shrunk, rotated, mirrored and cropped at random. */
    private void compareAny(int number) {
        int longest = number % 20 == 0 ? 3000 : 150;
        int width = 1 + random.nextInt(longest);
        int height = 1 + random.nextInt(150);
        Frame frame = frame(number % 4, width, height).rotated(any(List.of(Rotation.values())));
        frame = random.nextBoolean() ? frame.mirrored() : frame;
        if (random.nextBoolean()) {
            int left = random.nextInt(frame.width());
            int top = random.nextInt(frame.height());
            int right = left + 1 + random.nextInt(frame.width() - left);
            int bottom = top + 1 + random.nextInt(frame.height() - top);
            frame = frame.region(new Box(left, top, right - left, bottom - top));
        }
        Filter filter = random.nextInt(4) == 0 ? Filter.BICUBIC : Filter.BILINEAR;
        Fit fit = any(List.of(Fit.values()));
        int toWidth = 1 + random.nextInt(90);
        int toHeight = 1 + random.nextInt(90);
        compare(frame, new Input("i", Layout.NHWC, PixelType.UINT8, toWidth, toHeight, 1, true, filter, fit));
    }

    private Frame frame(int format, int width, int height) {
        int half = (width + 1) / 2 * ((height + 1) / 2);
        return switch (format) {
            case 0 -> Frame.nv12(noise(width * height + 2 * half), width, height);
            case 1 -> Frame.i420(noise(width * height + 2 * half), width, height);
            case 2 -> Frame.rgb(noise(3 * width * height), width, height);
            default -> Frame.grey(noise(width * height), width, height);
        };
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void compare(Frame frame, Input input) {
        ByteBuffer plain = prepare(frame, input, null);
        ByteBuffer fast = prepare(frame, input, loops);
        int place = plain.mismatch(fast);
        if (place >= 0) {
            throw new AssertionError("%dx%d, %s: byte %d is %d without the Vector API and %d with it"
                    .formatted(frame.width(), frame.height(), input, place, plain.get(place), fast.get(place)));
        }
    }

    /** Prepares the frame twice and returns the second result, which shows anything left over from the first. */
    private static ByteBuffer prepare(Frame frame, Input input, @Nullable VectorLoops loops) {
        ByteBuffer tensor = ByteBuffer.allocate(3 * input.width() * input.height());
        PixelsWriter writer = new PixelsWriter(tensor, input.width(), input.height());
        FramePreparer preparer = new FramePreparer(input, writer, null, loops);
        preparer.prepare(frame, 0);
        preparer.prepare(frame, 0);
        return tensor;
    }
}
