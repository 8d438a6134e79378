package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.session.CudaProbe;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.util.List;

/**
 * The engine that runs networks on this machine.
 *
 * @param version of ONNX Runtime
 * @param providers the execution providers of this build, by ONNX Runtime's names
 * @param cuda whether it can use an NVIDIA GPU
 */
public record Engine(String version, List<String> providers, CudaSupport cuda) {

    public Engine {
        providers = List.copyOf(providers);
    }

    /**
     * Starts ONNX Runtime and examines the machine.
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
