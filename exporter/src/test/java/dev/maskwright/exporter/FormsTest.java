package dev.maskwright.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.OnnxChecker;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.GraphOptions;
import dev.maskwright.exporter.onnx.InputSize;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.Opset;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that a file can have, before ONNX's own checker, ONNX Runtime and the SDK. */
final class FormsTest {

    private static final int CLASSES = 3;

    /** One of each encoder and decoder family; the others repeat their layers. */
    private static final List<String> FAMILIES = List.of(
            "segformer-mit_b0", "unet-resnet18", "fpn-mit_b0", "deeplabv3plus-resnet18", "unet_plain", "vit_plain");

    private final Path folder;

    FormsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static List<String> families() {
        return FAMILIES;
    }

    static List<String> everyOther() {
        return Architectures.ids().stream().filter(id -> !FAMILIES.contains(id)).toList();
    }

    @ParameterizedTest
    @MethodSource("families")
    void checkerAcceptsEveryFormAndOperatorSet(String id) {
        Network network = Architectures.build(id, 3, CLASSES);
        Trained trained = new Trained(network, zeros(network));
        List<ModelCard> cards = cards(network);
        for (int opset : new int[] {15, 16, 17, 18, 19, 20, 21}) {
            GraphOptions graph = GraphOptions.defaults().withOpset(Opset.of(opset));
            ExportOptions options = ExportOptions.defaults().withGraph(graph);
            if (opset < 17 && id.equals("vit_plain")) {
                continue; // its layer norms need 17, see layerWithoutAFormInAnOldOperatorSetIsNamed
            }
            boolean operatorsChange = Set.of(15, 17, 18, 21).contains(opset);
            for (ModelCard card : operatorsChange ? cards : cards.subList(0, 1)) {
                OnnxChecker.check(model(trained, card, options));
            }
            ExportOptions half = options.withGraph(graph.withBatch(3)).computingInHalf();
            OnnxChecker.check(model(trained, cards.get(1), half));
            if (opset >= 17) {
                OnnxChecker.check(model(trained, cards.get(0), half.withRewriting(Rewriting.NONE)));
            }
        }
        ExportOptions small = ExportOptions.defaults().withStorage(WeightStorage.FLOAT16);
        OnnxChecker.check(model(trained, cards.get(0), small));
    }

    @ParameterizedTest
    @MethodSource("everyOther")
    void checkerAcceptsEveryOtherArchitecture(String id) {
        Network network = Architectures.build(id, 3, CLASSES);
        ModelCard card = Cards.dynamic(network, Form.PIXELS, 64, 64);
        OnnxChecker.check(model(new Trained(network, zeros(network)), card, ExportOptions.defaults()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interiors-edgefpn-lite0.onnx", "interiors-edgefpn-lite0-int8.onnx"})
    void checkerAcceptsTheModelsThatAreShipped(String file) throws IOException {
        OnnxChecker.check(OnnxFile.read(Path.of("..", "models", "trained", file)));
    }

    @Test
    void checkerRefusesWhatIsWrong() {
        Network network = Architectures.build("unet_plain", 3, CLASSES);
        ModelProto.Builder model = model(
                new Trained(network, zeros(network)),
                Cards.dynamic(network, Form.TENSOR, 64, 64),
                ExportOptions.defaults())
                .toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        graph.getNodeBuilder(graph.getNodeCount() - 1).setOpType("Identitee");
        RuntimeException refused = assertThrows(RuntimeException.class, () -> OnnxChecker.check(model.build()));
        assertTrue(String.valueOf(refused.getMessage()).contains("Identitee"), refused.getMessage());
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyLevelOfOptimisationGivesTheSameMask(String id) throws OrtException {
        Network network = Architectures.build(id, 3, CLASSES);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        int side = network.hasOneSize() ? network.stride() : 64;
        byte[] pixels = Pictures.of(side, side, 3).rgb();
        ModelCard card = Cards.fixed(network, Form.PIXELS, side, side);
        List<byte[]> masks = new ArrayList<>();
        for (OptLevel level : OptLevel.values()) {
            masks.add(mask(model(trained, card, ExportOptions.defaults()), level, pixels, side));
        }
        GraphOptions newest = GraphOptions.defaults().withOpset(Opset.of(21));
        masks.add(
                mask(model(trained, card, ExportOptions.defaults().withGraph(newest)), OptLevel.ALL_OPT, pixels, side));
        for (byte[] mask : masks) {
            int different = 0;
            for (int i = 0; i < mask.length; i++) {
                different += mask[i] == masks.get(0)[i] ? 0 : 1;
            }
            assertTrue(different <= mask.length / 1000, different + " pixels differ");
        }
    }

    private static byte[] mask(ModelProto model, OptLevel level, byte[] pixels, int side) throws OrtException {
        try (OrtGraph graph = new OrtGraph(model, level)) {
            return graph.run(pixels, side, side, "mask");
        }
    }

    @Test
    void layerWithoutAFormInAnOldOperatorSetIsNamed() {
        Network network = Architectures.build("segformer-mit_b0", 3, CLASSES);
        ExportOptions options = ExportOptions.defaults()
                .withRewriting(Rewriting.NONE)
                .withGraph(GraphOptions.defaults().withOpset(Opset.of(16)));
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> model(
                        new Trained(network, zeros(network)), Cards.dynamic(network, Form.PIXELS, 64, 64), options));
        assertEquals(
                "node encoder.patch_embed1.norm: LayerNormalization needs operator set 17, but the graph "
                        + "is written for 16;"
                        + " choose 17 or a later one",
                refused.getMessage());
    }

    @Test
    void fixedBatchAndOwnResolutionAreWhatTheFileSays() throws IOException {
        Network network = Architectures.build("segformer-mit_b0", 3, CLASSES);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        ExportOptions options = ExportOptions.defaults()
                .withSize(InputSize.fixed(96, 64))
                .withLogits()
                .withResolution(Resolution.NETWORK)
                .withGraph(GraphOptions.defaults().withBatch(2));
        Path file = folder.resolve("model.onnx");
        Export.of(trained, Cards.description(network, 96, 64), options).write(Pictures.of(96, 64, 1), file);
        try (Segmenter segmenter = Segmenter.open(file)) {
            List<Mask> masks = segmenter.segmentBatch(
                    List.of(Pictures.of(96, 64, 2), Pictures.of(96, 64, 3), Pictures.of(96, 64, 4)));
            assertEquals(3, masks.size());
            assertEquals(24, masks.get(2).width());
            assertEquals(16, masks.get(2).height());
            assertEquals(96, masks.get(2).atFrameSize().width());
            assertEquals(0, segmenter.verify().orElseThrow().different());
        }
    }

    @Test
    void networkWithoutALastEnlargementHasNoResolutionOfItsOwn() {
        Network network = Architectures.build("unet-resnet18", 3, CLASSES);
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> Resolution.NETWORK.of(new Trained(network, zeros(network))));
        assertEquals(
                "node segmentation_head.0: unet-resnet18 ends at the size of its input, not with"
                        + " an enlargement that could be left out; export it at full resolution",
                refused.getMessage());
    }

    @Test
    void moreClassesThanABytesWorthMakeAUint16MaskThatTheSdkRefuses() throws IOException {
        Network network = Architectures.build("unet_plain", 3, 300);
        Path file = folder.resolve("many.onnx");
        Trained trained = new Trained(network, zeros(network));
        ModelCard card = Export.of(trained, Cards.description(network, 16, 16), ExportOptions.defaults())
                .write(Pictures.of(16, 16, 1), file);
        assertTrue(card.golden().isEmpty());
        ModelProto model = OnnxFile.read(file);
        OnnxChecker.check(model);
        assertEquals(
                DataType.UINT16.getNumber(),
                model.getGraph().getOutput(0).getType().getTensorType().getElemType());
        ModelFormatException refused = assertThrows(ModelFormatException.class, () -> Segmenter.open(file));
        assertTrue(String.valueOf(refused.getMessage()).contains("has 300 classes"), refused.getMessage());
    }

    @Test
    void batchWithoutImagesIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> GraphOptions.defaults().withBatch(0));
    }

    @Test
    void failedExportLeavesNothingBehind() throws IOException {
        Network network = Architectures.build("unet_plain", 3, CLASSES);
        Path file = folder.resolve("model.onnx");
        Map<String, Tensor> weights = new LinkedHashMap<>(zeros(network).asMap());
        String key = network.parameters().get(0).key();
        weights.computeIfPresent(key, (k, tensor) -> {
            float[] values = tensor.values().clone();
            values[0] = 1e6f;
            return Tensor.of(tensor.shape(), values);
        });
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Export.of(
                        new Trained(network, Weights.of(weights)),
                        Cards.description(network, 16, 16),
                        ExportOptions.defaults().computingInHalf())
                .write(Pictures.of(16, 16, 1), file));
        assertEquals(
                "weight %s has the value 1000000.0, which half precision cannot hold; store it as float32"
                        .formatted(key),
                refused.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static List<ModelCard> cards(Network network) {
        int side = network.hasOneSize() ? network.stride() : 64;
        ModelCard pixels = Cards.fixed(network, Form.PIXELS, side, side);
        List<ModelCard> cards = new ArrayList<>(List.of(
                pixels,
                with(pixels, Form.PIXELS.outputsWithLogits(1)),
                Cards.fixed(network, Form.TENSOR, side, side),
                Cards.fixed(network, Form.LOGITS, side, side)));
        if (!network.hasOneSize()) {
            cards.add(Cards.dynamic(network, Form.PIXELS, side, side));
            cards.add(Cards.dynamic(network, Form.TENSOR, side, side));
        }
        return cards;
    }

    private static ModelCard with(ModelCard card, ModelCard.Outputs outputs) {
        return new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                card.classes(),
                card.input(),
                card.normalization(),
                outputs,
                card.provenance(),
                card.golden());
    }

    private static ModelProto model(Trained trained, ModelCard card, ExportOptions options) {
        return OnnxFile.model(
                SegmentationGraph.of(options.stored(trained), card, options.graph()),
                card,
                options.graph().opset());
    }

    /** For what does not depend on weights. */
    private static Weights zeros(Network network) {
        return Weights.of(network.parameters().stream()
                .collect(Collectors.toMap(
                        Parameter::key, parameter -> zeros(parameter), (a, b) -> a, LinkedHashMap::new)));
    }

    private static Tensor zeros(Parameter parameter) {
        Tensor.Type type = parameter.kind() == Parameter.Kind.BATCHES_TRACKED ? Tensor.Type.I64 : Tensor.Type.F32;
        return new Tensor(
                type, parameter.shape(), new float[(int) parameter.shape().elements()]);
    }
}
