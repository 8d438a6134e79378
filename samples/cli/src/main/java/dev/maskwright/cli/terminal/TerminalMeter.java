package dev.maskwright.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/** One line that is updated in place, for terminals, and never wider than the terminal. */
public final class TerminalMeter implements Meter {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int LEAST_BAR = 6;
    private static final int LARGEST_BAR = 40;

    private final String task;
    private final String unit;
    private final PrintWriter err;
    private final ProgressBar bar;
    private volatile List<String> messages = List.of();

    TerminalMeter(String task, String unit, long total, int columns, PrintWriter err) {
        this.task = task;
        this.unit = unit;
        this.err = err;
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(250)
                .setRenderer(this::rendered)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, columns - 1))
                .build();
    }

    private String rendered(ProgressState progress, int width) {
        if (progress.getMax() == UNKNOWN) {
            return lineWithoutTotal("%s: %,d %s".formatted(task, progress.getCurrent(), unit), messages, width);
        }
        return line(task, progress.getNormalizedProgress(), messages.isEmpty() ? counts(progress) : messages, width);
    }

    private List<String> counts(ProgressState progress) {
        long done = progress.getCurrent();
        String count = "%d/%d %s".formatted(done, progress.getMax(), unit);
        if (done == 0) {
            return List.of(count);
        }
        double seconds = progress.getElapsedAfterStart().toMillis() / 1e3;
        String left = Words.duration(seconds / done * (progress.getMax() - done));
        return List.of("%s, %s left".formatted(count, left), count);
    }

    /**
     * Task, bar, percent and the longest message that fits; the bar only if there is room left. The task is omitted if
     * not even the shortest message fits beside it.
     *
     * @param done 0..1
     */
    static String line(String task, double done, List<String> messages, int width) {
        String percent = "%3d%%".formatted((int) (100 * Math.min(1, Math.max(0, done))));
        String shortest = messages.get(messages.size() - 1);
        for (String message : messages) {
            int room = width - task.length() - percent.length() - message.length() - 2; // spaces between the three
            if (room >= 0) {
                return (task + bar(done, room) + " " + percent + " " + message).stripTrailing();
            }
        }
        String line = (percent + " " + shortest).strip();
        return line.substring(0, Math.min(line.length(), width));
    }

    /** The count, and the longest message that fits. */
    static String lineWithoutTotal(String count, List<String> messages, int width) {
        for (String message : messages) {
            if (count.length() + 2 + message.length() <= width) {
                return count + ", " + message;
            }
        }
        return count.substring(0, Math.min(count.length(), width));
    }

    /** The bar with the space before it, or nothing if it would be too short to be useful. */
    private static String bar(double done, int room) {
        int inside = Math.min(LARGEST_BAR, room - 3);
        if (inside < LEAST_BAR) {
            return "";
        }
        int full = (int) Math.round(inside * Math.min(1, Math.max(0, done)));
        String head = full > 0 && full < inside ? ">" : full == 0 ? "" : "=";
        return " [" + "=".repeat(Math.max(0, full - 1)) + head + " ".repeat(inside - full) + "]";
    }

    private synchronized void draw(String line) {
        err.print(CLEAR_LINE + Printable.line(line));
        err.flush();
    }

    @Override
    public void step(String... newMessages) {
        messages = List.of(newMessages);
        bar.step();
    }

    @Override
    public synchronized void line(String text) {
        err.println(CLEAR_LINE + Printable.lines(text));
        err.flush();
    }

    /** Removes the bar; results are printed in lines. */
    @Override
    public void close() {
        bar.close();
        draw("");
    }
}
