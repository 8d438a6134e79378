package dev.maskwright.server.segment;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.Picture;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A raw camera frame, described by headers: {@code Frame-Format} (NV12, NV21, RGB, BGR), {@code Frame-Width}, {@code
 * Frame-Height}, and, if they differ from the usual values, {@code Frame-Stride} (bytes from row to row), {@code
 * Frame-Colour-Offset} and {@code Frame-Colour-Stride} (where the second plane of NV12 and NV21 begins, and bytes from
 * row to row in it), {@code Frame-Rotation} (degrees clockwise until it is upright), {@code Frame-Matrix} (BT.601,
 * BT.709) and {@code Frame-Range} (limited, full).
 */
record RawPicture(byte[] bytes, Layout layout) implements Picture {

    static final String FORMAT = "Frame-Format";

    private static final Map<String, YuvMatrix> MATRICES =
            Map.of("BT.601", YuvMatrix.BT_601, "BT.709", YuvMatrix.BT_709);
    private static final Map<String, YuvRange> RANGES = Map.of("LIMITED", YuvRange.LIMITED, "FULL", YuvRange.FULL);

    /** The formats that are read. */
    enum Format {
        NV12,
        NV21,
        RGB,
        BGR
    }

    /** The values of the headers. */
    record Layout(
            Format format,
            int width,
            int height,
            int stride,
            int colourOffset,
            int colourStride,
            Rotation rotation,
            YuvMatrix matrix,
            YuvRange range) {

        /**
         * Reads it.
         *
         * @param headers gives the value of a header, or null
         * @throws RefusedException if one is missing or wrong
         */
        static Layout of(UnaryOperator<@Nullable String> headers) throws RefusedException {
            Format format = format(String.valueOf(headers.apply(FORMAT)));
            int width = number(headers, "Frame-Width", -1);
            int height = number(headers, "Frame-Height", -1);
            int pixelBytes = format == Format.RGB || format == Format.BGR ? 3 : 1;
            int stride = number(headers, "Frame-Stride", (int) Math.min(Integer.MAX_VALUE, (long) width * pixelBytes));
            int offset = (int) Math.min(Integer.MAX_VALUE, (long) stride * height);
            return new Layout(
                    format,
                    width,
                    height,
                    stride,
                    number(headers, "Frame-Colour-Offset", offset),
                    number(headers, "Frame-Colour-Stride", stride + (stride & 1)),
                    rotation(headers),
                    word(headers, "Frame-Matrix", MATRICES, YuvMatrix.BT_601),
                    word(headers, "Frame-Range", RANGES, YuvRange.LIMITED));
        }

        private static Format format(String name) throws RefusedException {
            return Arrays.stream(Format.values())
                    .filter(format -> format.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(
                            Reason.UNSUPPORTED,
                            "%s is '%s', but it must be one of %s"
                                    .formatted(FORMAT, name, Arrays.toString(Format.values()))));
        }

        private static int number(UnaryOperator<@Nullable String> headers, String header, int usual)
                throws RefusedException {
            String text = headers.apply(header);
            if (text == null && usual > 0) {
                return usual;
            }
            try {
                int number = Integer.parseInt(String.valueOf(text).strip());
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    text == null
                            ? "the header %s is missing; a raw frame needs it".formatted(header)
                            : "%s must be a whole number above 0, got '%s'".formatted(header, text));
        }

        private static Rotation rotation(UnaryOperator<@Nullable String> headers) throws RefusedException {
            return word(
                    headers,
                    "Frame-Rotation",
                    Map.of(
                            "0", Rotation.NONE,
                            "90", Rotation.CLOCKWISE_90,
                            "180", Rotation.CLOCKWISE_180,
                            "270", Rotation.CLOCKWISE_270),
                    Rotation.NONE);
        }

        private static <T> T word(UnaryOperator<@Nullable String> headers, String header, Map<String, T> words, T usual)
                throws RefusedException {
            String text = headers.apply(header);
            if (text == null) {
                return usual;
            }
            T value = words.get(text.strip().toUpperCase(Locale.ROOT));
            if (value == null) {
                throw new RefusedException(
                        Reason.BAD_REQUEST, "%s must be one of %s, got '%s'".formatted(header, words.keySet(), text));
            }
            return value;
        }
    }

    @Override
    public Frame frame(Limits limits) throws RefusedException {
        limits.check(layout.width, layout.height);
        try {
            return unturned().rotated(layout.rotation);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Reason.BAD_PICTURE, "%s; check the headers %s".formatted(e.getMessage(), "Frame-..."));
        }
    }

    private Frame unturned() {
        Plane first = Plane.of(bytes).withRowStride(layout.stride);
        return switch (layout.format) {
            case RGB -> Frame.rgb(first, layout.width, layout.height);
            case BGR -> Frame.bgr(first, layout.width, layout.height);
            case NV12 ->
                Frame.nv12(first, second(), layout.width, layout.height).withYuv(layout.matrix, layout.range);
            case NV21 ->
                Frame.nv21(first, second(), layout.width, layout.height).withYuv(layout.matrix, layout.range);
        };
    }

    private Plane second() {
        return Plane.of(bytes).from(layout.colourOffset).withRowStride(layout.colourStride);
    }
}
