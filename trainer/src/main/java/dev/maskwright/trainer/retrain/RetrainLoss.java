package dev.maskwright.trainer.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.net.Factors;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a network loses that learns new classes without forgetting those it has.
 *
 * <p>Old pictures were labelled, and the old network was trained, before the new classes were known: what shows one of them is background
 * there. So the new classes and the background count as one wherever labels or probabilities come from then, and neither forbids the network to
 * name a new class. Corrected pictures are labelled with all classes; where a pixel of them was left unlabelled, the old network says what it is.
 *
 * @param oldClasses how many classes the old network tells apart
 * @param corrected of corrected pictures, with a weight for each class
 * @param replayed of old pictures, with a weight for each old class
 * @see <a href="https://arxiv.org/abs/2002.00718">Modeling the Background for Incremental Learning</a>, equations 3 and 6; the first class is the
 *     background
 */
record RetrainLoss(int oldClasses, SegmentationLoss corrected, SegmentationLoss replayed) {

    /**
     * The loss of corrected pictures, followed in the batch by old ones.
     *
     * @param logits (N, K, h, w)
     * @param old logits of the old network, (N, oldClasses, h, w)
     * @param targets N * h * w class ids
     * @param count of corrected pictures
     */
    NDArray value(NDArray logits, NDArray old, byte[] targets, int count) {
        int all = (int) logits.getShape().get(0);
        int pixels = targets.length / all;
        NDArray before = merged(logits, oldClasses);
        NDArray loss = soft(before, old, targets, count * pixels);
        if (count > 0) {
            NDArray first = logits.get(":" + count);
            loss = loss.add(corrected.value(first, Arrays.copyOf(targets, count * pixels)));
        }
        if (count < all) {
            NDArray rest = before.get(count + ":");
            byte[] restTargets = Arrays.copyOfRange(targets, count * pixels, targets.length);
            loss = loss.add(replayed.value(rest, restTargets));
        }
        return loss;
    }

    /**
     * Logits of the old classes, in which the background is whatever is background or new: its probability is the sum of theirs.
     *
     * @param logits (N, K, h, w)
     * @return (N, oldClasses, h, w)
     */
    static NDArray merged(NDArray logits, int oldClasses) {
        int classes = (int) logits.getShape().get(1);
        if (classes == oldClasses) {
            return logits;
        }
        NDArray background = logits.get(":, 0:1");
        for (int id = oldClasses; id < classes; id++) {
            NDArray more = logits.get(":, %d:%d".formatted(id, id + 1));
            background = background.add(Activation.softPlus(more.sub(background))); // the log of the sum of both
        }
        return NDArrays.concat(new NDList(background, logits.get(":, 1:" + oldClasses)), 1);
    }

    /** The Kullback-Leibler divergence from the old network, over old pictures and what is unlabelled of corrected ones; the mean over all pixels. */
    private NDArray soft(NDArray logits, NDArray old, byte[] targets, int correctedPixels) {
        byte[] counted = new byte[targets.length];
        for (int i = 0; i < targets.length; i++) {
            counted[i] = (byte) (i >= correctedPixels || Byte.toUnsignedInt(targets[i]) == Sample.IGNORE ? 1 : 0);
        }
        Shape shape = logits.getShape();
        NDArray mask = logits.getManager()
                .create(
                        ByteBuffer.wrap(counted),
                        new Shape(shape.get(0), 1, shape.get(2), shape.get(3)),
                        DataType.UINT8)
                .toType(DataType.FLOAT32, false);
        NDArray wanted = old.logSoftmax(1);
        NDArray divergence = wanted.exp().mul(wanted.sub(logits.logSoftmax(1))).mul(mask);
        return Factors.times(divergence.sum(), 1.0 / targets.length);
    }
}
