package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.graph.ExternalTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A constant of a graph, without its numbers: ONNX's {@code TensorProto}.
 *
 * @param type a number of {@code TensorProto.DataType}
 * @param beside where its numbers are, if they are in a separate file
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for field numbers
 */
record Constant(String name, int type, List<Long> shape, Optional<ExternalTensor> beside) {

    static final int FLOAT = 1;
    static final int FLOAT16 = 10;

    /** Far more dimensions than any tensor has, to keep a broken file from filling memory. */
    static final int MAX_RANK = 1024;

    private static final int DIMS = 1;
    private static final int TYPE = 2;
    private static final int FLOATS = 4;
    private static final int NAME = 8;
    private static final int RAW = 9;
    private static final int PLACE = 13;
    private static final int KIND_OF_PLACE = 14;
    private static final int EXTERNAL = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    Constant {
        shape = List.copyOf(shape);
    }

    /** Receives the constants of a model one by one. */
    @FunctionalInterface
    interface Visitor {

        /** Whether it wants the numbers of the next constant; otherwise they are skipped. */
        default boolean wantsNumbers() {
            return false;
        }

        /**
         * Receives some numbers of the next constant: floats of type {@link #FLOAT}, or raw bytes of any type.
         *
         * @param bytes little-endian, valid only during the call; they end within an element only if the field is
         *     broken
         */
        default void numbers(int type, ByteBuffer bytes) {}

        /** Receives a constant, after its numbers if it wanted them. */
        void take(Constant constant);
    }

    /**
     * Visits the constants of a model in the order of the file.
     *
     * @throws IOException if the model cannot be read, or is not a message of Protocol Buffers
     */
    static void visit(ModelData data, Visitor visitor) throws IOException {
        GraphParts.CONSTANTS.of(data, (reader, length) -> visitor.take(read(reader, length, visitor)));
    }

    private static Constant read(MessageReader reader, long length, Visitor visitor) throws IOException {
        boolean wantsNumbers = visitor.wantsNumbers();
        String[] name = {""};
        long[] values = new long[KIND_OF_PLACE + 1]; // by field, the last of each
        List<Long> shape = new ArrayList<>();
        Map<String, String> entries = new HashMap<>();
        MessageReader.Numbers number = (field, value) -> {
            if (field == DIMS) {
                if (shape.size() == MAX_RANK) {
                    throw new IOException("a constant has more than %d dimensions".formatted(MAX_RANK));
                }
                shape.add(value);
            } else if (field > 0 && field < values.length) {
                values[field] = value;
            }
        };
        reader.message(
                length,
                (field, size) -> {
                    if (field == DIMS) {
                        reader.packed(field, size, number);
                    } else if (field == NAME) {
                        name[0] = reader.text(size);
                    } else if (field == PLACE) {
                        entry(reader, size, entries);
                    } else if (wantsNumbers && (field == FLOATS || field == RAW)) {
                        reader.bytes(size, bytes -> visitor.numbers((int) values[TYPE], bytes));
                    } else {
                        reader.skip(size);
                    }
                },
                number);
        int type = (int) values[TYPE];
        return new Constant(
                name[0],
                type,
                shape,
                values[KIND_OF_PLACE] == EXTERNAL
                        ? Optional.of(ExternalTensor.of(name[0], type, shape, entries))
                        : Optional.empty());
    }

    private static void entry(MessageReader reader, long length, Map<String, String> entries) throws IOException {
        String[] texts = {"", "", ""};
        reader.message(length, (field, size) -> {
            if (field == KEY || field == VALUE) {
                texts[field] = reader.text(size);
            } else {
                reader.skip(size);
            }
        });
        entries.put(texts[KEY], texts[VALUE]);
    }
}
