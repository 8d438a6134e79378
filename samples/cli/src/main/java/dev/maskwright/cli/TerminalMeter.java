package dev.maskwright.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line that changes in place, for terminals. */
final class TerminalMeter implements Meter {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final ProgressBar bar;

    TerminalMeter(String task, String unit, long total, int columns, PrintWriter err) {
        this.err = err;
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" " + unit, 1)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns - 1))
                .build();
    }

    private synchronized void draw(String line) {
        err.print("\r" + line);
        err.flush();
    }

    @Override
    public void step(String message) {
        bar.setExtraMessage(message);
        bar.step();
    }

    @Override
    public synchronized void line(String text) {
        err.println(CLEAR_LINE + text);
        err.flush();
    }

    /** The bar goes; what it led to is said in lines. */
    @Override
    public void close() {
        bar.close();
        draw(CLEAR_LINE);
    }
}
