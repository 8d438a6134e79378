package dev.maskwright.exporter.card;

import dev.maskwright.sdk.model.ModelCard.Layout;

/**
 * What the numbers of an output were when the graph ran once. Softmax and sigmoid are not always operators of these
 * names: exporters write them as Exp and Div, or as functions of the model's own.
 *
 * @param areProbabilities whether all were 0 to 1 and those of each pixel, if there are several, added up to 1
 * @param isOfBytes whether they went beyond the ids of a few classes
 * @param isNeverNegative whether none was below 0
 */
record ValueRange(boolean areProbabilities, boolean isOfBytes, boolean isNeverNegative) {

    private static final float ROUNDING = 0.01f;

    /** Of one channel: higher ones are no ids of a network that names no classes. */
    private static final float BYTE = 128;

    /** @param numbers of one or more pictures, of which the first is looked at; null if they were not read */
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
