package dev.maskwright.cli.export;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.source.ClassNames;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.exporter.card.CardDraft;
import dev.maskwright.exporter.card.CardHints;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Drafts the card of a model of another tool. */
@Command(
        name = "card",
        description = {
            "Draft a card for a third-party ONNX model from its graph.",
            "Shows what was found in the graph, what was guessed, and, with --picture, what the model "
                    + "outputs for a picture",
            "with this and other normalisations. Correct the card with the options below, or edit the file."
        },
        sortOptions = false)
public final class CardCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "M", description = "The ONNX file.")
    private Path model = Path.of("");

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = {
                "The class names in the order of the network: one per line, a JSON list, or the config.json of a",
                "model of Hugging Face."
            })
    private @Nullable Path classFile;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "The size to which pictures are resized, if the graph accepts any size (512x512).")
    private @Nullable String size;

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "R,G,B",
            description = "The mean that is subtracted from pixels; 0.485,0.456,0.406 unless the graph normalises.")
    private List<Float> mean = List.of();

    @Option(
            names = "--std",
            split = ",",
            paramLabel = "R,G,B",
            description = "The standard deviation by which pixels are then divided; 0.229,0.224,0.225 unless the graph "
                    + "normalises.")
    private List<Float> std = List.of();

    @Option(
            names = "--scale",
            paramLabel = "N",
            description =
                    "The highest pixel value to which --mean and --std apply: 1, or 255 for a mean such as 123.675. "
                            + "Without these, the range to which pixels are scaled.")
    private @Nullable Float scale;

    @Option(names = "--bgr", description = "The network expects blue first.")
    private boolean bgr;

    @Option(
            names = "--letterbox",
            description = "Pictures keep their aspect ratio and get black bars, instead of being stretched.")
    private boolean letterbox;

    @Option(names = "--align-corners", description = "Scores smaller than the input are enlarged with aligned corners.")
    private boolean alignCorners;

    @Option(
            names = "--graph-output",
            paramLabel = "NAME",
            description = "The output of the graph to use, if there are several.")
    private @Nullable String graphOutput;

    @Option(names = "--picture", paramLabel = "P", description = "A picture to try the model on.")
    private @Nullable Path picture;

    @Option(
            names = "--overlay",
            paramLabel = "FILE.jpg",
            description = "File for the picture with its mask painted over it (NAME.card.jpg beside the model).")
    private @Nullable Path overlay;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File for the card (NAME.card.json beside NAME.onnx, where all commands look for it).")
    private @Nullable Path output;

    @Option(names = "--overwrite", description = "Replace an existing card.")
    private boolean overwrite;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        Path target = output == null ? OnnxFile.beside(model) : output;
        var graph = OnnxFile.read(model);
        if (OnnxFile.isCarded(graph)) {
            throw new IOException(("%s: has a card in its metadata, which takes precedence over one beside it;"
                            + " show it with inspect --model %s")
                    .formatted(model, model));
        }
        if (Files.exists(target) && !overwrite) {
            throw new IOException(
                    ("%s: already exists; replace it with --overwrite, or choose another with" + " --output")
                            .formatted(target));
        }
        CardHints hints = hints();
        CardDraft draft = console.checked(() -> CardDraft.of(graph, model, hints));
        Segmenter.open(model, draft.card(), Options.defaults()).close(); // the SDK makes the final check
        draft.found().forEach(line -> console.say("found    " + line));
        draft.guessed().forEach(line -> console.say("guessed  " + line));
        if (!draft.guessed().isEmpty()) {
            console.say("         correct wrong guesses with an option, such as --classes, --size,"
                    + " --mean with --std, --bgr, --align-corners, --graph-output");
        }
        Optional<CardTrial> trial = picture == null ? Optional.empty() : Optional.of(trial(draft, picture));
        Files.createDirectories(target.toAbsolutePath().getParent());
        WholeFile.write(target.toAbsolutePath(), draft.card().toJson() + "\n");
        console.say("card     " + target);
        console.document(() -> document(draft, target, trial));
        return ExitCode.DONE;
    }

    private CardTrial trial(CardDraft draft, Path file) throws IOException {
        Path image =
                overlay != null ? overlay : model.resolveSibling(draft.card().name() + ".card.jpg");
        if (Files.exists(image) && Files.exists(file) && Files.isSameFile(image, file)) {
            throw console.wrongUsage(
                    "--picture %s: the overlay would replace it; choose another file with --overlay".formatted(file));
        }
        CardTrial trial = CardTrial.of(model, draft, ImageFiles.read(file));
        trial.writeOverlay(image);
        console.say("");
        console.say(trial.text());
        console.say("overlay  " + image);
        return trial;
    }

    private CardHints hints() throws IOException {
        int[] sides = size == null ? new int[2] : sides(size);
        return new CardHints(
                classFile == null ? List.of() : ClassNames.read(classFile),
                sides[0],
                sides[1],
                Optional.ofNullable(graphOutput),
                normalization(),
                bgr ? ChannelOrder.BGR : ChannelOrder.RGB,
                letterbox ? Fit.LETTERBOX : Fit.STRETCH,
                alignCorners);
    }

    private int[] sides(String text) {
        String[] parts = text.split("x", -1);
        if (parts.length == 2 && parts[0].matches("[1-9]\\d{0,4}") && parts[1].matches("[1-9]\\d{0,4}")) {
            return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        }
        throw console.wrongUsage("--size %s: expected width and height such as 512x384".formatted(text));
    }

    private Optional<Normalization> normalization() {
        if (mean.isEmpty() && std.isEmpty() && scale == null) {
            return Optional.empty();
        }
        if (mean.isEmpty() != std.isEmpty()) {
            throw console.wrongUsage("--mean and --std belong together, because a network is trained with both;"
                    + " give 0,0,0 or 1,1,1 for none");
        }
        List<Float> means = mean.isEmpty() ? List.of(0f, 0f, 0f) : mean;
        List<Float> stds = std.isEmpty() ? List.of(1f, 1f, 1f) : std;
        if (means.size() != 3 || stds.size() != 3) {
            throw console.wrongUsage("--mean and --std need three numbers each, for red, green and blue; got %s and %s"
                    .formatted(means, stds));
        }
        return Optional.of(console.checked(() -> Normalization.of(means, stds, scale == null ? 1 : scale)));
    }

    private JsonObject document(CardDraft draft, Path target, Optional<CardTrial> trial) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("file", target.toString());
        json.add("found", Json.array(draft.found()));
        json.add("guessed", Json.array(draft.guessed()));
        json.add("card", JsonParser.parseString(draft.card().toJson()));
        trial.ifPresent(tried -> json.add("trial", tried.json()));
        return json;
    }
}
