package dev.maskwright.trainer.data;

import java.util.List;

/**
 * An augmented sample, as the network sees it.
 *
 * @param plain (H, W, 3): the same crop before its pixels changed ({@code materials}, {@code color}, {@code blur},
 *              {@code noise}, {@code jpeg}, {@code cutOut}); motion, pasting and joining are included
 * @param steps descriptions of the steps that were applied, in order, such as {@code turned -7°}
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes per second pass through here; nobody compares samples
public record Augmented(Sample sample, byte[] plain, List<String> steps) {

    public Augmented {
        steps = List.copyOf(steps);
    }
}
