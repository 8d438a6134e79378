package dev.maskwright.sdk.internal.session;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads Protocol Buffers messages field by field, without storing fields that are not wanted. For one thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class MessageReader {

    private static final int CHUNK = 1 << 16;
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int COUNTED_BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final InputStream stream;
    private long position;

    /** @param stream at the first byte of a message; the caller closes it */
    MessageReader(InputStream stream) {
        this.stream = stream;
    }

    /**
     * Receives a length-delimited field and must consume all of it with {@link #message}, {@link #packed},
     * {@link #bytes}, {@link #text} or {@link #skip}.
     */
    @FunctionalInterface
    interface Field {
        void take(int number, long length) throws IOException;
    }

    /** Receives a varint field. */
    @FunctionalInterface
    interface Numbers {
        void take(int number, long value) throws IOException;
    }

    /** Reads a message that extends to the end of the stream. */
    void message(Field fields) throws IOException {
        read(Long.MAX_VALUE, fields, (number, value) -> {});
    }

    /** Reads an embedded message. */
    void message(long length, Field fields) throws IOException {
        message(length, fields, (number, value) -> {});
    }

    /** Reads an embedded message, including its varint fields. */
    void message(long length, Field fields, Numbers numbers) throws IOException {
        read(position + length, fields, numbers);
    }

    private void read(long end, Field fields, Numbers numbers) throws IOException {
        while (position < end) {
            long tag = varint();
            if (tag < 0) {
                return; // the end of the file
            }
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case VARINT -> numbers.take(number, varint());
                case EIGHT_BYTES -> skip(8);
                case FOUR_BYTES -> skip(4);
                case COUNTED_BYTES -> fields.take(number, varint());
                default -> throw new EOFException("no message at byte " + position);
            }
        }
    }

    /** Passes on the varints of a packed field of {@code length} bytes. */
    void packed(int number, long length, Numbers numbers) throws IOException {
        long end = position + length;
        while (position < end) {
            numbers.take(number, varint());
        }
    }

    /** The next varint; -1 at the end of the file. */
    private long varint() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = stream.read();
            if (next < 0) {
                position = Long.MAX_VALUE;
                return -1;
            }
            position++;
            number |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw new EOFException("no number at byte " + position);
    }

    void skip(long bytes) throws IOException {
        if (bytes < 0) {
            throw new EOFException("no length at byte " + position);
        }
        stream.skipNBytes(bytes);
        position += bytes;
    }

    /** Passes on the bytes of a field in order, in chunks that never split a number of up to 8 bytes. */
    void bytes(long length, Consumer<ByteBuffer> consumer) throws IOException {
        byte[] chunk = new byte[(int) Math.min(Math.max(length, 0), CHUNK)];
        for (long left = length; left > 0; left -= chunk.length) {
            int count = stream.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
            position += count;
            consumer.accept(ByteBuffer.wrap(chunk, 0, count).order(ByteOrder.LITTLE_ENDIAN));
            if (count < chunk.length) {
                return; // the end of the field, or of the file
            }
        }
    }

    /** The first 64 kB of a text, which is enough for any name. */
    String text(long length) throws IOException {
        byte[] bytes = stream.readNBytes((int) Math.min(Math.max(length, 0), 1 << 16));
        position += bytes.length;
        skip(length - bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
