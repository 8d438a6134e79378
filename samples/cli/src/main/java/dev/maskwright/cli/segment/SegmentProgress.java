package dev.maskwright.cli.segment;

import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.folder.PictureResult;
import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Shows the progress of a run: pictures per second, time left, failures. For one thread at a time. */
final class SegmentProgress {

    private final Meter meter;
    private final OptionalLong total;
    private long begin = System.nanoTime();
    private long done;
    private long kept;
    private long failed;

    SegmentProgress(Meter meter, OptionalLong total) {
        this.meter = meter;
        this.total = total;
    }

    void add(PictureResult result) {
        done++;
        if (result instanceof Failed failure) {
            failed++;
            meter.line(failure.reason());
        } else if (result instanceof Segmented one && one.isKept()) {
            kept++;
            if (kept == done) {
                begin = System.nanoTime(); // existing ones take almost no time
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        meter.step(messages(done, total, kept, failed, seconds).toArray(String[]::new));
    }

    /**
     * Pictures per second, time left and failures, from long to short; the meter counts by itself.
     *
     * @param seconds that all except the kept ones took
     */
    static List<String> messages(long done, OptionalLong total, long kept, long failed, double seconds) {
        String failures = failed > 0 ? "%,d failed".formatted(failed) : "";
        long worked = done - kept;
        if (worked == 0 || seconds <= 0) {
            return List.of(failures);
        }
        double rate = worked / seconds;
        String speed = String.format(Locale.ROOT, rate < 10 ? "%.1f pictures/s" : "%.0f pictures/s", rate);
        String more = failures.isEmpty() ? "" : ", " + failures;
        if (total.isEmpty()) {
            return List.of(speed + more, speed);
        }
        String left = Words.duration(Math.max(0, total.getAsLong() - done) / rate) + " left";
        return List.of(speed + ", " + left + more, left + more, left);
    }
}
