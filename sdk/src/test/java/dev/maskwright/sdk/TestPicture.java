package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Random;

/** A frame of any format, and its RGB by the definitions of the standards, computed in double precision. */
record TestPicture(Frame frame, PlainImage plain) {

    enum Format {
        RGB,
        BGR,
        RGBA,
        BGRA,
        ARGB,
        GREY,
        NV12,
        NV21,
        I420,
        YUV420,
        YUYV,
        UYVY;

        boolean isYuv() {
            return compareTo(NV12) >= 0;
        }

        boolean needsEvenWidth() {
            return this == YUYV || this == UYVY;
        }
    }

    /** Where the bytes are stored. */
    enum Storage {
        /** Arrays of exactly the right length. */
        ARRAYS,
        /** Array-backed buffers with gaps between rows and, where the format may have them, between pixels. */
        PADDED_ARRAYS,
        /** Direct buffers without gaps. */
        DIRECT,
        /** Direct buffers with gaps. */
        PADDED_DIRECT;

        boolean isPadded() {
            return this == PADDED_ARRAYS || this == PADDED_DIRECT;
        }

        boolean isDirect() {
            return this == DIRECT || this == PADDED_DIRECT;
        }
    }

    /** One byte of the picture. */
    interface Samples {
        /** The byte of channel 0..2: R, G, B or Y, U, V; of grey only 0. */
        int at(int channel, int x, int y);
    }

    /** Independent bytes: edges are as sharp as possible, and most YUV pixels are outside the range of RGB. */
    static Samples noise(long seed) {
        Random random = new Random(seed);
        int[] table = random.ints(65_536, 0, 256).toArray();
        return (channel, x, y) -> table[(channel * 7919 + y * 1031 + x * 17) & 0xffff];
    }

    static TestPicture of(Format format, Storage storage, int width, int height, Samples samples) {
        return of(format, storage, width, height, samples, YuvMatrix.BT_601, YuvRange.LIMITED);
    }

    static TestPicture of(
            Format format, Storage storage, int width, int height, Samples samples, YuvMatrix matrix, YuvRange range) {
        Frame frame = new Maker(storage, width, height, samples).frame(format);
        if (format.isYuv()) {
            frame = frame.withYuv(matrix, range);
        }
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colourRow = format.needsEvenWidth() ? y : y / 2;
                int i = 3 * (y * width + x);
                if (format.isYuv()) {
                    int u = samples.at(1, x / 2, colourRow);
                    int v = samples.at(2, x / 2, colourRow);
                    convert(samples.at(0, x, y), u, v, matrix, range, rgb, i);
                } else {
                    for (int c = 0; c < 3; c++) {
                        rgb[i + c] = (byte) samples.at(format == Format.GREY ? 0 : c, x, y);
                    }
                }
            }
        }
        return new TestPicture(frame, new PlainImage(rgb, width, height));
    }

    /** ITU-R BT.601-7 and BT.709-6, solved for R, G and B. */
    private static void convert(int y, int u, int v, YuvMatrix matrix, YuvRange range, byte[] rgb, int at) {
        boolean full = range == YuvRange.FULL;
        double kr = matrix == YuvMatrix.BT_601 ? 0.299 : 0.2126;
        double kb = matrix == YuvMatrix.BT_601 ? 0.114 : 0.0722;
        double luma = full ? y / 255.0 : (y - 16) / 219.0;
        double blue = full ? (u - 128) / 255.0 : (u - 128) / 224.0;
        double red = full ? (v - 128) / 255.0 : (v - 128) / 224.0;
        double r = luma + 2 * (1 - kr) * red;
        double b = luma + 2 * (1 - kb) * blue;
        double g = (luma - kr * r - kb * b) / (1 - kr - kb);
        double[] colours = {r, g, b};
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = (byte) Math.round(Math.max(0, Math.min(1, colours[c])) * 255);
        }
    }

    /** Stores samples in the layout of a format. */
    private record Maker(Storage storage, int width, int height, Samples samples) {

        Frame frame(Format format) {
            boolean isPacked = storage == Storage.ARRAYS;
            return switch (format) {
                case RGB ->
                    isPacked
                            ? Frame.rgb(array(3, 0, 1, 2), width, height)
                            : Frame.rgb(plane(3, 0, 1, 2), width, height);
                case BGR ->
                    isPacked
                            ? Frame.bgr(array(3, 2, 1, 0), width, height)
                            : Frame.bgr(plane(3, 2, 1, 0), width, height);
                case RGBA ->
                    isPacked
                            ? Frame.rgba(array(4, 0, 1, 2), width, height)
                            : Frame.rgba(plane(4, 0, 1, 2), width, height);
                case BGRA ->
                    isPacked
                            ? Frame.bgra(array(4, 2, 1, 0), width, height)
                            : Frame.bgra(plane(4, 2, 1, 0), width, height);
                case GREY -> isPacked ? Frame.grey(array(1, 0), width, height) : Frame.grey(plane(1, 0), width, height);
                case ARGB -> argb();
                case NV12 ->
                    isPacked
                            ? Frame.nv12(luma(), colours(1, 2), width, height)
                            : Frame.nv12(lumaPlane(), colourPlane(1, 2), width, height);
                case NV21 ->
                    isPacked
                            ? Frame.nv21(luma(), colours(2, 1), width, height)
                            : Frame.nv21(lumaPlane(), colourPlane(2, 1), width, height);
                case I420 ->
                    isPacked
                            ? Frame.i420(luma(), colours(1), colours(2), width, height)
                            : Frame.i420(lumaPlane(), colourPlane(1), colourPlane(2), width, height);
                case YUV420 ->
                    isPacked
                            ? Frame.yuv420(Plane.of(luma()), Plane.of(colours(1)), Plane.of(colours(2)), width, height)
                            : yuv420();
                case YUYV -> isPacked ? Frame.yuyv(pairs(0), width, height) : Frame.yuyv(pairPlane(0), width, height);
                case UYVY -> isPacked ? Frame.uyvy(pairs(1), width, height) : Frame.uyvy(pairPlane(1), width, height);
            };
        }

        /** U and V interleaved in one buffer, as most Android cameras deliver them. */
        private Frame yuv420() {
            int columns = (width + 1) / 2;
            int rows = (height + 1) / 2;
            int rowStride = 2 * columns + 6;
            ByteBuffer both = buffer((rows - 1) * rowStride + 2 * columns);
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    both.put(y * rowStride + 2 * x, (byte) samples.at(2, x, y));
                    both.put(y * rowStride + 2 * x + 1, (byte) samples.at(1, x, y));
                }
            }
            ByteBuffer v = both.duplicate().limit(both.capacity() - 1);
            ByteBuffer u = both.duplicate().position(1);
            return Frame.yuv420(
                    lumaPlane(),
                    Plane.of(u).withRowStride(rowStride).withPixelStride(2),
                    Plane.of(v).withRowStride(rowStride).withPixelStride(2),
                    width,
                    height);
        }

        private Frame argb() {
            int rowStride = storage.isPadded() ? width + 5 : width;
            int lead = storage.isPadded() ? 3 : 0;
            IntBuffer ints = storage.isDirect()
                    ? ByteBuffer.allocateDirect(4 * (lead + height * rowStride))
                            .order(ByteOrder.BIG_ENDIAN)
                            .asIntBuffer()
                    : IntBuffer.allocate(lead + height * rowStride);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int rgb = samples.at(0, x, y) << 16 | samples.at(1, x, y) << 8 | samples.at(2, x, y);
                    ints.put(lead + y * rowStride + x, 0x5a000000 | rgb);
                }
            }
            return storage == Storage.ARRAYS
                    ? Frame.argb(ints.array(), width, height)
                    : Frame.argb(ints.position(lead), width, height, rowStride);
        }

        private byte[] array(int pixelBytes, int... places) {
            byte[] bytes = new byte[width * height * pixelBytes];
            fill(ByteBuffer.wrap(bytes), width, height, width * pixelBytes, pixelBytes, 0, places);
            return bytes;
        }

        private Plane plane(int pixelBytes, int... places) {
            int pixelStride = storage.isPadded() ? pixelBytes + 1 : pixelBytes;
            int rowStride = width * pixelStride + (storage.isPadded() ? 7 : 0);
            ByteBuffer bytes = buffer((height - 1) * rowStride + (width - 1) * pixelStride + pixelBytes);
            fill(bytes, width, height, rowStride, pixelStride, 0, places);
            return described(bytes, rowStride, pixelStride);
        }

        private byte[] luma() {
            return array(1, 0);
        }

        private Plane lumaPlane() {
            int rowStride = storage.isPadded() ? width + 7 : width;
            ByteBuffer bytes = buffer((height - 1) * rowStride + width);
            fill(bytes, width, height, rowStride, 1, 0, 0);
            return described(bytes, rowStride, 1);
        }

        /** Interleaved samples of the channels, one of each for each 2x2 pixels. */
        private byte[] colours(int... channels) {
            int columns = (width + 1) / 2;
            byte[] bytes = new byte[columns * ((height + 1) / 2) * channels.length];
            fillColours(ByteBuffer.wrap(bytes), columns * channels.length, channels.length, channels);
            return bytes;
        }

        private Plane colourPlane(int... channels) {
            int columns = (width + 1) / 2;
            int rows = (height + 1) / 2;
            int pixelStride = channels.length + (storage.isPadded() ? 1 : 0);
            int rowStride = columns * pixelStride + (storage.isPadded() ? 3 : 0);
            ByteBuffer bytes = buffer((rows - 1) * rowStride + (columns - 1) * pixelStride + channels.length);
            fillColours(bytes, rowStride, pixelStride, channels);
            return described(bytes, rowStride, pixelStride);
        }

        private void fillColours(ByteBuffer bytes, int rowStride, int pixelStride, int... channels) {
            for (int i = 0; i < channels.length; i++) {
                int[] place = {i};
                fill(bytes, (width + 1) / 2, (height + 1) / 2, rowStride, pixelStride, channels[i], place);
            }
        }

        private byte[] pairs(int luma) {
            byte[] bytes = new byte[width * height * 2];
            fillPairs(ByteBuffer.wrap(bytes), width * 2, luma);
            return bytes;
        }

        private Plane pairPlane(int luma) {
            int rowStride = width * 2 + (storage.isPadded() ? 5 : 0);
            ByteBuffer bytes = buffer((height - 1) * rowStride + width * 2);
            fillPairs(bytes, rowStride, luma);
            Plane plane = Plane.of(bytes);
            return storage.isPadded() ? plane.withRowStride(rowStride) : plane;
        }

        private void fillPairs(ByteBuffer bytes, int rowStride, int luma) {
            fill(bytes, width, height, rowStride, 2, 0, luma);
            fill(bytes, width / 2, height, rowStride, 4, 1, 1 - luma);
            fill(bytes, width / 2, height, rowStride, 4, 2, 3 - luma);
        }

        /** Writes channel {@code first + i} at offset {@code places[i]} of each pixel. */
        private void fill(
                ByteBuffer bytes, int columns, int rows, int rowStride, int pixelStride, int first, int... places) {
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    for (int c = 0; c < places.length; c++) {
                        int value = samples.at(first + c, x, y);
                        bytes.put(y * rowStride + x * pixelStride + places[c], (byte) value);
                    }
                }
            }
        }

        /** A buffer in which the picture does not begin at the start. */
        private ByteBuffer buffer(int length) {
            int lead = storage.isPadded() ? 11 : 0;
            ByteBuffer whole =
                    storage.isDirect() ? ByteBuffer.allocateDirect(lead + length) : ByteBuffer.allocate(lead + length);
            return whole.position(lead).slice();
        }

        private Plane described(ByteBuffer bytes, int rowStride, int pixelStride) {
            Plane plane = Plane.of(bytes);
            return storage.isPadded() ? plane.withRowStride(rowStride).withPixelStride(pixelStride) : plane;
        }
    }
}
