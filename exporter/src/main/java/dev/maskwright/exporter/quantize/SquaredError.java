package dev.maskwright.exporter.quantize;

/** The mean squared error of rounding and clipping the numbers of a histogram. */
final class SquaredError {

    private SquaredError() {}

    /**
     * Inside the range, rounding moves a number by up to half a step: a twelfth of the squared step on average. Zero,
     * the most frequent output of a rectifier, is a level and does not move, whatever the range.
     */
    static double of(Histogram seen, Range range) {
        double step = range.step();
        double sum = 0;
        int end = seen.end();
        for (int bin = seen.first(); bin < end; bin++) {
            double number = seen.middle(bin);
            double cut = Math.max(0, Math.max(range.low() - number, number - range.high()));
            double squared = cut > 0 ? cut * cut : step * step / 12;
            sum += bin == seen.zero() ? 0 : seen.count(bin) * squared;
        }
        return sum / seen.total();
    }
}
