package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.maskwright.trainer.net.Values;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Lovász-softmax loss: the mean over the classes that have a pixel of a surrogate of one minus IoU. The errors of a
 * class are sorted in descending order, and each is weighted by the IoU that it costs to get that pixel wrong too; the
 * gradient is that of the errors with constant weights.
 *
 * <p>The peer finds the weights by subtracting neighbouring float32 fractions, which leaves five digits in a batch of a
 * hundred pixels and one in a million; here they are computed in closed form. Sorting is done outside the engine, whose
 * sort is several times slower on a CPU.
 *
 * @param perImage whether images are sorted separately and their losses averaged (without those in which all pixels are
 *     ignored), rather than the batch as a whole
 * @see <a href="https://arxiv.org/abs/1705.08790">The Lovász-softmax loss</a>
 */
public record Lovasz(boolean perImage) implements Loss {

    @Override
    public NDArray value(LabelledLogits batch) {
        NDArray errors = batch.truth().sub(batch.probabilities()).abs(); // (N, K, H, W)
        float[] weights = weights(Values.of(errors.toType(DataType.FLOAT32, false)), batch);
        return errors.mul(batch.typed(batch.manager().create(weights, errors.getShape())))
                .sum();
    }

    /** The weight of each error in the mean of means; both in the order (N, K, H, W). */
    private float[] weights(float[] errors, LabelledLogits batch) {
        float[] weights = new float[errors.length];
        byte[] targets = batch.targets();
        int images = batch.images();
        int pixels = targets.length / Math.max(1, images);
        boolean[][] present = present(targets, images, pixels, batch.classes());
        long filled = Arrays.stream(present).filter(Lovasz::any).count();
        IntStream.range(0, present.length * batch.classes()).parallel().forEach(task -> {
            int group = task / batch.classes();
            int id = task % batch.classes();
            if (present[group][id]) {
                double share = 1.0 / (filled * count(present[group]));
                int first = perImage ? group : 0;
                int last = perImage ? group + 1 : images;
                new Ranking(errors, targets, batch.classes(), pixels, id).weigh(first, last, share, weights);
            }
        });
        return weights;
    }

    /** Which classes have a pixel in each group: an image, or the batch. */
    private boolean[][] present(byte[] targets, int images, int pixels, int classes) {
        boolean[][] present = new boolean[perImage ? images : 1][classes];
        for (int i = 0; i < targets.length; i++) {
            int id = Byte.toUnsignedInt(targets[i]);
            if (id < classes) {
                present[perImage ? i / pixels : 0][id] = true;
            }
        }
        return present;
    }

    private static boolean any(boolean[] present) {
        return count(present) > 0;
    }

    private static int count(boolean[] present) {
        int count = 0;
        for (boolean is : present) {
            count += is ? 1 : 0;
        }
        return count;
    }

    /** The pixels of some images by the error of one class. */
    private record Ranking(float[] errors, byte[] targets, int classes, int pixels, int id) {

        private static final int ONE = Float.floatToRawIntBits(1f);
        private static final int DIGIT = 10;
        private static final int DIGITS = 3; // the 30 bits of a float in 0..1

        /**
         * Writes the weights of the images from {@code first} to before {@code last}; those of ignored pixels stay 0.
         */
        void weigh(int first, int last, double share, float[] weights) {
            int[] places = new int[(last - first) * pixels]; // of the errors that count
            int[] keys = new int[places.length];
            int counted = 0;
            long own = 0;
            for (int pixel = first * pixels; pixel < last * pixels; pixel++) {
                int target = Byte.toUnsignedInt(targets[pixel]);
                if (target < classes) {
                    int place = (pixel / pixels * classes + id) * pixels + pixel % pixels;
                    places[counted] = target == id ? ~place : place; // marks the class's own pixels
                    keys[counted++] = Math.max(0, ONE - Float.floatToRawIntBits(errors[place]));
                    own += target == id ? 1 : 0;
                }
            }
            int[] order = sorted(keys, places, counted);
            double intersection = own; // the rest that is right, if all errors so far are made
            double union = own;
            for (int i = 0; i < counted; i++) {
                if (order[i] < 0) {
                    intersection--;
                    weights[~order[i]] = (float) (share / union);
                } else {
                    union++;
                    weights[order[i]] = (float) (share * intersection / (union * (union - 1)));
                }
            }
        }

        /** The indices by ascending keys: a radix sort. */
        private static int[] sorted(int[] keys, int[] places, int count) {
            int[] fromKeys = keys;
            int[] fromPlaces = places;
            int[] toKeys = new int[count];
            int[] toPlaces = new int[count];
            int mask = (1 << DIGIT) - 1;
            for (int shift = 0; shift < DIGIT * DIGITS; shift += DIGIT) {
                int[] starts = new int[(1 << DIGIT) + 1];
                for (int i = 0; i < count; i++) {
                    starts[(fromKeys[i] >>> shift & mask) + 1]++;
                }
                for (int digit = 0; digit < mask; digit++) {
                    starts[digit + 1] += starts[digit];
                }
                for (int i = 0; i < count; i++) {
                    int to = starts[fromKeys[i] >>> shift & mask]++;
                    toKeys[to] = fromKeys[i];
                    toPlaces[to] = fromPlaces[i];
                }
                int[] emptied = fromKeys;
                fromKeys = toKeys;
                toKeys = emptied;
                emptied = fromPlaces;
                fromPlaces = toPlaces;
                toPlaces = emptied;
            }
            return fromPlaces;
        }
    }
}
