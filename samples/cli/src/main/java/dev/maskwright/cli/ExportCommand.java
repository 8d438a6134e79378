package dev.maskwright.cli;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.check.Parity;
import dev.maskwright.exporter.check.Report;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationSettings;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.graph.Network;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.DataSources;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.NetworkPredictor;
import dev.maskwright.trainer.fit.Recipe;
import dev.maskwright.trainer.net.NetworkBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A checkpoint in, one model file out. */
@Command(
        name = "export",
        description = {
            "Write a trained network as one ONNX file, and prove that the file computes what the network computes.",
            "A file that fails the proof is not left behind."
        },
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {

    private enum Precision {
        FP32,
        FP16,
        INT8
    }

    private static final class Proof {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "A data set; validation pictures are taken for the proof.")
        private @Nullable Path data;

        @Option(names = "--images", paramLabel = "DIR", description = "A folder of pictures for the proof.")
        private @Nullable Path images;
    }

    @Option(names = "--checkpoint", required = true, paramLabel = "DIR", description = "The folder of a training.")
    private Path checkpointFolder = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "M", description = "The model file to write.")
    private Path output = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Proof proof = new Proof();

    @Option(
            names = "--samples",
            defaultValue = "16",
            paramLabel = "N",
            description = "How many pictures the proof takes (${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--form",
            defaultValue = "pixels",
            paramLabel = "pixels|tensor",
            description = {
                "pixels: bytes in, mask and confidence out, normalisation in the graph (the default).",
                "tensor: normalised float32 in, logits out."
            })
    private Form form = Form.PIXELS;

    @Option(
            names = "--size",
            defaultValue = "dynamic",
            converter = InputSizeOption.class,
            paramLabel = "WxH|dynamic",
            description = "The size of the input (${DEFAULT-VALUE}: any, with the recipe's as the one that is used).")
    private InputSize size = InputSize.dynamic();

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "fp32|fp16|int8",
            description = {
                "fp16 stores weights as float16, which halves the file; it computes in float32 either way.",
                "int8 does what 'quantize' does with its defaults after that: a file only if it is faster and loses little."
            })
    private Precision precision = Precision.FP32;

    @Option(
            names = "--calibration",
            paramLabel = "DIR",
            description = "For int8: pictures like those that the model is for, or a data set.")
    private @Nullable Path calibration;

    @Option(
            names = "--rewrite",
            defaultValue = "all",
            paramLabel = "all|none",
            description = {
                "all: the same computation as a smaller, faster graph of standard operators (the default).",
                "none: layer for layer, as a tracing exporter writes it; to compare with."
            })
    private Rewriting rewriting = Rewriting.ALL;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the model is called; without, as its architecture.")
    private @Nullable String name;

    @Option(names = "--weights-license", paramLabel = "TEXT", description = "The licence of the weights, for the card.")
    private @Nullable String weightsLicense;

    @Option(names = "--data-license", paramLabel = "TEXT", description = "The licence of the data, for the card.")
    private @Nullable String dataLicense;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        console.requirePositive("--samples", samples);
        if ((precision == Precision.INT8) != (calibration != null)) {
            throw console.wrongUsage(
                    calibration == null
                            ? "--precision int8 needs pictures to choose ranges from; name some by --calibration"
                            : "--calibration is for --precision int8; leave it out");
        }
        Checkpoint checkpoint = Checkpoint.open(checkpointFolder);
        Trained trained = new Trained(checkpoint.network(), checkpoint.weights());
        ModelCard card = card(checkpoint, trained.network());
        List<String> skipped = new ArrayList<>();
        List<Frame> pictures = proof.images == null
                ? ofDataSet(Objects.requireNonNull(proof.data), checkpoint.recipe(), skipped)
                : ofFolder(proof.images, skipped);
        console.warn(skipped);

        Path file = output.toAbsolutePath();
        Files.createDirectories(file.getParent());
        Path unproven = file.resolveSibling("." + file.getFileName() + ".unproven");
        try {
            ModelCard written = Export.write(trained, card, storage(), rewriting, pictures.get(0), unproven);
            // In float32 the file is held to the trained network itself, so that the rewriting is part of the proof.
            Trained reference = precision == Precision.FP16 ? storage().stored(trained, rewriting) : trained;
            Report report = compare(unproven, reference, card, pictures);
            console.say(report.toText());
            if (!report.passed()) {
                throw new IOException(
                        "%s: not written, since the exported network does not compute what the trained one does"
                                .formatted(output));
            }
            JsonObject parity = report.toJson();
            if (precision == Precision.FP16) {
                Report price = compare(unproven, trained, card, pictures);
                parity.add("againstFloat32", price.toJson());
                console.say(String.format(
                        Locale.ROOT,
                        "against the weights in float32: logits differ by at most %.2g of their range, masks %.4f %% alike",
                        price.relativeDifference(),
                        100 * price.equalPixels()));
            }
            ModelCard proven = Provenance.withParity(written, parity);
            Export.replaceCard(unproven, proven);
            if (calibration != null) {
                return Math.max(
                        quantize(unproven, calibration), skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED);
            }
            Files.move(unproven, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            console.say("%s: %s, %s, %s"
                    .formatted(output, proven.name(), proven.architecture(), Words.megabytes(Files.size(file))));
            console.document(() -> document(proven, parity));
        } finally {
            Files.deleteIfExists(unproven);
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private int quantize(Path model, Path pictures) throws IOException, BadDatasetException {
        Quantization.Terms terms = new Quantization.Terms(
                Quantizing.maxLoss(proof.data), Quantization.Terms.LEAST_SPEEDUP, 1, Quantization.Terms.ROUNDS);
        return new Quantizing(
                        model,
                        output,
                        pictures,
                        proof.data,
                        Quantizing.SAMPLES,
                        QuantizationSettings.defaults(),
                        terms,
                        console)
                .run();
    }

    private WeightStorage storage() {
        return precision == Precision.FP16 ? WeightStorage.FLOAT16 : WeightStorage.FLOAT32;
    }

    private ModelCard card(Checkpoint checkpoint, Network network) throws IOException {
        Recipe recipe = checkpoint.recipe();
        boolean dynamic = size instanceof InputSize.Dynamic && !network.hasOneSize();
        int width = size instanceof InputSize.Fixed fixed ? fixed.width() : recipe.width();
        int height = size instanceof InputSize.Fixed fixed ? fixed.height() : recipe.height();
        if (!network.takes(width, height)) {
            throw console.wrongUsage(
                    "--size %dx%d: %s takes %s".formatted(width, height, network.architecture(), network.sizes()));
        }
        JsonObject provenance = Provenance.of(checkpoint);
        provenance.addProperty("precision", precision.name().toLowerCase(Locale.ROOT));
        provenance.addProperty("rewriting", rewriting.name().toLowerCase(Locale.ROOT));
        JsonObject licenses = new JsonObject();
        if (weightsLicense != null) {
            licenses.addProperty("weights", weightsLicense);
        }
        if (dataLicense != null) {
            licenses.addProperty("data", dataLicense);
        }
        provenance.add("licenses", licenses);
        return new ModelCard(
                name == null ? network.architecture() : name,
                Provenance.version(checkpoint),
                network.architecture(),
                Palette.paint(checkpoint.classes().names()),
                form.input(width, height, network.stride(), dynamic),
                recipe.normalization(),
                form.outputs(),
                provenance,
                Optional.empty());
    }

    /** Validation pictures, spread evenly over the split. */
    private List<Frame> ofDataSet(Path data, Recipe recipe, List<String> skipped) throws BadDatasetException {
        List<Frame> pictures = new ArrayList<>();
        try (DataSource source =
                DataSources.open(data, recipe.data(), recipe.target(), recipe.outside(), CacheSettings.none())) {
            Dataset rows = source.validation();
            int count = Math.min(samples, rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read(i * rows.size() / count);
                    pictures.add(Frame.rgb(sample.rgb(), sample.width(), sample.height()));
                } catch (BadSampleException e) {
                    skipped.add(Faults.oneLine(e));
                }
            }
        }
        return requireSome(pictures, data, skipped);
    }

    private List<Frame> ofFolder(Path folder, List<String> skipped) throws IOException, BadDatasetException {
        List<Frame> pictures = new ArrayList<>();
        for (Picture picture : Pictures.find(List.of(folder), false, output)) {
            if (pictures.size() == samples) {
                break;
            }
            try {
                pictures.add(ImageFiles.read(picture.file()));
            } catch (ImageReadException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        return requireSome(pictures, folder, skipped);
    }

    private static List<Frame> requireSome(List<Frame> pictures, Path source, List<String> skipped)
            throws BadDatasetException {
        if (pictures.isEmpty()) {
            throw new BadDatasetException("%s: no picture there that could prove the export%s"
                    .formatted(source, skipped.isEmpty() ? "; name another folder" : "; " + skipped.get(0)));
        }
        return pictures;
    }

    private static Report compare(Path file, Trained reference, ModelCard card, List<Frame> pictures)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(reference.network(), reference.weights(), manager);
            return Parity.compare(file, new NetworkPredictor(block, card.normalization(), manager)::logits, pictures);
        }
    }

    private JsonObject document(ModelCard card, JsonObject parity) {
        JsonObject json = new JsonObject();
        json.addProperty("model", output.toString());
        json.addProperty("name", card.name());
        json.addProperty("version", card.version());
        json.addProperty("bytes", output.toFile().length());
        json.add("parity", parity);
        return json;
    }
}
