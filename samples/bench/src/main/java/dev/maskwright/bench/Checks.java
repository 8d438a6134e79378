package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;

/** What a benchmark requires of its results before it measures anything. */
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
                    "%s: masks of %d and %d pixels".formatted(what, expected.length, found.length));
        }
        int equal = 0;
        for (int i = 0; i < expected.length; i++) {
            equal += expected[i] == found[i] ? 1 : 0;
        }
        if (equal < share * expected.length) {
            throw new IllegalStateException(
                    "%s: only %d of %d pixels are alike".formatted(what, equal, expected.length));
        }
    }

    /** Requires that a mask is worth comparing: one that holds nothing but background equals many wrong ones. */
    static void requireClasses(Mask mask, int count) {
        int present = 0;
        for (int area : mask.areas()) {
            present += area > 0 ? 1 : 0;
        }
        if (present < count) {
            throw new IllegalStateException("the mask has %d classes, fewer than %d".formatted(present, count));
        }
    }
}
