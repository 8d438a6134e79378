package dev.maskwright.inventory.capture;

import java.util.Locale;

/**
 * Why a picture should be taken again.
 *
 * @param figure the measured value
 * @param threshold its limit
 */
public record Advice(Fault fault, double figure, double threshold) {

    /** Possible faults of a picture, with their remedies. */
    public enum Fault {
        BLURRED("too blurred", "blur %.2f, at most %.2f", "hold the camera still, let it focus, wipe the lens"),
        DARK("too dark", "brightness %.2f, at least %.2f", "switch the lights on, or expose longer"),
        TILTED("tilted", "by %.1f degrees, at most %.1f", "turn the camera until upright edges stand upright"),
        OVERLAP(
                "not the view of the last picture",
                "overlap %.2f, at least %.2f",
                "stand where the last picture was taken, or name another shelf");

        private final String words;
        private final String figures;
        private final String help;

        Fault(String words, String figures, String help) {
            this.words = words;
            this.figures = figures;
            this.help = help;
        }

        /** {@code too blurred}. */
        public String words() {
            return words;
        }
    }

    /** {@code too dark (brightness 0.08, at least 0.15): switch the lights on, or expose longer}. */
    @Override
    public String toString() {
        return "%s (%s): %s"
                .formatted(fault.words, String.format(Locale.ROOT, fault.figures, figure, threshold), fault.help);
    }
}
