package dev.maskwright.models.weights;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.models.graph.Shape;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
     * Reads all tensors of a file of at most 2 GiB, in the order of their bytes: floats as floats, whole numbers of any
     * width as int64. Empty tensors and those of other types (complex, float8) are ignored and named in {@link
     * Weights#remarks}.
     *
     * @throws IOException if the file cannot be read, or is not a safetensors file; the message says what was found
     */
    public static Weights read(Path file) throws IOException {
        return parse(FileBytes.map(file), file.toString());
    }

    /**
     * As {@link #read}, for a file in memory.
     *
     * @param file the whole file, from 0 to its limit
     * @param source what messages call it
     */
    public static Weights parse(ByteBuffer file, String source) throws IOException {
        try {
            byte[] header = header(file);
            int begin = 8 + header.length;
            return tensors(json(header), file.slice(begin, file.limit() - begin));
        } catch (MalformedException e) {
            throw malformed(source, e);
        }
    }

    /** The metadata of a file, free text beside its tensors; empty if it has none. */
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

    /**
     * A tensor.
     *
     * @param length its size in bytes, according to its shape
     * @param type that its numbers are read as; empty if they are not read
     */
    private record Entry(
            String key,
            String dtype,
            List<Integer> sizes,
            long length,
            int begin,
            int end,
            Optional<StorageType> type) {

        private boolean isRead() {
            return type.isPresent() && length > 0;
        }
    }

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
        JsonObject json = new JsonObject();
        try (JsonReader reader = new JsonReader(new StringReader(new String(header, StandardCharsets.UTF_8)))) {
            TypeAdapter<JsonElement> values = new Gson().getAdapter(JsonElement.class);
            reader.beginObject();
            while (reader.hasNext()) {
                String key = reader.nextName();
                if (json.has(key)) {
                    throw new MalformedException("it has two tensors called '%s'", Quoted.of(key));
                }
                json.add(key, values.read(reader));
            }
            reader.endObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) { // usually fails by itself
                throw new MalformedException("its header continues after its JSON object");
            }
            return json;
        } catch (JsonParseException | IllegalStateException | IOException e) {
            throw new MalformedException(
                    "its header is not a JSON object: %s", Quoted.of(String.valueOf(e.getMessage())));
        }
    }

    private static Weights tensors(JsonObject header, ByteBuffer data) throws MalformedException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonElement> field : header.entrySet()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        if (entries.isEmpty()) {
            throw new MalformedException("it holds no tensors");
        }
        entries.sort(Comparator.comparingInt(Entry::begin).thenComparingInt(Entry::end));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        int expected = 0;
        for (Entry entry : entries) {
            checkPlace(entry, expected, data.limit());
            expected = entry.end();
            if (entry.isRead()) {
                tensors.put(entry.key(), decode(entry, data));
            } else {
                leftOut.add("'%s' (%s)"
                        .formatted(Quoted.of(entry.key()), entry.length() == 0 ? "empty" : Quoted.of(entry.dtype())));
            }
        }
        if (expected != data.limit()) {
            throw new MalformedException("its tensors end at byte %d of %d", expected, data.limit());
        }
        if (tensors.isEmpty()) {
            throw new MalformedException("it holds no tensors of supported types: %s", Quoted.list(leftOut));
        }
        Weights weights = Weights.of(tensors);
        return leftOut.isEmpty()
                ? weights
                : weights.withRemark(
                        "tensors that are empty or of unsupported types were ignored: " + Quoted.list(leftOut));
    }

    private static void checkPlace(Entry entry, int expected, int limit) throws MalformedException {
        if (entry.begin() != expected || entry.end() - (long) entry.begin() != entry.length() || entry.end() > limit) {
            throw new MalformedException(
                    "tensor '%s', %s %s, claims bytes %d to %d; expected %d to %d of %d",
                    Quoted.of(entry.key()),
                    Quoted.of(entry.dtype()),
                    shape(entry.sizes()),
                    entry.begin(),
                    entry.end(),
                    expected,
                    expected + entry.length(),
                    limit);
        }
    }

    /** In the notation of {@link Shape}, which has no sizes of 0. */
    private static String shape(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("x", "(", ")"));
    }

    private static Entry entry(String key, JsonElement value) throws MalformedException {
        try {
            JsonObject field = value.getAsJsonObject();
            JsonArray offsets = field.getAsJsonArray("data_offsets");
            if (!field.has("dtype") || !field.has("shape") || offsets == null || offsets.size() != 2) {
                throw new IllegalArgumentException("it needs dtype, shape and two data_offsets");
            }
            int begin = exact(offsets.get(0));
            int end = exact(offsets.get(1));
            List<Integer> sizes = new ArrayList<>();
            long elements = 1;
            for (JsonElement size : field.getAsJsonArray("shape")) {
                sizes.add(exact(size));
                elements = Math.multiplyExact(elements, (long) exact(size));
                if (exact(size) < 0) {
                    throw new IllegalArgumentException("its shape has a size of %d".formatted(exact(size)));
                }
            }
            String dtype = field.get("dtype").getAsString();
            Optional<StorageType> type = StorageType.ofSafetensors(dtype);
            long length = type.isPresent()
                    ? Math.multiplyExact(elements, (long) type.get().bytes())
                    : (long) end - begin;
            return new Entry(key, dtype, sizes, length, begin, end, type);
        } catch (RuntimeException e) { // whatever else the JSON has in that place
            throw new MalformedException(
                    "its header says of tensor '%s': %s, which cannot be read (%s)",
                    Quoted.of(key), Quoted.of(String.valueOf(value)), Quoted.of(String.valueOf(e.getMessage())));
        }
    }

    /** Unlike {@code getAsInt}, which reads 4294967296 as 0. */
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
        Shape shape = new Shape(entry.sizes());
        StorageType type = entry.type().orElseThrow();
        float[] values = new float[(int) shape.elements()];
        if (type == StorageType.FLOAT) {
            bytes.asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = type.value(bytes, i);
            }
        }
        return new Tensor(type.type(), shape, values);
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
