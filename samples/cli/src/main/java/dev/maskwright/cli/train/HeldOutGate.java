package dev.maskwright.cli.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Decides whether a retrained model may replace the old one, by the scores of both on the same held-out pictures.
 *
 * <p>Neither the mean IoU of all classes nor that of the old model's classes may fall by more than is allowed. By
 * default that is one point, and a smaller fall is also rejected if chance does not explain it: if the 95 % interval of
 * the change of the mean of all classes is below 0. The interval is from a bootstrap that resamples pictures, each with
 * both scores.
 *
 * @param maxDrop the given limit, 0..1
 * @see <a href="https://doi.org/10.1201/9780429246593">Efron, Tibshirani: An Introduction to the Bootstrap</a>, section
 *     13.3, for the interval
 */
record HeldOutGate(OptionalDouble maxDrop) {

    /** The default limit. */
    static final double LARGEST_DROP = 0.01;

    private static final int RESAMPLES = 2_000;
    private static final int MOST_BLOCKS = 300;
    private static final double TAIL = 0.025;

    HeldOutGate {
        if (maxDrop.isPresent() && !(maxDrop.getAsDouble() >= 0 && maxDrop.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "what a model may lose of mean IoU must be in 0..1, got " + maxDrop.getAsDouble());
        }
    }

    /**
     * A mean IoU before and after.
     *
     * @param low the change is above this with a probability of 97.5 %
     * @param high likewise, below this
     */
    record Change(double before, double after, double low, double high) {

        double drop() {
            return before - after;
        }

        String interval() {
            return String.format(Locale.ROOT, "95 %% interval %+.4f to %+.4f", low, high);
        }
    }

    /**
     * The decision.
     *
     * @param reason in words
     */
    record Verdict(boolean isKept, Change all, String reason) {}

    /**
     * The pictures that do not count: those that were merely accepted, unless there are no others.
     *
     * @param pictures how many are held out
     */
    static BitSet leftOut(BitSet accepted, int pictures) {
        return accepted.cardinality() == pictures ? new BitSet() : accepted;
    }

    /**
     * Decides.
     *
     * @param old the old model's classes
     */
    Verdict verdict(HeldOutScore before, HeldOutScore after, List<String> old) {
        Change all = change(before, after, before.ids(before.classes()));
        Change others = change(before, after, before.ids(old));
        double allowed = maxDrop.orElse(LARGEST_DROP);
        if (Double.isNaN(all.drop())) {
            return new Verdict(false, all, "no held-out picture could be measured");
        }
        if (all.drop() > allowed) {
            return new Verdict(false, all, fall("mean IoU", all) + allowed(allowed));
        }
        if (others.drop() > allowed) { // or NaN, where there are none
            return new Verdict(false, all, fall("mean IoU of the classes that it knew", others) + allowed(allowed));
        }
        if (maxDrop.isEmpty() && all.high() < 0) {
            return new Verdict(false, all, fall("mean IoU", all) + ", more than chance explains");
        }
        return new Verdict(
                true,
                all,
                all.drop() > 0
                        ? fall("mean IoU", all) + (all.high() < 0 ? allowed(allowed) : ", which chance explains")
                        : String.format(
                                Locale.ROOT,
                                "the held-out mean IoU is %.4f, and was %.4f (%s)",
                                all.after(),
                                all.before(),
                                all.interval()));
    }

    private static String fall(String what, Change change) {
        return String.format(
                Locale.ROOT,
                "the held-out %s falls by %.4f, from %.4f to %.4f (%s)",
                what,
                change.drop(),
                change.before(),
                change.after(),
                change.interval());
    }

    private static String allowed(double allowed) {
        return String.format(Locale.ROOT, ", and %s is allowed", allowed);
    }

    private static Change change(HeldOutScore before, HeldOutScore after, BitSet some) {
        List<ClassCounts> blocksBefore = blocks(before);
        List<ClassCounts> blocksAfter = blocks(after);
        int classes = before.classes().size();
        SplittableRandom random = new SplittableRandom(1);
        double[] changes = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ClassCounts drawnBefore = ClassCounts.none(classes);
            ClassCounts drawnAfter = ClassCounts.none(classes);
            for (int j = 0; j < blocksBefore.size(); j++) {
                int block = random.nextInt(blocksBefore.size());
                drawnBefore.add(blocksBefore.get(block));
                drawnAfter.add(blocksAfter.get(block));
            }
            changes[i] = drawnAfter.mean(some) - drawnBefore.mean(some);
        }
        double[] known =
                Arrays.stream(changes).filter(Double::isFinite).sorted().toArray();
        return new Change(
                before.sum().mean(some), after.sum().mean(some), quantile(known, TAIL), quantile(known, 1 - TAIL));
    }

    /** Pictures one by one, or, where there are many, neighbours together. */
    private static List<ClassCounts> blocks(HeldOutScore score) {
        int pictures = score.pictures().size();
        List<ClassCounts> blocks = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            if (i == 0 || (long) i * MOST_BLOCKS / pictures > (i - 1L) * MOST_BLOCKS / pictures) {
                blocks.add(ClassCounts.none(score.classes().size()));
            }
            blocks.get(blocks.size() - 1).add(score.pictures().get(i).counts());
        }
        return blocks;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }
}
