package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.graph.PictureInput;
import dev.maskwright.sdk.model.ModelCard;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A graph in ONNX Runtime that returns any of its float values, not only its outputs. The caller closes it. */
final class GraphRun implements AutoCloseable {

    /** Receives the result of a run for one value. */
    @FunctionalInterface
    interface Reader {
        /** The numbers are only valid until the reader returns. */
        void read(String value, float[] numbers, int count, long[] shape);
    }

    private final ModelCard card;
    private final PictureInput input;
    private final GraphSession session;

    /**
     * Opens a graph.
     *
     * @param values that will be requested
     * @throws SegmentationException if ONNX Runtime cannot open it
     */
    GraphRun(ModelProto model, ModelCard card, Collection<String> values) {
        this.card = card;
        GraphSessionOptions settings = GraphSessionOptions.onThreads(
                        Runtime.getRuntime().availableProcessors())
                .withoutSpinning(); // idle threads would slow down other work
        session = GraphSession.open(Outputs.with(model, values).toByteArray(), card.name(), settings);
        input = PictureInput.of(card, session);
    }

    /** Runs the graph on a picture, and passes each of the values on. */
    void run(Frame picture, Set<String> values, Reader reader) {
        try (GraphResult result = session.run(Map.of(card.input().name(), input.of(picture)), values)) {
            for (String value : values) {
                float[] numbers = result.floats(value);
                reader.read(value, numbers, numbers.length, result.shape(value));
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
