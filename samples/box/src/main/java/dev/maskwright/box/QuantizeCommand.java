package dev.maskwright.box;

import dev.maskwright.cli.export.QuantizeOptions;
import dev.maskwright.cli.export.Quantizing;
import dev.maskwright.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code quantize} on pictures alone: reading data sets and their labels needs the trainer, which the box does not
 * have.
 */
@Command(
        name = "quantize",
        description = {
            "Make an int8 model from a float one with the kernels that are fastest on this machine.",
            "Takes models of this project and ONNX files of other tools. Both models are"
                    + " measured alternately; the int8 file is kept",
            "only if it is faster on this machine and changes no more than --max-drop, otherwise the exit code is 3.",
            "The same command with the trainer also measures mean IoU on labels."
        },
        sortOptions = false)
public final class QuantizeCommand implements Callable<Integer> {

    @Option(
            names = "--calibration",
            order = QuantizeOptions.SECOND,
            required = true,
            paramLabel = "DIR",
            description = "A folder of pictures like those that the model is for.")
    private Path calibration = Path.of("");

    @Option(
            names = "--max-drop",
            order = QuantizeOptions.SECOND,
            paramLabel = "X",
            description = "The share of mask pixels that may change, 0..1 (${DEFAULT-VALUE}).")
    private double maxDrop = Quantizing.MAX_CHANGE;

    @Mixin
    private QuantizeOptions options = new QuantizeOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        return options.quantizing(maxDrop, console).onPictures(calibration, options.samples());
    }
}
