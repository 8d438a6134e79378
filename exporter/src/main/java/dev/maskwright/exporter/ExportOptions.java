package dev.maskwright.exporter;

import dev.maskwright.exporter.onnx.Arithmetic;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.rewrite.DropLastResize;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import java.util.Locale;

/**
 * How a network is exported.
 *
 * @param form what the graph takes and gives
 * @param logits whether the graph also gives logits, besides mask and confidence; the other forms give only logits
 *     anyway
 * @param size the sizes of pictures that the graph takes
 * @param storage how large weight tensors are stored; half-precision arithmetic needs them in half precision
 * @param resolution how large masks are; the network ends there, except in the {@link Form#LOGITS} form, which never
 *     enlarges by itself
 */
public record ExportOptions(
        Form form,
        boolean logits,
        InputSize size,
        WeightStorage storage,
        Rewriting rewriting,
        Resolution resolution,
        GraphOptions graph) {

    public ExportOptions {
        if (graph.arithmetic() == Arithmetic.FLOAT16 && storage != WeightStorage.FLOAT16) {
            throw new IllegalArgumentException("computing in float16 needs weights in float16, not in %s"
                    .formatted(storage.name().toLowerCase(Locale.ROOT)));
        }
        if (logits && form != Form.PIXELS) {
            throw new IllegalArgumentException(
                    "the %s form already gives logits and nothing else; do not ask for them as a second output"
                            .formatted(form.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Pixels in and masks out, of any size, everything in float32, rewritten, at full resolution, for operator set 17.
     */
    public static ExportOptions defaults() {
        return new ExportOptions(
                Form.PIXELS,
                false,
                InputSize.dynamic(),
                WeightStorage.FLOAT32,
                Rewriting.ALL,
                Resolution.FULL,
                GraphOptions.defaults());
    }

    public ExportOptions withForm(Form newForm) {
        return new ExportOptions(newForm, logits, size, storage, rewriting, resolution, graph);
    }

    /** The same options with logits as a further output, for blended tiles and smooth edges. */
    public ExportOptions withLogits() {
        return new ExportOptions(form, true, size, storage, rewriting, resolution, graph);
    }

    public ExportOptions withSize(InputSize newSize) {
        return new ExportOptions(form, logits, newSize, storage, rewriting, resolution, graph);
    }

    public ExportOptions withStorage(WeightStorage newStorage) {
        return new ExportOptions(form, logits, size, newStorage, rewriting, resolution, graph);
    }

    public ExportOptions withRewriting(Rewriting newRewriting) {
        return new ExportOptions(form, logits, size, storage, newRewriting, resolution, graph);
    }

    public ExportOptions withResolution(Resolution newResolution) {
        return new ExportOptions(form, logits, size, storage, rewriting, newResolution, graph);
    }

    public ExportOptions withGraph(GraphOptions newGraph) {
        return new ExportOptions(form, logits, size, storage, rewriting, resolution, newGraph);
    }

    /** The same options with weights stored in half precision, and computation in half precision wherever possible. */
    public ExportOptions computingInHalf() {
        return new ExportOptions(
                form,
                logits,
                size,
                WeightStorage.FLOAT16,
                rewriting,
                resolution,
                graph.withArithmetic(Arithmetic.FLOAT16));
    }

    /** What the file should compute, before rewriting and rounding: the given network, ending at this resolution. */
    public Trained wanted(Trained trained) {
        boolean enlarges = DropLastResize.fits(trained.network());
        return form == Form.LOGITS && enlarges ? DropLastResize.apply(trained) : resolution.of(trained);
    }

    /** The network exactly as the file holds it. */
    public Trained stored(Trained trained) {
        return storage.stored(wanted(trained), rewriting);
    }

    /** Whether it computes in half precision. */
    boolean computesInHalf() {
        return graph.arithmetic() == Arithmetic.FLOAT16;
    }

    /** Whether it computes in float32, but with weights that were rounded. */
    boolean roundsWeights() {
        return storage == WeightStorage.FLOAT16 && !computesInHalf();
    }
}
