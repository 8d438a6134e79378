package dev.maskwright.sdk.internal.image;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of a JPEG picture its scans have delivered: in a progressive JPEG, each scan has some coefficients of some
 * components, or one more bit of them.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex G</a>
 */
final class ScanProgress {

    private static final int COEFFICIENTS = 64;
    private static final int NOTHING = 99; // bits that are still missing

    private final Map<Integer, int[]> missing = new HashMap<>(); // bits of each coefficient, by component
    private boolean isProgressive;

    /** @param from where the contents of the segment begin */
    void frame(int marker, byte[] bytes, int from, int to) {
        isProgressive = (marker & 3) == 2;
        int components = bytes[from + 5] & 0xff;
        for (int i = 0; i < components && from + 6 + 3 * i < to; i++) {
            int[] bits = new int[COEFFICIENTS];
            Arrays.fill(bits, NOTHING);
            missing.put(bytes[from + 6 + 3 * i] & 0xff, bits);
        }
    }

    void scan(byte[] bytes, int from, int to) {
        if (from >= to) {
            return;
        }
        int components = bytes[from] & 0xff;
        int end = from + 1 + 2 * components; // of the list of components
        if (end + 2 >= to) {
            return;
        }
        int first = isProgressive ? bytes[end] & 0xff : 0;
        int last = isProgressive ? Math.min(bytes[end + 1] & 0xff, COEFFICIENTS - 1) : COEFFICIENTS - 1;
        int bits = isProgressive ? bytes[end + 2] & 0x0f : 0;
        for (int i = 0; i < components; i++) {
            int[] coefficients = missing.get(bytes[from + 1 + 2 * i] & 0xff);
            for (int k = first; coefficients != null && k <= last; k++) {
                coefficients[k] = bits;
            }
        }
    }

    /** Whether the last scan of every coefficient of every component has begun. */
    boolean isComplete() {
        for (int[] bits : missing.values()) {
            for (int one : bits) {
                if (one > 0) {
                    return false;
                }
            }
        }
        return !missing.isEmpty();
    }
}
