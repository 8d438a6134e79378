package dev.maskwright.cli.export;

import com.google.gson.JsonObject;
import dev.maskwright.cli.source.Provenance;
import dev.maskwright.cli.source.WeightSource;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Preference;
import dev.maskwright.models.weights.SafetensorsFile;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.WeightImport;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.models.zoo.Segformer;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Weights of other libraries in, a checkpoint out. */
@Command(
        name = "import",
        description = {
            "Make a checkpoint from weights of segmentation_models.pytorch, or of Hugging Face's SegFormer.",
            "It can be evaluated, exported, and fine-tuned with train --initial-weights."
        },
        sortOptions = false)
public final class ImportCommand implements Callable<Integer> {

    private static final String SEGFORMER = "segformer-";

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "F",
            description = "The weights: .safetensors, or .pth with a state dict. No code in the file is executed.")
    private Path weights = Path.of("");

    @Option(
            names = "--architecture",
            required = true,
            paramLabel = "A",
            description = "The network that the weights belong to, such as unet-resnet18.")
    private String architecture = "";

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR|FILE",
            description = "The checkpoint folder; with --encoder-only the .safetensors file.")
    private Path output = Path.of("");

    @Option(
            names = "--encoder-only",
            description = {
                "Take only the encoder, from any file that train --encoder-weights reads, and"
                        + " write it to a .safetensors file",
                "with convolutions in float16."
            })
    private boolean encoderOnly;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = {
                "A file with the names of the classes, one per line, 'background' first; by"
                        + " default background, class_1, class_2 ..."
            })
    private @Nullable Path classFile;

    @Option(
            names = "--prefer",
            defaultValue = "raw",
            paramLabel = "raw|ema",
            description = "Which weights to use if the file has both trained ones and their moving average "
                    + "(${DEFAULT-VALUE}).")
    private Preference preference = Preference.RAW;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "A setting that the network was trained with, such as input.width=512 or "
                    + "input.normalization.mean=[0,0,0]; may be repeated.")
    private List<String> settings = List.of();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException {
        WeightSource source = WeightSource.of(weights, preference);
        if (!encoderOnly
                && WeightImport.isHuggingFaceSegformer(source.weights())
                && architecture.startsWith(SEGFORMER)) {
            architecture = Segformer.HUGGING_FACE + architecture.substring(SEGFORMER.length());
            console.say(
                    "architecture %s: these weights are of Hugging Face, where norms and the last enlargement differ"
                            .formatted(architecture));
        }
        Recipe recipe = recipe();
        int channels = recipe.input().normalization().mean().size();
        IntFunction<Network> build = count -> Architectures.build(architecture, channels, count);
        if (encoderOnly) {
            return writeEncoder(source, build.apply(2));
        }
        int count = WeightImport.classes(source.weights(), build, weights.toString(), preference);
        ClassList classes = classes(count);
        WeightImport imported = source.network(build.apply(count));
        imported.notes().forEach(console::say);

        JsonObject data = new JsonObject();
        data.add(Provenance.IMPORTED, source.provenance());
        try (FolderLock lock = FolderLock.take(output)) {
            Checkpoint checkpoint = Checkpoint.create(output, recipe, classes, data);
            checkpoint.writeWeights(
                    imported.weights(),
                    Map.of(
                            Provenance.IMPORTED,
                            data.getAsJsonObject(Provenance.IMPORTED)
                                    .get("file")
                                    .getAsString()));
        }
        console.say("%s: %s with %d classes, %s; pictures are normalised by mean %s and std %s"
                .formatted(
                        output,
                        architecture,
                        count,
                        Words.count(imported.weights().keys().size(), "tensor"),
                        recipe.input().normalization().mean(),
                        recipe.input().normalization().std()));
        console.document(() -> document(classes, imported));
        return ExitCode.DONE;
    }

    private int writeEncoder(WeightSource source, Network network) throws IOException {
        WeightImport encoder = source.encoder(network);
        encoder.notes().forEach(console::say);
        Map<String, Tensor> halves = new LinkedHashMap<>();
        encoder.weights()
                .asMap()
                .forEach((key, tensor) -> halves.put(key, tensor.shape().rank() == 4 ? half(tensor) : tensor));
        JsonObject provenance = source.provenance();
        SafetensorsFile.write(
                output,
                Weights.of(halves),
                Map.of(
                        "origin", provenance.get("file").getAsString(),
                        "sha256", provenance.get("sha256").getAsString()));
        console.say("%s: the encoder of %s, %s".formatted(output, architecture, Words.count(halves.size(), "tensor")));
        return ExitCode.DONE;
    }

    private static Tensor half(Tensor tensor) {
        return new Tensor(Tensor.Type.F16, tensor.shape(), tensor.values());
    }

    private Recipe recipe() {
        List<String> all = new ArrayList<>(settings);
        all.add("architecture=" + architecture);
        try {
            Recipe recipe = RecipeReader.parse("", "the recipe", all);
            int stride = Architectures.build(recipe.architecture(), 3, 2).stride();
            if (recipe.input().width() % stride != 0 || recipe.input().height() % stride != 0) {
                throw new IllegalArgumentException("%s takes widths and heights that are multiples of %d, got %dx%d"
                        .formatted(
                                recipe.architecture(),
                                stride,
                                recipe.input().width(),
                                recipe.input().height()));
            }
            return recipe;
        } catch (IllegalArgumentException e) {
            throw console.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private ClassList classes(int count) throws IOException {
        if (count < 2) {
            throw new IOException("%s: its head has %d class; masks need at least 2, of which the largest logit wins"
                    .formatted(weights, count));
        }
        if (classFile == null) {
            return ClassList.of(
                    IntStream.range(1, count).mapToObj(id -> "class_" + id).toList());
        }
        List<String> names = TextFile.read(classFile)
                .lines()
                .map(ClassList::normalize)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.size() != count) {
            throw new IOException("%s names %d classes, but the head of %s has %d; name each, in the order of the head"
                    .formatted(classFile, names.size(), weights, count));
        }
        return new ClassList(names);
    }

    private JsonObject document(ClassList classes, WeightImport imported) {
        JsonObject json = new JsonObject();
        json.addProperty("checkpoint", output.toString());
        json.addProperty("architecture", architecture);
        json.add("classes", Json.array(classes.names()));
        json.add("notes", Json.array(imported.notes()));
        return json;
    }
}
