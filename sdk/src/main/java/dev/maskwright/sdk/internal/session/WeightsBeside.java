package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.graph.ExternalTensor;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The constants that a model keeps in files beside it: what is wrong with those files, which ONNX Runtime reports in many ways, some without
 * a name.
 */
public final class WeightsBeside {

    private WeightsBeside() {}

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
        List<ExternalTensor> tensors = new ArrayList<>();
        Constant.visit(data, constant -> constant.beside().ifPresent(tensors::add));
        return tensors;
    }
}
