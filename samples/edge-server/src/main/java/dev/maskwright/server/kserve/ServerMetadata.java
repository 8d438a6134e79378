package dev.maskwright.server.kserve;

import dev.maskwright.server.engine.ModelSlot;
import java.util.ArrayList;
import java.util.List;

/** The metadata of the server and its models. */
final class ServerMetadata {

    static final String SERVER = "maskwright";
    static final String PLATFORM = "onnx_maskwright";
    static final List<String> EXTENSIONS = List.of("binary_tensor_data", "model_repository");

    /** Any number. */
    private static final long ANY = -1;

    private ServerMetadata() {}

    /** An input or output tensor of a model; -1 for dynamic dimensions. */
    record Port(String name, Datatype datatype, List<Long> shape) {}

    static String serverVersion() {
        String version = ServerMetadata.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static List<Port> inputs() {
        return List.of(
                new Port(Inference.IMAGE, Datatype.BYTES, List.of(ANY)),
                new Port(Inference.PIXELS, Datatype.UINT8, List.of(ANY, ANY, ANY, 3L)));
    }

    static List<Port> outputs(ModelSlot model) {
        List<Port> outputs = new ArrayList<>();
        for (MaskOutput output : List.of(MaskOutput.MASK, MaskOutput.CONFIDENCE)) {
            outputs.add(new Port(output.word(), output.datatype(), List.of(ANY, ANY, ANY)));
        }
        if (model.givesProbabilities()) {
            outputs.add(new Port(
                    MaskOutput.PROBABILITIES.word(),
                    MaskOutput.PROBABILITIES.datatype(),
                    List.of(ANY, (long) model.card().classes().size(), ANY, ANY)));
        }
        return outputs;
    }
}
