package dev.maskwright.exporter.check;

import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.model.ModelCard;
import java.util.Arrays;

/**
 * Class ids of the pixels of a picture, of any number of classes.
 *
 * @param ids row by row
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; maps are never compared as a whole
record ClassMap(int width, int height, int[] ids) {

    /** The mask that a model gives of the first image of a batch, or the one that its logits make. */
    static ClassMap of(GraphResult result, ModelCard card) {
        if (card.outputs() instanceof ModelCard.MaskOutputs outputs) {
            long[] shape = result.shape(outputs.mask()); // (N, H, W)
            int height = (int) shape[1];
            int width = (int) shape[2];
            return new ClassMap(width, height, Arrays.copyOf(result.unsigned(outputs.mask()), width * height));
        }
        String name = ((ModelCard.LogitsOutput) card.outputs()).logits();
        long[] shape = result.shape(name); // (N, classes, H, W)
        int[] ids = Differences.mask(logits(result, name), card.classes().size());
        return new ClassMap((int) shape[3], (int) shape[2], ids);
    }

    /** The logits (classes, H, W) of the first image of a batch. */
    static float[] logits(GraphResult result, String name) {
        float[] all = result.floats(name);
        return Arrays.copyOf(all, (int) (all.length / result.shape(name)[0]));
    }

    boolean hasSizeOf(ClassMap other) {
        return width == other.width && height == other.height;
    }

    /** Each pixel takes the class under its centre. */
    ClassMap resizedTo(int newWidth, int newHeight) {
        int[] resized = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            int sourceRow = (int) ((y + 0.5) * height / newHeight);
            for (int x = 0; x < newWidth; x++) {
                resized[y * newWidth + x] = ids[sourceRow * width + (int) ((x + 0.5) * width / newWidth)];
            }
        }
        return new ClassMap(newWidth, newHeight, resized);
    }
}
