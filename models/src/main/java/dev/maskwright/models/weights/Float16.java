package dev.maskwright.models.weights;

/** IEEE 754 half precision, for a JDK that does not have {@code Float.floatToFloat16} yet (it came with 20). */
public final class Float16 {

    private Float16() {}

    /** The nearest half-precision bits, ties to even; larger ones than 65504 become infinity. */
    public static short toBits(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 0x477ff000) { // rounds to more than the largest finite half
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) { // subnormal: counts of 2^-24
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24f));
        }
        int rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }

    public static float toFloat(short bits) {
        int exponent = (bits >>> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24f;
                    case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
                };
        return bits < 0 ? -magnitude : magnitude;
    }
}
