package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wrong nodes fail as they are written. */
final class OperatorTest {

    private final OnnxGraph graph = new OnnxGraph("test");
    private final String x = graph.input("x", DataType.FLOAT, List.of(1, 2));

    @Test
    void unknownAttributeIsRefusedWithTheNodesName() {
        assertRefused(
                "node head.relu: Relu has no attribute 'alpha', only []",
                "head.relu",
                Operator.RELU,
                List.of(x),
                Attributes.of("alpha", 0.5f));
    }

    @Test
    void attributeOfAnotherTypeIsRefused() {
        assertRefused(
                "node a: Softmax wants axis (INT, optional), got FLOAT",
                "a",
                Operator.SOFTMAX,
                List.of(x),
                Attributes.of("axis", 1f));
    }

    @Test
    void missingAttributeAndMissingInputAreReportedTogether() {
        assertRefused(
                "node a: Concat takes 1 to 2147483647 inputs, got 0; lacks axis (INT, required)",
                "a",
                Operator.CONCAT,
                List.of());
    }

    @Test
    void attributeGivenTwiceIsRefused() {
        assertRefused(
                "node a: Cast is given 'to' twice",
                "a",
                Operator.CAST,
                List.of(x),
                Attributes.of("to", 1),
                Attributes.of("to", 2));
    }

    @Test
    void tooManyInputsAreRefused() {
        assertRefused("node a: Relu takes 1 to 1 inputs, got 2", "a", Operator.RELU, List.of(x, x));
    }

    @Test
    void valueThatIsNotThereIsRefused() {
        assertRefused("node a: there is no value 'y' yet", "a", Operator.ADD, List.of(x, "y"));
    }

    @Test
    void secondNodeOfOneNameIsRefused() {
        graph.node("a", Operator.RELU, List.of(x));
        assertRefused("node a: a value of this name is there already", "a", Operator.RELU, List.of(x));
    }

    @ParameterizedTest
    @EnumSource
    void everyOperatorIsInTheOperatorSetThatIsWritten(Operator operator) {
        assertTrue(operator.sinceOpset() <= OnnxGraph.OPSET, operator.onnxName());
    }

    private void assertRefused(
            String message, String name, Operator operator, List<String> inputs, AttributeProto... attributes) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> graph.node(name, operator, inputs, attributes));
        assertEquals(message, refused.getMessage());
    }
}
