package dev.maskwright.folder.corrections;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The uncertainty of a model about a picture, and the picture's appearance, which together determine the picture that a
 * person should correct next. Small enough to be kept for every picture that a server has seen.
 *
 * @param entropy of its pixels, from 0 if the model is sure of everything to 1 if all classes are equally likely: the
 *     mean over the quarter of them of which it is least sure, so that large backgrounds do not dominate
 * @param look appearance of the picture: the colours of its {@value #SIDE} x {@value #SIDE} parts, and the shares of
 *     the classes found
 */
public record Doubt(double entropy, List<Float> look) {

    private static final int SIDE = 4;
    private static final double LEAST_SURE = 0.25;
    private static final int LEVELS = 256;

    public Doubt {
        look = List.copyOf(look);
    }

    /**
     * Computes it for a picture and a model's mask.
     *
     * <p>A mask has the probability {@code p} of the class that was found; the rest is spread evenly over the others,
     * which gives the largest entropy that this {@code p} allows.
     */
    public static Doubt of(Frame frame, Mask mask) {
        ByteBuffer confidences = ByteBuffer.allocate(mask.width() * mask.height());
        mask.copyConfidences(confidences);
        long[] counts = new long[LEVELS];
        for (byte confidence : confidences.array()) {
            counts[Byte.toUnsignedInt(confidence)]++;
        }
        return new Doubt(
                leastSure(counts, confidences.capacity(), mask.classes().size()), look(frame, mask));
    }

    private static double leastSure(long[] counts, int pixels, int classes) {
        double wanted = Math.max(1, Math.ceil(LEAST_SURE * pixels));
        double left = wanted;
        double sum = 0;
        for (int level = 0; level < LEVELS && left > 0; level++) {
            double taken = Math.min(left, (double) counts[level]);
            sum += taken * entropy(level / (double) (LEVELS - 1), classes);
            left -= taken;
        }
        return sum / wanted;
    }

    /**
     * Of one class of this probability and the others with equal shares of the rest, over that of all with equal
     * shares.
     */
    static double entropy(double probability, int classes) {
        double p = Math.max(probability, 1.0 / classes);
        double rest = 1 - p;
        double others = rest <= 0 ? 0 : -rest * Math.log(rest / (classes - 1));
        return (others - p * Math.log(p)) / Math.log(classes);
    }

    private static List<Float> look(Frame frame, Mask mask) {
        byte[] parts = Resampler.resize(frame.rgb(), frame.width(), frame.height(), 3, Filter.BILINEAR, SIDE, SIDE);
        List<Float> look = new ArrayList<>();
        for (byte part : parts) {
            look.add(Byte.toUnsignedInt(part) / 255f / SIDE);
        }
        for (double share : mask.shares()) {
            look.add((float) Math.sqrt(share)); // a small object makes a difference, too
        }
        return look;
    }

    /** The Euclidean distance of the appearances. Classes that only one has count as absent in the other. */
    public double distance(Doubt other) {
        double sum = 0;
        for (int i = 0; i < Math.max(look.size(), other.look.size()); i++) {
            double difference = (i < look.size() ? look.get(i) : 0) - (i < other.look.size() ? other.look.get(i) : 0);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /**
     * The order in which pictures are worth correcting: first the one with the highest uncertainty and distance from
     * the corrected ones, then the next one in the same way. The uncertainty is multiplied by the distance to the
     * nearest corrected or chosen picture.
     *
     * @param pictures in any order
     * @param corrected the corrected pictures
     * @param most maximum number of results
     * @return numbers of {@code pictures}; of equal ones, the lower comes first
     * @see <a href="https://arxiv.org/abs/1708.00489">Active learning: a core-set approach</a>, for the distance; the
     *     product with the entropy is our own
     */
    public static List<Integer> order(List<Doubt> pictures, List<Doubt> corrected, int most) {
        double[] nearest = new double[pictures.size()];
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < nearest.length; i++) {
            Doubt picture = pictures.get(i);
            nearest[i] = corrected.stream().mapToDouble(picture::distance).min().orElse(1);
            left.add(i);
        }
        List<Integer> order = new ArrayList<>();
        while (order.size() < most && !left.isEmpty()) {
            Optional<Integer> next = left.stream()
                    .max(Comparator.comparingDouble(
                                    (Integer i) -> pictures.get(i).entropy() * nearest[i])
                            .thenComparing(Comparator.reverseOrder()));
            int chosen = next.orElseThrow();
            left.remove((Integer) chosen);
            order.add(chosen);
            left.forEach(i -> nearest[i] = Math.min(nearest[i], pictures.get(i).distance(pictures.get(chosen))));
        }
        return order;
    }
}
