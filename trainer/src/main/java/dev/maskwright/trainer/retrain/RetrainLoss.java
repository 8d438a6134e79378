package dev.maskwright.trainer.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.loss.LossSettings;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.net.Factors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The loss of a network that learns new classes without forgetting its old ones.
 *
 * <p>Old pictures were labelled, and the old network was trained, before the new classes were known: objects of new
 * classes are background there. So the new classes and the background count as one in labels or probabilities from that
 * time, so that the network may predict a new class. Objects pasted over an old picture are known; and pixels of an old
 * picture that the network, once it has learned a little, considers far more likely background than new are background,
 * or only the corrected pictures would teach it where the new class is not. Corrected pictures are labelled with all
 * classes; for unlabelled pixels of them, the old network provides the label.
 *
 * @param oldClasses number of classes of the old network
 * @param corrected of corrected pictures, with a weight for each class
 * @param replayed of old pictures, likewise
 * @see <a href="https://arxiv.org/abs/2002.00718">Modeling the Background for Incremental Learning</a>, equations 3 and
 *     6; the first class is the background
 */
record RetrainLoss(int oldClasses, SegmentationLoss corrected, SegmentationLoss replayed) {

    /**
     * If there are new classes. One with a sixteenth of the pixels has twice the weight for each: more would
     * overemphasise new ones, which are rare.
     */
    private static final double CLASS_BALANCE = 0.25;

    /** As a difference of logits: negligible in float32 next to anything likely. */
    private static final double UNLIKELY = 30;

    /**
     * Background that is more likely than a new class by {@code e} to this power does not hide it. Without such a
     * margin, a class that is hidden in most old pictures is soon unlearned: where it was barely missed, it would be
     * taught to be background.
     */
    private static final float DOUBT = 2;

    /**
     * After this share of the training, the network knows the new classes well enough to decide where old pictures do
     * not show them.
     */
    private static final double TRUSTED = 0.2;

    /**
     * With weights for the classes.
     *
     * @param corrected pixels of each class, old and new, on corrected pictures
     * @param replayed likewise, on old ones
     */
    static RetrainLoss of(int oldClasses, long[] corrected, long[] replayed) {
        LossSettings losses = LossSettings.defaults();
        if (corrected.length > oldClasses) {
            losses = losses.withCrossEntropy(losses.crossEntropy().withClassBalance(CLASS_BALANCE));
        }
        return new RetrainLoss(
                oldClasses, SegmentationLoss.balanced(losses, corrected), SegmentationLoss.balanced(losses, replayed));
    }

    /**
     * The loss of corrected pictures, followed in the batch by old ones.
     *
     * @param logits (N, K, h, w)
     * @param old logits of the old network, (N, oldClasses, h, w)
     * @param targets N * h * w class ids
     * @param count of corrected pictures
     * @param done the share of the training that is done, 0..1
     */
    NDArray value(NDArray logits, NDArray old, byte[] targets, int count, double done) {
        int all = (int) logits.getShape().get(0);
        int pixels = targets.length / all;
        NDArray before = merged(logits, oldClasses);
        NDArray loss = soft(before, old, targets, count * pixels);
        if (count > 0) {
            NDArray first = logits.get(":" + count);
            loss = loss.add(corrected.value(first, Arrays.copyOf(targets, count * pixels)));
        }
        if (count < all) {
            byte[] rest = Arrays.copyOfRange(targets, count * pixels, targets.length);
            NDArray open = hidden(logits.get(count + ":"), rest, oldClasses, done >= TRUSTED);
            loss = loss.add(replayed.value(open, rest));
        }
        return loss;
    }

    /**
     * Logits of the old classes, in which the background includes the new classes: its probability is the sum of
     * theirs.
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

    /**
     * Logits in which the background includes the new classes, except where a pixel is labelled with a new class
     * because it was pasted there.
     *
     * @param logits (N, K, h, w)
     * @param targets N * h * w class ids
     * @param isTrusted whether pixels that the network considers far more likely background than new count as
     *     background
     * @return (N, K, h, w)
     */
    static NDArray hidden(NDArray logits, byte[] targets, int oldClasses, boolean isTrusted) {
        int classes = (int) logits.getShape().get(1);
        if (classes == oldClasses) {
            return logits;
        }
        NDArray unlabelled = ones(logits, i -> !isNew(targets[i], oldClasses));
        NDArray plain = logits.get(":, 0:1");
        NDArray background = plain;
        NDList fresh = new NDList();
        for (int id = oldClasses; id < classes; id++) {
            NDArray more = logits.get(":, %d:%d".formatted(id, id + 1));
            NDArray hides =
                    isTrusted ? unlabelled.mul(more.gte(plain.sub(DOUBT)).toType(DataType.FLOAT32, false)) : unlabelled;
            background =
                    background.add(Activation.softPlus(more.sub(background)).mul(hides));
            fresh.add(more.sub(Factors.times(hides, UNLIKELY)));
        }
        NDList all = new NDList(background, logits.get(":, 1:" + oldClasses));
        all.addAll(fresh);
        return NDArrays.concat(all, 1);
    }

    private static boolean isNew(byte target, int oldClasses) {
        int id = Byte.toUnsignedInt(target);
        return id >= oldClasses && id != Sample.IGNORE;
    }

    /** (N, 1, h, w), 1 where a pixel is one of these and 0 elsewhere. */
    private static NDArray ones(NDArray logits, IntPredicate pixels) {
        Shape shape = logits.getShape();
        Shape one = new Shape(shape.get(0), 1, shape.get(2), shape.get(3));
        byte[] mask = new byte[Math.toIntExact(one.size())];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (pixels.test(i) ? 1 : 0);
        }
        return logits.getManager()
                .create(ByteBuffer.wrap(mask), one, DataType.UINT8)
                .toType(DataType.FLOAT32, false);
    }

    /**
     * The Kullback-Leibler divergence from the old network, over old pictures except pasted objects, and over
     * unlabelled pixels of corrected ones; the mean over all pixels.
     */
    private NDArray soft(NDArray logits, NDArray old, byte[] targets, int correctedPixels) {
        NDArray mask = ones(
                logits,
                i -> i >= correctedPixels
                        ? !isNew(targets[i], oldClasses)
                        : Byte.toUnsignedInt(targets[i]) == Sample.IGNORE);
        NDArray wanted = old.logSoftmax(1);
        NDArray divergence = wanted.exp().mul(wanted.sub(logits.logSoftmax(1))).mul(mask);
        return Factors.times(divergence.sum(), 1.0 / targets.length);
    }
}
