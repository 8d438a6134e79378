package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.session.CudaProbe;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.util.List;

/**
 * What runs the networks here.
 *
 * @param version of ONNX Runtime
 * @param providers what this build of it can compute on, as it names them
 * @param cuda whether it can use a GPU of NVIDIA
 */
public record Engine(String version, List<String> providers, CudaSupport cuda) {

    public Engine {
        providers = List.copyOf(providers);
    }

    /**
     * Starts ONNX Runtime and looks at the machine.
     *
     * @throws SegmentationException if ONNX Runtime does not start
     */
    public static Engine inspect() {
        return new Engine(
                OnnxEnvironment.version(),
                OnnxEnvironment.providers(),
                CudaProbe.ofThisMachine().look());
    }
}
