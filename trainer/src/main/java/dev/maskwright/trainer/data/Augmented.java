package dev.maskwright.trainer.data;

import java.util.List;

/**
 * A sample as it is learned from.
 *
 * @param plain (H, W, 3): the same crop before its pixels changed ({@code materials}, {@code color}, {@code blur},
 *              {@code noise}, {@code jpeg}, {@code cutOut}); what moved, was pasted or joined has done so here, too
 * @param steps what was done to get there, in words and in order, such as {@code turned -7°}
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes per second pass through here; nobody compares samples
public record Augmented(Sample sample, byte[] plain, List<String> steps) {

    public Augmented {
        steps = List.copyOf(steps);
    }
}
