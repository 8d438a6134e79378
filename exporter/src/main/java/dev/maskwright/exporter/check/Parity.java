package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.Outputs;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Compares a model file with the network that it was made from, on pictures. The graph is the one in the file, bytes in
 * and masks out; its logits, which are no output of a file that gives masks, are read beside them.
 *
 * <p>The network that a file was made from is a matter of view when weights are stored in half precision. Compared with
 * the trained network, the report is the price of the storage; compared with
 * {@link dev.maskwright.exporter.WeightStorage#stored the network as the file stores it}, it says whether the file was
 * written right, and there the limits of {@link Report#passed} apply.
 */
public final class Parity {

    /** The network that a file should agree with, in whatever engine. */
    @FunctionalInterface
    public interface Reference {
        /**
         * Computes logits.
         *
         * @param image normalised, (1, 3, H, W)
         * @return (1, classes, H, W)
         */
        float[] logits(float[] image, int width, int height);
    }

    /** Is shown the two masks of each picture, as they come. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Takes a pair of masks of one size, of the network and of the file.
         *
         * @param picture its place among the pictures
         */
        void compared(int picture, int width, int height, int[] expected, int[] actual);
    }

    private Parity() {}

    /**
     * Runs both on each picture, stretched to the size that the card names.
     *
     * @throws IllegalArgumentException if there are no pictures
     * @throws SegmentationException if ONNX Runtime fails
     */
    public static Report compare(Path file, Reference reference, Iterable<Frame> pictures) throws IOException {
        return compare(file, reference, pictures, Tolerance.FLOAT32, (picture, width, height, expected, actual) -> {});
    }

    /** As {@link #compare(Path, Reference, Iterable)}, with limits for {@link Report#passed} and a look at the masks. */
    public static Report compare(
            Path file, Reference reference, Iterable<Frame> pictures, Tolerance tolerance, Watcher watcher)
            throws IOException {
        ModelProto model = OnnxFile.read(file);
        ModelCard card = OnnxFile.card(model, file.toString());
        int classes = card.classes().size();
        Differences differences = new Differences(classes);
        byte[] bytes = Outputs.with(model, List.of(SegmentationGraph.LOGITS)).toByteArray();
        // On one thread: a second gains little on single pictures, and costs much where other programs run.
        try (GraphSession session = GraphSession.open(bytes, file.toString(), GraphSettings.onThreads(1))) {
            PlainInput input = new PlainInput(card, PlainInput.batch(session, card));
            int picture = 0;
            for (Frame frame : pictures) {
                input.put(frame);
                float[] expected = reference.logits(
                        input.planes(), card.input().width(), card.input().height());
                try (GraphResult result = session.run(Map.of(card.input().name(), input.tensor()))) {
                    ClassMap mask = ClassMap.of(result, card);
                    differences.add(expected, ClassMap.logits(result, SegmentationGraph.LOGITS), mask.ids());
                    watcher.compared(
                            picture++, mask.width(), mask.height(), Differences.mask(expected, classes), mask.ids());
                }
            }
        }
        return differences.report(tolerance);
    }
}
