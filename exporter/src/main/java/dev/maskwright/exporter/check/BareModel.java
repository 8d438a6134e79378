package dev.maskwright.exporter.check;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model with nothing around it but ONNX Runtime: {@link #run} is one {@code OrtSession.run} from a tensor into tensors that were made before. What a
 * segmenter takes longer than this is its own; what it gives otherwise is its fault. For one thread at a time.
 */
public final class BareModel implements AutoCloseable {

    private final Path file;
    private final ModelCard card;
    private final OrtSession session;
    private final ByteBuffer input;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> results = new LinkedHashMap<>();

    private BareModel(Path file, ModelCard card, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.file = file;
        this.card = card;
        this.session = session;
        ModelCard.Input rule = card.input();
        boolean isBytes = rule.type() == ModelCard.PixelType.UINT8;
        long[] shape = isBytes
                ? new long[] {1, rule.height(), rule.width(), 3}
                : new long[] {1, 3, rule.height(), rule.width()};
        OnnxJavaType type = isBytes ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
        input = buffer(shape, type);
        inputs = Map.of(rule.name(), OnnxTensor.createTensor(environment, input, shape, type));
        try (OrtSession.Result once = session.run(inputs)) { // tells the sizes of the outputs
            for (Map.Entry<String, NodeInfo> output : session.getOutputInfo().entrySet()) {
                TensorInfo info =
                        (TensorInfo) once.get(output.getKey()).orElseThrow().getInfo();
                ByteBuffer result = buffer(info.getShape(), info.type);
                results.put(output.getKey(), result);
                outputs.put(output.getKey(), OnnxTensor.createTensor(environment, result, info.getShape(), info.type));
            }
        }
    }

    /**
     * Opens a model.
     *
     * @param threads that ONNX Runtime uses inside an operator
     * @throws SegmentationException if ONNX Runtime cannot
     */
    public static BareModel open(Path file, ModelCard card, Device device, int threads) {
        OrtEnvironment environment = OnnxEnvironment.get();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            if (device instanceof Device.Cuda cuda) {
                options.addCUDA(cuda.index());
            }
            return new BareModel(file, card, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The version of ONNX Runtime that is on the class path. */
    public static String engineVersion() {
        return OnnxEnvironment.get().getVersion();
    }

    private static ByteBuffer buffer(long[] shape, OnnxJavaType type) {
        long size = type.size;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
    }

    /** Fills the input with a picture, by the plain path: all of it to RGB, resized, normalised. */
    public void put(Frame picture) {
        byte[] pixels = Parity.stretched(picture, card.input());
        if (card.input().type() == ModelCard.PixelType.UINT8) {
            input.put(0, pixels);
        } else {
            input.asFloatBuffer().put(0, Parity.normalized(pixels, card.normalization()));
        }
    }

    /** Runs the network on what was put in last. */
    public void run() {
        try (OrtSession.Result result = session.run(inputs, Set.of(), outputs)) {
            // Everything lies in the tensors made before.
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The class ids that the last run gave, a byte for each pixel of the mask. */
    public byte[] classIds() {
        if (card.outputs() instanceof ModelCard.MaskOutputs names) {
            ByteBuffer mask = result(names.mask());
            byte[] ids = new byte[mask.capacity()];
            mask.get(0, ids);
            return ids;
        } else if (card.outputs() instanceof ModelCard.LogitsOutput name) {
            FloatBuffer buffer = result(name.logits()).asFloatBuffer();
            float[] logits = new float[buffer.capacity()];
            buffer.get(0, logits);
            int[] ids = Differences.mask(logits, card.classes().size());
            byte[] bytes = new byte[ids.length];
            for (int i = 0; i < ids.length; i++) {
                bytes[i] = (byte) ids[i]; // a segmenter's masks hold no others
            }
            return bytes;
        }
        throw new AssertionError(card.outputs());
    }

    /**
     * The scores that the last run gave, {@code (classes, H, W)} with a pixel for each of the input; empty if the model gives none, or
     * of fewer pixels.
     */
    public Optional<float[]> logits() {
        Optional<String> name = card.outputs() instanceof ModelCard.MaskOutputs masks
                ? masks.logits()
                : card.outputs() instanceof ModelCard.LogitsOutput logits
                        ? Optional.of(logits.logits())
                        : Optional.empty();
        int expected =
                card.classes().size() * card.input().width() * card.input().height();
        return name.map(output -> result(output).asFloatBuffer())
                .filter(buffer -> buffer.capacity() == expected)
                .map(buffer -> {
                    float[] logits = new float[expected];
                    buffer.get(0, logits);
                    return logits;
                });
    }

    private ByteBuffer result(String output) {
        ByteBuffer result = results.get(output);
        if (result == null) {
            throw new IllegalArgumentException(
                    "%s: no output is called '%s', as its card says; export it again".formatted(file, output));
        }
        return result;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new SegmentationException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
