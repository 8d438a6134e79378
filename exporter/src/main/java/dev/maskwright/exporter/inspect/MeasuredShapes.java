package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelFormatException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The shapes of all values of a graph at one input size. They are not inferred but measured: ONNX Runtime runs the graph once on
 * zeros and is asked for every value, so that this holds for operators of whatever kind.
 *
 * @param inputs the shapes of the inputs that it ran with
 * @param shapes by the name of the value; inputs and constants are there, too
 */
public record MeasuredShapes(Map<String, List<Long>> inputs, Map<String, List<Long>> shapes) {

    /** Width and height of images where neither the graph nor a card says them. */
    private static final int SIDE = 224;

    public MeasuredShapes {
        inputs = Map.copyOf(inputs);
        shapes = Map.copyOf(shapes);
    }

    /**
     * Runs a graph.
     *
     * @param card what gives width and height where the graph leaves them free
     * @param file what messages call the model
     * @throws ModelFormatException if ONNX Runtime cannot run it on such an input
     */
    public static MeasuredShapes of(ModelProto model, Optional<ModelCard> card, String file) {
        GraphProto graph = model.getGraph();
        Map<String, List<Long>> shapes = new HashMap<>();
        for (TensorProto constant : graph.getInitializerList()) {
            shapes.put(constant.getName(), constant.getDimsList());
        }
        OrtEnvironment environment = OnnxEnvironment.get();
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OptLevel.NO_OPT); // else values would be optimised away
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (OrtSession session =
                    environment.createSession(withEveryValue(model).toByteArray(), options)) {
                Map<String, List<Long>> given = new LinkedHashMap<>();
                for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                    TensorInfo info = (TensorInfo) input.getValue().getInfo();
                    long[] shape = sizes(info.getShape(), card);
                    given.put(input.getKey(), LongStream.of(shape).boxed().toList());
                    inputs.put(input.getKey(), zeros(environment, info, shape));
                }
                shapes.putAll(given);
                try (OrtSession.Result result = session.run(inputs)) {
                    for (Map.Entry<String, OnnxValue> value : result) {
                        if (value.getValue().getInfo() instanceof TensorInfo info) {
                            shapes.put(
                                    value.getKey(),
                                    LongStream.of(info.getShape()).boxed().toList());
                        }
                    }
                }
                return new MeasuredShapes(given, shapes);
            }
        } catch (OrtException e) {
            throw new ModelFormatException(
                    "%s: ONNX Runtime cannot run it to measure shapes (%s)".formatted(file, e.getMessage()), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** The shape of a value; none if it is unknown. */
    public Optional<List<Long>> of(String value) {
        return Optional.ofNullable(shapes.get(value));
    }

    /** What is free becomes one image of the card's size; images are (N, C, H, W), or (N, H, W, C) where the last are few. */
    private static long[] sizes(long[] shape, Optional<ModelCard> card) {
        boolean isImage = shape.length == 4;
        boolean channelsLast = isImage && shape[3] > 0 && shape[3] <= 4;
        int rows = channelsLast ? 1 : 2;
        long[] sizes = shape.clone();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] >= 0) {
                continue;
            }
            if (isImage && i == rows) {
                sizes[i] = card.map(c -> c.input().height()).orElse(SIDE);
            } else if (isImage && i == rows + 1) {
                sizes[i] = card.map(c -> c.input().width()).orElse(SIDE);
            } else {
                sizes[i] = isImage && i == 1 ? 3 : 1;
            }
        }
        return sizes;
    }

    private static OnnxTensor zeros(OrtEnvironment environment, TensorInfo info, long[] shape) throws OrtException {
        long elements = LongStream.of(shape).reduce(1, Math::multiplyExact);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(elements * info.type.size))
                .order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, bytes, shape, info.type);
    }

    /** Outputs without a type get the one that their node gives. */
    private static ModelProto withEveryValue(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> there =
                graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        for (NodeProto node : model.getGraph().getNodeList()) {
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && there.add(output)) {
                    graph.addOutput(ValueInfoProto.newBuilder().setName(output));
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }
}
