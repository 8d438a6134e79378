package dev.maskwright.sdk;

import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard.Fit;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model is opened. Can be serialised, to be sent to where models are opened.
 *
 * @param device where the network runs
 * @param preset what the cores of the processor are used for
 * @param threads how many threads one call uses on the processor; 0 for as many as the preset says. Cores are those
 *     that the JVM may use: in a container its share
 * @param fit how frames of another shape than the network's are brought into it; empty for what the model's card says.
 *     The network was trained with that, so another may cost accuracy
 * @param confidenceThreshold pixels of which the network is less sure than this, 0..1, become background. Their
 *     confidence stays: it tells how sure the network was of the class that was taken from them. Needs a class called
 *     {@value ClassLabel#BACKGROUND}
 * @param outputSize the size of the masks
 * @param edges how borders between classes run when masks are brought to the size of their frames
 * @param warmUp batch sizes for which the network runs once while the model is opened, so that the first frames are not
 *     slower than those after; if empty, a model on a GPU runs once for one frame, where the first run is the slowest
 */
public record Options(
        Device device,
        Preset preset,
        int threads,
        Optional<Fit> fit,
        double confidenceThreshold,
        OutputSize outputSize,
        Edges edges,
        List<Integer> warmUp)
        implements Serializable {

    private static final Options DEFAULTS = new Options(
            Device.cpu(), Preset.LATENCY, 0, Optional.empty(), 0, OutputSize.NETWORK, Edges.SMOOTH, List.of());

    public Options {
        warmUp = List.copyOf(warmUp);
        if (threads < 0) {
            throw new IllegalArgumentException(
                    "threads must be 0 (as many as the preset says) or more, got %d".formatted(threads));
        }
        if (!(confidenceThreshold >= 0 && confidenceThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "a confidence threshold must be 0..1, got %s".formatted(confidenceThreshold));
        }
        for (int batch : warmUp) {
            if (batch < 1) {
                throw new IllegalArgumentException(
                        "warm-up needs batches of at least 1 frame, got %d".formatted(batch));
            }
        }
    }

    /**
     * The processor with all its cores, frames fitted as the card says, masks of the network's size with every class
     * that it found, and smooth edges where masks are brought to the size of their frames.
     */
    public static Options defaults() {
        return DEFAULTS;
    }

    public Options withDevice(Device newDevice) {
        return new Options(newDevice, preset, threads, fit, confidenceThreshold, outputSize, edges, warmUp);
    }

    public Options withPreset(Preset newPreset) {
        return new Options(device, newPreset, threads, fit, confidenceThreshold, outputSize, edges, warmUp);
    }

    public Options withThreads(int newThreads) {
        return new Options(device, preset, newThreads, fit, confidenceThreshold, outputSize, edges, warmUp);
    }

    public Options withFit(Fit newFit) {
        return new Options(
                device, preset, threads, Optional.of(newFit), confidenceThreshold, outputSize, edges, warmUp);
    }

    public Options withConfidenceThreshold(double newThreshold) {
        return new Options(device, preset, threads, fit, newThreshold, outputSize, edges, warmUp);
    }

    public Options withOutputSize(OutputSize newOutputSize) {
        return new Options(device, preset, threads, fit, confidenceThreshold, newOutputSize, edges, warmUp);
    }

    public Options withEdges(Edges newEdges) {
        return new Options(device, preset, threads, fit, confidenceThreshold, outputSize, newEdges, warmUp);
    }

    public Options withWarmUp(int... batches) {
        List<Integer> newWarmUp = Arrays.stream(batches).boxed().toList();
        return new Options(device, preset, threads, fit, confidenceThreshold, outputSize, edges, newWarmUp);
    }

    /** How many threads one call uses: the count that was asked for or the preset's. */
    public int threadsPerCall() {
        return threads > 0 ? threads : preset.threads(Runtime.getRuntime().availableProcessors());
    }

    /** What is written when options are serialised: an {@link Optional} cannot be. */
    private record Written(
            Device device,
            Preset preset,
            int threads,
            @Nullable Fit fit,
            double confidenceThreshold,
            OutputSize outputSize,
            Edges edges,
            List<Integer> warmUp)
            implements Serializable {

        private Object readResolve() {
            return new Options(
                    device, preset, threads, Optional.ofNullable(fit), confidenceThreshold, outputSize, edges, warmUp);
        }
    }

    private Object writeReplace() {
        return new Written(device, preset, threads, fit.orElse(null), confidenceThreshold, outputSize, edges, warmUp);
    }
}
