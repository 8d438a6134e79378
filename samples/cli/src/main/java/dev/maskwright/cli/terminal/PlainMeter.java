package dev.maskwright.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/** Prints a line at intervals, for logs. */
public final class PlainMeter implements Meter {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final String task;
    private final String unit;
    private final long total;
    private final PrintWriter err;
    private long lastLine = System.nanoTime();
    private long done;

    PlainMeter(String task, String unit, long total, PrintWriter err) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.err = err;
    }

    @Override
    public synchronized void step(String... messages) {
        done++;
        if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            String count = total == UNKNOWN ? "%,d".formatted(done) : "%,d of %,d".formatted(done, total);
            String message = messages.length == 0 || messages[0].isEmpty() ? "" : ", " + messages[0];
            line("%s: %s %s%s".formatted(task, count, unit, message));
        }
    }

    @Override
    public synchronized void line(String text) {
        err.println(Printable.lines(text));
        err.flush();
    }

    @Override
    public void close() {}
}
