package dev.maskwright.cli.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.source.Provenance;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.models.checkpoint.SavedNetwork;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.trainer.fit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One checkpoint from several. */
@Command(
        name = "average",
        description = {
            "Average the weights of trainings that started from the same weights, as a new checkpoint.",
            "Such an average is often better than each of them, and takes no longer to run; compare it with evaluate."
        },
        sortOptions = false)
public final class AverageCommand implements Callable<Integer> {

    private static final String INITIAL_WEIGHTS = "initialWeights";

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "A folder that train wrote to; give two or more.")
    private List<Path> checkpoints = List.of();

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The checkpoint folder to create.")
    private Path output = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        if (checkpoints.size() < 2) {
            throw console.wrongUsage("an average needs two or more checkpoints; repeat --checkpoint");
        }
        if (Files.exists(output)) {
            throw console.wrongUsage("--output %s already exists; choose another".formatted(output));
        }
        List<Checkpoint> all = new ArrayList<>();
        List<Weights> weights = new ArrayList<>();
        JsonArray origins = new JsonArray();
        for (Path dir : checkpoints) {
            Checkpoint checkpoint = Checkpoint.open(dir);
            requireSameNetwork(all.isEmpty() ? checkpoint : all.get(0), checkpoint);
            all.add(checkpoint);
            weights.add(checkpoint.weights());
            JsonObject origin = new JsonObject();
            origin.addProperty("checkpoint", String.valueOf(dir.toAbsolutePath().getFileName()));
            origin.addProperty("sha256", Sha256.of(dir.resolve(SavedNetwork.WEIGHTS)));
            origins.add(origin);
        }
        warnOfOtherBeginnings(all);
        JsonObject data = all.get(0).data().deepCopy();
        data.add(Provenance.AVERAGED, origins);
        String names = checkpoints.stream().map(Path::toString).collect(Collectors.joining(", "));
        try (FolderLock lock = FolderLock.take(output)) {
            Checkpoint average =
                    Checkpoint.create(output, all.get(0).recipe(), all.get(0).classes(), data);
            average.writeWeights(Weights.average(weights), Map.of(Provenance.AVERAGED, names));
        }
        console.say("%s: the average of %s".formatted(output, names));
        console.say("its recipe is that of %s".formatted(checkpoints.get(0)));
        console.document(() -> {
            JsonObject json = new JsonObject();
            json.addProperty("checkpoint", output.toString());
            json.add(Provenance.AVERAGED, origins);
            return json;
        });
        return ExitCode.DONE;
    }

    private void requireSameNetwork(Checkpoint first, Checkpoint other) {
        requireSame(
                "architecture",
                first,
                first.recipe().architecture(),
                other,
                other.recipe().architecture());
        requireSame(
                "classes",
                first,
                first.classes().names(),
                other,
                other.classes().names());
        requireSame(
                "input.normalization",
                first,
                first.recipe().input().normalization(),
                other,
                other.recipe().input().normalization());
    }

    private void requireSame(String what, Checkpoint first, Object expected, Checkpoint other, Object found) {
        if (!found.equals(expected)) {
            throw console.wrongUsage("%s: %s of %s is %s, that of %s is %s; average trainings of one network only"
                    .formatted(other.dir(), what, first.dir(), expected, other.dir(), found));
        }
    }

    /** Networks that learned apart from each other have their features in different channels. */
    private void warnOfOtherBeginnings(List<Checkpoint> all) {
        Set<Object> beginnings = new HashSet<>();
        all.forEach(
                checkpoint -> beginnings.add(String.valueOf(checkpoint.data().get(INITIAL_WEIGHTS))));
        boolean isKnown = all.get(0).data().has(INITIAL_WEIGHTS); // without, each began with random weights of its own
        if (!isKnown || beginnings.size() > 1) {
            console.warn("these trainings did not start from the same --initial-weights, so their average may be worse"
                    + " than each of them");
        }
    }
}
