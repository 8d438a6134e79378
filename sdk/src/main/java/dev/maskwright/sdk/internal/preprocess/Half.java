package dev.maskwright.sdk.internal.preprocess;

/** Converts float16 numbers (IEEE 754 binary16), held in the bits of a {@code short}. */
public final class Half {

    private static final int SIGN = 0x8000;
    private static final int INFINITE = 0x7c00;
    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final float LEAST = 0x1p-24f;
    private static final float OVERFLOW = 65520; // the first that rounds to infinity

    private Half() {}

    /** The nearest float16; ties go to the one with an even last bit. */
    public static short of(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & SIGN;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | INFINITE | 1);
        }
        if (size >= OVERFLOW) {
            return (short) (sign | INFINITE);
        }
        if (size < LEAST_NORMAL) {
            return (short) (sign | (int) Math.rint(size / LEAST)); // 1024 is the least normal number
        }
        int bits = Float.floatToRawIntBits(size);
        int rounded = bits + 0xfff + (bits >>> 13 & 1); // half of the last bit kept, or just below
        return (short) (sign | (rounded - (112 << 23)) >>> 13);
    }

    /** The same number as float32. */
    public static float toFloat(short half) {
        int sign = (half & SIGN) << 16;
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float size = fraction * LEAST;
            return sign == 0 ? size : -size;
        }
        int bits = exponent == 0x1f ? 0x7f800000 | (fraction << 13) : ((exponent + 112) << 23) | (fraction << 13);
        return Float.intBitsToFloat(sign | bits);
    }
}
