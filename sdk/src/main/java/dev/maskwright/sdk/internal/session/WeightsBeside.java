package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.graph.ExternalTensor;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The constants that a model keeps in files beside it: what is wrong with those files, which ONNX Runtime reports in many ways, some without
 * a name.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, for the numbers of fields
 */
public final class WeightsBeside {

    private static final int GRAPH_OF_MODEL = 7;
    private static final int CONSTANT_OF_GRAPH = 5;
    private static final int DIMS_OF_CONSTANT = 1;
    private static final int TYPE_OF_CONSTANT = 2;
    private static final int NAME_OF_CONSTANT = 8;
    private static final int PLACE_OF_CONSTANT = 13;
    private static final int KIND_OF_CONSTANT = 14;
    private static final int EXTERNAL = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final MessageReader reader;
    private final List<ExternalTensor> tensors = new ArrayList<>();

    private WeightsBeside(MessageReader reader) {
        this.reader = reader;
    }

    /** The first fault of a model that cannot be opened, if it is one of these; it begins with the model's name. */
    public static Optional<String> fault(ModelData data) {
        try {
            for (ExternalTensor tensor : of(data)) {
                if (data.file() == null) {
                    return Optional.of(
                            "%s: its constant '%s' lies in a file beside it, which a model in memory has not; open it by the path of its file"
                                    .formatted(data.name(), tensor.name()));
                }
                tensor.find(data.file());
            }
        } catch (ModelFormatException e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IOException e) {
            // the engine's own words are all there is
        }
        return Optional.empty();
    }

    private static List<ExternalTensor> of(ModelData data) throws IOException {
        try (InputStream stream = new BufferedInputStream(data.stream())) {
            WeightsBeside weights = new WeightsBeside(new MessageReader(stream));
            weights.reader.message((field, length) -> {
                if (field == GRAPH_OF_MODEL) {
                    weights.graph(length);
                } else {
                    weights.reader.skip(length);
                }
            });
            return weights.tensors;
        }
    }

    private void graph(long length) throws IOException {
        reader.message(length, (field, size) -> {
            if (field == CONSTANT_OF_GRAPH) {
                constant(size);
            } else {
                reader.skip(size);
            }
        });
    }

    private void constant(long length) throws IOException {
        String[] name = {""};
        long[] numbers = new long[KIND_OF_CONSTANT + 1]; // by field, the last of each
        List<Long> shape = new ArrayList<>();
        Map<String, String> entries = new HashMap<>();
        MessageReader.Numbers number = (field, value) -> {
            if (field == DIMS_OF_CONSTANT) {
                shape.add(value);
            } else if (field > 0 && field < numbers.length) {
                numbers[field] = value;
            }
        };
        reader.message(
                length,
                (field, size) -> {
                    switch (field) {
                        case DIMS_OF_CONSTANT -> reader.packed(field, size, number);
                        case NAME_OF_CONSTANT -> name[0] = reader.text(size);
                        case PLACE_OF_CONSTANT -> entry(size, entries);
                        default -> reader.skip(size);
                    }
                },
                number);
        if (numbers[KIND_OF_CONSTANT] == EXTERNAL) {
            tensors.add(ExternalTensor.of(name[0], (int) numbers[TYPE_OF_CONSTANT], shape, entries));
        }
    }

    private void entry(long length, Map<String, String> entries) throws IOException {
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
