package dev.maskwright.sdk;

/**
 * How the mask of a model's golden sample came out on this machine.
 *
 * @param pixels of the golden mask
 * @param different how many of them have another class here
 */
public record GoldenCheck(int pixels, int different) {

    /** The share of pixels that are alike: 0..1. */
    public double alike() {
        return 1.0 - (double) different / pixels;
    }
}
