package dev.maskwright.exporter.card;

import dev.maskwright.sdk.model.ModelCard.Layout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds softmax and argmax over an axis other than that of the classes, whose results say nothing about the classes.
 */
final class ClassAxis {

    private static final float ROUNDING = 0.01f;

    /** How much rounding, such as 65 rows for 513, may change the aspect ratio of a picture. */
    private static final double OTHER_SHAPE = Math.log(1.25);

    private ClassAxis() {}

    /**
     * What is wrong with an argmax.
     *
     * @param scores the shape of its input
     */
    static Optional<String> faultOfChoice(GraphEnd end, List<Long> scores, DraftedInput input) {
        int axis = axis(end, scores);
        if (scores.size() != 4) {
            return Optional.empty();
        }
        double ratio = (double) input.width() / input.height();
        boolean isOfClasses = (axis == 1 && isPicture(scores.get(2), scores.get(3), ratio))
                || (axis == 3 && isPicture(scores.get(1), scores.get(2), ratio));
        return isOfClasses
                ? Optional.empty()
                : Optional.of(("its %s is over axis %d of %s, which is not the axis of the classes;"
                                + " export it over the classes (dim=1)")
                        .formatted(end.operator(), axis, scores));
    }

    /** The axis counted from the front. */
    static int axis(GraphEnd end, List<Long> shape) {
        return (int) (end.axis() < 0 ? end.axis() + shape.size() : end.axis());
    }

    private static boolean isPicture(long height, long width, double ratio) {
        return Math.abs(Math.log((double) width / height / ratio)) < OTHER_SHAPE;
    }

    /**
     * What is wrong with probabilities, judging by the numbers of a run.
     *
     * @param numbers of one or more pictures (N, ...), of which the first is used
     */
    static Optional<String> faultOfSoftmax(List<Long> shape, Layout layout, float @Nullable [] numbers) {
        if (numbers == null || shape.size() != 4 || isOne(shape, layout == Layout.NCHW ? 1 : 3, numbers)) {
            return Optional.empty();
        }
        for (int axis = 1; axis < 4; axis++) {
            if (shape.get(axis) > 1 && isOne(shape, axis, numbers)) {
                return fault("axis %d of %s".formatted(axis, shape));
            }
        }
        double sum = 0;
        long picture = shape.get(1) * shape.get(2) * shape.get(3);
        for (int i = 0; i < picture; i++) {
            sum += numbers[i];
        }
        return Math.abs(sum - 1) < ROUNDING ? fault("all numbers of a picture at once") : Optional.empty();
    }

    private static Optional<String> fault(String over) {
        return Optional.of(("its Softmax is over %s, not over the classes, so no pixel's probabilities add"
                        + " up to 1; export it over the classes (dim=1), or without Softmax")
                .formatted(over));
    }

    /** Whether the numbers along an axis sum to 1 everywhere. */
    private static boolean isOne(List<Long> shape, int axis, float[] numbers) {
        int inner = 1;
        for (int i = axis + 1; i < 4; i++) {
            inner = Math.toIntExact(inner * shape.get(i));
        }
        int size = Math.toIntExact(shape.get(axis));
        int picture = Math.toIntExact(shape.get(1) * shape.get(2) * shape.get(3));
        for (int first = 0; first < picture; first += inner * size) {
            for (int place = 0; place < inner; place++) {
                float sum = 0;
                for (int i = 0; i < size; i++) {
                    sum += numbers[first + i * inner + place];
                }
                if (Math.abs(sum - 1) > ROUNDING) {
                    return false;
                }
            }
        }
        return true;
    }
}
