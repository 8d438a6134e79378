package dev.maskwright.trainer.data;

import java.util.List;

/**
 * A sample as it is learned from.
 *
 * @param steps what was done to get there, in words and in order, such as {@code turned -7°}
 */
public record Augmented(Sample sample, List<String> steps) {

    public Augmented {
        steps = List.copyOf(steps);
    }
}
