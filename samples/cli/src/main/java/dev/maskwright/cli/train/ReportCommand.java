package dev.maskwright.cli.train;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.report.RunFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the report page of a training again. */
@Command(
        name = "report",
        description = "Write a training's report.html again: curves, IoU of each class, confusions, best and worst "
                + "predictions, recipe.",
        sortOptions = false)
public final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "The checkpoint folder of a training.")
    private Path folder = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set, whose validation split is predicted.")
    private Path data = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        Checkpoint checkpoint = Checkpoint.open(folder);
        Recipe recipe = checkpoint.recipe();
        List<String> faults = new ArrayList<>();
        try (DataSource source = DataSources.open(data, recipe.data(), CacheOptions.none())) {
            if (!source.validation().classes().equals(checkpoint.classes())) {
                throw new BadDatasetException("%s and %s have different classes: %s and %s"
                        .formatted(
                                folder,
                                data,
                                checkpoint.classes().names(),
                                source.validation().classes().names()));
            }
            Path page = write(checkpoint, source, faults::add);
            if (!faults.isEmpty()) {
                throw new IOException(String.join("; ", faults));
            }
            console.say("the report is " + page);
            console.document(() -> {
                JsonObject json = new JsonObject();
                json.addProperty("report", page.toString());
                return json;
            });
        }
        return ExitCode.DONE;
    }

    /** Writes the page with pictures by the checkpoint's best weights. */
    static Path write(Checkpoint checkpoint, DataSource source, Consumer<String> warnings) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                RunFiles files = RunFiles.of(
                        checkpoint, ClassLabel.of(checkpoint.classes().names()), warnings)) {
            NetworkBlock block = NetworkBlock.of(checkpoint.network(), checkpoint.weights(), manager);
            return files.writeReport(
                    new NetworkPredictor(block, checkpoint.recipe().input().normalization(), manager),
                    source.validation());
        }
    }
}
