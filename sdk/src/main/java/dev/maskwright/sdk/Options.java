package dev.maskwright.sdk;

import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard.Fit;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a model is opened. Serializable, so that options can be sent to the machine that opens the model.
 *
 * @param device where the network runs
 * @param preset how the processor's cores are used
 * @param threads the number of threads that one call uses on the processor; 0 for the preset's number. Cores are those
 *     available to the JVM: in a container, its share
 * @param fit how frames with a different aspect ratio than the network's are fitted; empty for the fit in the model's
 *     card. The network was trained with that fit, so another may cost accuracy
 * @param confidenceThreshold pixels with a lower confidence, 0..1, become background. They keep the confidence of their
 *     original class. Needs a class called {@value ClassLabel#BACKGROUND}
 * @param outputSize the size of the masks
 * @param edges how borders between classes are drawn when masks are enlarged to the size of their frames
 * @param warmUp batch sizes for which the network runs once while the model is opened, so that the first frames are not
 *     slower than later ones; if empty, a model on a GPU, where the first run is slowest, runs once for one frame
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
     * The processor with all its cores, frames fitted as the card says, masks of the network's size without a
     * confidence threshold, and smooth edges when masks are enlarged to the size of their frames.
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

    /** The number of threads that one call uses: the number in these options, or the preset's. */
    public int threadsPerCall() {
        return threads > 0 ? threads : preset.threads(Runtime.getRuntime().availableProcessors());
    }

    /** The serialised form of options, since an {@link Optional} is not serialisable. */
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
