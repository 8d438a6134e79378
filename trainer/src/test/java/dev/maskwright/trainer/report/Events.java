package dev.maskwright.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** Reads event files by Google's own reader of protocol buffers. */
final class Events {

    record Event(double wallTime, long step, String fileVersion, boolean isStart, Map<String, Float> scalars) {}

    private Events() {}

    /** The events of a file; its checksums must be right. */
    static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(bytes.position(), length);
            byte[] data = new byte[Math.toIntExact(bytes.getLong())];
            assertEquals(maskedCrc(length), bytes.getInt());
            bytes.get(data);
            assertEquals(maskedCrc(data), bytes.getInt());
            events.add(event(CodedInputStream.newInstance(data)));
        }
        return events;
    }

    /**
     * What TensorBoard shows of a folder: values by tag and step. A start takes away what other files say of its and
     * later steps.
     */
    static Map<String, Map<Long, Float>> shown(Path folder) throws IOException {
        Map<String, Map<Long, Float>> shown = new TreeMap<>();
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(files::add);
        }
        for (Path file : files) {
            for (Event event : read(file)) {
                if (event.isStart()) {
                    shown.values().forEach(steps -> steps.keySet().removeIf(step -> step >= event.step()));
                }
                event.scalars().forEach((tag, value) -> shown.computeIfAbsent(tag, any -> new TreeMap<>())
                        .put(event.step(), value));
            }
        }
        return shown;
    }

    /** As the TFRecord specification writes it. */
    private static int maskedCrc(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int crc = (int) checksum.getValue();
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    private static Event event(CodedInputStream in) throws IOException {
        double wallTime = 0;
        long step = 0;
        String version = "";
        boolean isStart = false;
        Map<String, Float> scalars = new LinkedHashMap<>();
        while (!in.isAtEnd()) {
            int tag = in.readTag();
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> wallTime = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> summary(in.readByteBuffer(), scalars);
                case 7 -> {
                    CodedInputStream session = CodedInputStream.newInstance(in.readByteBuffer());
                    assertEquals(1, WireFormat.getTagFieldNumber(session.readTag()));
                    isStart = session.readEnum() == 1;
                }
                default -> throw new IOException("field " + WireFormat.getTagFieldNumber(tag));
            }
        }
        return new Event(wallTime, step, version, isStart, scalars);
    }

    private static void summary(ByteBuffer bytes, Map<String, Float> scalars) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        while (!in.isAtEnd()) {
            assertEquals(1, WireFormat.getTagFieldNumber(in.readTag()));
            CodedInputStream value = CodedInputStream.newInstance(in.readByteBuffer());
            assertEquals(1, WireFormat.getTagFieldNumber(value.readTag()));
            String name = value.readString();
            assertEquals(2, WireFormat.getTagFieldNumber(value.readTag()));
            scalars.put(name, value.readFloat());
        }
    }
}
