package dev.maskwright.sdk.internal.session;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The operators that make the values of a graph, which the Java interface of ONNX Runtime does not tell. They are read
 * from the file, which is a message of Protocol Buffers; weights are skipped.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for the numbers of fields
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class GraphNodes {

    private static final int GRAPH_OF_MODEL = 7;
    private static final int NODE_OF_GRAPH = 1;
    private static final int INPUT_OF_NODE = 1;
    private static final int OUTPUT_OF_NODE = 2;
    private static final int OPERATOR_OF_NODE = 4;

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int COUNTED_BYTES = 2;
    private static final int FOUR_BYTES = 5;

    /** Operators after which numbers of pixels still mean what they meant before. */
    private static final Set<String> PASSING = Set.of(
            "Identity",
            "Cast",
            "Clip",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Reshape",
            "Resize",
            "Upsample",
            "Slice",
            "DequantizeLinear",
            "QuantizeLinear");

    private record Node(String operator, String input) {}

    private final InputStream stream;
    private final Map<String, Node> makers = new HashMap<>(); // by the first output
    private long position;

    private GraphNodes(InputStream stream) {
        this.stream = stream;
    }

    /** Reads a model; one that cannot be read has no nodes, for the engine says what is wrong with it. */
    static GraphNodes of(ModelData data) {
        try (InputStream stream = new BufferedInputStream(data.stream())) {
            GraphNodes nodes = new GraphNodes(stream);
            nodes.message(Long.MAX_VALUE, (field, length) -> {
                if (field == GRAPH_OF_MODEL) {
                    nodes.graph(length);
                } else {
                    nodes.skip(length);
                }
            });
            return nodes;
        } catch (IOException e) {
            return new GraphNodes(InputStream.nullInputStream());
        }
    }

    /** The operator that a value comes from, whatever its shape and type became; empty if nothing is known of it. */
    String operator(String value) {
        Node maker = makers.get(value);
        for (int steps = 0; maker != null && PASSING.contains(maker.operator()) && steps < makers.size(); steps++) {
            maker = makers.get(maker.input());
        }
        return maker == null ? "" : maker.operator();
    }

    private void graph(long length) throws IOException {
        message(position + length, (field, size) -> {
            if (field == NODE_OF_GRAPH) {
                node(size);
            } else {
                skip(size);
            }
        });
    }

    private void node(long length) throws IOException {
        String[] texts = new String[OPERATOR_OF_NODE + 1]; // by field, the first of each
        message(position + length, (field, size) -> {
            boolean isText = field == INPUT_OF_NODE || field == OUTPUT_OF_NODE || field == OPERATOR_OF_NODE;
            if (isText && texts[field] == null) {
                texts[field] = text(size);
            } else {
                skip(size);
            }
        });
        if (texts[OUTPUT_OF_NODE] != null && texts[OPERATOR_OF_NODE] != null) {
            String input = texts[INPUT_OF_NODE] == null ? "" : texts[INPUT_OF_NODE];
            makers.put(texts[OUTPUT_OF_NODE], new Node(texts[OPERATOR_OF_NODE], input));
        }
    }

    /** Takes the bytes of a field, all of them. */
    @FunctionalInterface
    private interface Field {
        void take(int number, long length) throws IOException;
    }

    /** Goes through a message; only fields of counted bytes are handed over. */
    private void message(long end, Field fields) throws IOException {
        while (position < end) {
            long tag = varint();
            if (tag < 0) {
                return; // the end of the file
            }
            switch ((int) (tag & 7)) {
                case VARINT -> varint();
                case EIGHT_BYTES -> skip(8);
                case FOUR_BYTES -> skip(4);
                case COUNTED_BYTES -> fields.take((int) (tag >>> 3), varint());
                default -> throw new EOFException("no message at byte " + position);
            }
        }
    }

    /** The next number; -1 at the end of the file. */
    private long varint() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = stream.read();
            if (next < 0) {
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

    private void skip(long bytes) throws IOException {
        if (bytes < 0) {
            throw new EOFException("no length at byte " + position);
        }
        stream.skipNBytes(bytes);
        position += bytes;
    }

    private String text(long length) throws IOException {
        byte[] bytes = stream.readNBytes((int) Math.min(Math.max(length, 0), 1 << 16));
        position += bytes.length;
        skip(length - bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
