package dev.maskwright.cli.export;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.InspectedModel;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.GoldenCheck;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks whether a model file gives the same results here as where it was exported. */
@Command(
        name = "verify",
        description =
                "Segment the sample picture in a model file and compare the mask with the one that the file must give.",
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {

    /** Devices and precisions differ slightly in rounding, which changes a few pixels at edges. */
    public static final double LEAST_ALIKE = 0.995;

    @Mixin
    private InspectedModel inspected = new InspectedModel();

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        Path model = inspected.file(console);
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withDevice(device.device()))) {
            GoldenCheck check = segmenter
                    .verify()
                    .orElseThrow(() ->
                            new ModelFormatException(("%s: no golden sample in its card, so there is nothing to verify;"
                                            + " export it again with maskwright")
                                    .formatted(model)));
            boolean passed = check.alike() >= LEAST_ALIKE;
            console.say(String.format(
                    Locale.ROOT,
                    "%s on %s: %s, %.3f %% of %,d golden pixels alike (at least %.1f %%)",
                    model,
                    device.device(),
                    passed ? "verified" : "FAILED",
                    100 * check.alike(),
                    check.pixels(),
                    100 * LEAST_ALIKE));
            console.document(() -> {
                JsonObject json = new JsonObject();
                json.addProperty("model", model.toString());
                json.addProperty("device", device.device().toString());
                json.addProperty("pixels", check.pixels());
                json.addProperty("different", check.different());
                json.addProperty("alike", check.alike());
                json.addProperty("passed", passed);
                return json;
            });
            return passed ? ExitCode.DONE : ExitCode.COULD_NOT_RUN;
        }
    }
}
