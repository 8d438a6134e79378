package dev.maskwright.models.weights;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.models.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    /** Room for 100,000 tensors; JSON in memory is many times what it is in the file. */
    private static final long LARGEST_HEADER = 16 << 20;

    private SafetensorsFile() {}

    /**
     * Reads all tensors of a file of at most 2 GiB, in the order of their bytes.
     *
     * @throws IOException if the file cannot be read, or is no safetensors file; the message says what was found
     */
    public static Weights read(Path file) throws IOException {
        return parse(FileBytes.map(file), file.toString());
    }

    /**
     * As {@link #read}, for a file in memory.
     *
     * @param file the whole file, from 0 to its limit
     * @param source where it comes from, for messages
     */
    public static Weights parse(ByteBuffer file, String source) throws IOException {
        try {
            byte[] header = header(file);
            int begin = 8 + header.length;
            return Weights.of(tensors(json(header), file.slice(begin, file.limit() - begin)));
        } catch (MalformedException e) {
            throw malformed(source, e);
        }
    }

    /** The free text that a file carries beside its tensors; empty if it has none. */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        try {
            Map<String, String> metadata = new LinkedHashMap<>();
            JsonElement fields = json(header(FileBytes.map(file))).get(METADATA);
            if (fields != null && fields.isJsonObject()) {
                for (Map.Entry<String, JsonElement> field :
                        fields.getAsJsonObject().entrySet()) {
                    if (!field.getValue().isJsonPrimitive()) {
                        throw new MalformedException("its metadata '%s' is not text", Quoted.of(field.getKey()));
                    }
                    metadata.put(field.getKey(), field.getValue().getAsString());
                }
            }
            return metadata;
        } catch (MalformedException e) {
            throw malformed(file.toString(), e);
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
        WholeFile.write(file, channel -> {
            WholeFile.writeFully(
                    channel,
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .flip());
            WholeFile.writeFully(channel, ByteBuffer.wrap(text));
            for (Tensor tensor : weights.asMap().values()) {
                WholeFile.writeFully(channel, encode(tensor));
            }
        });
    }

    private record Entry(String key, Tensor.Type type, Shape shape, long length, int begin, int end) {}

    private static byte[] header(ByteBuffer file) throws MalformedException {
        int size = file.limit();
        if (size < 8) {
            throw new MalformedException("it has %d bytes", size);
        }
        long length = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (length < 2 || length > Math.min(size - 8, LARGEST_HEADER)) {
            throw new MalformedException("its header claims %d of %d bytes", length, size);
        }
        byte[] header = new byte[(int) length];
        file.get(8, header);
        return header;
    }

    private static JsonObject json(byte[] header) throws MalformedException {
        try {
            return JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new MalformedException(
                    "its header is not a JSON object: %s", Quoted.of(String.valueOf(e.getMessage())));
        }
    }

    private static Map<String, Tensor> tensors(JsonObject header, ByteBuffer data) throws MalformedException {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Map.Entry<String, JsonElement> field : header.entrySet()) {
                if (!field.getKey().equals(METADATA)) {
                    entries.add(entry(field.getKey(), field.getValue().getAsJsonObject()));
                }
            }
        } catch (RuntimeException e) { // whatever the JSON has in place of what is asked for
            throw new MalformedException("its header cannot be read: %s", Quoted.of(String.valueOf(e.getMessage())));
        }
        entries.sort(Comparator.comparingInt(Entry::begin));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int expected = 0;
        for (Entry entry : entries) {
            if (entry.begin() != expected
                    || entry.end() - (long) entry.begin() != entry.length()
                    || entry.end() > data.limit()) {
                throw new MalformedException(
                        "tensor '%s', %s %s, claims bytes %d to %d; expected %d to %d of %d",
                        Quoted.of(entry.key()),
                        entry.type(),
                        entry.shape(),
                        entry.begin(),
                        entry.end(),
                        expected,
                        expected + entry.length(),
                        data.limit());
            }
            expected = entry.end();
            tensors.put(entry.key(), decode(entry, data));
        }
        if (expected != data.limit()) {
            throw new MalformedException("its tensors end at byte %d of %d", expected, data.limit());
        }
        return tensors;
    }

    private static Entry entry(String key, JsonObject field) {
        List<Integer> sizes = new ArrayList<>();
        field.getAsJsonArray("shape").forEach(size -> sizes.add(exact(size)));
        Tensor.Type type = Tensor.Type.valueOf(field.get("dtype").getAsString());
        Shape shape = new Shape(sizes);
        return new Entry(
                key,
                type,
                shape,
                Math.multiplyExact(shape.elements(), (long) type.bytes()),
                exact(field.getAsJsonArray("data_offsets").get(0)),
                exact(field.getAsJsonArray("data_offsets").get(1)));
    }

    /** Unlike {@code getAsInt}, which takes 4294967296 for 0. */
    private static int exact(JsonElement number) {
        return number.getAsBigDecimal().intValueExact();
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

    private static IOException malformed(String source, MalformedException cause) {
        return new IOException(
                "%s is not a complete safetensors file: %s; copy or save it again"
                        .formatted(source, cause.getMessage()),
                cause);
    }
}
