package dev.maskwright.sdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether networks can run on a GPU of NVIDIA here. It is found out by looking at files, without loading any library.
 *
 * @param gpus what the driver calls its GPUs, or just their number where it does not name them; empty if there is none
 * @param driver the version of NVIDIA's driver, if it says
 * @param libraries each library that is needed
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
