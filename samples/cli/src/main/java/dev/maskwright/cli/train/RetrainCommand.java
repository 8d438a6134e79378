package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.ThreadsOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.exporter.ExportedNetwork;
import dev.maskwright.models.files.Sha256;
import dev.maskwright.models.history.ModelHistory;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.retrain.RetrainOptions;
import dev.maskwright.trainer.retrain.Retraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A deployed model and corrected pictures in, a better model out, in minutes. */
@Command(
        name = "retrain",
        description = {
            "Fine-tune a deployed model on corrected pictures, including new classes.",
            "The encoder stays unchanged; the rest is trained for minutes, together with old pictures, then "
                    + "exported, verified and quantised",
            "like the old model. It is written only if it does no worse on held-out pictures."
        },
        sortOptions = false)
public final class RetrainCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = {
                "The deployed model: NAME-int8.onnx with NAME.onnx beside it, or only a float file. No "
                        + "checkpoint is needed."
            })
    private Path model = Path.of("");

    @Option(
            names = "--corrections",
            required = true,
            paramLabel = "DIR",
            description =
                    "A data set of corrected pictures. A class that the model lacks becomes a new class; unlabelled "
                            + "pixels are labelled by the old model.")
    private Path corrections = Path.of("");

    @Option(
            names = "--replay",
            paramLabel = "DIR|none",
            description =
                    "Old pictures, so that the model forgets nothing (NAME-replay beside the model, if that folder "
                            + "exists).")
    private @Nullable String replay;

    @Option(
            names = "--validation",
            paramLabel = "DIR",
            description = "A data set to measure both models on; by default a fifth of the corrections"
                    + " and of the old pictures is held out.")
    private @Nullable Path validation;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "M",
            description = "The float file to write; the int8 file beside it is named NAME-int8.onnx.")
    private Path output = Path.of("");

    @Option(
            names = "--max-drop",
            paramLabel = "X",
            description =
                    "How much mean IoU, 0..1, the new model may lose (by default no more than chance explains for so "
                            + "few pictures, and at most 0.01).")
    private @Nullable Double maxDrop;

    @Option(
            names = "--steps",
            defaultValue = "400",
            paramLabel = "N",
            description = "Maximum number of training steps (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--longest",
            defaultValue = "150",
            paramLabel = "SECONDS",
            description = "Maximum duration of training, not counting encoding and measuring (${DEFAULT-VALUE}).")
    private int longest;

    @Option(
            names = "--crops",
            defaultValue = "32",
            paramLabel = "N",
            description = "Number of views cut from each corrected picture (${DEFAULT-VALUE}).")
    private int crops;

    @Option(
            names = "--rate",
            defaultValue = "0.001",
            paramLabel = "X",
            description = "The highest learning rate: it rises over ten steps, then falls (${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "The random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--progress",
            paramLabel = "F",
            description =
                    "A file with the progress for other programs, as a JSON object that is replaced twice a second.")
    private @Nullable Path progressFile;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        long begun = System.nanoTime();
        ProgressFile progress = new ProgressFile(progressFile);
        progress.phase("preparing");
        console.requirePositive("--longest", longest);
        threads.apply(console);
        ThreadsOption
                .preferOne(); // steps are short, and threads waiting for each other are very slow if other programs run
        RetrainOptions options = console.checked(() -> RetrainOptions.defaults()
                .withSteps(steps)
                .withLongest(Duration.ofSeconds(longest))
                .withCrops(crops)
                .withLearningRate(rate)
                .withSeed(seed));
        console.checked(this::gate);
        ModelPair deployed = ModelPair.of(model);
        ModelPair written = ModelPair.like(deployed, output.toAbsolutePath());
        requireNew(written);
        RetrainedModel retrained = new RetrainedModel(deployed, ExportedNetwork.read(deployed.inFloat()), console);
        try (RetrainRows rows =
                RetrainRows.open(corrections, replayFolder(deployed), Optional.ofNullable(validation))) {
            retrained.check(rows);
            return retrain(retrained, written, rows, options, progress, begun);
        }
    }

    private HeldOutGate gate() {
        return new HeldOutGate(maxDrop == null ? OptionalDouble.empty() : OptionalDouble.of(maxDrop));
    }

    private Optional<Path> replayFolder(ModelPair deployed) {
        if (replay != null) {
            return replay.equals("none") ? Optional.empty() : Optional.of(Path.of(replay));
        }
        String name = String.valueOf(deployed.inFloat().getFileName()).replaceFirst("\\.onnx$", "-replay");
        return Optional.of(deployed.inFloat().resolveSibling(name)).filter(Files::isDirectory);
    }

    private void requireNew(ModelPair written) {
        List<Path> files = new ArrayList<>(List.of(written.inFloat()));
        written.inInt8().ifPresent(files::add);
        for (Path file : files) {
            if (Files.exists(file)) {
                throw console.wrongUsage(("--output: %s already exists, and models are never overwritten, so that"
                                + " a rollback is possible; choose another file")
                        .formatted(file));
            }
        }
    }

    private int retrain(
            RetrainedModel retrained,
            ModelPair written,
            RetrainRows rows,
            RetrainOptions options,
            ProgressFile progress,
            long begun)
            throws IOException {
        progress.phase("encoding");
        Retraining.Result result;
        try (Meter meter = console.meter("retraining", "steps", options.steps());
                Interruption interruption =
                        Interruption.listen(() -> meter.line("stopping; once more to stop at once"))) {
            try {
                result = Retraining.fit(
                        retrained.deployed(),
                        rows.corrections(),
                        rows.replay(),
                        options,
                        listener(options, meter, progress, interruption));
            } catch (CancellationException e) {
                return stopped(interruption);
            }
            if (interruption.isAskedFor()) {
                return stopped(interruption);
            }
        }
        if (result.steps() < options.steps()) {
            console.warn(("only %d of %d steps within %d seconds; if that is too few, allow more with"
                            + " --longest, or free a core")
                    .formatted(result.steps(), options.steps(), longest));
        }
        return judge(retrained, written, rows, result, progress, begun);
    }

    private static Retraining.Listener listener(
            RetrainOptions options, Meter meter, ProgressFile progress, Interruption interruption) {
        return new Retraining.Listener() {
            @Override
            public void encoding() {
                if (interruption.isAskedFor()) {
                    throw new CancellationException();
                }
            }

            @Override
            public boolean step(int step, double done, double loss) {
                meter.step("loss %.3f".formatted(loss));
                progress.step(step, options.steps(), done, loss);
                return !interruption.isAskedFor();
            }
        };
    }

    private int stopped(Interruption interruption) {
        console.say("stopped; no model was written, and the same command starts again from the beginning");
        return interruption.exitCode();
    }

    /** Exports the new model, measures it, and keeps it if it is no worse. */
    private int judge(
            RetrainedModel retrained,
            ModelPair written,
            RetrainRows rows,
            Retraining.Result result,
            ProgressFile progress,
            long begun)
            throws IOException {
        List<String> skipped = new ArrayList<>(result.skipped());
        skipped.addAll(rows.skipped());
        console.warn(skipped);
        try (CandidatePair files = CandidatePair.of(written)) {
            ModelPair candidate = files.pair();
            progress.phase("exporting");
            retrained.write(result, rows, candidate);
            progress.phase("measuring");
            RetrainReport report = report(retrained, candidate, rows, result, begun);
            console.warn(report.before().skipped());
            skipped.addAll(report.before().skipped());
            console.say("");
            console.say(report.toText());
            boolean isKept = report.verdict().isKept();
            JsonObject entry = remember(retrained, written, files, report, isKept);
            console.say(
                    isKept
                            ? "%s: written; %s"
                                    .formatted(
                                            written.deployed(), report.verdict().reason())
                            : "%s: not written, because %s; correct more pictures, or allow more with --max-drop"
                                    .formatted(
                                            written.deployed(), report.verdict().reason()));
            entry.add("skipped", Json.array(skipped));
            console.document(() -> entry);
            return isKept ? (skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED) : ExitCode.COULD_NOT_RUN;
        }
    }

    /** Held-out corrections that were merely accepted, and so favour the old model; none if there are no others. */
    private BitSet accepted(Path old, RetrainRows rows, List<String> classes, int pictures) {
        if (validation != null) {
            return new BitSet();
        }
        BitSet accepted = AcceptedMasks.of(old, rows.heldOut().get(0), classes);
        return HeldOutGate.leftOut(accepted, pictures);
    }

    private RetrainReport report(
            RetrainedModel retrained, ModelPair candidate, RetrainRows rows, Retraining.Result result, long begun)
            throws IOException {
        Path old = retrained.pair().deployed();
        HeldOutScore before = HeldOutScore.of(old, rows.heldOut(), result.classes());
        HeldOutScore after = HeldOutScore.of(candidate.deployed(), rows.heldOut(), result.classes());
        BitSet accepted =
                accepted(old, rows, result.classes(), before.pictures().size());
        before = before.without(accepted);
        after = after.without(accepted);
        List<String> known = retrained.exported().card().classes().stream()
                .map(ClassLabel::name)
                .toList();
        return new RetrainReport(
                known,
                result,
                before,
                after,
                accepted.cardinality(),
                gate().verdict(before, after, known),
                rows.corrected(),
                rows.replayed(),
                rows.corrections().get(0).fingerprint(),
                (System.nanoTime() - begun) / 1e9,
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .map(time -> time.toMillis() / 1e3)
                        .orElse(Double.NaN));
    }

    /** Gives the files of a kept model their names, the deployed one last, and writes the history. */
    private static JsonObject remember(
            RetrainedModel retrained, ModelPair written, CandidatePair candidate, RetrainReport report, boolean isKept)
            throws IOException {
        String hash = Sha256.of(candidate.pair().deployed());
        if (isKept) {
            candidate.takeNames();
        }
        Path folder = Objects.requireNonNull(written.deployed().getParent(), "an absolute file lies in a folder");
        ModelHistory.Entry entry = new ModelHistory.Entry(
                String.valueOf(written.deployed().getFileName()),
                hash,
                Sha256.of(retrained.pair().deployed()),
                Instant.now(),
                isKept,
                report.toJson());
        ModelHistory.in(folder).add(entry);
        JsonObject json = report.toJson();
        json.addProperty("kept", isKept);
        json.addProperty("model", written.deployed().toString());
        json.addProperty("sha256", hash);
        return json;
    }
}
