package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightImportTest {

    private static final Network UNET = Architectures.build("unet-resnet18", 3, 4);
    private static final Network SEGFORMER = Architectures.build("segformer-mit_b0", 3, 4);

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "model.", "state_dict.model.", "model_state_dict.module."})
    void wholeNetworkIsFoundUnderEveryWrapper(String wrapper) throws IOException {
        Weights weights = FormulaWeights.of(UNET);
        WeightImport imported = WeightImport.network(renamed(weights, key -> wrapper + key), UNET, "unet.pth");
        assertEquals(weights.asMap(), imported.weights().asMap());
        assertEquals(
                wrapper.isEmpty() ? List.of() : List.of("all keys begin with " + wrapper + ", which was removed"),
                imported.notes());
    }

    @Test
    void halfPrecisionBecomesTheTypesOfTheNetwork() throws IOException {
        Map<String, Tensor> halves = new LinkedHashMap<>();
        FormulaWeights.of(UNET)
                .asMap()
                .forEach(
                        (key, tensor) -> halves.put(key, new Tensor(Tensor.Type.F16, tensor.shape(), tensor.values())));
        WeightImport imported = WeightImport.network(Weights.of(halves), UNET, "half.pth");
        assertEquals(FormulaWeights.of(UNET).asMap(), imported.weights().asMap());
    }

    @ParameterizedTest
    @CsvSource({"''", "encoder.", "model.encoder.", "backbone."})
    void resNetIsFoundUnderEveryPrefixAndItsClassifierIsLeftOut(String prefix) throws IOException {
        Weights encoder = encoder(UNET);
        Map<String, Tensor> file =
                new LinkedHashMap<>(renamed(encoder, key -> prefix + key.substring("encoder.".length()))
                        .asMap());
        file.put(prefix + "fc.weight", Tensor.of(Shape.of(1, 2), 0, 0));
        file.put(prefix + "fc.bias", Tensor.of(Shape.of(1), 0));
        WeightImport imported = WeightImport.encoder(Weights.of(file), UNET, "resnet18.pth");
        assertEquals(encoder.asMap(), imported.weights().asMap());
        assertEquals(
                1,
                imported.notes().stream()
                        .filter(note -> note.startsWith("ignored"))
                        .count());
    }

    @Test
    void encoderOfAWholeNetworkIsTakenAlone() throws IOException {
        WeightImport imported = WeightImport.encoder(FormulaWeights.of(SEGFORMER), SEGFORMER, "segformer.pth");
        assertEquals(encoder(SEGFORMER).asMap(), imported.weights().asMap());
        assertEquals(
                List.of(
                        "segformer.pth: keys of Mix Transformer of smp, under encoder.",
                        "ignored decoder.*, 14 keys: not part of the encoder",
                        "ignored segmentation_head.*, 2 keys: not part of the encoder"),
                imported.notes());
    }

    @Test
    void oldFilesWithoutCountsOfBatchesAreFilledUp() throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>(encoder(UNET).asMap());
        file.keySet().removeIf(key -> key.endsWith("num_batches_tracked"));
        WeightImport imported = WeightImport.encoder(Weights.of(file), UNET, "resnet18.pth");
        assertEquals(encoder(UNET).asMap(), imported.weights().asMap());
        assertEquals(
                "num_batches_tracked is not in the file; it starts at 0",
                imported.notes().get(1));
    }

    @Test
    void countsOfBatchesMayHaveADimension() throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>(encoder(UNET).asMap());
        file.replaceAll((key, tensor) ->
                key.endsWith("num_batches_tracked") ? new Tensor(tensor.type(), Shape.of(1), tensor.values()) : tensor);
        assertEquals(
                encoder(UNET).asMap(),
                WeightImport.encoder(Weights.of(file), UNET, "resnet18.safetensors")
                        .weights()
                        .asMap());
    }

    /** Keys as Hugging Face's {@code SegformerForSemanticSegmentation} has them. */
    @Test
    void mixTransformerOfHuggingFaceIsTaken() throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>();
        encoder(SEGFORMER).asMap().forEach((key, tensor) -> {
            String hugging = huggingFace(key);
            if (hugging.contains("@kv")) {
                file.put(hugging.replace("@kv", "key"), half(tensor, 0));
                file.put(hugging.replace("@kv", "value"), half(tensor, 1));
            } else {
                file.put(hugging, tensor);
            }
        });
        file.put("decode_head.classifier.weight", Tensor.of(Shape.of(1), 0));
        assertEquals(
                List.of(true, true, true, true, true, true, true),
                List.of(
                        file.containsKey("segformer.encoder.patch_embeddings.0.proj.weight"),
                        file.containsKey("segformer.encoder.patch_embeddings.3.layer_norm.bias"),
                        file.containsKey("segformer.encoder.block.0.0.attention.self.key.weight"),
                        file.containsKey("segformer.encoder.block.2.1.attention.self.layer_norm.weight"),
                        file.containsKey("segformer.encoder.block.3.1.attention.output.dense.bias"),
                        file.containsKey("segformer.encoder.block.1.0.mlp.dwconv.dwconv.weight"),
                        file.containsKey("segformer.encoder.layer_norm.2.weight")));
        WeightImport imported = WeightImport.encoder(Weights.of(file), SEGFORMER, "mit.safetensors");
        assertEquals(encoder(SEGFORMER).asMap(), imported.weights().asMap());
    }

    /** As transformers 5 has them in memory, so that a state dict that was saved by hand has these. */
    @Test
    void huggingFaceKeysInMemoryAreMapped() throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>();
        encoder(SEGFORMER).asMap().forEach((key, tensor) -> {
            String hugging = FormulaWeights.keyInMemory(huggingFace(key));
            if (hugging.contains("@kv")) {
                file.put(hugging.replace("self.@kv", "k_proj"), half(tensor, 0));
                file.put(hugging.replace("self.@kv", "v_proj"), half(tensor, 1));
            } else {
                file.put(hugging, tensor);
            }
        });
        for (String key : List.of(
                "segformer.stages.0.patch_embeddings.proj.weight",
                "segformer.stages.3.layer_norm.bias",
                "segformer.stages.2.blocks.1.attention.sequence_reduction.layer_norm.weight",
                "segformer.stages.2.blocks.1.attention.k_proj.weight",
                "segformer.stages.1.blocks.0.layernorm_after.bias")) {
            assertTrue(file.containsKey(key), key);
        }
        WeightImport imported = WeightImport.encoder(Weights.of(file), SEGFORMER, "mit.pth");
        assertEquals(encoder(SEGFORMER).asMap(), imported.weights().asMap());
    }

    @Test
    void ofManyFaultsTheFirstAndTheLastAreShown() {
        Map<String, Tensor> file = new LinkedHashMap<>();
        file.put("features.0.weight", Tensor.of(Shape.of(1), 0));
        String message = String.valueOf(
                assertThrows(IOException.class, () -> WeightImport.network(Weights.of(file), UNET, "other.pth"))
                        .getMessage());
        assertTrue(message.length() < 1200, message);
        assertTrue(message.contains("of 182 keys do not fit"), message);
        assertTrue(message.contains(" more; the last is "), message);
        assertTrue(message.contains("features.0.weight"), message);
    }

    @Test
    void allThatDoesNotFitIsListedTogether() {
        Map<String, Tensor> file = new LinkedHashMap<>(FormulaWeights.of(UNET).asMap());
        file.remove("encoder.bn1.bias");
        file.put("segmentation_head.0.bias", Tensor.of(Shape.of(1), 0));
        file.put("decoder.extra", Tensor.of(Shape.of(1), 0));
        float[] values = new float[64];
        values[7] = Float.NaN;
        file.put("encoder.bn1.running_mean", Tensor.of(Shape.of(64), values));
        float[] kernel = new float[16 * 4 * 9];
        kernel[2 * 144 + 1 * 9 + 3 * 1 + 2] = Float.NEGATIVE_INFINITY;
        file.put("segmentation_head.0.weight", Tensor.of(Shape.of(4, 16, 3, 3), kernel));
        assertEquals(
                "unet.pth: 5 of 182 keys do not fit unet-resnet18 with 3 input channels and 4 classes:"
                        + " encoder.bn1.bias is missing; segmentation_head.0.bias is (1), network has (4);"
                        + " the network has no decoder.extra; encoder.bn1.running_mean is NaN at [7];"
                        + " segmentation_head.0.weight is -Infinity at [2, 1, 1, 2]",
                refused(() -> WeightImport.network(Weights.of(file), UNET, "unet.pth")));
    }

    @Test
    void keysOutsideTheEncoderAreNotOverlooked() {
        Map<String, Tensor> file = new LinkedHashMap<>(encoder(UNET).asMap());
        file.put("optimizer.step", Tensor.of(Shape.of(1), 0));
        file.put("encoder.layer5.weight", Tensor.of(Shape.of(1), 0));
        assertEquals(
                "r.pth: 2 of 120 keys do not fit unet-resnet18 with 3 input channels and 4 classes:"
                        + " the encoder has no optimizer.step; the network has no encoder.layer5.weight",
                refused(() -> WeightImport.encoder(Weights.of(file), UNET, "r.pth")));
    }

    @Test
    void imagesOfOtherChannelsAreExplained() {
        Weights four = FormulaWeights.of(Architectures.build("unet-resnet18", 4, 4));
        assertEquals(
                "four.pth: 2 of 120 keys do not fit unet-resnet18 with 3 input channels and 4"
                        + " classes: encoder.conv1.weight takes 4-channel images, the network 3-channel"
                        + " ones; give its normalization a mean and std of as many values;"
                        + " encoder.conv1.weight is (64x4x7x7), network has (64x3x7x7)",
                refused(() -> WeightImport.encoder(four, UNET, "four.pth")));
    }

    /** The numbers of smp's {@code patch_first_conv}. */
    @ParameterizedTest
    @CsvSource({"3, 1", "3, 4", "1, 3", "3, 2"})
    void theFirstConvolutionTakesOtherChannels(int given, int wanted) throws IOException {
        Weights file = FormulaWeights.of(Architectures.build("unet-resnet18", given, 4));
        Network network = Architectures.build("unet-resnet18", wanted, 4);
        WeightImport imported = WeightImport.network(file, network, "w.pth");
        float[] before = file.get("encoder.conv1.weight").values();
        float[] after = imported.weights().get("encoder.conv1.weight").values();
        int taps = 49;
        for (int output : new int[] {0, 63}) {
            for (int channel = 0; channel < wanted; channel++) {
                float expected = 0;
                if (wanted == 1) {
                    for (int i = 0; i < given; i++) {
                        expected += before[(output * given + i) * taps + 7];
                    }
                } else {
                    expected = before[(output * given + channel % given) * taps + 7] * given / wanted;
                }
                assertEquals(expected, after[(output * wanted + channel) * taps + 7], 1e-6f);
            }
        }
        assertEquals(
                "encoder.conv1.weight took %d-channel images; its weights were %s for %d"
                        .formatted(given, wanted == 1 ? "summed up" : "repeated and scaled", wanted),
                imported.notes().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_orig_mod.",
                "module._orig_mod.",
                "model._orig_mod.",
                "net.",
                "model_state.",
                "state_dict.model.",
                "0.",
                "module.model.net."
            })
    void prefixesAreFoundByTheKeysBehindThem(String prefix) throws IOException {
        Weights weights = FormulaWeights.of(UNET);
        Map<String, Tensor> file =
                new LinkedHashMap<>(renamed(weights, key -> prefix + key).asMap());
        file.put("mean", Tensor.of(Shape.of(3), 0, 0, 0));
        file.put("std", Tensor.of(Shape.of(3), 1, 1, 1));
        file.put("loss_fn.weight", Tensor.of(Shape.of(2), 1, 1));
        file.put("criterion.pos_weight", Tensor.of(Shape.of(1), 1));
        WeightImport imported = WeightImport.network(Weights.of(file), UNET, "lightning.ckpt");
        assertEquals(weights.asMap(), imported.weights().asMap());
        assertEquals(
                List.of(
                        "the keys of the network begin with %s, which was removed".formatted(prefix),
                        "ignored, because they are not part of the network: mean, std, loss_fn.*, criterion.*"),
                imported.notes());
        assertEquals(
                4,
                WeightImport.classes(
                        Weights.of(file), c -> Architectures.build("unet-resnet18", 3, c), "w", Preference.RAW));
        assertEquals(
                encoder(UNET).asMap(),
                WeightImport.encoder(Weights.of(file), UNET, "lightning.ckpt")
                        .weights()
                        .asMap());
    }

    @Test
    void wrappersInsideKeysAreLeftOut() throws IOException {
        Weights weights = FormulaWeights.of(UNET);
        Weights file = renamed(weights, key -> key.replace("encoder.", "encoder._orig_mod.module.")
                .replace("layer1.", "_fsdp_wrapped_module.layer1._checkpoint_wrapped_module."));
        assertEquals(
                weights.asMap(),
                WeightImport.network(file, UNET, "parts.pth").weights().asMap());
    }

    @Test
    void averagedWeightsAreTakenWhereTheyArePreferred() throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>();
        FormulaWeights.of(UNET).asMap().forEach((key, tensor) -> {
            file.put("state_dict." + key, tensor);
            float[] doubled = tensor.values().clone();
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] *= 2;
            }
            file.put("state_dict_ema.module." + key, new Tensor(tensor.type(), tensor.shape(), doubled));
        });
        WeightImport raw = WeightImport.network(Weights.of(file), UNET, "w.pth");
        assertEquals(FormulaWeights.of(UNET).asMap(), raw.weights().asMap());
        assertEquals(
                "the file also has averaged weights (EMA), under state_dict_ema.module., which were not used",
                raw.notes().get(1));
        WeightImport averaged = WeightImport.network(Weights.of(file), UNET, "w.pth", Preference.EMA);
        assertEquals(
                2 * raw.weights().get("encoder.conv1.weight").values()[5],
                averaged.weights().get("encoder.conv1.weight").values()[5]);
        assertEquals(
                "w.pth: has no averaged weights (EMA) beside its own; use its own",
                refused(() -> WeightImport.network(FormulaWeights.of(UNET), UNET, "w.pth", Preference.EMA)));
    }

    @Test
    void whereOnlyTheHeadDiffersTheEncoderIsOffered() {
        Weights seven = FormulaWeights.of(Architectures.build("unet-resnet18", 3, 7));
        String message = refused(() -> WeightImport.network(seven, UNET, "seven.pth"));
        assertEquals(
                true, message.endsWith("; only the head differs: a training can start its encoder from it"), message);
    }

    @Test
    void encoderOfAnotherKindIsRefused() {
        Weights other = Weights.of(Map.of("features.0.weight", Tensor.of(Shape.of(1), 0)));
        assertEquals(
                "vgg.pth: no encoder of smp, torchvision, timm or Hugging Face has such keys: [features.0.weight]",
                refused(() -> WeightImport.encoder(other, UNET, "vgg.pth")));
    }

    @Test
    void filesOfOtherThingsAreNotCalledEncoders() {
        IntFunction<Network> build = classes -> Architectures.build("unet-resnet18", 3, classes);
        Tensor one = Tensor.of(Shape.of(1), 0);
        assertEquals(
                "optim.pth: the state of an optimizer, not weights; take the file of the network",
                refused(() -> WeightImport.classes(
                        Weights.of(Map.of("state.0.exp_avg", one, "state.0.step", one)),
                        build,
                        "optim.pth",
                        Preference.RAW)));
        assertEquals(
                "vgg.pth: none of its 1 keys is one of unet-resnet18: [features.0.weight]; name"
                        + " the architecture that it was trained with",
                refused(() -> WeightImport.classes(
                        Weights.of(Map.of("features.0.weight", one)), build, "vgg.pth", Preference.RAW)));
    }

    @Test
    void encodersInThePlaceOfNetworksAreCalledThat() {
        Weights alone = renamed(
                encoder(Architectures.build("unet-resnet18", 3, 2)), key -> key.replaceFirst("^encoder\\.", ""));
        String message = refused(() -> WeightImport.classes(
                alone, classes -> Architectures.build("unet-resnet18", 3, classes), "resnet18.pth", Preference.RAW));
        assertTrue(message.endsWith("; it is an encoder, not a whole network: a training can start from it"), message);
    }

    @ParameterizedTest
    @CsvSource({"unet-resnet18, 2", "segformer-mit_b0, 21"})
    void headTellsTheNumberOfClasses(String architecture, int classes) throws IOException {
        Weights weights = FormulaWeights.of(Architectures.build(architecture, 3, classes));
        Weights wrapped = renamed(weights, key -> "module." + key);
        assertEquals(
                classes,
                WeightImport.classes(
                        wrapped, count -> Architectures.build(architecture, 3, count), "w.pth", Preference.RAW));
    }

    private static String refused(Executable reading) {
        return String.valueOf(assertThrows(IOException.class, reading).getMessage());
    }

    private static Weights renamed(Weights weights, UnaryOperator<String> rename) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        weights.asMap().forEach((key, tensor) -> renamed.put(rename.apply(key), tensor));
        return Weights.of(renamed);
    }

    private static Weights encoder(Network network) {
        Map<String, Tensor> encoder =
                new LinkedHashMap<>(FormulaWeights.of(network).asMap());
        encoder.keySet().removeIf(key -> !key.startsWith("encoder."));
        return Weights.of(encoder);
    }

    private static Tensor half(Tensor tensor, int which) {
        int length = tensor.values().length / 2;
        int[] sizes = tensor.shape().toArray();
        sizes[0] /= 2;
        return Tensor.of(Shape.of(sizes), Arrays.copyOfRange(tensor.values(), which * length, (which + 1) * length));
    }

    private static String huggingFace(String key) {
        StringBuilder renamed = new StringBuilder();
        String[] parts = key.split("\\.", -1);
        boolean attention = key.contains(".attn.");
        for (String part : parts) {
            String stage = part.isEmpty() ? "" : String.valueOf(part.charAt(part.length() - 1) - '1');
            renamed.append(renamed.isEmpty() ? "" : ".");
            renamed.append(
                    switch (part) {
                        case "encoder" -> "segformer.encoder";
                        case "patch_embed1", "patch_embed2", "patch_embed3", "patch_embed4" ->
                            "patch_embeddings." + stage;
                        case "block1", "block2", "block3", "block4" -> "block." + stage;
                        case "attn" -> "attention";
                        case "q" -> "self.query";
                        case "kv" -> "self.@kv";
                        case "sr" -> "self.sr";
                        case "norm" -> attention ? "self.layer_norm" : "layer_norm";
                        case "proj" -> attention ? "output.dense" : "proj";
                        case "fc1" -> "dense1";
                        case "fc2" -> "dense2";
                        case "norm1", "norm2", "norm3", "norm4" ->
                            key.contains("block") ? "layer_norm_" + part.charAt(4) : "layer_norm." + stage;
                        default -> part;
                    });
        }
        return renamed.toString();
    }
}
