package dev.maskwright.sdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether networks can run on an NVIDIA GPU on this machine. This is determined by looking at files, without loading
 * any library.
 *
 * @param gpus the driver's names of the GPUs, or only their number if it does not name them; empty if there are none
 * @param driver the version of NVIDIA's driver, if known
 * @param libraries the libraries that are needed
 * @param problems why GPUs cannot be used, each as one sentence that ends with what to do; empty if they can
 */
public record CudaSupport(List<String> gpus, Optional<String> driver, List<Library> libraries, List<String> problems) {

    /**
     * A library that ONNX Runtime loads for GPUs.
     *
     * @param name of its file
     * @param file where it was found
     */
    public record Library(String name, Optional<Path> file) {}

    public CudaSupport {
        gpus = List.copyOf(gpus);
        libraries = List.copyOf(libraries);
        problems = List.copyOf(problems);
    }

    /** Whether {@link Device#cuda} can be used. */
    public boolean isUsable() {
        return problems.isEmpty();
    }
}
