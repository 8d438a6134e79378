package dev.maskwright.sdk.internal.session;

import java.nio.ByteBuffer;

/**
 * Identifies an input of a network by a 128-bit hash of all its bytes. The hash is not cryptographic: someone can
 * construct two inputs with the same key.
 *
 * @param width of the frame that the input was made from
 * @param height of the frame that the input was made from
 */
public record InputKey(long high, long low, int width, int height) {

    // The constants of splitmix64: odd, with half of their bits set, and without a pattern.
    private static final long A = 0x9e3779b97f4a7c15L;
    private static final long B = 0xbf58476d1ce4e5b9L;
    private static final long C = 0x94d049bb133111ebL;

    /** The key of bytes {@code from} to {@code to}. */
    static InputKey of(ByteBuffer bytes, int from, int to, int width, int height) {
        long high = A;
        long low = C ^ (to - from);
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long value = bytes.getLong(i);
            high = (high ^ value) * B;
            high ^= high >>> 29;
            low = Long.rotateLeft(low + value * A, 31) * C;
        }
        for (; i < to; i++) {
            high = (high ^ bytes.get(i)) * B;
            low = Long.rotateLeft(low + bytes.get(i) * A, 31) * C;
        }
        return new InputKey(high ^ (high >>> 32), low ^ (low >>> 32), width, height);
    }
}
