package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;

/** Checks that benchmarks make on their results, most of them before measuring. */
final class Checks {

    private Checks() {}

    /**
     * Requires that two masks are alike.
     *
     * @param share of the pixels that must have the same class, 0..1
     */
    static void requireAlike(String what, byte[] expected, byte[] found, double share) {
        if (expected.length != found.length) {
            throw new IllegalStateException(
                    "%s: expected a mask of %d pixels, got %d".formatted(what, expected.length, found.length));
        }
        int equal = 0;
        for (int i = 0; i < expected.length; i++) {
            equal += expected[i] == found[i] ? 1 : 0;
        }
        if (equal < share * expected.length) {
            throw new IllegalStateException(
                    "%s: only %d of %d pixels are equal".formatted(what, equal, expected.length));
        }
    }

    /**
     * Requires that a mask has at least {@code count} classes: a mask of background only would equal many wrong ones.
     */
    static void requireClasses(Mask mask, int count) {
        int present = 0;
        for (int area : mask.areas()) {
            present += area > 0 ? 1 : 0;
        }
        if (present < count) {
            throw new IllegalStateException("the mask has %d classes, expected at least %d".formatted(present, count));
        }
    }
}
