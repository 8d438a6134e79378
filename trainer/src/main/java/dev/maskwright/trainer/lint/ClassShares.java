package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.loss.ClassWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The share of each class in each split, as training sees it.
 *
 * @param classBalance the recipe's, 0..1
 * @param weights      the class weights in cross-entropy at that balance
 */
public record ClassShares(
        ClassList classes, Counts train, Counts validation, double classBalance, List<Float> weights) {

    /**
     * The counts of one split.
     *
     * @param pixels  by class id
     * @param images  with at least one such pixel, by class id
     * @param ignored pixels
     */
    public record Counts(List<Long> pixels, List<Integer> images, long ignored) {

        public long allPixels() {
            return pixels.stream().mapToLong(Long::longValue).sum();
        }

        /** The share of the pixels that count, 0..1. */
        public double share(int classId) {
            return pixels.get(classId) / (double) Math.max(1, allPixels());
        }
    }

    /** Pixels of one row by class id, ignored ones last. */
    static long[] countPixels(Sample sample, int classes) {
        long[] all = new long[256];
        for (byte id : sample.target()) {
            all[id & 0xFF]++;
        }
        long[] counted = Arrays.copyOf(all, classes + 1);
        counted[classes] = all[Sample.IGNORE];
        return counted;
    }

    /** @param train the results of {@link #countPixels} for each row */
    static ClassShares of(
            ClassList classes, Collection<long[]> train, Collection<long[]> validation, double classBalance) {
        Counts trained = sum(train, classes.size());
        long[] pixels = trained.pixels().stream().mapToLong(Long::longValue).toArray();
        List<Float> weights = ClassWeights.balanced(pixels, classBalance).values();
        return new ClassShares(classes, trained, sum(validation, classes.size()), classBalance, weights);
    }

    private static Counts sum(Collection<long[]> rows, int classes) {
        Long[] pixels = new Long[classes];
        Integer[] images = new Integer[classes];
        Arrays.fill(pixels, 0L);
        Arrays.fill(images, 0);
        long ignored = 0;
        for (long[] row : rows) {
            for (int id = 0; id < classes; id++) {
                pixels[id] += row[id];
                images[id] += row[id] > 0 ? 1 : 0;
            }
            ignored += row[classes];
        }
        return new Counts(List.of(pixels), List.of(images), ignored);
    }

    /** Classes that are missing in a split. */
    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (int id = 0; id < classes.size(); id++) {
            int trained = train.images().get(id);
            int validated = validation.images().get(id);
            if (trained > 0 && validated > 0) {
                continue;
            }
            if (validated > 0) {
                String detail = "%s of validation, 0 of training".formatted(pictures(validated));
                found.add(ofClass(FaultKind.NOT_LEARNED, Severity.WARNING, id, detail, validated));
            } else if (trained > 0) {
                String detail = "%s of training, 0 of validation".formatted(pictures(trained));
                found.add(ofClass(FaultKind.NOT_MEASURED, Severity.WARNING, id, detail, trained));
            } else {
                found.add(ofClass(FaultKind.UNUSED_CLASS, Severity.NOTE, id, "named, but in no mask", 0));
            }
        }
        return found;
    }

    private static String pictures(int count) {
        return count == 1 ? "1 picture" : String.format(Locale.ROOT, "%,d pictures", count);
    }

    private Finding ofClass(FaultKind kind, Severity severity, int id, String detail, double badness) {
        String name = String.format(Locale.ROOT, "class %d, '%s'", id, classes.name(id));
        return new Finding(kind, severity, Optional.empty(), name, detail, badness, Optional.empty());
    }
}
