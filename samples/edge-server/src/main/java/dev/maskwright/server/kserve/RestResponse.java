package dev.maskwright.server.kserve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as JSON, after which the contents of tensors may follow as bytes.
 *
 * @param jsonLength how many bytes of the body are JSON
 * @param isBinary whether any follow
 */
record RestResponse(byte[] body, int jsonLength, boolean isBinary) {

    /** More numbers would make a text that nobody wants to read. */
    private static final int MOST_NUMBERS = 4_000_000;

    /** @throws RefusedException if an output is too large to be written as numbers */
    static RestResponse of(InferResponse response, RestRequest asked) throws RefusedException {
        List<byte[]> contents = new ArrayList<>();
        JsonArray outputs = new JsonArray();
        for (Tensor tensor : response.outputs()) {
            JsonObject output = new JsonObject();
            output.addProperty("name", tensor.name());
            output.addProperty("datatype", tensor.datatype().name());
            JsonArray shape = new JsonArray();
            tensor.shape().forEach(shape::add);
            output.add("shape", shape);
            if (asked.isBinary(tensor.name())) {
                JsonObject parameters = new JsonObject();
                parameters.addProperty("binary_data_size", tensor.bytes().length);
                output.add("parameters", parameters);
                contents.add(tensor.bytes());
            } else {
                output.add("data", numbers(tensor));
            }
            outputs.add(output);
        }
        JsonObject json = new JsonObject();
        json.addProperty("model_name", response.model());
        json.addProperty("model_version", response.version());
        if (!response.to().id().isEmpty()) {
            json.addProperty("id", response.to().id());
        }
        json.add("outputs", outputs);
        return joined(json, contents);
    }

    private static RestResponse joined(JsonObject json, List<byte[]> contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.toString().getBytes(StandardCharsets.UTF_8));
        int jsonLength = body.size();
        contents.forEach(body::writeBytes);
        return new RestResponse(body.toByteArray(), jsonLength, !contents.isEmpty());
    }

    private static JsonArray numbers(Tensor tensor) throws RefusedException {
        int count = tensor.bytes().length / tensor.datatype().size();
        if (count > MOST_NUMBERS) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "'%s' has %d numbers; ask for it with the parameter binary_data, or for a smaller one with %s = '%s'"
                            .formatted(tensor.name(), count, InferRequest.SIZE, InferRequest.NETWORK));
        }
        JsonArray numbers = new JsonArray(count);
        ByteBuffer buffer = ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (tensor.datatype() == Datatype.FP32) {
                numbers.add(buffer.getFloat());
            } else {
                numbers.add(buffer.get() & 0xff);
            }
        }
        return numbers;
    }
}
