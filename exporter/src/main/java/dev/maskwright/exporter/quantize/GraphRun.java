package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A graph in ONNX Runtime that gives any of its float values, not only its outputs. Who opens it closes it. */
final class GraphRun implements AutoCloseable {

    /** Takes what a run gave for one value. */
    @FunctionalInterface
    interface Reader {
        /** The numbers are the reader's until it returns. */
        void read(String value, float[] numbers, int count, long[] shape);
    }

    private final ModelCard card;
    private final PictureInput input;
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    private final OrtSession session;
    private float[] numbers = new float[0];

    /**
     * Opens a graph.
     *
     * @param values that will be asked for
     * @throws SegmentationException if ONNX Runtime cannot open it
     */
    GraphRun(ModelProto model, ModelCard card, Collection<String> values) {
        this.card = card;
        input = new PictureInput(card);
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (String value : values) {
            boolean isOutput = graph.getOutputList().stream()
                    .anyMatch(output -> output.getName().equals(value));
            if (!isOutput) {
                graph.addOutput(ValueInfoProto.newBuilder()
                        .setName(value)
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()))));
            }
        }
        try {
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.addConfigEntry("session.intra_op.allow_spinning", "0"); // idle threads would slow others down
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions
            session = OnnxEnvironment.get()
                    .createSession(model.toBuilder().setGraph(graph).build().toByteArray(), options);
        } catch (OrtException e) {
            options.close();
            throw failure(e);
        }
    }

    /** Runs the graph on a picture, and hands each of the values over. */
    void run(Frame picture, Set<String> values, Reader reader) {
        try {
            try (OnnxTensor tensor = input.of(picture);
                    OrtSession.Result result = session.run(Map.of(card.input().name(), tensor), values)) {
                for (String value : values) {
                    OnnxTensor found = (OnnxTensor) result.get(value).orElseThrow();
                    FloatBuffer buffer = found.getFloatBuffer();
                    int count = buffer.remaining();
                    numbers = numbers.length < count ? new float[count] : numbers;
                    buffer.get(numbers, 0, count);
                    reader.read(value, numbers, count, found.getInfo().getShape());
                }
            }
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private SegmentationException failure(OrtException e) {
        return new SegmentationException("%s: ONNX Runtime failed: %s".formatted(card.name(), e.getMessage()), e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
        options.close();
    }
}
