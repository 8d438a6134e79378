package dev.maskwright.sdk.model;

/**
 * The meaning of the bytes 0..255 of a quantised output, as in ONNX's {@code DequantizeLinear}: {@code scale * (byte -
 * zeroPoint)}.
 *
 * @param scale the distance between two neighbouring levels, above 0
 * @param zeroPoint the level of 0, 0..255
 */
public record Levels(float scale, int zeroPoint) {

    public Levels {
        if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the scale of levels must be a number above 0, got %s".formatted(scale));
        }
        if (zeroPoint < 0 || zeroPoint > 255) {
            throw new IllegalArgumentException(
                    "the zero point of levels must be in 0..255, got %d".formatted(zeroPoint));
        }
    }

    /** The value of a level. */
    public float value(int level) {
        return scale * (level - zeroPoint);
    }
}
