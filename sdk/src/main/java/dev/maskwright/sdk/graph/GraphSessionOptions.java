package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.Device;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a graph is opened.
 *
 * @param threads that work on one operator, at least 1
 * @param spins whether threads that wait keep their core busy, which is faster where nothing else wants it
 * @param optimized whether ONNX Runtime may rewrite the graph; values that are not outputs can vanish then
 * @param device what it computes on
 * @param profile the folder that {@link GraphSession#endProfile} finds the times of all operators in; empty if none are
 *     taken, which costs time
 */
public record GraphSessionOptions(
        int threads, boolean spins, boolean optimized, Device device, Optional<Path> profile) {

    public GraphSessionOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("a graph runs on at least 1 thread, got %d".formatted(threads));
        }
    }

    /** The processor, optimised, with threads that spin: what ONNX Runtime does where nothing is said. */
    public static GraphSessionOptions onThreads(int threads) {
        return new GraphSessionOptions(threads, true, true, Device.cpu(), Optional.empty());
    }

    /** Threads that wait sleep, so that they slow nothing else down. */
    public GraphSessionOptions withoutSpinning() {
        return new GraphSessionOptions(threads, false, optimized, device, profile);
    }

    /** The graph runs node for node as it was written. */
    public GraphSessionOptions withoutOptimization() {
        return new GraphSessionOptions(threads, spins, false, device, profile);
    }

    public GraphSessionOptions withDevice(Device newDevice) {
        return new GraphSessionOptions(threads, spins, optimized, newDevice, profile);
    }

    /** Takes the time of every operator of every run, into a file in a folder. */
    public GraphSessionOptions withProfile(Path folder) {
        return new GraphSessionOptions(threads, spins, optimized, device, Optional.of(folder));
    }
}
