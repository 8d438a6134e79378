package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.data.Sample;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of logits with its targets, and derived arrays that several losses share, computed once. One thread at a
 * time; everything lives in the logits' manager, so close that after the step.
 */
public final class LabelledLogits {

    private final NDArray logits;
    private final byte[] targets;
    private final NDArray labels;
    private final long[] pixels;
    private @Nullable NDArray truth;
    private @Nullable NDArray counted;
    private @Nullable NDArray classIds;
    private @Nullable NDArray logProbabilities;
    private @Nullable NDArray probabilities;

    /**
     * Joins logits and targets.
     *
     * @param logits (N, K, H, W), any real numbers, float32 or float64
     * @param targets N * H * W class ids, {@link Sample#IGNORE} for ignored pixels
     * @throws IllegalArgumentException if there is not one target for each pixel, or one is not a class
     */
    public LabelledLogits(NDArray logits, byte[] targets) {
        Shape shape = logits.getShape();
        if (shape.dimension() != 4 || targets.length != shape.size() / Math.max(1, shape.get(1))) {
            throw new IllegalArgumentException(
                    "logits of shape (N, K, H, W) need N * H * W targets, got %s and %d targets"
                            .formatted(shape, targets.length));
        }
        this.logits = logits;
        this.targets = targets;
        this.pixels = pixels(targets, (int) shape.get(1));
        this.labels = manager()
                .create(ByteBuffer.wrap(targets), new Shape(images(), 1, shape.get(2), shape.get(3)), DataType.UINT8);
    }

    private static long[] pixels(byte[] targets, int classes) {
        long[] pixels = new long[classes];
        for (byte target : targets) {
            int id = Byte.toUnsignedInt(target);
            if (id < classes) {
                pixels[id]++;
            } else if (id != Sample.IGNORE) {
                throw new IllegalArgumentException("targets must be 0..%d, or %d for ignored pixels, got %d"
                        .formatted(classes - 1, Sample.IGNORE, id));
            }
        }
        return pixels;
    }

    int images() {
        return (int) logits.getShape().get(0);
    }

    int classes() {
        return (int) logits.getShape().get(1);
    }

    NDManager manager() {
        return logits.getManager();
    }

    NDArray logits() {
        return logits;
    }

    /**
     * (N, K, H, W): 1 at the true class of each pixel that counts, else 0. K times as much memory as {@link #classIds}.
     */
    NDArray truth() {
        if (truth == null) {
            NDArray ids =
                    manager().arange(classes()).toType(DataType.UINT8, false).reshape(1, classes(), 1, 1);
            truth = typed(labels.eq(ids));
        }
        return truth;
    }

    /** (N, H, W), int64: the class ids, {@link Sample#IGNORE} for ignored pixels. */
    NDArray classIds() {
        if (classIds == null) {
            classIds = labels.toType(DataType.INT64, false).squeeze(1);
        }
        return classIds;
    }

    /** How many pixels of each class count, (K). */
    NDArray pixels() {
        float[] counts = new float[pixels.length];
        for (int id = 0; id < counts.length; id++) {
            counts[id] = pixels[id];
        }
        return typed(manager().create(counts));
    }

    /** Whether no pixel is ignored. */
    boolean isAllCounted() {
        return LongStream.of(pixels).sum() == targets.length;
    }

    /** (N, 1, H, W): 1 for pixels that count, 0 for those that are ignored. */
    NDArray counted() {
        if (counted == null) {
            counted = typed(labels.neq(Sample.IGNORE));
        }
        return counted;
    }

    /** (N, K, H, W). */
    NDArray logProbabilities() {
        if (logProbabilities == null) {
            logProbabilities = logits.logSoftmax(1);
        }
        return logProbabilities;
    }

    /** (N, K, H, W): the softmax over the classes. */
    NDArray probabilities() {
        if (probabilities == null) {
            probabilities = logProbabilities().exp();
        }
        return probabilities;
    }

    /** The sum over the pixels that count, (K), of (N, K, H, W). */
    NDArray sumOverPixels(NDArray values) {
        if (isAllCounted()) {
            return values.sum(new int[] {0, 2, 3});
        }
        long pixels = targets.length / images();
        return values.reshape(images(), classes(), pixels)
                .matMul(counted().reshape(images(), pixels, 1)) // (N, K, 1)
                .sum(new int[] {0, 2});
    }

    /** N * H * W class ids. */
    byte[] targets() {
        return targets;
    }

    /** A scalar of the logits' type: one of another type would turn scalars into float64, and see {@code Factors}. */
    NDArray number(double value) {
        return logits.getDataType() == DataType.FLOAT64
                ? manager().create(value)
                : manager().create((float) value);
    }

    /** One number for each class, as an array of the logits' type. */
    NDArray perClass(ClassWeights weights, Shape shape) {
        return typed(manager().create(weights.forClasses(classes()), shape));
    }

    /** Avoids NaN from division by zero, and is negligible compared with any count of pixels. */
    NDArray tiny() {
        return number(logits.getDataType() == DataType.FLOAT64 ? 1e-30 : 1e-7);
    }

    NDArray typed(NDArray array) {
        return array.toType(logits.getDataType(), false);
    }
}
