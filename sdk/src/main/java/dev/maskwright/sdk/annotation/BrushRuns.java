package dev.maskwright.sdk.annotation;

import com.google.gson.JsonArray;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.geometry.RunLengths;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/**
 * A region in the format of Label Studio's brush: the bytes of an RGBA picture, 255 inside and 0 outside, row by row,
 * run-length encoded. A header (number of values, bits per value, bits of each of four kinds of counts) is followed by
 * runs: one bit that says whether a value is repeated, two bits for the kind of count, the count minus one, and the
 * value.
 *
 * @see <a href="https://github.com/thi-ng/umbrella/tree/develop/packages/rle-pack">rle-pack, whose format this is</a>
 */
final class BrushRuns {

    private static final int CHANNELS = 4;
    private static final int VALUE_BITS = 8;
    private static final int[] COUNT_BITS = {3, 4, 8, 16};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int current;
    private int size; // bits in it

    private BrushRuns() {}

    /** The encoded bytes as JSON numbers. */
    static JsonArray of(Region region) {
        BrushRuns packed = new BrushRuns();
        packed.pack(region.runLengths());
        JsonArray numbers = new JsonArray();
        for (byte b : packed.bytes.toByteArray()) {
            numbers.add(b & 0xff);
        }
        return numbers;
    }

    private void pack(RunLengths pixels) {
        int width = pixels.width();
        int height = pixels.height();
        put(CHANNELS * width * height, 32);
        put(VALUE_BITS - 1, 5);
        for (int bits : COUNT_BITS) {
            put(bits - 1, 4);
        }
        BitSet columns = pixels.bits();
        boolean isInside = false;
        int start = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (columns.get(x * height + y) != isInside) {
                    int at = y * width + x;
                    run(CHANNELS * (at - start), isInside);
                    start = at;
                    isInside = !isInside;
                }
            }
        }
        run(CHANNELS * (width * height - start), isInside);
        put(0, (Byte.SIZE - size) % Byte.SIZE); // pads to a whole byte
    }

    private void run(int length, boolean isInside) {
        int left = length;
        while (left > 0) {
            int kind = 0;
            while (kind < COUNT_BITS.length - 1 && left > 1 << COUNT_BITS[kind]) {
                kind++;
            }
            int count = Math.min(left, 1 << COUNT_BITS[kind]);
            put(1, 1);
            put(kind, 2);
            put(count - 1, COUNT_BITS[kind]);
            put(isInside ? 0xff : 0, VALUE_BITS);
            left -= count;
        }
    }

    /** Appends the lowest {@code bits} bits of a value, most significant first. */
    private void put(int value, int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            current = current << 1 | (value >>> i & 1);
            size++;
            if (size == Byte.SIZE) {
                bytes.write(current);
                size = 0;
            }
        }
    }
}
