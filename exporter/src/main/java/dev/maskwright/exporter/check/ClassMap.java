package dev.maskwright.exporter.check;

import dev.maskwright.sdk.graph.GraphValues;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Arrays;

/**
 * Class ids of the pixels of a picture, of any number of classes.
 *
 * @param ids row by row
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; maps are never compared as a whole
record ClassMap(int width, int height, int[] ids) {

    /** The mask of the first image of a batch, given by the model or computed from its scores. */
    static ClassMap of(GraphValues result, ModelCard card) {
        if (card.outputs() instanceof ScoresOutput scores) {
            return PlainScores.of(result, scores, card.classes().size()).mask();
        }
        String name = card.outputs() instanceof ModelCard.MaskOutputs outputs
                ? outputs.mask()
                : ((ClassIdsOutput) card.outputs()).classIds();
        return ofIds(result, name);
    }

    /** (N, H, W), (N, 1, H, W), (N, H, W, 1) or (H, W). */
    private static ClassMap ofIds(GraphValues result, String name) {
        long[] shape = result.shape(name);
        int after = shape.length == 4 && shape[1] != 1 ? 1 : 0;
        int height = (int) shape[shape.length - after - 2];
        int width = (int) shape[shape.length - after - 1];
        int[] ids;
        if (result.isWhole(name)) {
            ids = result.unsigned(name);
        } else {
            float[] floats = result.floats(name);
            ids = new int[floats.length];
            Arrays.setAll(ids, i -> (int) floats[i]);
        }
        return new ClassMap(width, height, Arrays.copyOf(ids, width * height));
    }

    /** The logits (classes, H, W) of the first image of a batch. */
    static float[] logits(GraphValues result, String name) {
        float[] all = result.floats(name);
        return Arrays.copyOf(all, (int) (all.length / result.shape(name)[0]));
    }

    boolean hasSizeOf(ClassMap other) {
        return width == other.width && height == other.height;
    }

    /** Each pixel gets the class under its centre. */
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
