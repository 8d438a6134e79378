package dev.maskwright.trainer.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of scalars that TensorBoard shows: TFRecords, each with one {@code Event} message of which only these fields
 * are written. Records are appended, so that a running TensorBoard shows them. Not thread-safe.
 *
 * <pre>
 * Event      1 wall_time: double   2 step: int64   3 file_version: string   5 summary: Summary
 *            7 session_log: SessionLog
 * Summary    1 value: repeated Value          Value  1 tag: string   2 simple_value: float
 * SessionLog 1 status: enum, START = 1
 * </pre>
 *
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">event.proto</a>
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">TFRecord</a>
 */
final class EventFile implements AutoCloseable {

    private static final int START = 1;

    private final FileChannel channel;

    private EventFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * A new file in a folder that is created if it does not exist. TensorBoard reads the files of a folder in the order
     * of their names, and these sort by time.
     *
     * @param host part of the name, as with TensorBoard's own writers
     */
    static EventFile create(Path folder, Instant now, String host) throws IOException {
        Files.createDirectories(folder);
        String name = String.format(Locale.ROOT, "events.out.tfevents.%010d.%s", now.getEpochSecond(), host);
        Path file = folder.resolve(name);
        for (int i = 1; Files.exists(file); i++) {
            file = folder.resolve("%s.%d".formatted(name, i));
        }
        EventFile events =
                new EventFile(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        Message version = event(now);
        version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        events.append(version);
        return events;
    }

    /** Invalidates this and later steps in other files of the folder. */
    void startAt(long step, Instant now) throws IOException {
        Message session = new Message();
        session.integer(1, START);
        Message event = event(now);
        event.integer(2, step);
        event.bytes(7, session.toByteArray());
        append(event);
    }

    /** The values of a step by their tags; NaN is skipped. */
    void scalars(long step, Instant now, Map<String, Double> values) throws IOException {
        Message summary = new Message();
        values.forEach((tag, value) -> {
            if (!value.isNaN()) {
                Message scalar = new Message();
                scalar.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
                scalar.float32(2, value.floatValue());
                summary.bytes(1, scalar.toByteArray());
            }
        });
        Message event = event(now);
        event.integer(2, step);
        event.bytes(5, summary.toByteArray());
        append(event);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Message event(Instant now) {
        Message event = new Message();
        event.float64(1, now.toEpochMilli() / 1e3);
        return event;
    }

    private void append(Message event) throws IOException {
        ByteBuffer record = framed(event.toByteArray());
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** Length, checksum of the length, data, checksum of the data. */
    private static ByteBuffer framed(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(8 + 4 + data.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedCrc(record.array(), 8));
        record.put(data);
        record.putInt(maskedCrc(data, data.length));
        return record.flip();
    }

    /** Rotated and shifted, so that the checksum of data with checksums in it is none of those. */
    private static int maskedCrc(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    /** A message in the wire format of protocol buffers. */
    private static final class Message {

        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int BYTES = 2;
        private static final int FIXED_32 = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void integer(int field, long value) {
            varint(field << 3 | VARINT);
            varint(value);
        }

        void float64(int field, double value) {
            varint(field << 3 | FIXED_64);
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array());
        }

        void float32(int field, float value) {
            varint(field << 3 | FIXED_32);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
        }

        void bytes(int field, byte[] value) {
            varint(field << 3 | BYTES);
            varint(value.length);
            out.writeBytes(value);
        }

        /** Seven bits per byte, the lowest first; all but the last byte have the highest bit set. */
        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
