package dev.maskwright.exporter.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wrong nodes fail as they are written. */
final class OperatorTest {

    private final OnnxGraph graph = new OnnxGraph("test", Opset.DEFAULT);
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
        assertRefused("node a: there is already a value of this name", "a", Operator.RELU, List.of(x));
    }

    @Test
    void operatorThatTheOperatorSetDoesNotHaveIsRefusedWithTheNodesNameAndWhatToDo() {
        assertRefused(
                "node encoder.gelu: Gelu needs operator set 20, but the graph is written for 17; choose "
                        + "20 or a later one",
                "encoder.gelu",
                Operator.GELU,
                List.of(x));
    }

    @Test
    void formThatAnOperatorNoLongerHasIsRefused() {
        OnnxGraph newer = new OnnxGraph("test", Opset.of(18));
        String value = newer.input("x", DataType.FLOAT, List.of(1, 2));
        Exception refused = assertThrows(
                IllegalArgumentException.class,
                () -> newer.node("mean", Operator.REDUCE_MEAN_13, List.of(value), Attributes.list("axes", 1)));
        assertEquals(
                "node mean: ReduceMean has this form only up to operator set 17, but the graph is written for 18",
                refused.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void everyOperatorIsInOneOfTheOperatorSetsThatAreWritten(Operator operator) {
        assertTrue(IntStream.rangeClosed(15, 21)
                .anyMatch(opset -> operator.sinceOpset() <= opset && opset <= operator.lastOpset()));
    }

    @Test
    void otherOperatorSetsAreRefused() {
        for (int version : new int[] {14, 22}) {
            Exception refused = assertThrows(IllegalArgumentException.class, () -> Opset.of(version));
            assertEquals(
                    "graphs are written for operator sets 15 to 21, not for %d; most runtimes read 17"
                            .formatted(version),
                    refused.getMessage());
        }
    }

    private void assertRefused(
            String message, String name, Operator operator, List<String> inputs, AttributeProto... attributes) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> graph.node(name, operator, inputs, attributes));
        assertEquals(message, refused.getMessage());
    }
}
