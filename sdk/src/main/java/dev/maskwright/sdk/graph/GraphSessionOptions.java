package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.Device;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a graph is opened.
 *
 * @param threads that work on one operator, at least 1
 * @param spins whether waiting threads keep their core busy, which is faster if nothing else needs it
 * @param optimized whether ONNX Runtime may rewrite the graph; values that are not outputs can vanish then
 * @param device the device to compute on
 * @param profile the folder for the profile of {@link GraphSession#endProfile}, with the time of each operator; empty
 *     for no profiling, which slows down runs
 */
public record GraphSessionOptions(
        int threads, boolean spins, boolean optimized, Device device, Optional<Path> profile) {

    public GraphSessionOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("a graph runs on at least 1 thread, got %d".formatted(threads));
        }
    }

    /** ONNX Runtime's defaults: the processor, optimised, with spinning threads. */
    public static GraphSessionOptions onThreads(int threads) {
        return new GraphSessionOptions(threads, true, true, Device.cpu(), Optional.empty());
    }

    /** The same with waiting threads that sleep, so that they do not slow down anything else. */
    public GraphSessionOptions withoutSpinning() {
        return new GraphSessionOptions(threads, false, optimized, device, profile);
    }

    /** The same without optimisation: the graph runs node for node as written. */
    public GraphSessionOptions withoutOptimization() {
        return new GraphSessionOptions(threads, spins, false, device, profile);
    }

    public GraphSessionOptions withDevice(Device newDevice) {
        return new GraphSessionOptions(threads, spins, optimized, newDevice, profile);
    }

    /** The same with profiling: the time of every operator in every run is written to a file in a folder. */
    public GraphSessionOptions withProfile(Path folder) {
        return new GraphSessionOptions(threads, spins, optimized, device, Optional.of(folder));
    }
}
