package dev.maskwright.sdk;

import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelFormatException;

/**
 * The result of segmenting a model's golden sample on this machine.
 *
 * @param pixels of the golden mask
 * @param different how many of them have a different class here
 */
public record GoldenCheck(int pixels, int different) {

    /** @throws ModelFormatException if the golden mask and the computed one differ in size */
    static GoldenCheck of(String model, Golden golden, Mask made) {
        if (made.width() != golden.maskWidth() || made.height() != golden.maskHeight()) {
            throw new ModelFormatException(
                    "%s: its golden mask has %dx%d pixels, but its output has %dx%d; export it again"
                            .formatted(model, golden.maskWidth(), golden.maskHeight(), made.width(), made.height()));
        }
        int different = 0;
        for (int i = 0; i < golden.classIds().length; i++) {
            different += golden.classIds()[i] == made.classIds()[i] ? 0 : 1;
        }
        return new GoldenCheck(golden.classIds().length, different);
    }

    /** The share of equal pixels, 0..1. */
    public double alike() {
        return 1.0 - (double) different / pixels;
    }
}
