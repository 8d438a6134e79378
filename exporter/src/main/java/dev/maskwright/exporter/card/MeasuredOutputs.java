package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The outputs of a graph with their shapes and numbers in a run on noise.
 *
 * @param choices the shapes of the inputs from which outputs choose the highest, by the names of these inputs
 * @param numbers the ranges of the outputs, by their names; none for outputs that are not numbers
 */
record MeasuredOutputs(List<GraphValue> values, Map<String, List<Long>> choices, Map<String, float[]> numbers) {

    private static final Set<DataType> NUMBERS =
            Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.UINT8);

    static MeasuredOutputs of(
            ModelProto model, DraftedInput input, List<GraphValue> outputs, GraphIndex index, Path file) {
        List<String> chosenFrom = new ArrayList<>();
        for (GraphValue output : outputs) {
            GraphEnd end = GraphEnd.of(output.name(), index);
            if (end.isChoice() && index.producer(end.source()).isPresent()) {
                chosenFrom.add(end.source());
            }
        }
        GraphSessionOptions settings = GraphSessionOptions.onThreads(1).withoutSpinning();
        byte[] readable = Outputs.with(model, chosenFrom).toByteArray();
        try (GraphSession session = open(readable, file, settings);
                GraphResult result = session.run(Map.of(input.name(), input.noise()))) {
            Map<String, List<Long>> shapes = result.shapes();
            List<GraphValue> measured = outputs.stream()
                    .map(output -> output.withShape(
                            Optional.ofNullable(shapes.get(output.name())).orElse(output.shape())))
                    .toList();
            Map<String, float[]> numbers = new HashMap<>();
            for (String source : chosenFrom) {
                if (result.isFloating(source)) {
                    requireNumbers(source, result.floats(source), file);
                }
            }
            for (GraphValue output : outputs) {
                if (NUMBERS.contains(output.type())) {
                    numbers.put(output.name(), result.floats(output.name()));
                    requireNumbers(output.name(), numbers.get(output.name()), file);
                }
            }
            return new MeasuredOutputs(measured, shapes, numbers);
        } catch (SegmentationException e) {
            throw new ModelFormatException(
                    "%s; it was run with an input of %s; give the size that it was made for"
                            .formatted(e.getMessage(), input.shape()),
                    e);
        }
    }

    private static void requireNumbers(String value, float[] numbers, Path file) {
        for (float number : numbers) {
            if (!Float.isNaN(number)) {
                return;
            }
        }
        if (numbers.length > 0) {
            throw new ModelFormatException(
                    ("%s: all numbers of '%s' are NaN when it is run on noise, so its weights are"
                                    + " broken; export or train it again")
                            .formatted(file, value));
        }
    }

    private static GraphSession open(byte[] model, Path file, GraphSessionOptions settings) {
        try {
            return GraphSession.open(model, file.toString(), settings);
        } catch (SegmentationException e) {
            throw new ModelFormatException(String.valueOf(e.getMessage()), e);
        }
    }
}
