package dev.maskwright.exporter.check;

import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelCard;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model with nothing around it but ONNX Runtime: {@link #run} is one {@code OrtSession.run} from a tensor into
 * tensors that were made before. Time that a segmenter takes beyond this is its own; a different result is its fault.
 * For one thread at a time.
 */
public final class BareModel implements AutoCloseable {

    private final Path file;
    private final ModelCard card;
    private final GraphSession session;
    private final PlainInput input;
    private final BoundRun bound;

    private BareModel(Path file, ModelCard card, GraphSession session) {
        this.file = file;
        this.card = card;
        this.session = session;
        input = new PlainInput(card, 1);
        bound = session.bind(Map.of(card.input().name(), input.tensor()));
    }

    /**
     * Opens a model.
     *
     * @param threads that ONNX Runtime uses inside an operator
     * @throws SegmentationException if ONNX Runtime cannot
     */
    public static BareModel open(Path file, ModelCard card, Device device, int threads) {
        return open(file, card, GraphSessionOptions.onThreads(threads).withDevice(device));
    }

    /**
     * Opens a model.
     *
     * @throws SegmentationException if ONNX Runtime cannot
     */
    public static BareModel open(Path file, ModelCard card, GraphSessionOptions settings) {
        GraphSession session = GraphSession.open(file, settings);
        try {
            return new BareModel(file, card, session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Fills the input with a picture, by the plain path: all of it to RGB, resized, normalised. */
    public void put(Frame picture) {
        input.put(picture);
    }

    /** Runs the network on what was put in last. */
    public void run() {
        bound.run();
    }

    /** The class ids that the last run gave, a byte for each pixel of the mask. */
    public byte[] classIds() {
        if (card.outputs() instanceof ModelCard.MaskOutputs names) {
            ByteBuffer mask = result(names.mask());
            byte[] ids = new byte[mask.capacity()];
            mask.get(0, ids);
            return ids;
        } else if (card.outputs() instanceof ModelCard.LogitsOutput name) {
            float[] logits = enlarged(result(name.logits()).asFloatBuffer(), name);
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
     * The scores that the last run gave, {@code (classes, H, W)} with a pixel for each of the input; empty if the model
     * gives none, or of fewer pixels.
     */
    public Optional<float[]> logits() {
        int expected =
                card.classes().size() * card.input().width() * card.input().height();
        Optional<float[]> logits = Optional.empty();
        if (card.outputs() instanceof ModelCard.MaskOutputs masks) {
            logits = masks.logits().map(name -> floats(result(name).asFloatBuffer()));
        } else if (card.outputs() instanceof ModelCard.LogitsOutput output) {
            logits = Optional.of(enlarged(result(output.logits()).asFloatBuffer(), output));
        }
        return logits.filter(planes -> planes.length == expected);
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] planes = new float[buffer.capacity()];
        buffer.get(0, planes);
        return planes;
    }

    /** The logits in a buffer, as large as the mask. */
    private float[] enlarged(FloatBuffer buffer, ModelCard.LogitsOutput output) {
        float[] planes = floats(buffer);
        int times = output.enlargement();
        if (times == 1) {
            return planes;
        }
        int width = card.input().width() / times;
        int height = planes.length / card.classes().size() / width;
        return PlainEnlarging.of(planes, width, height, times, output.alignsCorners());
    }

    private ByteBuffer result(String output) {
        try {
            return bound.output(output);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s: no output is called '%s', as its card says; export it again".formatted(file, output), e);
        }
    }

    /** Ends the profile that the options asked for; see {@link GraphSession#endProfile}. */
    public Path endProfile() {
        return session.endProfile();
    }

    @Override
    public void close() {
        bound.close();
        session.close();
    }
}
