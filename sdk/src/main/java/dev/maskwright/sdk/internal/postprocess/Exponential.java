package dev.maskwright.sdk.internal.postprocess;

/** {@code e^x} as softmax needs it, several times as fast as {@code Math.exp}. */
final class Exponential {

    private static final float LOG2_E = 1.442695f;

    /** Added to the 1 of the largest logit, a lower power of two is lost in a float. */
    private static final float LEAST_POWER = -24;

    /** Adding this to a small float leaves the float, rounded to a whole number, in the lowest bits. */
    private static final float ROUNDING = 0x1.8p23f;

    private Exponential() {}

    /**
     * {@code e^x} with a relative error within 5e-6: a power of two, made from its bits, times the Taylor series of the
     * rest of the exponent.
     *
     * @param x a logit minus the largest: at most 0, or NaN
     * @return 0 for results below 2^-24; NaN for NaN
     */
    static float of(float x) {
        float power = x * LOG2_E;
        if (!(power >= LEAST_POWER)) {
            return Float.isNaN(power) ? power : 0;
        }
        float shifted = power + ROUNDING;
        float rest = power - (shifted - ROUNDING); // -0.5..0.5
        float series = 1
                + rest
                        * (0.6931472f
                                + rest * (0.2402265f + rest * (0.0555041f + rest * (0.0096181f + rest * 0.0013334f))));
        return Float.intBitsToFloat(Float.floatToRawIntBits(series) + (Float.floatToRawIntBits(shifted) << 23));
    }

    /**
     * Adds {@code e^(scale (x - largest))} of many elements to their sums, bit for bit as {@link #of} computes it; the
     * compiler vectorises the float arithmetic.
     *
     * @param powers scratch of the same length
     * @param shares scratch of the same length
     */
    static void add(float[] xs, float[] largest, float scale, float[] powers, float[] shares, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            powers[i] = (xs[i] - largest[i]) * scale * LOG2_E;
        }
        for (int i = 0; i < sums.length; i++) {
            float rest = powers[i] - ((powers[i] + ROUNDING) - ROUNDING);
            shares[i] = 1
                    + rest
                            * (0.6931472f
                                    + rest
                                            * (0.2402265f
                                                    + rest * (0.0555041f + rest * (0.0096181f + rest * 0.0013334f))));
        }
        for (int i = 0; i < sums.length; i++) {
            float power = powers[i];
            if (power >= LEAST_POWER) {
                sums[i] += Float.intBitsToFloat(
                        Float.floatToRawIntBits(shares[i]) + (Float.floatToRawIntBits(power + ROUNDING) << 23));
            } else if (Float.isNaN(power)) {
                sums[i] = power;
            }
        }
    }
}
