package dev.maskwright.trainer.lint;

import java.util.Locale;

/** Formats numbers for display. */
final class Texts {

    private Texts() {}

    /** A share 0..1: {@code 12.5 %}, {@code below 0.01 %}. */
    static String percent(double share) {
        double percent = 100 * share;
        if (percent > 0 && percent < 0.01) {
            return "below 0.01 %";
        }
        return String.format(Locale.ROOT, percent < 1 && percent > 0 ? "%.2f %%" : "%.1f %%", percent);
    }
}
