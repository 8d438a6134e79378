package dev.maskwright.exporter.quantize;

/**
 * Weights as int8, symmetric around 0, with a scale for each output channel.
 *
 * @param levels in the order of the weights
 * @param scales one for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // numbers; not meant to be compared
record WeightLevels(byte[] levels, float[] scales) {

    /** The limit of a bias in int32, well below the end of its range, because sums are added to it. */
    private static final double LARGEST_BIAS = 1 << 30;

    /**
     * Rounds weights to levels.
     *
     * @param channels number of channels along the axis of the scales
     * @param stride the distance of two weights along that axis
     * @param largestLevel 127, or 63 for processors whose sums of two products saturate
     * @param biases which must be representable at {@code inputStep} times the scale; none, or one for each channel
     */
    static WeightLevels of(
            float[] weights, int channels, int stride, int largestLevel, float[] biases, float inputStep) {
        float[] scales = new float[channels];
        for (int i = 0; i < weights.length; i++) {
            int channel = i / stride % channels;
            scales[channel] = Math.max(scales[channel], Math.abs(weights[i]));
        }
        for (int channel = 0; channel < channels; channel++) {
            double scale = scales[channel] / largestLevel;
            if (biases.length > 0) {
                scale = Math.max(scale, Math.abs(biases[channel]) / (inputStep * LARGEST_BIAS));
            }
            scales[channel] = scale < Float.MIN_NORMAL ? 1 : (float) scale; // a channel of zeros may have any scale
        }
        byte[] levels = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            long level = Math.round((double) weights[i] / scales[i / stride % channels]);
            levels[i] = (byte) Math.max(-largestLevel, Math.min(largestLevel, level));
        }
        return new WeightLevels(levels, scales);
    }

    /** The levels with a zero point other than 0. */
    byte[] levelsAbove(int zeroPoint) {
        byte[] shifted = levels.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += (byte) zeroPoint;
        }
        return shifted;
    }

    /** Biases as int32: a step is that of a sum of products, {@code inputStep} times the channel's scale. */
    int[] biases(float[] biases, float inputStep) {
        int[] levels = new int[biases.length];
        float[] steps = biasScales(inputStep);
        for (int channel = 0; channel < biases.length; channel++) {
            levels[channel] = (int) Math.round((double) biases[channel] / steps[channel]);
        }
        return levels;
    }

    float[] biasScales(float inputStep) {
        float[] products = new float[scales.length];
        for (int channel = 0; channel < products.length; channel++) {
            products[channel] = scales[channel] * inputStep;
        }
        return products;
    }
}
