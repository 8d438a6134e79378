package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
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
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
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
        OrtEnvironment environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(withLogits(model).toByteArray(), options)) {
            for (Frame picture : pictures) {
                byte[] pixels = stretched(picture, card.input());
                float[] image = normalized(pixels, card.normalization());
                float[] expected = reference.logits(
                        image, card.input().width(), card.input().height());
                try (OnnxTensor input = input(environment, card.input(), pixels, image);
                        OrtSession.Result result =
                                session.run(Map.of(card.input().name(), input))) {
                    differences.add(expected, logits(result), mask(result, card));
                }
            }
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
        return differences.report();
    }

    /** The same graph with its logits as an output, whatever its form. */
    static ModelProto withLogits(ModelProto model) {
        GraphProto graph = model.getGraph();
        boolean there = graph.getOutputList().stream()
                .anyMatch(output -> output.getName().equals(SegmentationGraph.LOGITS));
        if (there) {
            return model;
        }
        ValueInfoProto logits = ValueInfoProto.newBuilder()
                .setName(SegmentationGraph.LOGITS)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber())))
                .build();
        return model.toBuilder().setGraph(graph.toBuilder().addOutput(logits)).build();
    }

    static byte[] stretched(Frame picture, ModelCard.Input input) {
        return Resampler.resize(
                picture.rgb(), picture.width(), picture.height(), 3, input.resize(), input.width(), input.height());
    }

    /** Interleaved bytes to normalised planes. */
    static float[] normalized(byte[] pixels, Normalization normalization) {
        float[] image = new float[pixels.length];
        int plane = pixels.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            float mean = normalization.mean().get(channel);
            float std = normalization.std().get(channel);
            for (int i = 0; i < plane; i++) {
                image[channel * plane + i] = ((pixels[3 * i + channel] & 0xff) / 255f - mean) / std;
            }
        }
        return image;
    }

    static OnnxTensor input(OrtEnvironment environment, ModelCard.Input input, byte[] pixels, float[] image)
            throws OrtException {
        return switch (input.type()) {
            case UINT8 ->
                OnnxTensor.createTensor(
                        environment,
                        ByteBuffer.allocateDirect(pixels.length)
                                .order(ByteOrder.nativeOrder())
                                .put(pixels)
                                .flip(),
                        new long[] {1, input.height(), input.width(), 3},
                        OnnxJavaType.UINT8);
            case FLOAT32 ->
                OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(image), new long[] {1, 3, input.height(), input.width()});
        };
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    static float[] logits(OrtSession.Result result) {
        FloatBuffer buffer = output(result, SegmentationGraph.LOGITS).getFloatBuffer();
        float[] logits = new float[buffer.remaining()];
        buffer.get(logits);
        return logits;
    }

    /** The mask that the file gives, or the one that its logits make. */
    static byte[] mask(OrtSession.Result result, ModelCard card) {
        if (card.outputs() instanceof ModelCard.MaskOutputs outputs) {
            ByteBuffer buffer = output(result, outputs.mask()).getByteBuffer();
            byte[] mask = new byte[buffer.remaining()];
            buffer.get(mask);
            return mask;
        }
        return Differences.mask(logits(result), card.classes().size());
    }
}
