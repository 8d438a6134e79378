package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outputs of a graph with the shapes that a run on black gave them.
 *
 * @param choices the shapes of what the outputs choose the highest of, by the names of these
 */
record MeasuredOutputs(List<GraphValue> values, Map<String, List<Long>> choices) {

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
        try (GraphSession session = GraphSession.open(readable, file.toString(), settings);
                GraphResult result = session.run(Map.of(input.name(), session.zeros(input.name(), input.shape())))) {
            Map<String, List<Long>> shapes = result.shapes();
            List<GraphValue> measured = outputs.stream()
                    .map(output -> output.withShape(
                            Optional.ofNullable(shapes.get(output.name())).orElse(output.shape())))
                    .toList();
            return new MeasuredOutputs(measured, shapes);
        } catch (SegmentationException e) {
            throw new ModelFormatException(
                    "%s; it was run with an input of %s, give the size that it was made for"
                            .formatted(e.getMessage(), input.shape()),
                    e);
        }
    }
}
