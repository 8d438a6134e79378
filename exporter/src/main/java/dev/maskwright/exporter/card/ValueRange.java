package dev.maskwright.exporter.card;

import dev.maskwright.sdk.model.ModelCard.Layout;

/**
 * The range of an output's numbers in one run of the graph. Softmax and sigmoid are not always operators of these
 * names: exporters also write them as Exp and Div, or as functions of the model.
 *
 * @param areProbabilities whether all were 0 to 1 and, if there are several per pixel, summed to 1
 * @param isOfBytes whether they were larger than the ids of a few classes
 * @param isNeverNegative whether none was below 0
 */
record ValueRange(boolean areProbabilities, boolean isOfBytes, boolean isNeverNegative) {

    private static final float ROUNDING = 0.01f;

    /** For one channel: larger numbers are not ids of a network without class names. */
    private static final float BYTE = 128;

    /** @param numbers of one or more pictures, of which the first is used; null if they were not read */
    static ValueRange of(
            long channels, Layout layout, long pixels, float @org.jspecify.annotations.Nullable [] numbers) {
        if (numbers == null || numbers.length < channels * pixels) {
            return new ValueRange(false, false, false);
        }
        boolean isUnit = true;
        float highest = 0;
        float lowest = Float.POSITIVE_INFINITY;
        for (int pixel = 0; pixel < pixels; pixel++) {
            float sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                long at = layout == Layout.NCHW ? channel * pixels + pixel : pixel * channels + channel;
                float number = numbers[(int) at];
                isUnit &= number >= 0 && number <= 1;
                highest = Math.max(highest, number);
                lowest = Math.min(lowest, number);
                sum += number;
            }
            isUnit &= channels == 1 || Math.abs(sum - 1) < ROUNDING;
        }
        boolean isVaried = channels > 1 || highest > lowest;
        return new ValueRange(isUnit && isVaried, highest >= BYTE, lowest >= 0);
    }
}
