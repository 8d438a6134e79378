package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.Normalization;
import dev.maskwright.sdk.Resampler;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

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

    private Parity() {}

    /**
     * Runs both on each picture, stretched to the size that the card names.
     *
     * @throws IllegalArgumentException if there are no pictures
     * @throws SegmentationException if ONNX Runtime fails
     */
    public static Report compare(Path file, Reference reference, Iterable<Frame> pictures) throws IOException {
        ModelProto model = OnnxFile.read(file);
        ModelCard card = OnnxFile.card(model, file.toString());
        Differences differences = new Differences(card.classes().size());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(withLogits(model).toByteArray(), options)) {
            for (Frame picture : pictures) {
                byte[] pixels = stretched(picture, card.input());
                float[] image = normalized(pixels, card.normalization());
                float[] expected = reference.logits(image, card.input().width(), card.input().height());
                try (OnnxTensor input = input(environment, card.input(), pixels, image);
                        OrtSession.Result result = session.run(Map.of(card.input().name(), input))) {
                    differences.add(expected, logits(result), mask(result, card));
                }
            }
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
        return differences.report();
    }
}
