package dev.maskwright.sdk.internal.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds the parts of a model's graph, in one pass over the model that stores nothing and skips everything else.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for field numbers
 */
enum GraphParts {
    NODES(1),
    CONSTANTS(5);

    private static final int GRAPH_OF_MODEL = 7;

    private final int field;

    GraphParts(int field) {
        this.field = field;
    }

    /** Receives a part and must read all its bytes. */
    @FunctionalInterface
    interface Part {
        void take(MessageReader reader, long length) throws IOException;
    }

    /**
     * Passes on the parts of one kind, in the order of the file.
     *
     * @throws IOException if the model cannot be read, or is not a Protocol Buffers message
     */
    void of(ModelData data, Part part) throws IOException {
        try (InputStream stream = new BufferedInputStream(data.stream())) {
            MessageReader reader = new MessageReader(stream);
            reader.message((number, length) -> {
                if (number == GRAPH_OF_MODEL) {
                    graph(reader, length, part);
                } else {
                    reader.skip(length);
                }
            });
        }
    }

    private void graph(MessageReader reader, long length, Part part) throws IOException {
        reader.message(length, (number, size) -> {
            if (number == field) {
                part.take(reader, size);
            } else {
                reader.skip(size);
            }
        });
    }
}
