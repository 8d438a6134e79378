package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.internal.preprocess.Half;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds weights that are NaN. Scores of such a network are NaN themselves, which is seen where they are read; of one that gives class
 * ids nothing is seen, for its argmax then gives the first class everywhere.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for the numbers of fields
 */
final class BrokenWeights {

    private static final int GRAPH_OF_MODEL = 7;
    private static final int CONSTANT_OF_GRAPH = 5;
    private static final int DIMS_OF_CONSTANT = 1;
    private static final int TYPE_OF_CONSTANT = 2;
    private static final int FLOATS_OF_CONSTANT = 4;
    private static final int NAME_OF_CONSTANT = 8;
    private static final int RAW_OF_CONSTANT = 9;
    private static final int FLOAT = 1;
    private static final int FLOAT16 = 10;

    private final MessageReader reader;
    private Optional<String> found = Optional.empty();

    private BrokenWeights(MessageReader reader) {
        this.reader = reader;
    }

    /** The name of the first constant that has NaN in it; single numbers and lists, which may be meant so, are not looked at. */
    static Optional<String> name(ModelData data) {
        try (InputStream stream = new BufferedInputStream(data.stream())) {
            BrokenWeights weights = new BrokenWeights(new MessageReader(stream));
            weights.reader.message((field, length) -> {
                if (field == GRAPH_OF_MODEL) {
                    weights.graph(length);
                } else {
                    weights.reader.skip(length);
                }
            });
            return weights.found;
        } catch (IOException e) {
            return Optional.empty(); // the engine has read it
        }
    }

    private void graph(long length) throws IOException {
        reader.message(length, (field, size) -> {
            if (field == CONSTANT_OF_GRAPH && found.isEmpty()) {
                constant(size);
            } else {
                reader.skip(size);
            }
        });
    }

    private void constant(long length) throws IOException {
        String[] name = {""};
        int[] type = {0};
        int[] rank = {0};
        boolean[] isBroken = {false};
        MessageReader.Numbers numbers = (field, value) -> {
            if (field == DIMS_OF_CONSTANT) {
                rank[0]++;
            } else if (field == TYPE_OF_CONSTANT) {
                type[0] = (int) value;
            }
        };
        reader.message(
                length,
                (field, size) -> {
                    switch (field) {
                        case DIMS_OF_CONSTANT -> reader.packed(field, size, numbers);
                        case NAME_OF_CONSTANT -> name[0] = reader.text(size);
                        case FLOATS_OF_CONSTANT, RAW_OF_CONSTANT ->
                            reader.bytes(size, bytes -> isBroken[0] |= hasNan(bytes, type[0]));
                        default -> reader.skip(size);
                    }
                },
                numbers);
        if (isBroken[0] && rank[0] > 1) {
            found = Optional.of(name[0]);
        }
    }

    private static boolean hasNan(ByteBuffer bytes, int type) {
        boolean isNan = false;
        if (type == FLOAT) {
            while (bytes.remaining() >= Float.BYTES) {
                isNan |= Float.isNaN(bytes.getFloat());
            }
        } else if (type == FLOAT16) {
            while (bytes.remaining() >= Short.BYTES) {
                isNan |= Float.isNaN(Half.toFloat(bytes.getShort()));
            }
        }
        return isNan;
    }
}
