package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.graph.ExternalTensor;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is wrong with the files in which a model stores constants outside the model file; ONNX Runtime reports it
 * in many ways, some without a name.
 */
public final class WeightsBeside {

    private WeightsBeside() {}

    /** The first such fault of a model that cannot be opened, if there is one, with the model's name in front. */
    public static Optional<String> fault(ModelData data) {
        try {
            for (ExternalTensor tensor : of(data)) {
                if (data.file() == null) {
                    return Optional.of(("%s: its constant '%s' is stored in a separate file, which a model in memory "
                                    + "does not have; open the model by its path")
                            .formatted(data.name(), tensor.name()));
                }
                tensor.find(data.file());
            }
        } catch (ModelFormatException e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IOException e) {
            // then only the engine's own message remains
        }
        return Optional.empty();
    }

    private static List<ExternalTensor> of(ModelData data) throws IOException {
        List<ExternalTensor> tensors = new ArrayList<>();
        Constant.visit(data, constant -> constant.beside().ifPresent(tensors::add));
        return tensors;
    }
}
