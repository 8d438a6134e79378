package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.data.Sample;
import java.nio.ByteBuffer;

/**
 * The loss of a student that learns the probabilities of a teacher: the Kullback-Leibler divergence of its own from
 * them, both from logits divided by a temperature, times the temperature squared; the mean over all pixels of the
 * batch. Hinton's cross-entropy with soft targets has the same gradient, and is larger by the entropy of the teacher's
 * probabilities; with the square, that gradient has the same size at any temperature.
 *
 * <p>Every pixel counts, including those whose label is ignored. Pixels without a label may be restricted to those of
 * which the teacher is sure; the others add 0 to the mean, so that pictures that are unfamiliar to it have little
 * weight.
 *
 * @param temperature above 0; above 1 it shows more of the similarities that the teacher sees, below 1 it sharpens
 * @param confidence the least probability, 0..1, of the teacher's most likely class at a pixel without a label; at
 *     temperature 1
 * @see <a href="https://arxiv.org/abs/1503.02531">Distilling the knowledge in a neural network, section 2</a>; for the
 *     threshold <a href="https://arxiv.org/abs/2001.07685">FixMatch, section 2</a>, whose labels are hard
 */
public record SoftLabels(double temperature, double confidence) {

    public SoftLabels {
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("the temperature must be above 0, got " + temperature);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("the confidence must be in 0..1, got " + confidence);
        }
    }

    /**
     * The loss of a batch.
     *
     * @param logits of the student, (N, K, H, W), any real numbers
     * @param teacher the logits of the teacher, of the same shape and type; no gradient flows into them
     * @param targets N * H * W class ids, {@link Sample#IGNORE} for pixels without a label
     * @return a scalar of the logits' type, at least 0, with a gradient; it lives in the logits' manager
     * @throws IllegalArgumentException if the shapes do not fit each other
     */
    public NDArray value(NDArray logits, NDArray teacher, byte[] targets) {
        Shape shape = logits.getShape();
        if (!shape.equals(teacher.getShape()) || targets.length != shape.size() / Math.max(1, shape.get(1))) {
            throw new IllegalArgumentException(("soft labels need logits of the same shape (N, K, H, W) and N * H * W"
                            + " targets, got %s, %s of the teacher and %d targets")
                    .formatted(shape, teacher.getShape(), targets.length));
        }
        NDArray softer = number(logits, 1 / temperature);
        NDArray wanted = teacher.mul(softer).logSoftmax(1); // (N, K, H, W), as all below
        NDArray given = logits.mul(softer).logSoftmax(1);
        NDArray divergence = wanted.exp().mul(wanted.sub(given));
        if (confidence > 0) {
            divergence = divergence.mul(counted(teacher, targets));
        }
        return divergence.sum().mul(number(logits, temperature * temperature / targets.length));
    }

    /** (N, 1, H, W): 1 for pixels that have a label or of which the teacher is sure, else 0. */
    private NDArray counted(NDArray teacher, byte[] targets) {
        Shape shape = teacher.getShape();
        NDManager manager = teacher.getManager();
        NDArray labelled = manager.create(
                        ByteBuffer.wrap(targets),
                        new Shape(shape.get(0), 1, shape.get(2), shape.get(3)),
                        DataType.UINT8)
                .neq(Sample.IGNORE);
        NDArray sure = teacher.softmax(1).max(new int[] {1}, true).gte(number(teacher, confidence));
        return labelled.logicalOr(sure).toType(teacher.getDataType(), false);
    }

    /** A scalar of the array's type: DJL's products with a Java number lose it before the backward pass. */
    private static NDArray number(NDArray like, double value) {
        return like.getDataType() == DataType.FLOAT64
                ? like.getManager().create(value)
                : like.getManager().create((float) value);
    }
}
