package dev.maskwright.exporter.quantize;

/** The information that a distribution loses in 256 levels. */
final class Divergence {

    private static final int LEVELS = 256;

    private Divergence() {}

    /**
     * The Kullback-Leibler divergence of the distribution in levels from the one in bins. Numbers outside the range
     * count at its ends in the former only, so that clipping has a cost. The bin at 0 is excluded, because 0 is
     * represented exactly.
     *
     * @see <a href="https://arxiv.org/abs/2004.09602">Integer quantization for deep learning inference</a>, section 5.2
     */
    static double of(Histogram seen, Range range) {
        int first = bin(seen, range.low());
        int end = Math.max(first + 1, bin(seen, range.high()) + 1);
        int zero = seen.zero();
        double[] kept = new double[end - first];
        double total = 0;
        int last = seen.end();
        for (int bin = seen.first(); bin < last; bin++) {
            if (bin != zero) {
                kept[Math.max(0, Math.min(kept.length - 1, bin - first))] += seen.count(bin);
                total += seen.count(bin);
            }
        }
        if (total == 0) {
            return 0;
        }
        double divergence = 0;
        for (int level = 0; level < LEVELS; level++) {
            int from = (int) ((long) level * kept.length / LEVELS);
            int to = (int) ((long) (level + 1) * kept.length / LEVELS);
            double inside = 0; // what the level stands for: the bins' own counts, without the clipped ones
            int occupied = 0;
            for (int i = from; i < to; i++) {
                long count = first + i == zero ? 0 : seen.count(first + i);
                inside += count;
                occupied += kept[i] > 0 ? 1 : 0;
            }
            for (int i = from; i < to; i++) {
                if (kept[i] > 0) {
                    double expected = kept[i] / total;
                    double given = Math.max(inside / occupied / total, 1e-12);
                    divergence += expected * Math.log(expected / given);
                }
            }
        }
        return divergence;
    }

    private static int bin(Histogram seen, double number) {
        int bin = seen.zero() + (int) Math.floor(number / seen.width());
        return Math.max(0, Math.min(seen.bins() - 1, bin));
    }
}
