package dev.maskwright.sdk.internal.session;

import java.nio.ByteBuffer;

/**
 * What tells one input of a network from another: 128 bits made of all its bytes. It is no protection against somebody
 * who searches for two inputs with the same key.
 *
 * @param width of the frame that the input was made of
 * @param height of the frame that the input was made of
 */
public record InputKey(long high, long low, int width, int height) {

    // Those of splitmix64: odd, half of their bits set, without a pattern.
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
