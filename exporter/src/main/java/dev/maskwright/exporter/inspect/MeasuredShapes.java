package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.InputSizes;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shapes of all values of a graph at one input size. They are not inferred but measured: ONNX Runtime runs the
 * graph once on zeros and returns every value, so that it works for all operators.
 *
 * @param inputs the shapes of the inputs that it ran with
 * @param shapes by the name of the value; including inputs and constants
 */
public record MeasuredShapes(Map<String, List<Long>> inputs, Map<String, List<Long>> shapes) {

    /** Width and height of images if neither the graph nor a card gives them. */
    private static final int SIDE = 224;

    public MeasuredShapes {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs)); // in their order
        shapes = Map.copyOf(shapes);
    }

    /**
     * Runs a graph.
     *
     * @param card gives width and height if they are dynamic in the graph
     * @param file what messages call the model
     * @throws ModelFormatException if ONNX Runtime cannot run it on such an input
     */
    public static MeasuredShapes of(ModelProto model, Optional<ModelCard> card, String file) {
        GraphProto graph = model.getGraph();
        Map<String, List<Long>> shapes = new HashMap<>();
        for (TensorProto constant : graph.getInitializerList()) {
            shapes.put(constant.getName(), constant.getDimsList());
        }
        List<String> unknown = new ArrayList<>();
        // Without optimisation, which would remove values.
        GraphSessionOptions settings = GraphSessionOptions.onThreads(1).withoutOptimization();
        try (GraphSession session = GraphSession.open(Outputs.withAll(model).toByteArray(), file, settings)) {
            Map<String, List<Long>> given = new LinkedHashMap<>();
            Map<String, GraphInput> inputs = new LinkedHashMap<>();
            session.inputs().forEach((name, shape) -> {
                if (shape.isEmpty()) {
                    unknown.add(name);
                }
                InputSizes.fault(shape).ifPresent(fault -> {
                    throw new ModelFormatException("%s: input '%s' is %s: %s".formatted(file, name, shape, fault));
                });
                List<Long> sizes = sizes(shape, card);
                given.put(name, sizes);
                inputs.put(name, session.zeros(name, sizes));
            });
            shapes.putAll(given);
            try (GraphResult result = session.run(inputs)) {
                shapes.putAll(result.shapes());
            }
            return new MeasuredShapes(given, shapes);
        } catch (SegmentationException e) {
            if (!unknown.isEmpty()) {
                throw new ModelFormatException(
                        ("%s: the graph does not give the shape of its input %s, and does not run"
                                        + " with 1 for each unknown size; export the model again with sizes")
                                .formatted(file, String.join(", ", unknown)),
                        e);
            }
            String reason = String.valueOf(e.getMessage()).replaceFirst("^" + Pattern.quote(file + ": "), "");
            throw new ModelFormatException(
                    "%s: ONNX Runtime cannot run it to measure shapes (%s)".formatted(file, reason), e);
        }
    }

    /** The shape of a value; empty if it is unknown. */
    public Optional<List<Long>> of(String value) {
        return Optional.ofNullable(shapes.get(value));
    }

    /**
     * Dynamic sizes become one image of the card's size; images are (N, C, H, W), or (N, H, W, C) if the last dimension
     * is small.
     */
    private static List<Long> sizes(List<Long> shape, Optional<ModelCard> card) {
        boolean isImage = shape.size() == 4;
        boolean channelsLast = isImage && shape.get(3) > 0 && shape.get(3) <= 4;
        int rows = channelsLast ? 1 : 2;
        List<Long> sizes = new ArrayList<>(shape);
        for (int i = 0; i < sizes.size(); i++) {
            if (sizes.get(i) >= 0) {
                continue;
            }
            if (isImage && i == rows) {
                sizes.set(i, (long) card.map(c -> c.input().height()).orElse(SIDE));
            } else if (isImage && i == rows + 1) {
                sizes.set(i, (long) card.map(c -> c.input().width()).orElse(SIDE));
            } else {
                sizes.set(i, isImage && i == 1 ? 3L : 1L);
            }
        }
        return sizes;
    }
}
