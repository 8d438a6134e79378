package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Lovász-softmax loss: the mean over the classes that have a pixel of a surrogate of one minus IoU, whose gradient follows
 * from the errors in falling order.
 *
 * <p>The weight of the i-th largest error is how much IoU it costs to get that pixel wrong too. The peer finds it by
 * subtracting neighbouring float32 fractions, which leaves five digits in a batch of a hundred pixels and one in a million;
 * here it is written out, with counts in float64.
 *
 * @param perImage whether images are sorted alone and their losses averaged (those without a pixel that counts do not take
 *     part), rather than the batch as one
 * @see <a href="https://arxiv.org/abs/1705.08790">The Lovász-softmax loss</a>
 */
public record Lovasz(boolean perImage) implements Loss {

    @Override
    public NDArray value(LabelledLogits batch) {
        int groups = perImage ? batch.images() : 1;
        double[][] shares = shares(batch.present(), groups); // (K, groups)
        int classes = batch.classes();
        NDArray errors = batch.truth()
                .sub(batch.probabilities())
                .abs()
                .mul(batch.counted()); // (N, K, H, W); ignored pixels come last, and add nothing
        NDList errorsByClass = errors.split(classes, 1); // K times (N, 1, H, W)
        NDList truthByClass = batch.truth().split(classes, 1);
        NDArray loss = errors.sum().mul(batch.number(0)); // so that there is a gradient even without a class
        for (int id = 0; id < classes; id++) {
            if (isAbsent(shares[id])) {
                continue;
            }
            NDArray groupLosses = losses(
                    errorsByClass.get(id).reshape(groups, -1), truthByClass.get(id).reshape(groups, -1)); // (groups)
            NDArray weights = batch.typed(batch.manager().create(shares[id], new Shape(groups)));
            loss = loss.add(groupLosses.mul(weights).sum());
        }
        return loss;
    }

    /** The losses of one class. Both arguments are (groups, pixels), the result (groups). */
    private static NDArray losses(NDArray errors, NDArray truth) {
        NDArray order = errors.argSort(1, false);
        NDArray own = truth.gather(order, 1).toType(DataType.FLOAT64, false);
        NDArray other = own.neg().add(1.0);
        NDArray all = own.sum(new int[] {1}, true); // (groups, 1)
        NDArray intersection = own.cumSum(1).neg().add(all); // of what is right if all errors so far are made
        NDArray union = other.cumSum(1).add(all);
        NDArray before = union.sub(other); // without this pixel
        NDArray weights =
                own.div(union.maximum(1.0)).add(other.mul(intersection).div(union.mul(before).maximum(1.0)));
        return errors.gather(order, 1)
                .mul(weights.toType(errors.getDataType(), false))
                .sum(new int[] {1});
    }

    private static boolean isAbsent(double[] shares) {
        for (double share : shares) {
            if (share > 0) {
                return false;
            }
        }
        return true;
    }

    /** What the loss of each class in each group weighs in the mean of means: 0 for classes that are absent there. */
    private static double[][] shares(boolean[][] present, int groups) {
        int classes = present.length == 0 ? 0 : present[0].length;
        boolean[][] inGroup = new boolean[groups][classes];
        for (int image = 0; image < present.length; image++) {
            for (int id = 0; id < classes; id++) {
                inGroup[groups == 1 ? 0 : image][id] |= present[image][id];
            }
        }
        int[] counts = new int[groups];
        int filled = 0;
        for (int group = 0; group < groups; group++) {
            for (boolean is : inGroup[group]) {
                counts[group] += is ? 1 : 0;
            }
            filled += counts[group] > 0 ? 1 : 0;
        }
        double[][] shares = new double[classes][groups];
        for (int group = 0; group < groups; group++) {
            for (int id = 0; id < classes; id++) {
                shares[id][group] = inGroup[group][id] ? 1.0 / ((long) counts[group] * filled) : 0;
            }
        }
        return shares;
    }
}
