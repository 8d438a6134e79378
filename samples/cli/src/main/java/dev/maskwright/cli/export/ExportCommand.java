package dev.maskwright.cli.export;

import com.google.gson.JsonObject;
import dev.maskwright.cli.option.BatchOption;
import dev.maskwright.cli.option.InputSizeOption;
import dev.maskwright.cli.option.OpsetOption;
import dev.maskwright.cli.option.ProofOptions;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Version;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.exporter.Description;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportOptions;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.Resolution;
import dev.maskwright.exporter.WeightStorage;
import dev.maskwright.exporter.check.Proof;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.exporter.onnx.Arithmetic;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.Opset;
import dev.maskwright.exporter.quantize.IntegerKernels;
import dev.maskwright.exporter.quantize.Quantization;
import dev.maskwright.exporter.quantize.QuantizationOptions;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.models.graph.Network;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.fit.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A checkpoint in, one model file out. */
@Command(
        name = "export",
        description = {
            "Write a trained network as one ONNX file, and verify that the file computes what the network "
                    + "computes.",
            "A file that fails the verification is deleted."
        },
        sortOptions = false)
public final class ExportCommand implements Callable<Integer> {

    private enum Precision {
        FP32,
        FP16,
        INT8
    }

    private enum Compute {
        FP32,
        FP16
    }

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "The checkpoint folder of a training.")
    private Path checkpointFolder = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "M", description = "The model file to write.")
    private Path output = Path.of("");

    @Mixin
    private ProofOptions proof = new ProofOptions();

    @Option(
            names = "--form",
            paramLabel = "pixels|logits|tensor",
            description = {
                "pixels: bytes in, mask and confidence out, normalisation in the graph; for"
                        + " runtimes other than the SDK.",
                "logits: bytes in, logits out at the network's own resolution; the SDK makes the same masks from "
                        + "them, faster.",
                "tensor: normalised float32 in, logits out.",
                "Default: logits if the network ends with an enlargement; pixels if it does not, or with "
                        + "--logits, --resolution or --compute fp16."
            })
    private @Nullable Form form;

    @Option(
            names = "--size",
            defaultValue = "dynamic",
            converter = InputSizeOption.class,
            paramLabel = "WxH|dynamic",
            description = "The size of the input (${DEFAULT-VALUE}: any, with the recipe's size as the one used).")
    private InputSize size = InputSize.dynamic();

    @Option(
            names = "--batch",
            defaultValue = "dynamic",
            converter = BatchOption.class,
            paramLabel = "N|dynamic",
            description = "Number of images per run (${DEFAULT-VALUE}: any).")
    private OptionalInt batch = OptionalInt.empty();

    @Option(
            names = "--resolution",
            defaultValue = "full",
            paramLabel = "full|network",
            description = {
                "full: the mask has one pixel per input pixel (the default).",
                "network: the last enlargement is left to the application; a SegFormer's mask then has a quarter "
                        + "of width and height."
            })
    private Resolution resolution = Resolution.FULL;

    @Option(names = "--logits", description = "Also output logits, for blended tiles and smooth edges.")
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
                "fp16 stores weights as float16, which halves the file; --compute sets the arithmetic.",
                "int8 then runs 'quantize' with its defaults: the file is kept only if it is faster and loses "
                        + "little."
            })
    private Precision precision = Precision.FP32;

    @Option(
            names = "--portable",
            description =
                    "For int8: a file for all kinds of CPUs, with 7-bit weights and no choices that are faster on "
                            + "some CPUs only.")
    private boolean portable;

    @Option(
            names = "--calibration",
            paramLabel = "DIR",
            description = "For int8: pictures like those in use, or a data set.")
    private @Nullable Path calibration;

    @Option(
            names = "--compute",
            defaultValue = "fp32",
            paramLabel = "fp32|fp16",
            description = {
                "fp16: for CUDA; weights and nearly all arithmetic are float16, inputs and outputs are still "
                        + "bytes.",
                "Norms, softmax, the last enlargement and confidence stay float32. CPUs are slow at it."
            })
    private Compute compute = Compute.FP32;

    @Option(
            names = "--rewrite",
            defaultValue = "all",
            paramLabel = "all|quantizable|none",
            description = {
                "all: the same computation as a smaller, faster graph of standard operators (the default).",
                "quantizable: everything except what makes int8 slower (enlarging maps after their convolution).",
                "none: layer for layer, as a tracing exporter writes it; for comparison."
            })
    private Rewriting rewriting = Rewriting.ALL;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the model; by default that of its architecture.")
    private @Nullable String name;

    @Option(names = "--weights-license", paramLabel = "TEXT", description = "The licence of the weights, for the card.")
    private @Nullable String weightsLicense;

    @Option(names = "--data-license", paramLabel = "TEXT", description = "The licence of the data, for the card.")
    private @Nullable String dataLicense;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, BadDatasetException {
        proof.check(console);
        requireCompatible();
        DjlReference.startEngine();
        Checkpoint checkpoint = Checkpoint.open(checkpointFolder);
        requireSize(checkpoint.network());
        ExportOptions options = options(checkpoint.network());
        Trained trained = new Trained(checkpoint.network(), checkpoint.weights());
        Export export = Export.of(trained, description(checkpoint), options);
        List<String> skipped = new ArrayList<>();
        ProofPictures pictures = proof.read(checkpoint.recipe(), export.card().input(), output, skipped);
        console.warn(skipped);

        Path file = output.toAbsolutePath();
        Files.createDirectories(file.getParent());
        int code = skipped.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
        if (calibration != null) {
            return Math.max(writeQuantized(export, pictures, file, calibration), code);
        }
        Export.Result outcome = prove(export, pictures, file);
        ModelCard card = outcome.card().orElseThrow();
        console.say("%s: %s, %s, %s"
                .formatted(output, card.name(), card.architecture(), Words.megabytes(Files.size(file))));
        console.document(() -> document(card, outcome.proof()));
        return code;
    }

    private void requireCompatible() {
        if ((precision == Precision.INT8) != (calibration != null)) {
            throw console.wrongUsage(
                    calibration == null
                            ? "--precision int8 needs pictures to choose ranges from; name some with --calibration"
                            : "--calibration is for --precision int8; leave it out");
        }
        if (portable && precision != Precision.INT8) {
            throw console.wrongUsage("--portable is for --precision int8; leave it out");
        }
        if (precision == Precision.INT8 && compute == Compute.FP16) {
            throw console.wrongUsage(
                    "--compute fp16 is for GPUs and --precision int8 for processors; leave out one of the two");
        }
        if (logits && form != null && form != Form.PIXELS) {
            throw console.wrongUsage("--logits: the %s form gives logits and nothing else; leave it out"
                    .formatted(form.name().toLowerCase(Locale.ROOT)));
        }
    }

    private Form form(Network network) {
        if (form != null) {
            return form;
        }
        boolean isPixels = logits || resolution != Resolution.FULL || compute == Compute.FP16;
        return isPixels ? Form.PIXELS : Form.fastest(network);
    }

    private ExportOptions options(Network network) {
        ExportOptions options = ExportOptions.defaults()
                .withForm(form(network))
                .withSize(size)
                .withRewriting(
                        precision == Precision.INT8 && rewriting == Rewriting.ALL ? Rewriting.QUANTIZABLE : rewriting)
                .withResolution(resolution)
                .withGraph(new GraphOptions(opset, Arithmetic.FLOAT32, batch));
        options = logits ? options.withLogits() : options;
        if (compute == Compute.FP16) {
            return options.computingInHalf();
        }
        return precision == Precision.FP16 ? options.withStorage(WeightStorage.FLOAT16) : options;
    }

    private void requireSize(Network network) {
        if (size instanceof InputSize.Fixed fixed && !network.takes(fixed.width(), fixed.height())) {
            throw console.wrongUsage("--size %dx%d: %s takes %s"
                    .formatted(fixed.width(), fixed.height(), network.architecture(), network.sizes()));
        }
    }

    private Description description(Checkpoint checkpoint) throws IOException {
        JsonObject licenses = new JsonObject();
        if (weightsLicense != null) {
            licenses.addProperty("weights", weightsLicense);
        }
        if (dataLicense != null) {
            licenses.addProperty("data", dataLicense);
        }
        Description description = Description.of(checkpoint.saved(), new Version().getVersion()[0])
                .withLicenses(licenses);
        return name == null ? description : description.withName(name);
    }

    /** Writes the file, or reports why not. */
    private Export.Result prove(Export export, ProofPictures pictures, Path file) throws IOException {
        Export.Result outcome = export.prove(pictures, DjlReference::open, file);
        console.say(outcome.proof().toText());
        if (outcome.card().isEmpty()) {
            throw new IOException(
                    "%s: not written, because the exported network does not compute what the trained one does"
                            .formatted(output));
        }
        return outcome;
    }

    /** The float file is proved and quantised, and then no longer needed. */
    private int writeQuantized(Export export, ProofPictures pictures, Path file, Path calibrationPictures)
            throws IOException, BadDatasetException {
        Quantization.Terms terms = new Quantization.Terms(
                DataSetQuantizing.maxDrop(proof.data()),
                Quantization.Terms.LEAST_SPEEDUP,
                1,
                Quantization.Terms.ROUNDS);
        try (PartFile unquantized = PartFile.of(file)) {
            Path inFloat = unquantized.path();
            prove(export, pictures, inFloat);
            QuantizationOptions settings =
                    QuantizationOptions.defaults().withReducedRange(portable || IntegerKernels.saturate());
            Quantizing quantizing = new Quantizing(inFloat, output, settings, terms, portable, false, console);
            return new DataSetQuantizing(quantizing, calibrationPictures, Quantizing.SAMPLES, proof.data()).run();
        }
    }

    private JsonObject document(ModelCard card, Proof found) {
        JsonObject json = new JsonObject();
        json.addProperty("model", output.toString());
        json.addProperty("name", card.name());
        json.addProperty("version", card.version());
        json.addProperty("bytes", output.toFile().length());
        json.add("parity", found.toJson());
        return json;
    }
}
