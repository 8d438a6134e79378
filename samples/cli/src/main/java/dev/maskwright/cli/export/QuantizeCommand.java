package dev.maskwright.cli.export;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.trainer.data.BadDatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A float model in, an int8 model out, if it is worthwhile. */
@Command(
        name = "quantize",
        description = {
            "Make an int8 model from a float one, and keep it if it is faster.",
            "Accepts Maskwright's models and third-party ONNX files. Both models are measured alternately; "
                    + "the int8 file is kept",
            "only if it is faster on this machine and loses no more than --max-drop, otherwise the exit code is 3.",
            "Layers that cost too much accuracy stay float. Kernels are chosen by timing layers"
                    + " on this machine, unless --portable is given."
        },
        sortOptions = false)
public final class QuantizeCommand implements Callable<Integer> {

    @Option(
            names = "--calibration",
            order = QuantizeOptions.SECOND,
            required = true,
            paramLabel = "DIR",
            description = "Pictures like those in use: a folder, or a data set, whose training rows are used.")
    private Path calibration = Path.of("");

    @Option(
            names = "--data",
            order = QuantizeOptions.SECOND,
            paramLabel = "DIR",
            description = "A data set on whose validation rows mean IoU is measured before and after.")
    private @Nullable Path data;

    @Option(
            names = "--max-drop",
            order = QuantizeOptions.SECOND,
            paramLabel = "X",
            description = "How much mean IoU may fall on --data, 0..1 (0.005); without --data, the"
                    + " share of mask pixels that may change (0.05).")
    private @Nullable Double maxDrop;

    /** The option of the previous release: points of mean IoU, per cent of pixels. */
    @Option(names = "--max-loss", hidden = true)
    private @Nullable Double maxLoss;

    @Mixin
    private QuantizeOptions options = new QuantizeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        Quantizing quantizing = options.quantizing(maxDrop(), console);
        return new DataSetQuantizing(quantizing, calibration, options.samples(), data).run();
    }

    private double maxDrop() {
        if (maxLoss != null) {
            double share = maxLoss / 100;
            console.warn("--max-loss %s is now --max-drop %s, 0..1, and the next release requires it"
                    .formatted(maxLoss, share));
            return maxDrop == null ? share : maxDrop;
        }
        return maxDrop == null ? DataSetQuantizing.maxDrop(data) : maxDrop;
    }
}
