package dev.maskwright.cli;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportOptions;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.Resolution;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.check.Parity;
import dev.maskwright.exporter.check.Report;
import dev.maskwright.exporter.check.Tolerance;
import dev.maskwright.exporter.onnx.Arithmetic;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.Opset;
import dev.maskwright.exporter.onnx.SegmentationGraph;
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
import java.util.OptionalInt;
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

    private enum Compute {
        FP32,
        FP16
    }

    /** A picture for the proof, and what each of its pixels is, where that is known. */
    @SuppressWarnings("ArrayRecordComponent") // pixels
    private record Example(Frame picture, Optional<byte[]> target) {}

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
            names = "--batch",
            defaultValue = "dynamic",
            converter = BatchOption.class,
            paramLabel = "N|dynamic",
            description = "How many images each run takes (${DEFAULT-VALUE}: as many as it is given).")
    private OptionalInt batch = OptionalInt.empty();

    @Option(
            names = "--resolution",
            defaultValue = "full",
            paramLabel = "full|network",
            description = {
                "full: the mask has a pixel for each of the input (the default).",
                "network: the last enlargement is left to who shows the mask; a SegFormer's has a quarter of width and height."
            })
    private Resolution resolution = Resolution.FULL;

    @Option(
            names = "--logits",
            description =
                    "Give the logits beside mask and confidence, too, for tiles that are blended and smooth edges.")
    private boolean logits;

    @Option(
            names = "--opset",
            defaultValue = "17",
            converter = OpsetOption.class,
            paramLabel = "N",
            description = "The ONNX operator set, 15 to 21 (${DEFAULT-VALUE}); newer ones need newer runtimes.")
    private Opset opset = Opset.DEFAULT;

    @Option(
            names = "--precision",
            defaultValue = "fp32",
            paramLabel = "fp32|fp16|int8",
            description = {
                "fp16 stores weights as float16, which halves the file; what it computes in, --compute says.",
                "int8 does what 'quantize' does with its defaults after that: a file only if it is faster and loses little."
            })
    private Precision precision = Precision.FP32;

    @Option(
            names = "--calibration",
            paramLabel = "DIR",
            description = "For int8: pictures like those that the model is for, or a data set.")
    private @Nullable Path calibration;

    @Option(
            names = "--compute",
            defaultValue = "fp32",
            paramLabel = "fp32|fp16",
            description = {
                "fp16: for CUDA; weights and nearly everything that is computed are float16, bytes still go in and out.",
                "Norms, softmax, the last enlargement and confidence stay float32. Processors are slow at it."
            })
    private Compute compute = Compute.FP32;

    @Option(
            names = "--rewrite",
            defaultValue = "all",
            paramLabel = "all|quantizable|none",
            description = {
                "all: the same computation as a smaller, faster graph of standard operators (the default).",
                "quantizable: all but what 'quantize' loses by (enlarging maps after their convolution).",
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
        if (precision == Precision.INT8 && compute == Compute.FP16) {
            throw console.wrongUsage(
                    "--compute fp16 is for GPUs and --precision int8 for processors; leave out one of the two");
        }
        startDjl();
        Checkpoint checkpoint = Checkpoint.open(checkpointFolder);
        Trained trained = new Trained(checkpoint.network(), checkpoint.weights());
        ExportOptions options = options();
        Trained wanted = options.wanted(trained);
        ModelCard card = card(checkpoint, wanted.network());
        List<String> skipped = new ArrayList<>();
        List<Example> examples = proof.images == null
                ? ofDataSet(Objects.requireNonNull(proof.data), checkpoint.recipe(), skipped)
                : ofFolder(proof.images, skipped);
        console.warn(skipped);

        Path file = output.toAbsolutePath();
        Files.createDirectories(file.getParent());
        Path unproven = file.resolveSibling("." + file.getFileName() + ".unproven");
        try {
            ModelCard written =
                    Export.write(trained, card, options, examples.get(0).picture(), unproven);
            JsonObject parity = prove(unproven, trained, options, card, examples);
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

    /** Starts the engine that the proof needs, while the file is being written. */
    private static void startDjl() {
        ThreadsOption.preferOne(); // single pictures gain little from a second, and lose much where other programs run
        Thread starting = new Thread(() -> NDManager.newBaseManager().close(), "maskwright-djl");
        starting.setDaemon(true);
        starting.setUncaughtExceptionHandler((thread, fault) -> {}); // who then needs the engine meets it, too
        starting.start();
    }

    private ExportOptions options() {
        if (logits && form == Form.TENSOR) {
            throw console.wrongUsage("--logits: the tensor form gives logits and nothing else; leave it out");
        }
        GraphOptions graph = new GraphOptions(opset, Arithmetic.FLOAT32, batch);
        ExportOptions options = ExportOptions.defaults()
                .withRewriting(
                        precision == Precision.INT8 && rewriting == Rewriting.ALL ? Rewriting.QUANTIZABLE : rewriting)
                .withResolution(resolution)
                .withGraph(graph);
        if (compute == Compute.FP16) {
            return options.computingInHalf();
        }
        return precision == Precision.FP16 ? options.withStorage(WeightStorage.FLOAT16) : options;
    }

    /**
     * Compares the file with the network. A file that computes in float32 is held to what it should compute exactly: to the trained
     * network itself, so that the rewriting is part of the proof, or to its rounded weights. One that computes in float16 is held to
     * masks.
     */
    private JsonObject prove(Path file, Trained trained, ExportOptions options, ModelCard card, List<Example> examples)
            throws IOException {
        boolean computesInHalf = compute == Compute.FP16;
        boolean isRounded = precision == Precision.FP16 && !computesInHalf;
        Trained wanted = options.wanted(trained);
        Scores scores = new Scores(card.classes().size());
        Report report = compare(
                file,
                isRounded ? options.stored(trained) : wanted,
                card,
                examples,
                computesInHalf ? Tolerance.FLOAT16 : Tolerance.FLOAT32,
                isRounded ? new Scores(card.classes().size()) : scores);
        console.say(report.toText());
        if (!report.passed()) {
            throw new IOException(
                    "%s: not written, since the exported network does not compute what the trained one does"
                            .formatted(output));
        }
        JsonObject parity = report.toJson();
        if (isRounded) {
            Report price = compare(file, wanted, card, examples, Tolerance.FLOAT32, scores);
            parity.add("againstFloat32", price.toJson());
            console.say(String.format(
                    Locale.ROOT,
                    "against the weights in float32: logits differ by at most %.2g of their range, masks %.4f %% alike",
                    price.relativeDifference(),
                    100 * price.equalPixels()));
        }
        if (scores.labelled() > 0) {
            parity.add("meanIou", scores.toJson());
            console.say(scores.toText());
        }
        return parity;
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
        boolean isHalf = precision == Precision.FP16 || compute == Compute.FP16;
        provenance.addProperty("precision", isHalf ? "fp16" : "fp32");
        provenance.addProperty("compute", compute.name().toLowerCase(Locale.ROOT));
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
                outputs(SegmentationGraph.stride(network)),
                provenance,
                Optional.empty());
    }

    private ModelCard.Outputs outputs(int stride) {
        return logits ? form.outputsWithLogits(stride) : form.outputs(stride);
    }

    /** Validation pictures, spread evenly over the split. */
    private List<Example> ofDataSet(Path data, Recipe recipe, List<String> skipped) throws BadDatasetException {
        List<Example> pictures = new ArrayList<>();
        try (DataSource source =
                DataSources.open(data, recipe.data(), recipe.target(), recipe.outside(), CacheSettings.none())) {
            Dataset rows = source.validation();
            int count = Math.min(samples, rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read(i * rows.size() / count);
                    Frame picture = Frame.rgb(sample.rgb(), sample.width(), sample.height());
                    pictures.add(new Example(picture, Optional.of(sample.target())));
                } catch (BadSampleException e) {
                    skipped.add(Faults.oneLine(e));
                }
            }
        }
        return requireSome(pictures, data, skipped);
    }

    private List<Example> ofFolder(Path folder, List<String> skipped) throws IOException, BadDatasetException {
        List<Example> pictures = new ArrayList<>();
        for (Picture picture : Pictures.find(List.of(folder), false, output)) {
            if (pictures.size() == samples) {
                break;
            }
            try {
                pictures.add(new Example(ImageFiles.read(picture.file()), Optional.empty()));
            } catch (ImageReadException e) {
                skipped.add(Faults.oneLine(e));
            }
        }
        return requireSome(pictures, folder, skipped);
    }

    private static List<Example> requireSome(List<Example> pictures, Path source, List<String> skipped)
            throws BadDatasetException {
        if (pictures.isEmpty()) {
            throw new BadDatasetException("%s: no picture there that could prove the export%s"
                    .formatted(source, skipped.isEmpty() ? "; name another folder" : "; " + skipped.get(0)));
        }
        return pictures;
    }

    private static Report compare(
            Path file, Trained reference, ModelCard card, List<Example> examples, Tolerance tolerance, Scores scores)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(reference.network(), reference.weights(), manager);
            return Parity.compare(
                    file,
                    new NetworkPredictor(block, card.normalization(), manager)::logits,
                    examples.stream().map(Example::picture).toList(),
                    tolerance,
                    (picture, width, height, expected, actual) -> {
                        Example example = examples.get(picture);
                        example.target()
                                .ifPresent(target ->
                                        scores.add(example.picture(), target, width, height, expected, actual));
                    });
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
