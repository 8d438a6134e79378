package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportOptions;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.check.Proof;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.exporter.check.Reference;
import dev.maskwright.exporter.check.Report;
import dev.maskwright.exporter.check.Tolerance;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.DjlReference;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that compute in float16; ONNX Runtime rounds between operators on a processor, too. */
final class HalfArithmeticTest {

    private static final ProofPictures PICTURES = Pictures.forProof(Pictures.of(96, 64, 1), Pictures.of(96, 64, 2));

    /** What must not be computed in half precision. */
    private static final Set<String> STATISTICS = Set.of(
            "ReduceMean",
            "Sqrt",
            "Softmax",
            "InstanceNormalization",
            "BatchNormalization",
            "GlobalAveragePool",
            "Exp",
            "ReduceMax",
            "ArgMax");

    private final Path folder;

    HalfArithmeticTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "segformer-mit_b0, PIXELS",
        "segformer-mit_b0, TENSOR",
        "unet-resnet18, PIXELS",
        "deeplabv3plus-resnet18, PIXELS"
    })
    void masksAreThoseOfTheTrainedNetwork(String architecture, Form form) throws IOException {
        Network network = Architectures.build(architecture, 3, 4);
        Trained trained = new Trained(network, FormulaWeights.of(network));
        Path file = folder.resolve("half.onnx");
        ExportOptions options = ExportOptions.defaults()
                .withForm(form)
                .withSize(InputSize.fixed(96, 64))
                .computingInHalf();
        Export.of(trained, Cards.description(network, 96, 64), options)
                .write(PICTURES.pictures().get(0).frame(), file);
        try (Reference reference = DjlReference.of(trained)) {
            Report report =
                    Proof.of(file, reference, PICTURES, Tolerance.FLOAT16).parity();
            assertTrue(report.passed(), report.toText());
            assertTrue(report.relativeDifference() > 1e-5, "it does round: " + report.toText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void statisticsStayFloat32AndConvolutionsDoNot(Rewriting rewriting) {
        for (String architecture : List.of("segformer-mit_b0", "unet-resnet18", "deeplabv3plus-resnet18")) {
            Network network = Architectures.build(architecture, 3, 4);
            ExportOptions options =
                    ExportOptions.defaults().withRewriting(rewriting).computingInHalf();
            Trained stored = options.stored(new Trained(network, FormulaWeights.of(network)));
            var card = Cards.fixed(network, Form.PIXELS, 96, 64);
            ModelProto model = OnnxFile.model(SegmentationGraph.of(stored, card, options.graph()), card);
            Map<String, Integer> types = types(model.getGraph());
            for (NodeProto node : model.getGraph().getNodeList()) {
                int type = types.getOrDefault(node.getInput(0), 0);
                if (STATISTICS.contains(node.getOpType())) {
                    assertEquals(DataType.FLOAT_VALUE, type, node.getName());
                } else if (node.getOpType().equals("Conv") && !node.getName().startsWith("finish/")) {
                    assertEquals(DataType.FLOAT16_VALUE, type, node.getName());
                }
            }
            assertEquals(DataType.FLOAT_VALUE, types.get(SegmentationGraph.LOGITS));
        }
    }

    /**
     * The types of all values, by the two rules that hold in these graphs: casts say theirs, others keep that of their
     * first input.
     */
    private static Map<String, Integer> types(GraphProto graph) {
        Map<String, Integer> types = new HashMap<>();
        graph.getInputList()
                .forEach(input -> types.put(
                        input.getName(), input.getType().getTensorType().getElemType()));
        for (TensorProto constant : graph.getInitializerList()) {
            types.put(constant.getName(), constant.getDataType());
        }
        for (NodeProto node : graph.getNodeList()) {
            int type =
                    switch (node.getOpType()) {
                        case "Cast" -> (int) node.getAttribute(0).getI();
                        case "ArgMax", "Shape" -> DataType.INT64_VALUE;
                        default -> types.getOrDefault(node.getInput(0), 0);
                    };
            types.put(node.getOutput(0), type);
        }
        return types;
    }
}
