package dev.maskwright.sdk.frame;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.internal.pixel.ColourSource;
import dev.maskwright.sdk.internal.pixel.IntSource;
import dev.maskwright.sdk.internal.pixel.PixelPlane;
import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.StoredPicture;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.internal.pixel.YuvConversion;
import dev.maskwright.sdk.internal.pixel.YuvSource;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One picture in memory, as delivered by a camera or a file: bytes in one of many formats, and a view of them (rotated,
 * mirrored, cropped). Immutable; methods that change the view return another frame over the same bytes.
 *
 * <p>Pixels are not copied, and the SDK never changes them; later changes to the array or buffer change the frame's
 * content. Each format accepts arrays without gaps, of exactly the right length, or {@link Plane}s, which may have gaps
 * and longer buffers.
 *
 * <p>All factories throw {@link IllegalArgumentException} if something is null, a size is below 1, there are more than
 * {@link #MAX_PIXELS} pixels or {@link #MAX_SIDE} on a side, the length of an array does not match the sizes, or a
 * plane is too short or has a stride that is too small for its pixels.
 *
 * <p>YUV formats with subsampled chroma repeat each chroma sample, and allow odd sizes (the last sample then belongs to
 * one pixel) except YUYV and UYVY. Unless {@link #withYuv} says otherwise, they are BT.601 in limited range;
 * {@link #yuv420} in full range.
 */
public final class Frame {

    /** The largest frame, in pixels. */
    public static final int MAX_PIXELS = 1 << 28;

    /** The largest width and the largest height. */
    public static final int MAX_SIDE = 1 << 20;

    private static final YuvConversion VIDEO = YuvConversion.of(YuvMatrix.BT_601, YuvRange.LIMITED);
    private static final YuvConversion CAMERA = YuvConversion.of(YuvMatrix.BT_601, YuvRange.FULL);

    static {
        StoredPicture.openFramesBy(frame -> new StoredPicture(frame.source, frame.view));
    }

    private final PixelSource source;
    private final View view;

    private Frame(PixelSource source, View view) {
        this.source = source;
        this.view = view;
    }

    private static Frame of(PixelSource source, int width, int height) {
        return new Frame(source, View.whole(width, height));
    }

    /** A frame over interleaved 8-bit RGB: {@code width * height * 3} bytes. */
    public static Frame rgb(byte[] pixels, int width, int height) {
        return rgb(packed("RGB", pixels, width, height, 3), width, height);
    }

    /** A frame over 8-bit RGB, 3 bytes per pixel or more. */
    public static Frame rgb(Plane pixels, int width, int height) {
        return colours("RGB", pixels, width, height, 3, 0, 1, 2);
    }

    /** A frame over interleaved 8-bit BGR: {@code width * height * 3} bytes. */
    public static Frame bgr(byte[] pixels, int width, int height) {
        return bgr(packed("BGR", pixels, width, height, 3), width, height);
    }

    /** A frame over 8-bit BGR, 3 bytes per pixel or more. */
    public static Frame bgr(Plane pixels, int width, int height) {
        return colours("BGR", pixels, width, height, 3, 2, 1, 0);
    }

    /**
     * A frame over interleaved 8-bit RGBA: {@code width * height * 4} bytes. Alpha is dropped, not blended with
     * anything.
     */
    public static Frame rgba(byte[] pixels, int width, int height) {
        return rgba(packed("RGBA", pixels, width, height, 4), width, height);
    }

    /** A frame over 8-bit RGBA, 4 bytes per pixel or more. Alpha is dropped, not blended with anything. */
    public static Frame rgba(Plane pixels, int width, int height) {
        return colours("RGBA", pixels, width, height, 4, 0, 1, 2);
    }

    /**
     * A frame over interleaved 8-bit BGRA: {@code width * height * 4} bytes. Alpha is dropped, not blended with
     * anything.
     */
    public static Frame bgra(byte[] pixels, int width, int height) {
        return bgra(packed("BGRA", pixels, width, height, 4), width, height);
    }

    /** A frame over 8-bit BGRA, 4 bytes per pixel or more. Alpha is dropped, not blended with anything. */
    public static Frame bgra(Plane pixels, int width, int height) {
        return colours("BGRA", pixels, width, height, 4, 2, 1, 0);
    }

    /**
     * A frame over {@code 0xAARRGGBB} in one int per pixel: {@code width * height} ints. Alpha is dropped, not blended
     * with anything.
     */
    public static Frame argb(int[] pixels, int width, int height) {
        checkNotNull(pixels, "array of pixels");
        checkSize(width, height);
        if (pixels.length != width * height) {
            throw new IllegalArgumentException("an ARGB frame of %dx%d has %d ints, got %d"
                    .formatted(width, height, width * height, pixels.length));
        }
        return of(new IntSource(pixels, null, 0, width), width, height);
    }

    /**
     * A frame over {@code 0xAARRGGBB} in one int per pixel, from the buffer's position to its limit. Alpha is dropped,
     * not blended with anything.
     *
     * @param rowStride the distance between rows, in ints
     */
    public static Frame argb(IntBuffer pixels, int width, int height, int rowStride) {
        checkNotNull(pixels, "buffer of pixels");
        checkSize(width, height);
        if (rowStride < width) {
            throw new IllegalArgumentException(
                    "ARGB: a row of %d pixels has as many ints, so the row stride cannot be %d"
                            .formatted(width, rowStride));
        }
        long expected = (height - 1L) * rowStride + width;
        if (pixels.remaining() < expected) {
            throw new IllegalArgumentException("ARGB: %dx%d pixels with a row stride of %d need %d ints, got %d"
                    .formatted(width, height, rowStride, expected, pixels.remaining()));
        }
        IntSource source = pixels.hasArray()
                ? new IntSource(pixels.array(), null, pixels.arrayOffset() + pixels.position(), rowStride)
                : new IntSource(null, pixels.slice(), 0, rowStride);
        return of(source, width, height);
    }

    /** A frame over 8-bit grey levels: {@code width * height} bytes. */
    public static Frame grey(byte[] pixels, int width, int height) {
        return grey(packed("grey", pixels, width, height, 1), width, height);
    }

    /** A frame over 8-bit grey levels, one byte per pixel or more, of which the first is used. */
    public static Frame grey(Plane pixels, int width, int height) {
        return colours("grey", pixels, width, height, 1, 0, 0, 0);
    }

    /** A frame over NV12: all Y, then alternating U and V for each 2x2 pixels. */
    public static Frame nv12(byte[] pixels, int width, int height) {
        Plane y = yuv420("NV12", pixels, width, height);
        return nv12(y, y.from(width * height), width, height);
    }

    /** A frame over NV12 in two arrays: Y, and alternating U and V for each 2x2 pixels. */
    public static Frame nv12(byte[] y, byte[] uv, int width, int height) {
        return nv12(packed("Y", y, width, height, 1), packedHalf("UV", uv, width, height, 2), width, height);
    }

    /** A frame over NV12: Y, and alternating U and V for each 2x2 pixels; a pixel of {@code uv} has 2 bytes or more. */
    public static Frame nv12(Plane y, Plane uv, int width, int height) {
        return nv(y, "UV", uv, 0, width, height);
    }

    /** A frame over NV21: all Y, then alternating V and U for each 2x2 pixels. */
    public static Frame nv21(byte[] pixels, int width, int height) {
        Plane y = yuv420("NV21", pixels, width, height);
        return nv21(y, y.from(width * height), width, height);
    }

    /** A frame over NV21 in two arrays: Y, and alternating V and U for each 2x2 pixels. */
    public static Frame nv21(byte[] y, byte[] vu, int width, int height) {
        return nv21(packed("Y", y, width, height, 1), packedHalf("VU", vu, width, height, 2), width, height);
    }

    /** A frame over NV21: Y, and alternating V and U for each 2x2 pixels; a pixel of {@code vu} has 2 bytes or more. */
    public static Frame nv21(Plane y, Plane vu, int width, int height) {
        return nv(y, "VU", vu, 1, width, height);
    }

    /** A frame over I420: all Y, then all U, then all V, these for each 2x2 pixels. */
    public static Frame i420(byte[] pixels, int width, int height) {
        Plane y = yuv420("I420", pixels, width, height);
        Plane u = y.from(width * height);
        return i420(y, u, u.from(half(width) * half(height)), width, height);
    }

    /** A frame over I420 in three arrays: Y, and U and V for each 2x2 pixels. */
    public static Frame i420(byte[] y, byte[] u, byte[] v, int width, int height) {
        return i420(
                packed("Y", y, width, height, 1),
                packedHalf("U", u, width, height, 1),
                packedHalf("V", v, width, height, 1),
                width,
                height);
    }

    /** A frame over I420: Y, and U and V for each 2x2 pixels, in planes of any strides. */
    public static Frame i420(Plane y, Plane u, Plane v, int width, int height) {
        return yuv420(y, u, v, width, height, VIDEO);
    }

    /**
     * A frame over the format that Android's cameras call {@code YUV_420_888}: like {@link #i420(Plane, Plane, Plane,
     * int, int)}, but in full range unless {@link #withYuv} says otherwise.
     */
    public static Frame yuv420(Plane y, Plane u, Plane v, int width, int height) {
        return yuv420(y, u, v, width, height, CAMERA);
    }

    /**
     * A frame over YUYV (also called YUY2): Y, U, Y, V of each two pixels side by side; {@code width}, which is even,
     * times height times 2 bytes.
     */
    public static Frame yuyv(byte[] pixels, int width, int height) {
        return yuyv(packed("YUYV", pixels, width, height, 2), width, height);
    }

    /**
     * A frame over YUYV (also called YUY2): Y, U, Y, V of each two pixels side by side; the width is even. The plane's
     * pixels have no gaps.
     */
    public static Frame yuyv(Plane pixels, int width, int height) {
        return pairs("YUYV", pixels, width, height, 0, 1);
    }

    /**
     * A frame over UYVY: U, Y, V, Y of each two pixels side by side; {@code width}, which is even, times height times 2
     * bytes.
     */
    public static Frame uyvy(byte[] pixels, int width, int height) {
        return uyvy(packed("UYVY", pixels, width, height, 2), width, height);
    }

    /**
     * A frame over UYVY: U, Y, V, Y of each two pixels side by side; the width is even. The plane's pixels have no
     * gaps.
     */
    public static Frame uyvy(Plane pixels, int width, int height) {
        return pairs("UYVY", pixels, width, height, 1, 0);
    }

    private static Frame colours(
            String format, Plane pixels, int width, int height, int bytes, int red, int green, int blue) {
        checkNotNull(pixels, "plane");
        checkSize(width, height);
        return of(new ColourSource(pixels.layout(format, width, height, bytes), red, green, blue), width, height);
    }

    private static Frame nv(Plane y, String name, Plane colours, int u, int width, int height) {
        checkNotNull(y, "Y plane");
        if (colours == null) {
            checkNotNull(null, name + " plane");
        }
        checkSize(width, height);
        PixelPlane both = colours.layout(name, half(width), half(height), 2);
        PixelPlane luma = y.layout("Y", width, height, 1);
        return of(new YuvSource(luma, both.shifted(u), both.shifted(1 - u), true, VIDEO), width, height);
    }

    private static Frame yuv420(Plane y, Plane u, Plane v, int width, int height, YuvConversion conversion) {
        checkNotNull(y, "Y plane");
        checkNotNull(u, "U plane");
        checkNotNull(v, "V plane");
        checkSize(width, height);
        PixelPlane luma = y.layout("Y", width, height, 1);
        PixelPlane blue = u.layout("U", half(width), half(height), 1);
        PixelPlane red = v.layout("V", half(width), half(height), 1);
        return of(new YuvSource(luma, blue, red, true, conversion), width, height);
    }

    private static Frame pairs(String format, Plane pixels, int width, int height, int y, int colour) {
        checkNotNull(pixels, "plane");
        checkSize(width, height);
        if (width % 2 != 0) {
            throw new IllegalArgumentException(
                    "%s has pairs of pixels, so the width must be even, got %d; take a region of a wider frame"
                            .formatted(format, width));
        }
        PixelPlane pairs = pixels.layout(format, width / 2, height, 4);
        if (pairs.pixelStride() != 4) {
            throw new IllegalArgumentException(
                    "%s: pairs of pixels have 4 bytes and no gaps, so the pixel stride cannot be %d"
                            .formatted(format, pairs.pixelStride()));
        }
        PixelPlane luma = pairs.shifted(y).withPixelStride(2);
        return of(new YuvSource(luma, pairs.shifted(colour), pairs.shifted(colour + 2), false, VIDEO), width, height);
    }

    /** A plane over an array without gaps, which must have exactly the right length. */
    private static Plane packed(String name, byte[] pixels, int width, int height, int pixelBytes) {
        checkNotNull(pixels, "array of pixels");
        checkSize(width, height);
        checkLength(name, pixels, width, height, (long) width * height * pixelBytes);
        return Plane.of(pixels);
    }

    /** {@link #packed} with one pixel for each 2x2. */
    private static Plane packedHalf(String name, byte[] pixels, int width, int height, int pixelBytes) {
        checkNotNull(pixels, "array of pixels");
        checkSize(width, height);
        checkLength(name, pixels, width, height, (long) half(width) * half(height) * pixelBytes);
        return Plane.of(pixels);
    }

    /** {@link #packed} with Y for each pixel, U and V for each 2x2. */
    private static Plane yuv420(String format, byte[] pixels, int width, int height) {
        checkNotNull(pixels, "array of pixels");
        checkSize(width, height);
        checkLength(format, pixels, width, height, (long) width * height + 2L * half(width) * half(height));
        return Plane.of(pixels);
    }

    private static void checkLength(String name, byte[] pixels, int width, int height, long expected) {
        if (pixels.length != expected) {
            throw new IllegalArgumentException("%s of a frame of %dx%d has %d bytes, got %d; describe gaps with a Plane"
                    .formatted(name, width, height, expected, pixels.length));
        }
    }

    private static void checkSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a frame needs at least 1x1 pixels, got %dx%d".formatted(width, height));
        }
        if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException("a frame has at most %d pixels and %d on a side, got %dx%d"
                    .formatted(MAX_PIXELS, MAX_SIDE, width, height));
        }
    }

    static void checkNotNull(@Nullable Object value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("the %s of a frame is null".formatted(name));
        }
    }

    private static int half(int size) {
        return (size + 1) / 2;
    }

    /** The width of the view: after rotation, and of the region only. */
    public int width() {
        return view.frameWidth();
    }

    /** The height of the view: after rotation, and of the region only. */
    public int height() {
        return view.frameHeight();
    }

    /** This frame rotated; a quarter turn swaps width and height. */
    public Frame rotated(Rotation rotation) {
        checkNotNull(rotation, "rotation");
        View turned =
                switch (rotation) {
                    case NONE -> view;
                    case CLOCKWISE_90 -> view.turnedClockwise();
                    case CLOCKWISE_180 -> view.turnedClockwise().turnedClockwise();
                    case CLOCKWISE_270 ->
                        view.turnedClockwise().turnedClockwise().turnedClockwise();
                };
        return new Frame(source, turned);
    }

    /** This frame with left and right swapped, like the preview of a front camera. */
    public Frame mirrored() {
        return new Frame(source, view.mirrored());
    }

    /**
     * A part of this frame: all the pixels that the box touches, in pixels of the current view. The part is an
     * independent picture, so its mask covers only the part.
     *
     * @throws IllegalArgumentException if the box extends beyond the frame
     */
    public Frame region(Box box) {
        checkNotNull(box, "region");
        double left = Math.floor(box.x());
        double top = Math.floor(box.y());
        double right = Math.ceil(box.x() + box.width());
        double bottom = Math.ceil(box.y() + box.height());
        if (left < 0 || top < 0 || right > width() || bottom > height()) {
            throw new IllegalArgumentException(
                    "%s leaves the frame of %dx%d; cut it at the edges first".formatted(box, width(), height()));
        }
        return new Frame(source, view.region((int) left, (int) top, (int) (right - left), (int) (bottom - top)));
    }

    /**
     * This frame with another YUV standard for its colours.
     *
     * @throws IllegalArgumentException if it does not have a YUV format
     */
    public Frame withYuv(YuvMatrix matrix, YuvRange range) {
        checkNotNull(matrix, "matrix");
        checkNotNull(range, "range");
        if (source instanceof YuvSource yuv) {
            return new Frame(yuv.with(YuvConversion.of(matrix, range)), view);
        }
        throw new IllegalArgumentException(
                "only YUV frames can be converted by %s in %s range; leave it out here".formatted(matrix, range));
    }

    /**
     * The pixels as interleaved RGB, {@code width * height * 3} bytes, rotated and cropped like this frame. For an
     * unmodified frame over an RGB array this is the array itself, not a copy; for all other frames, each call converts
     * all pixels.
     */
    public byte[] rgb() {
        if (source instanceof ColourSource colours && view.isWhole()) {
            byte @Nullable [] own = colours.packedRgb(width(), height());
            if (own != null) {
                return own;
            }
        }
        byte[] rgb = new byte[width() * height() * 3];
        byte[] row = new byte[view.width() * 3];
        int stepX = 3 * view.stepX();
        for (int y = 0; y < view.height(); y++) {
            source.readRgb(view.x(), view.y() + y, view.width(), row);
            int target = 3 * view.target(0, y);
            for (int i = 0; i < row.length; i += 3, target += stepX) {
                rgb[target] = row[i];
                rgb[target + 1] = row[i + 1];
                rgb[target + 2] = row[i + 2];
            }
        }
        return rgb;
    }
}
