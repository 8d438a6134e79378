package dev.maskwright.exporter.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import dev.maskwright.exporter.fixtures.OrtGraph;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.kernel.KernelChoice;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A quantised convolution computes what whole numbers say it must. */
final class QuantizedConvTest {

    private static final int SIZE = SmallGraph.SIZE;

    @ParameterizedTest(name = "{0} groups, stride {1}, dilation {2}, weights around {3}")
    @CsvSource({"1, 1, 1, 0", "3, 1, 1, 0", "1, 2, 1, 0", "1, 1, 2, 0", "1, 1, 1, 1", "3, 2, 1, 1"})
    void agreesWithWholeNumbers(int groups, int stride, int dilation, int weightZero) throws OrtException {
        int channels = 6;
        SmallGraph small = new SmallGraph();
        small.constant("weight", channels, 3 / groups, 3, 3).constant("bias", channels);
        small.node(
                "Conv",
                "logits",
                List.of("input", "weight", "bias"),
                Nodes.attribute("group", groups),
                Nodes.attribute("strides", List.of((long) stride, (long) stride)),
                Nodes.attribute("dilations", List.of((long) dilation, (long) dilation)),
                Nodes.attribute("pads", List.of((long) dilation, (long) dilation, (long) dilation, (long) dilation)));
        int out = SIZE / stride;
        GraphProto graph = small.builder()
                .addOutput(SmallGraph.value("logits", 1, channels, out, out))
                .build();
        KernelChoice kernels = new KernelChoice(weightZero == 1 ? Set.of("logits") : Set.of(), Set.of(), Map.of());
        ModelProto quantized =
                SmallGraph.quantizer(SmallGraph.model(graph), channels).without(Set.of(), kernels);
        GraphIndex index = new GraphIndex(quantized.getGraph());

        byte[] zeros =
                index.constant("logits/weight/zero").orElseThrow().getRawData().toByteArray();
        for (byte zero : zeros) {
            assertEquals(weightZero, zero);
        }
        float[] x = new float[3 * SIZE * SIZE];
        Random random = new Random(11);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat() * 3 - 1.5f;
        }
        float inputStep = number(index, "input/step");
        int inputZero = index.constant("input/zero").orElseThrow().getRawData().byteAt(0) & 0xff;
        float outputStep = number(index, "logits/step");
        int outputZero =
                index.constant("logits/zero").orElseThrow().getRawData().byteAt(0) & 0xff;
        byte[] weights =
                index.constant("logits/weight/int8").orElseThrow().getRawData().toByteArray();
        float[] steps = Constants.floats(index.constant("logits/weight/step").orElseThrow());
        TensorProto bias = index.constant("logits/bias/int32").orElseThrow();
        var biases = bias.getRawData()
                .asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();

        float[] found;
        try (OrtGraph session = new OrtGraph(quantized)) {
            found = session.run(Tensor.of(Shape.of(1, 3, SIZE, SIZE), x)).values();
        }
        assertEquals(channels * out * out, found.length);
        int inGroup = 3 / groups;
        int exact = 0;
        for (int o = 0; o < channels; o++) {
            for (int py = 0; py < out; py++) {
                for (int px = 0; px < out; px++) {
                    int sum = biases.get(o);
                    for (int c = 0; c < inGroup; c++) {
                        for (int tap = 0; tap < 9; tap++) {
                            int iy = py * stride + (tap / 3 - 1) * dilation;
                            int ix = px * stride + (tap % 3 - 1) * dilation;
                            int channel = o / (channels / groups) * inGroup + c;
                            boolean isInside = iy >= 0 && iy < SIZE && ix >= 0 && ix < SIZE;
                            int level = isInside
                                    ? level(x[(channel * SIZE + iy) * SIZE + ix], inputStep, inputZero)
                                    : inputZero;
                            sum += (level - inputZero) * (weights[(o * inGroup + c) * 9 + tap] - weightZero);
                        }
                    }
                    int expected = level(sum * (inputStep * steps[o]), outputStep, outputZero);
                    int actual = Math.round(found[(o * out + py) * out + px] / outputStep) + outputZero;
                    assertEquals(expected, actual, 1, "a level at most, where a sum lies between two");
                    exact += expected == actual ? 1 : 0;
                }
            }
        }
        assertTrue(exact >= 0.99 * found.length, exact + " of " + found.length);
    }

    private static int level(float number, float step, int zero) {
        return (int) Math.max(0, Math.min(255, Math.rint(number / step) + zero));
    }

    private static float number(GraphIndex index, String name) {
        return Constants.floats(index.constant(name).orElseThrow())[0];
    }
}
