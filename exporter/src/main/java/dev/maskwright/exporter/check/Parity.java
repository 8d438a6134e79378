package dev.maskwright.exporter.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.onnx.SegmentationGraph;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelFormatException;
import dev.maskwright.sdk.Normalization;
import dev.maskwright.sdk.Resampler;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
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
        OrtEnvironment environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = session(environment, withLogits(model), options)) {
            int batch = batch(session, card);
            int picture = 0;
            for (Frame frame : pictures) {
                byte[] pixels = stretched(frame, card.input());
                float[] image = normalized(pixels, card.normalization());
                float[] expected = reference.logits(
                        image, card.input().width(), card.input().height());
                try (OnnxTensor input = input(environment, card.input(), pixels, image, batch);
                        OrtSession.Result result =
                                session.run(Map.of(card.input().name(), input))) {
                    ClassMap mask = mask(result, card, batch);
                    differences.add(expected, logits(result, batch), mask.ids());
                    watcher.compared(
                            picture++, mask.width(), mask.height(), Differences.mask(expected, classes), mask.ids());
                }
            }
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
        return differences.report(tolerance);
    }

    /** A session on one thread: a second gains little on single pictures, and costs much where other programs run. */
    private static OrtSession session(OrtEnvironment environment, ModelProto model, OrtSession.SessionOptions options)
            throws OrtException {
        options.setIntraOpNumThreads(1);
        return environment.createSession(model.toByteArray(), options);
    }

    /** How many images each run of a graph takes: one, unless it takes several only. */
    static int batch(OrtSession session, ModelCard card) throws OrtException {
        NodeInfo input = session.getInputInfo().get(card.input().name());
        if (input == null) {
            throw new ModelFormatException("the input '%s' of the card is not among the graph's %s"
                    .formatted(card.input().name(), session.getInputNames()));
        }
        return (int) Math.max(1, ((TensorInfo) input.getInfo()).getShape()[0]);
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

    /** One image, repeated where a graph takes several. */
    static OnnxTensor input(OrtEnvironment environment, ModelCard.Input input, byte[] pixels, float[] image, int batch)
            throws OrtException {
        switch (input.type()) {
            case UINT8 -> {
                ByteBuffer bytes =
                        ByteBuffer.allocateDirect(batch * pixels.length).order(ByteOrder.nativeOrder());
                for (int i = 0; i < batch; i++) {
                    bytes.put(pixels);
                }
                long[] shape = {batch, input.height(), input.width(), 3};
                return OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
            }
            case FLOAT32 -> {
                FloatBuffer floats = FloatBuffer.allocate(batch * image.length);
                for (int i = 0; i < batch; i++) {
                    floats.put(image);
                }
                long[] shape = {batch, 3, input.height(), input.width()};
                return OnnxTensor.createTensor(environment, floats.flip(), shape);
            }
        }
        throw new AssertionError(input.type());
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    /** The logits of the first image of a batch. */
    static float[] logits(OrtSession.Result result, int batch) {
        return logits(result, SegmentationGraph.LOGITS, batch);
    }

    static float[] logits(OrtSession.Result result, String name, int batch) {
        FloatBuffer buffer = output(result, name).getFloatBuffer();
        float[] logits = new float[buffer.remaining() / batch];
        buffer.get(logits);
        return logits;
    }

    /** The mask that the file gives of the first image of a batch, or the one that its logits make. */
    static ClassMap mask(OrtSession.Result result, ModelCard card, int batch) {
        if (card.outputs() instanceof ModelCard.MaskOutputs outputs) {
            OnnxTensor tensor = output(result, outputs.mask());
            long[] shape = tensor.getInfo().getShape();
            int[] ids = new int[(int) (shape[1] * shape[2])];
            if (tensor.getInfo().type == OnnxJavaType.INT16) { // uint16, which ONNX Runtime shows as int16
                ShortBuffer buffer = tensor.getShortBuffer();
                Arrays.setAll(ids, i -> buffer.get(i) & 0xffff);
            } else {
                ByteBuffer buffer = tensor.getByteBuffer();
                Arrays.setAll(ids, i -> buffer.get(i) & 0xff);
            }
            return new ClassMap((int) shape[2], (int) shape[1], ids);
        }
        String name = ((ModelCard.LogitsOutput) card.outputs()).logits();
        long[] shape = output(result, name).getInfo().getShape();
        int[] ids = Differences.mask(logits(result, name, batch), card.classes().size());
        return new ClassMap((int) shape[3], (int) shape[2], ids);
    }
}
