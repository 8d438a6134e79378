package dev.maskwright.cli.export;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.exporter.quantize.CalibrationMethod;
import dev.maskwright.exporter.quantize.IntegerKernels;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code quantize}, with and without the trainer. */
public final class QuantizeOptions {

    /** Precedes the command's own options in its help, which precede all others. */
    private static final int FIRST = -3;

    /** The position of the command's own options in its help. */
    public static final int SECOND = -2;

    @Option(
            names = "--model",
            order = FIRST,
            required = true,
            paramLabel = "M",
            description = "The float model, with its card in it or beside it (NAME.card.json for NAME.onnx).")
    private Path model = Path.of("");

    @Option(
            names = "--output",
            order = FIRST,
            required = true,
            paramLabel = "M",
            description = "The int8 model to write.")
    private Path output = Path.of("");

    @Option(
            names = "--samples",
            defaultValue = "64",
            paramLabel = "N",
            description = "Maximum number of pictures for calibration (${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--method",
            defaultValue = "mse",
            paramLabel = "min_max|percentile|entropy|mse",
            description = "How the range of a value is chosen from the observed numbers (${DEFAULT-VALUE}).")
    private CalibrationMethod method = CalibrationMethod.MSE;

    @Option(
            names = "--exclude",
            paramLabel = "NODE",
            description = "A layer that stays float; may be given more than once.")
    private List<String> exclude = List.of();

    @Option(
            names = "--reduced-range",
            negatable = true,
            description = {
                "Use 7-bit weights, which give the same results on every machine. CPUs with AVX2 but without "
                        + "VNNI saturate",
                "sums of two 8-bit products. Without this option, this machine is tested: 7 bits if it "
                        + "saturates, otherwise 8."
            })
    private @Nullable Boolean reducedRange;

    @Option(
            names = "--byte-logits",
            description = "Keep logits as uint8 and put their scale into the card: the same values, from which the SDK "
                    + "makes masks without converting them to floats. Other runtimes have to apply the scale.")
    private boolean byteLogits;

    @Option(
            names = "--portable",
            description = {
                "Make a file for all kinds of CPUs: 7-bit weights, and no choices that are faster on some CPUs "
                        + "only.",
                "Without this option, kernels are chosen by timing each layer on this machine,"
                        + " which takes some seconds."
            })
    private boolean portable;

    @Option(
            names = "--layers",
            description = "Print all layers, not only those that are slow, float or costly in accuracy.")
    private boolean layers;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Number of threads for each model while its speed is measured (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "Number of runs of each model on each of 16 pictures to measure speed (${DEFAULT-VALUE}).")
    private int rounds;

    /** The maximum number of pictures for calibration. */
    public int samples() {
        return samples;
    }

    /** The checked options. */
    public Quantizing quantizing(double maxDrop, Console console) {
        console.requirePositive("--samples", samples);
        Quantization.Terms terms = console.checked(
                () -> new Quantization.Terms(maxDrop, Quantization.Terms.LEAST_SPEEDUP, threads, rounds));
        QuantizationOptions settings = QuantizationOptions.defaults()
                .withMethod(method)
                .withExclude(new HashSet<>(exclude))
                .withReducedRange(reducedRange == null ? portable || IntegerKernels.saturate() : reducedRange)
                .withByteLogits(byteLogits);
        return new Quantizing(model, output, settings, terms, portable, layers, console);
    }
}
