package dev.maskwright.exporter.check;

import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.BoundRun;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ScoresOutput;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model in plain ONNX Runtime: {@link #run} is one {@code OrtSession.run} from a tensor into preallocated tensors.
 * Time that a segmenter takes beyond this is its overhead; a different result is its fault. For one thread at a time.
 */
public final class BareModel implements AutoCloseable {

    private final ModelCard card;
    private final GraphSession session;
    private final PlainInput input;
    private final BoundRun bound;

    private BareModel(ModelCard card, GraphSession session) {
        this.card = card;
        this.session = session;
        input = new PlainInput(card, 1);
        bound = session.bind(Map.of(card.input().name(), input.tensor()));
    }

    /**
     * Opens a model.
     *
     * @param threads used by ONNX Runtime inside an operator
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
            return new BareModel(card, session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Fills the input with a picture by the plain path: converted to RGB, resized and normalised as a whole. */
    public void put(Frame picture) {
        input.put(picture);
    }

    /** Runs the network on the last input. */
    public void run() {
        bound.run();
    }

    /** The class ids of the last run, a byte for each pixel of the mask. */
    public byte[] classIds() {
        if (card.outputs() instanceof ModelCard.MaskOutputs names) {
            ByteBuffer mask = bound.output(names.mask());
            byte[] ids = new byte[mask.capacity()];
            mask.get(0, ids);
            return ids;
        }
        int[] ids = scores().map(PlainScores::mask)
                .orElseGet(() -> ClassMap.of(bound, card))
                .ids();
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) ids[i]; // a segmenter's masks hold no larger ones
        }
        return bytes;
    }

    /**
     * The logits of the last run, {@code (classes, H, W)} with a pixel for each pixel of the input; for probabilities,
     * their logarithms. Empty if the model gives none, or has fewer pixels.
     */
    public Optional<float[]> logits() {
        int expected =
                card.classes().size() * card.input().width() * card.input().height();
        Optional<float[]> logits = card.outputs() instanceof ModelCard.MaskOutputs masks
                ? masks.logits().map(bound::floats)
                : scores().map(PlainScores::logits);
        return logits.filter(planes -> planes.length == expected);
    }

    /** The scores at the size of the mask; empty if the model gives ids. */
    private Optional<PlainScores> scores() {
        return card.outputs() instanceof ScoresOutput output
                ? Optional.of(
                        PlainScores.of(bound, output, card.classes().size()).asLargeAsMask(card.input()))
                : Optional.empty();
    }

    /** Ends the profile that the options requested; see {@link GraphSession#endProfile}. */
    public Path endProfile() {
        return session.endProfile();
    }

    @Override
    public void close() {
        bound.close();
        session.close();
    }
}
