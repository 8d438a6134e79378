package dev.maskwright.exporter;

import dev.maskwright.exporter.onnx.Arithmetic;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import java.util.Locale;

/**
 * How a network becomes a file, beside what its card says.
 *
 * @param storage how large weights are stored; half-precision arithmetic needs them in half precision
 * @param resolution where the network ends; the card's outputs must say so, too
 */
public record ExportOptions(WeightStorage storage, Rewriting rewriting, Resolution resolution, GraphOptions graph) {

    public ExportOptions {
        if (graph.arithmetic() == Arithmetic.FLOAT16 && storage != WeightStorage.FLOAT16) {
            throw new IllegalArgumentException("computing in float16 needs weights in float16, not in %s"
                    .formatted(storage.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Everything in float32, rewritten, at full resolution, for operator set 17. */
    public static ExportOptions defaults() {
        return new ExportOptions(WeightStorage.FLOAT32, Rewriting.ALL, Resolution.FULL, GraphOptions.defaults());
    }

    public ExportOptions withStorage(WeightStorage newStorage) {
        return new ExportOptions(newStorage, rewriting, resolution, graph);
    }

    public ExportOptions withRewriting(Rewriting newRewriting) {
        return new ExportOptions(storage, newRewriting, resolution, graph);
    }

    public ExportOptions withResolution(Resolution newResolution) {
        return new ExportOptions(storage, rewriting, newResolution, graph);
    }

    public ExportOptions withGraph(GraphOptions newGraph) {
        return new ExportOptions(storage, rewriting, resolution, newGraph);
    }

    /** Weights are stored, and everything but what must not be is computed, in half precision. */
    public ExportOptions computingInHalf() {
        return new ExportOptions(
                WeightStorage.FLOAT16, rewriting, resolution, graph.withArithmetic(Arithmetic.FLOAT16));
    }

    /** What the file should compute, before rewriting and rounding: the given network as it ends at this resolution. */
    public Trained wanted(Trained trained) {
        return resolution.of(trained);
    }

    /** The network exactly as the file holds it. */
    public Trained stored(Trained trained) {
        return storage.stored(wanted(trained), rewriting);
    }
}
