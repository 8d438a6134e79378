package dev.maskwright.exporter.check;

import dev.maskwright.sdk.graph.GraphValues;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Optional;

/**
 * The scores of a graph for the first image of a batch, read by the plain path; a segmenter's is the fast one.
 *
 * @param channels number of scores per pixel: one for each class, or a single one
 * @param values planes (channels, height, width); probabilities are 0..1 and logits real numbers whatever their type in
 *     the graph
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PlainScores(ScoresOutput card, int channels, int width, int height, float[] values) {

    private static final float MOST_BYTE = 255;

    /** Keeps logarithms finite. */
    private static final float LEAST_PROBABILITY = 1e-12f;

    static PlainScores of(GraphValues result, ScoresOutput card, int classes) {
        long[] shape = result.shape(card.output());
        boolean isLast = shape.length == 4 && card.layout() == Layout.NHWC;
        int channels = card instanceof ForegroundOutput ? 1 : classes;
        int width = (int) shape[shape.length - (isLast ? 2 : 1)];
        int height = (int) shape[shape.length - (isLast ? 3 : 2)];
        int pixels = width * height;
        float unit = isProbability(card) && result.isWhole(card.output()) ? MOST_BYTE : 1;
        Optional<Levels> levels = card instanceof LogitsOutput logits ? logits.levels() : Optional.empty();
        float[] numbers = result.floats(card.output());
        float[] values = new float[channels * pixels];
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < pixels; p++) {
                float number = numbers[isLast ? p * channels + c : c * pixels + p];
                values[c * pixels + p] = levels.isPresent() ? levels.get().value((int) number) : number / unit;
            }
        }
        return new PlainScores(card, channels, width, height, values);
    }

    private static boolean isProbability(ScoresOutput card) {
        return !(card instanceof LogitsOutput)
                && !(card instanceof ForegroundOutput one && one.values() == Values.LOGIT);
    }

    /** The scores at the size of the mask. */
    PlainScores asLargeAsMask(ModelCard.Input input) {
        int toWidth = card.maskSize(width, input.width());
        int toHeight = card.maskSize(height, input.height());
        if (toWidth == width && toHeight == height) {
            return this;
        }
        float[] enlarged = PlainEnlarging.of(values, width, height, toWidth, toHeight, card.alignsCorners());
        return new PlainScores(card, channels, toWidth, toHeight, enlarged);
    }

    /** Planes (classes, height, width) whose softmax are the probabilities of the classes. */
    float[] logits() {
        if (card instanceof LogitsOutput) {
            return values;
        }
        if (!(card instanceof ForegroundOutput)) {
            return logarithms(values, 0);
        }
        float[] planes = new float[2 * values.length]; // background, foreground
        float[] foreground = isProbability(card) ? logarithms(values, 0) : values;
        System.arraycopy(foreground, 0, planes, values.length, values.length);
        if (isProbability(card)) {
            System.arraycopy(logarithms(values, 1), 0, planes, 0, values.length);
        }
        return planes;
    }

    /** Of {@code |from - p|}: of probabilities, or of their complements. */
    private static float[] logarithms(float[] probabilities, int from) {
        float[] logarithms = new float[probabilities.length];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = (float) Math.log(Math.max(Math.abs(from - probabilities[i]), LEAST_PROBABILITY));
        }
        return logarithms;
    }

    /** The class of each pixel. */
    ClassMap mask() {
        if (card instanceof ForegroundOutput foreground) {
            float threshold = foreground.threshold();
            float least = isProbability(card) ? threshold : (float) Math.log(threshold / (1 - threshold));
            int[] ids = new int[values.length];
            for (int p = 0; p < ids.length; p++) {
                ids[p] = values[p] > least ? 1 : 0;
            }
            return new ClassMap(width, height, ids);
        }
        return new ClassMap(width, height, Differences.mask(values, channels));
    }
}
