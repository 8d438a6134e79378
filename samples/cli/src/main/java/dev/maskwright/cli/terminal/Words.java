package dev.maskwright.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Figures as people say them. */
public final class Words {

    private Words() {}

    /** {@code 1 picture}, {@code 2 pictures}. */
    public static String count(long count, String singular) {
        return count == 1 ? "1 " + singular : "%,d %ss".formatted(count, singular);
    }

    /** {@code 0.42 s}. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }

    /** {@code 1h 20m}, {@code 3m 12s}, {@code 7s}. */
    public static String duration(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        if (duration.toHours() > 0) {
            return "%dh %02dm".formatted(duration.toHours(), duration.toMinutesPart());
        }
        return duration.toMinutes() > 0
                ? "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%ds".formatted(duration.toSeconds());
    }

    /** {@code 0.1234}, or a dash for NaN. */
    public static String ratio(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** {@code 1.5 MB}. */
    public static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
