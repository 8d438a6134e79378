package dev.maskwright.server.kserve;

import com.google.gson.stream.JsonWriter;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The outputs of an answer. Numbers are streamed, because as objects they would take many times the memory.
 *
 * @param json the array {@code outputs}
 * @param contents what follows after the JSON
 */
record RestOutputs(byte[] json, List<byte[]> contents) {

    /** Limit of outputs written as numbers, with up to four characters for each byte. */
    private static final long MOST_BYTES = 16 << 20;

    /** @throws RefusedException if the outputs are too large to be written as numbers */
    static RestOutputs of(List<Tensor> tensors, RestRequest asked) throws RefusedException {
        requireShort(tensors.stream()
                .filter(tensor -> !asked.isBinary(tensor.name()))
                .toList());
        List<byte[]> contents = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonWriter json = new JsonWriter(new OutputStreamWriter(text, StandardCharsets.UTF_8))) {
            json.beginArray();
            for (Tensor tensor : tensors) {
                boolean isBinary = asked.isBinary(tensor.name());
                write(tensor, isBinary, json);
                if (isBinary) {
                    contents.add(tensor.bytes());
                }
            }
            json.endArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has none
        }
        return new RestOutputs(text.toByteArray(), contents);
    }

    private static void write(Tensor tensor, boolean isBinary, JsonWriter json) throws IOException {
        json.beginObject();
        json.name("name").value(tensor.name());
        json.name("datatype").value(tensor.datatype().name());
        json.name("shape").beginArray();
        for (long side : tensor.shape()) {
            json.value(side);
        }
        json.endArray();
        if (isBinary) {
            json.name("parameters").beginObject();
            json.name("binary_data_size").value(tensor.bytes().length);
            json.endObject();
        } else {
            json.name("data").beginArray();
            writeNumbers(tensor, json);
            json.endArray();
        }
        json.endObject();
    }

    private static void requireShort(List<Tensor> asNumbers) throws RefusedException {
        long bytes =
                asNumbers.stream().mapToLong(tensor -> tensor.bytes().length).sum();
        if (bytes > MOST_BYTES) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    ("%s have %d bytes, but at most %d are written as numbers; ask for them with"
                                    + " the parameter binary_data, or for smaller ones with %s = '%s'")
                            .formatted(
                                    asNumbers.stream().map(Tensor::name).toList(),
                                    bytes,
                                    MOST_BYTES,
                                    InferRequest.SIZE,
                                    InferRequest.NETWORK));
        }
    }

    private static void writeNumbers(Tensor tensor, JsonWriter json) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (tensor.datatype() == Datatype.FP32) {
                json.value(buffer.getFloat());
            } else {
                json.value(buffer.get() & 0xff);
            }
        }
    }
}
