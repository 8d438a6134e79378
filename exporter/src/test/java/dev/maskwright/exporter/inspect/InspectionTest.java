package dev.maskwright.exporter.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class InspectionTest {

    private static final Path TRAINED = Path.of("..", "models", "trained");

    @ParameterizedTest
    @ValueSource(strings = {"segformer-mit_b0", "unet-resnet18", "deeplabv3plus-resnet18", "unet_plain", "vit_plain"})
    void multiplyAddsOfAFileAreThoseOfItsNetwork(String architecture) {
        Network network = Architectures.build(architecture, 3, 4);
        int side = network.hasOneSize() ? network.stride() : 64;
        ModelCard card = Cards.fixed(network, Form.TENSOR, side, side);
        for (Rewriting rewriting : Rewriting.values()) {
            Trained trained = rewriting.apply(new Trained(network, FormulaWeights.of(network)));
            ModelProto model = OnnxFile.model(SegmentationGraph.of(trained, card), card);
            assertEquals(
                    dev.maskwright.models.graph.MultiplyAdds.of(trained.network(), Shape.of(1, 3, side, side)),
                    MultiplyAdds.of(model, measured(model, Optional.of(card))));
        }
    }

    @Test
    void freeSizesAreTheCardsOrElseUsualOnes() throws IOException {
        ModelProto model = OnnxFile.read(TRAINED.resolve("interiors-edgefpn-lite0.onnx"));
        ModelCard card = OnnxFile.card(model, "test");
        assertEquals(
                List.of(1L, 224L, 288L, 3L),
                measured(model, Optional.of(card)).inputs().get("pixels"));
        assertEquals(
                List.of(1L, 224L, 224L, 3L),
                measured(model, Optional.empty()).inputs().get("pixels"));
    }

    @Test
    void graphThatDoesNotRunIsRefusedWithTheEnginesWords() {
        Network network = Architectures.build("unet_plain", 3, 4);
        ModelCard card = Cards.fixed(network, Form.TENSOR, 16, 16);
        ModelProto.Builder model =
                OnnxFile.model(SegmentationGraph.of(new Trained(network, FormulaWeights.of(network)), card), card)
                        .toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setOpType("Unheard");
        ModelFormatException refused =
                assertThrows(ModelFormatException.class, () -> measured(model.build(), Optional.empty()));
        assertTrue(String.valueOf(refused.getMessage()).contains("Unheard"), refused.getMessage());
    }

    @Test
    void partsAreTheWholeFile() throws IOException {
        Path file = TRAINED.resolve("interiors-edgefpn-lite0.onnx");
        ModelParts parts = ModelParts.of(OnnxFile.read(file));
        long constants =
                parts.constants().values().stream().mapToLong(Long::longValue).sum();
        assertEquals(Files.size(file), constants + parts.metadata() + parts.graph());
        assertEquals(
                List.of("float", "float16"), List.copyOf(parts.constants().keySet()), "in the same order every time");
        assertTrue(parts.graph() < 50_000, "nodes are small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interiors-edgefpn-lite0.onnx", "interiors-edgefpn-lite0-int8.onnx"})
    void pictureShowsEveryBlockOnceWithoutOverlap(String name) throws Exception {
        ModelProto model = OnnxFile.read(TRAINED.resolve(name));
        MeasuredShapes shapes = measured(model, Optional.empty());
        Blocks blocks = Blocks.of(model.getGraph(), shapes);
        assertTrue(blocks.blocks().size() > 10 && blocks.blocks().size() < 2 * Blocks.MOST);
        assertEquals(
                MultiplyAdds.of(model, shapes),
                blocks.blocks().stream().mapToLong(Block::multiplyAdds).sum());
        blocks.arrows().forEach(arrow -> assertTrue(arrow.from() < arrow.to(), arrow.toString()));

        String svg = GraphPicture.svg(model, shapes, "a <title> & more");
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(
                blocks.arrows().size() + 1, // the head of the arrows
                document.getElementsByTagName("path").getLength());
        assertTrue(svg.contains("a &lt;title&gt; &amp; more"));
        blocks.blocks().forEach(block -> assertTrue(svg.contains(">" + block.name() + "<"), block.name()));
        assertTrue(GraphPicture.html(model, shapes, "title").startsWith("<!DOCTYPE html>"));
    }

    @Test
    void boxesDoNotOverlapAndArrowsPointDown() {
        double[] widths = {100, 40, 200, 80, 60, 120, 30};
        double[] heights = {20, 30, 20, 40, 20, 20, 20};
        List<Blocks.Arrow> arrows = List.of(
                new Blocks.Arrow(0, 1),
                new Blocks.Arrow(0, 2),
                new Blocks.Arrow(0, 3),
                new Blocks.Arrow(1, 4),
                new Blocks.Arrow(2, 4),
                new Blocks.Arrow(3, 5),
                new Blocks.Arrow(0, 5),
                new Blocks.Arrow(4, 6),
                new Blocks.Arrow(5, 6),
                new Blocks.Arrow(1, 6));
        LayeredLayout.Result layout = LayeredLayout.of(widths, heights, arrows);
        List<LayeredLayout.Box> boxes = layout.boxes();
        for (int i = 0; i < boxes.size(); i++) {
            LayeredLayout.Box a = boxes.get(i);
            assertTrue(a.centre() - a.width() / 2 >= -1e-6 && a.centre() + a.width() / 2 <= layout.width() + 1e-6);
            for (LayeredLayout.Box b : boxes.subList(i + 1, boxes.size())) {
                boolean apart = Math.abs(a.centre() - b.centre()) >= (a.width() + b.width()) / 2
                        || a.top() + a.height() <= b.top()
                        || b.top() + b.height() <= a.top();
                assertTrue(apart, a + " " + b);
            }
        }
        layout.lines().forEach((arrow, line) -> {
            LayeredLayout.Box from = boxes.get(arrow.from());
            LayeredLayout.Box to = boxes.get(arrow.to());
            LayeredLayout.Point last = line.points().get(line.points().size() - 1);
            assertEquals(from.top() + from.height(), line.points().get(0).y(), 1e-6);
            assertEquals(to.top(), last.y(), 1e-6);
            assertTrue(to.top() > from.top() + from.height());
        });
    }

    @Test
    void graphWithoutNamesIsDrawnByItsValues() {
        Network network = Architectures.build("unet-resnet18", 3, 4);
        ModelCard card = Cards.fixed(network, Form.TENSOR, 64, 64);
        ModelProto named =
                OnnxFile.model(SegmentationGraph.of(new Trained(network, FormulaWeights.of(network)), card), card);
        GraphProto.Builder graph = named.getGraph().toBuilder();
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            node.clearName();
        }
        ModelProto model = named.toBuilder().setGraph(graph).build();
        Blocks blocks = Blocks.of(model.getGraph(), measured(model, Optional.empty()));
        Set<String> names =
                new HashSet<>(blocks.blocks().stream().map(Block::name).toList());
        assertTrue(names.contains("encoder.layer1.0"), names.toString());
    }

    @Test
    void numbersAreShortened() {
        assertEquals("999", GraphPicture.count(999));
        assertEquals("1.00 k", GraphPicture.count(1000));
        assertEquals("12.3 M", GraphPicture.count(12_345_678));
        assertEquals("1.00 G", GraphPicture.count(999_999_999));
    }

    private static MeasuredShapes measured(ModelProto model, Optional<ModelCard> card) {
        return MeasuredShapes.of(model, card, "test");
    }
}
