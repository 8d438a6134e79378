package dev.maskwright.bench.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answers to a load.
 *
 * @param statuses how many answers had each status
 * @param wrong answers whose status or body does not fit the request
 * @param lost requests without an answer
 * @param nanos how long answers with masks took
 */
record LoadResult(double seconds, Map<Integer, Integer> statuses, int wrong, int lost, long[] nanos) {

    LoadResult {
        statuses = new TreeMap<>(statuses);
        Arrays.sort(nanos);
    }

    double masksPerSecond() {
        return nanos.length / seconds;
    }

    double millis(double quantile) {
        return nanos.length == 0 ? Double.NaN : nanos[(int) Math.min(nanos.length - 1, quantile * nanos.length)] / 1e6;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%.1f masks/s, answers %s, %d wrong, %d lost; p50 %.0f ms, p99 %.0f ms, worst %.0f ms",
                masksPerSecond(),
                statuses,
                wrong,
                lost,
                millis(0.5),
                millis(0.99),
                millis(1));
    }
}
