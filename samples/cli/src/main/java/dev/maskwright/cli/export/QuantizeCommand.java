package dev.maskwright.cli.export;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.exporter.quantize.CalibrationMethod;
import dev.maskwright.exporter.quantize.IntegerKernels;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationOptions;
import dev.maskwright.trainer.data.BadDatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A float model in, an int8 model out, if that pays. */
@Command(
        name = "quantize",
        description = {
            "Make an int8 model from a float one, and keep it if it is faster.",
            "Takes models of this project and ONNX files of other tools. Both models are measured alternately; the int8 file is kept",
            "only if it is faster on this machine and loses no more than --max-drop, otherwise the exit code is 3.",
            "Layers that cost too much accuracy stay float. Kernels are chosen by timing layers on this machine, unless --portable is given."
        },
        sortOptions = false)
public final class QuantizeCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "The float model, with its card in it or beside it (NAME.card.json for NAME.onnx).")
    private Path model = Path.of("");

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "DIR",
            description =
                    "Pictures like those that the model is for: a folder of them, or a data set, whose training rows are taken.")
    private Path calibration = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "M", description = "The int8 model to write.")
    private Path output = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A data set, on whose validation rows mean IoU is measured before and after.")
    private @Nullable Path data;

    @Option(
            names = "--max-drop",
            paramLabel = "X",
            description =
                    "How much mean IoU may fall on --data, 0..1 (0.005); without --data, the share of mask pixels that may "
                            + "change (0.05).")
    private @Nullable Double maxDrop;

    /** The spelling of the release before: points of mean IoU, per cent of pixels. */
    @Option(names = "--max-loss", hidden = true)
    private @Nullable Double maxLoss;

    @Option(
            names = "--samples",
            defaultValue = "64",
            paramLabel = "N",
            description = "How many pictures to calibrate on at most (${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--method",
            defaultValue = "mse",
            paramLabel = "min_max|percentile|entropy|mse",
            description = "How the range of a value is chosen from the numbers seen in it (${DEFAULT-VALUE}).")
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
                "Weights of 7 bits, which give the same results on every machine. Processors with AVX2 but without VNNI saturate",
                "sums of two 8-bit products. Without this option this machine is tested: 7 bits if it saturates, otherwise 8."
            })
    private @Nullable Boolean reducedRange;

    @Option(
            names = "--byte-logits",
            description =
                    "Logits stay uint8 and their scale goes into the card: the same numbers, of which the SDK makes masks "
                            + "without turning them into floats. Other runtimes have to apply the scale.")
    private boolean byteLogits;

    @Option(
            names = "--portable",
            description = {
                "A file for processors of all kinds: weights of 7 bits, and nothing chosen that is faster on some processors only.",
                "Without this option, kernels are chosen by timing each layer on this machine, which takes some seconds."
            })
    private boolean portable;

    @Option(
            names = "--layers",
            description = "Print all layers, not only those that are slow, float or of least accuracy.")
    private boolean layers;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of both models while their speed is measured (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often both run on each of 16 pictures to measure their speed (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--samples", samples);
        Quantization.Terms terms = console.checked(
                () -> new Quantization.Terms(maxDrop(), Quantization.Terms.LEAST_SPEEDUP, threads, rounds));
        if (Files.exists(output) && Files.exists(model) && Files.isSameFile(model, output)) {
            throw console.wrongUsage("--output %s is the model itself; name another file".formatted(output));
        }
        QuantizationOptions settings = QuantizationOptions.defaults()
                .withMethod(method)
                .withExclude(new HashSet<>(exclude))
                .withReducedRange(reducedRange == null ? portable || IntegerKernels.saturate() : reducedRange)
                .withByteLogits(byteLogits);
        return new Quantizing(model, output, calibration, data, samples, settings, terms, portable, layers, console)
                .run();
    }

    private double maxDrop() {
        if (maxLoss != null) {
            double share = maxLoss / 100;
            console.warn("--max-loss %s is --max-drop %s now, 0..1, and the next release asks for it"
                    .formatted(maxLoss, share));
            return maxDrop == null ? share : maxDrop;
        }
        return maxDrop == null ? Quantizing.maxDrop(data) : maxDrop;
    }
}
