package dev.maskwright.models.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.graph.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes safetensors files: the length of a JSON header as 8 little-endian bytes, the header with each
 * tensor's type, shape and byte range, then the bytes of all tensors without gaps.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class SafetensorsFile {

    private static final String METADATA = "__metadata__";
    /** Headers above this are refused by the reference reader, too. */
    private static final long LARGEST_HEADER = 100_000_000;

    private SafetensorsFile() {}

    /**
     * Reads all tensors of a file of at most 2 GiB, in the order of their bytes.
     *
     * @throws IOException if the file cannot be read, or is no safetensors file; the message says what was found
     */
    public static Weights read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] header = header(file, channel);
            long begin = 8L + header.length;
            ByteBuffer data = channel.map(MapMode.READ_ONLY, begin, channel.size() - begin);
            return Weights.of(tensors(file, parse(file, header), data));
        }
    }

    /** The free text that a file carries beside its tensors; empty if it has none. */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Map<String, String> metadata = new LinkedHashMap<>();
            JsonElement fields = parse(file, header(file, channel)).get(METADATA);
            if (fields != null && fields.isJsonObject()) {
                fields.getAsJsonObject().asMap().forEach((key, value) -> metadata.put(key, value.getAsString()));
            }
            return metadata;
        }
    }

    /** Writes a file that appears whole or not at all. */
    public static void write(Path file, Weights weights) throws IOException {
        write(file, weights, Map.of());
    }

    /** As {@link #write(Path, Weights)}, with free text beside the tensors. */
    public static void write(Path file, Weights weights, Map<String, String> metadata) throws IOException {
        JsonObject header = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject fields = new JsonObject();
            metadata.forEach(fields::addProperty);
            header.add(METADATA, fields);
        }
        long end = 0;
        for (Map.Entry<String, Tensor> entry : weights.asMap().entrySet()) {
            long begin = end;
            Tensor tensor = entry.getValue();
            end += tensor.shape().elements() * tensor.type().bytes();
            header.add(entry.getKey(), describe(tensor, begin, end));
        }
        // Padding with spaces keeps the tensors aligned, as the reference writer does.
        String json = header.toString();
        byte[] text =
                (json + " ".repeat(-json.getBytes(StandardCharsets.UTF_8).length & 7)).getBytes(StandardCharsets.UTF_8);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(
                    channel,
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .flip());
            writeFully(channel, ByteBuffer.wrap(text));
            for (Tensor tensor : weights.asMap().values()) {
                writeFully(channel, encode(tensor));
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private record Entry(String key, Tensor.Type type, Shape shape, long length, int begin, int end) {}

    private static byte[] header(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8 || size > Integer.MAX_VALUE) {
            throw malformed(file, "it has %d bytes".formatted(size));
        }
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length);
        long headerLength = length.getLong(0);
        if (headerLength < 2 || headerLength > Math.min(size - 8, LARGEST_HEADER)) {
            throw malformed(file, "its header claims %d of %d bytes".formatted(headerLength, size));
        }
        ByteBuffer header = ByteBuffer.allocate((int) headerLength);
        readFully(channel, header);
        return header.array();
    }

    private static JsonObject parse(Path file, byte[] header) throws IOException {
        try {
            return JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw malformed(file, "its header is no JSON object: " + e.getMessage());
        }
    }

    private static Map<String, Tensor> tensors(Path file, JsonObject header, ByteBuffer data) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Map.Entry<String, JsonElement> field : header.entrySet()) {
                if (!field.getKey().equals(METADATA)) {
                    entries.add(entry(field.getKey(), field.getValue().getAsJsonObject()));
                }
            }
        } catch (RuntimeException e) { // whatever the JSON has in place of what is asked for
            throw malformed(file, "its header cannot be read: " + e.getMessage());
        }
        entries.sort(Comparator.comparingInt(Entry::begin));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int expected = 0;
        for (Entry entry : entries) {
            if (entry.begin() != expected
                    || entry.end() - (long) entry.begin() != entry.length()
                    || entry.end() > data.limit()) {
                throw malformed(
                        file,
                        "tensor '%s', %s %s, claims bytes %d to %d; expected %d to %d of %d"
                                .formatted(
                                        entry.key(),
                                        entry.type(),
                                        entry.shape(),
                                        entry.begin(),
                                        entry.end(),
                                        expected,
                                        expected + entry.length(),
                                        data.limit()));
            }
            expected = entry.end();
            tensors.put(entry.key(), decode(entry, data));
        }
        if (expected != data.limit()) {
            throw malformed(file, "its tensors end at byte %d of %d".formatted(expected, data.limit()));
        }
        return tensors;
    }

    private static Entry entry(String key, JsonObject field) {
        List<Integer> sizes = new ArrayList<>();
        field.getAsJsonArray("shape").forEach(size -> sizes.add(size.getAsInt()));
        Tensor.Type type = Tensor.Type.valueOf(field.get("dtype").getAsString());
        Shape shape = new Shape(sizes);
        return new Entry(
                key,
                type,
                shape,
                Math.multiplyExact(shape.elements(), (long) type.bytes()),
                field.getAsJsonArray("data_offsets").get(0).getAsInt(),
                field.getAsJsonArray("data_offsets").get(1).getAsInt());
    }

    private static JsonObject describe(Tensor tensor, long begin, long end) {
        JsonObject field = new JsonObject();
        field.addProperty("dtype", tensor.type().name());
        JsonArray shape = new JsonArray();
        tensor.shape().sizes().forEach(shape::add);
        field.add("shape", shape);
        JsonArray offsets = new JsonArray();
        offsets.add(begin);
        offsets.add(end);
        field.add("data_offsets", offsets);
        return field;
    }

    private static Tensor decode(Entry entry, ByteBuffer data) {
        ByteBuffer bytes =
                data.slice(entry.begin(), entry.end() - entry.begin()).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) entry.shape().elements()];
        switch (entry.type()) {
            case F32 -> bytes.asFloatBuffer().get(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float16.toFloat(bytes.getShort(2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
            }
            case I64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes.getLong(8 * i);
                }
            }
        }
        return new Tensor(entry.type(), entry.shape(), values);
    }

    private static ByteBuffer encode(Tensor tensor) {
        float[] values = tensor.values();
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * tensor.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.type()) {
            case F32 -> bytes.asFloatBuffer().put(values);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putShort(2 * i, Float16.toBits(values[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    int bits = Float.floatToRawIntBits(values[i]);
                    bytes.putShort(2 * i, (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
                }
            }
            case I64 -> {
                for (int i = 0; i < values.length; i++) {
                    bytes.putLong(8 * i, (long) values[i]);
                }
            }
        }
        return bytes;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
    }

    private static IOException malformed(Path file, String found) {
        return new IOException("%s is no whole safetensors file: %s; copy or save it again".formatted(file, found));
    }
}
