package dev.maskwright.server.kserve;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an inference request: JSON, after which the contents of tensors may follow as bytes. Numbers in the JSON are
 * stored as bytes while they are parsed, because as objects they would take many times the memory.
 *
 * @see <a
 *     href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">Binary
 *     tensor data extension</a>
 */
final class RestRequest {

    /** Where the JSON ends, if bytes follow. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private static final String BINARY_SIZE = "binary_data_size";
    private static final String BINARY = "binary_data";
    private static final String ALL_BINARY = "binary_data_output";

    /** Contents of tensors may be nested as deeply as their shape has dimensions. */
    private static final int DEEPEST = 8;

    /** More inputs and outputs than there are of either. */
    private static final int MOST_PORTS = 8;

    private final byte[] body;
    private final int mostPictures;
    private int next; // where the contents of the next tensor begin
    private String id = "";
    private boolean atNetworkSize;
    private boolean allBinary;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Set<String> binary = new HashSet<>();

    private RestRequest(byte[] body, int jsonLength, int mostPictures) {
        this.body = body;
        this.mostPictures = mostPictures;
        next = jsonLength;
    }

    /**
     * Reads it.
     *
     * @param jsonLength how many bytes of the body are JSON
     * @param mostPictures in a tensor
     * @throws RefusedException if it cannot be understood
     */
    static RestRequest read(byte[] body, int jsonLength, int mostPictures) throws RefusedException {
        RestRequest request = new RestRequest(body, jsonLength, mostPictures);
        try (JsonReader json = new JsonReader(
                new InputStreamReader(new ByteArrayInputStream(body, 0, jsonLength), StandardCharsets.UTF_8))) {
            request.readRequest(json);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new RefusedException(Reason.BAD_REQUEST, "the request cannot be read: %s".formatted(e.getMessage()));
        }
        if (request.next != body.length) {
            throw bad("%d bytes are left after the last tensor".formatted(body.length - request.next));
        }
        return request;
    }

    InferRequest request(String model, String version) {
        return new InferRequest(model, version, id, inputs, outputs, atNetworkSize);
    }

    /** Whether an output is wanted as bytes after the JSON. */
    boolean isBinary(String output) {
        return allBinary || binary.contains(output);
    }

    private static RefusedException bad(String message) {
        return new RefusedException(Reason.BAD_REQUEST, message);
    }

    private void readRequest(JsonReader json) throws IOException, RefusedException {
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "id" -> id = json.nextString();
                case "parameters" -> readParameters(json);
                case "inputs" -> readInputs(json);
                case "outputs" -> readOutputs(json);
                default -> json.skipValue();
            }
        }
        json.endObject();
    }

    private void readParameters(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case ALL_BINARY -> allBinary = json.nextBoolean();
                case InferRequest.SIZE -> atNetworkSize = json.nextString().equals(InferRequest.NETWORK);
                default -> json.skipValue();
            }
        }
        json.endObject();
    }

    private void readOutputs(JsonReader json) throws IOException, RefusedException {
        json.beginArray();
        while (json.hasNext()) {
            requireFew(outputs, "outputs");
            String name = "";
            boolean asBytes = false;
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "name" -> name = json.nextString();
                    case "parameters" -> asBytes = flag(json);
                    default -> json.skipValue();
                }
            }
            json.endObject();
            outputs.add(name);
            if (asBytes) {
                binary.add(name);
            }
        }
        json.endArray();
    }

    private static boolean flag(JsonReader json) throws IOException {
        boolean flag = false;
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals(BINARY)) {
                flag = json.nextBoolean();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return flag;
    }

    private void readInputs(JsonReader json) throws IOException, RefusedException {
        json.beginArray();
        while (json.hasNext()) {
            requireFew(inputs, "inputs");
            readInput(json);
        }
        json.endArray();
    }

    private static void requireFew(List<?> ports, String what) throws RefusedException {
        if (ports.size() == MOST_PORTS) {
            throw bad("more than %d %s; no supported model has that many".formatted(MOST_PORTS, what));
        }
    }

    /** The type may come after the contents, so those are kept in both possible forms. */
    private void readInput(JsonReader json) throws IOException, RefusedException {
        String name = "";
        String datatype = "";
        List<Long> shape = new ArrayList<>();
        int size = -1;
        Contents contents = new Contents(mostPictures);
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "name" -> name = json.nextString();
                case "datatype" -> datatype = json.nextString();
                case "shape" -> readShape(json, shape);
                case "parameters" -> size = binarySize(json);
                case "data" -> contents.read(json, 0);
                default -> json.skipValue();
            }
        }
        json.endObject();
        Datatype type = Tensor.datatype(name, datatype);
        inputs.add(
                size >= 0 ? Tensor.checked(name, type, shape, take(name, size)) : contents.tensor(name, type, shape));
    }

    private static void readShape(JsonReader json, List<Long> shape) throws IOException, RefusedException {
        json.beginArray();
        while (json.hasNext()) {
            shape.add(json.nextLong());
            if (shape.size() > DEEPEST) {
                throw bad("a shape of more than %d dimensions is not accepted by this server".formatted(DEEPEST));
            }
        }
        json.endArray();
    }

    private static int binarySize(JsonReader json) throws IOException {
        int size = -1;
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals(BINARY_SIZE)) {
                size = json.nextInt();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return size;
    }

    private byte[] take(String tensor, int size) throws RefusedException {
        if (size > body.length - next) {
            throw bad("'%s' is said to have %d bytes after the JSON, but only %d are there; is %s set?"
                    .formatted(tensor, size, body.length - next, JSON_LENGTH));
        }
        byte[] bytes = Arrays.copyOfRange(body, next, next + size);
        next += size;
        return bytes;
    }

    /** The contents of {@code data}. */
    private static final class Contents {

        private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        private final List<byte[]> strings = new ArrayList<>();
        private final int mostStrings;

        Contents(int mostStrings) {
            this.mostStrings = mostStrings;
        }

        void read(JsonReader json, int depth) throws IOException, RefusedException {
            if (depth > DEEPEST) {
                throw bad("the data of a tensor is nested deeper than %d".formatted(DEEPEST));
            }
            json.beginArray();
            while (json.hasNext()) {
                JsonToken token = json.peek();
                if (token == JsonToken.BEGIN_ARRAY) {
                    read(json, depth + 1);
                } else if (token == JsonToken.STRING) {
                    Tensor.requireFew("data", strings.size() + 1L, mostStrings);
                    strings.add(decoded(json.nextString()));
                } else {
                    numbers.write(Tensor.byteOf("data", json.nextInt()));
                }
            }
            json.endArray();
        }

        private static byte[] decoded(String text) throws RefusedException {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw bad(("strings of bytes in JSON must be in base64 (%s); write them so, or send them as"
                                + " binary data after the JSON")
                        .formatted(e.getMessage()));
            }
        }

        Tensor tensor(String name, Datatype datatype, List<Long> shape) throws RefusedException {
            return switch (datatype) {
                case UINT8 -> Tensor.checked(name, datatype, shape, numbers.toByteArray());
                case BYTES -> Tensor.ofStrings(name, shape, strings);
                case FP32 -> throw bad("'%s' is a tensor of FP32, which no input takes".formatted(name));
            };
        }
    }
}
