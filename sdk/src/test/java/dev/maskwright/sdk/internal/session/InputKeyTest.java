package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputKeyTest {

    @Test
    void everyBitCounts() {
        byte[] bytes = new byte[61]; // seven longs and a rest
        new Random(1).nextBytes(bytes);
        Set<Long> high = new HashSet<>();
        Set<Long> low = new HashSet<>();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            InputKey key = key(bytes);
            assertTrue(high.add(key.high()) && low.add(key.low()), "bit " + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertTrue(high.add(key(bytes).high()));
    }

    @Test
    void theOrderOfBytesCounts() {
        byte[] bytes = new byte[64];
        bytes[0] = 1;
        byte[] moved = new byte[64];
        moved[8] = 1;
        assertNotEquals(key(bytes).high(), key(moved).high());
        assertNotEquals(key(bytes).low(), key(moved).low());
    }

    @Test
    void onlyThePlaceThatIsAskedForCounts() {
        ByteBuffer two = ByteBuffer.allocate(48);
        for (int i = 0; i < 48; i++) {
            two.put(i, (byte) (i % 24));
        }
        assertEquals(InputKey.of(two, 0, 24, 1, 1), InputKey.of(two, 24, 48, 1, 1));
        assertNotEquals(InputKey.of(two, 0, 24, 1, 1), InputKey.of(two, 0, 24, 1, 2));
    }

    private static InputKey key(byte[] bytes) {
        return InputKey.of(ByteBuffer.wrap(bytes), 0, bytes.length, 1, 1);
    }
}
