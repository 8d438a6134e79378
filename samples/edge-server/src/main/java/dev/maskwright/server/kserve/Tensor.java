package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in the protocol's binary form.
 *
 * @param bytes elements in row-major order, little-endian; a string of bytes has its length before it, in 4 bytes
 */
record Tensor(String name, Datatype datatype, List<Long> shape, byte[] bytes) {

    private static final int LENGTH_BYTES = 4;

    Tensor {
        shape = List.copyOf(shape);
    }

    /** @throws RefusedException if the shape is impossible, or does not match the number of bytes */
    static Tensor checked(String name, Datatype datatype, List<Long> shape, byte[] bytes) throws RefusedException {
        long expected = elements(name, shape) * datatype.size();
        if (datatype != Datatype.BYTES && bytes.length != expected) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "'%s' is a tensor of %s of shape %s, which has %d bytes, got %d"
                            .formatted(name, datatype, shape, expected, bytes.length));
        }
        return new Tensor(name, datatype, shape, bytes);
    }

    /** @throws RefusedException if there is no such datatype here */
    static Datatype datatype(String tensor, String name) throws RefusedException {
        return Arrays.stream(Datatype.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        Reason.BAD_REQUEST,
                        "'%s' is a tensor of '%s'; this server takes %s"
                                .formatted(tensor, name, Arrays.toString(Datatype.values()))));
    }

    /** @throws RefusedException if it is none of 0..255 */
    static byte byteOf(String name, int number) throws RefusedException {
        if (number < 0 || number > 255) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "a UINT8 is 0..255, got %s in '%s'".formatted(Integer.toUnsignedString(number), name));
        }
        return (byte) number;
    }

    /** @throws RefusedException if it is impossible */
    static long elements(String name, List<Long> shape) throws RefusedException {
        long elements = 1;
        for (long side : shape) {
            if (side < 0 || (side > 0 && elements > Integer.MAX_VALUE / side)) {
                throw new RefusedException(
                        Reason.BAD_REQUEST, "the shape %s of '%s' is impossible".formatted(shape, name));
            }
            elements *= side;
        }
        return elements;
    }

    /** @throws RefusedException if there are too many elements: each becomes an object, however small */
    static void requireFew(String name, long elements, int most) throws RefusedException {
        if (elements > most) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "%d pictures in '%s', but at most %d are accepted; send them in several requests"
                            .formatted(elements, name, most));
        }
    }

    /**
     * Its elements, if they are strings.
     *
     * @throws RefusedException if there are too many, their lengths do not add up, or their number does not match the
     *     shape
     */
    List<byte[]> strings(int most) throws RefusedException {
        requireFew(name, elements(name, shape), most);
        List<byte[]> strings = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.remaining() >= LENGTH_BYTES && strings.size() < elements(name, shape)) {
            int length = buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                break;
            }
            byte[] string = new byte[length];
            buffer.get(string);
            strings.add(string);
        }
        if (buffer.hasRemaining() || strings.size() != elements(name, shape)) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    ("'%s' of shape %s must be %d strings, each after its length in 4 bytes, but"
                                    + " %d bytes are left after %d strings")
                            .formatted(name, shape, elements(name, shape), buffer.remaining(), strings.size()));
        }
        return strings;
    }

    /** A tensor of strings. */
    static Tensor ofStrings(String name, List<Long> shape, List<byte[]> strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] string : strings) {
            bytes.writeBytes(ByteBuffer.allocate(LENGTH_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(string.length)
                    .array());
            bytes.writeBytes(string);
        }
        return new Tensor(name, Datatype.BYTES, shape, bytes.toByteArray());
    }
}
