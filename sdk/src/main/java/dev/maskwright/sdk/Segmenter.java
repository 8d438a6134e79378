package dev.maskwright.sdk;

import dev.maskwright.sdk.ModelCard.Golden;
import dev.maskwright.sdk.ModelCard.LogitsOutput;
import dev.maskwright.sdk.internal.session.Lane;
import dev.maskwright.sdk.internal.session.Lanes;
import dev.maskwright.sdk.internal.session.OnnxSession;
import dev.maskwright.sdk.internal.session.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open model that turns frames into masks.
 *
 * <p>Any number of threads may use one segmenter at the same time. Who opened it closes it; {@link #close} waits for the calls that are
 * under way, later ones throw {@link IllegalStateException}; the masks stay. Close it before the JVM exits.
 */
public final class Segmenter implements AutoCloseable {

    private final OnnxSession session;
    private final ModelCard card;
    private final Signature signature;
    private final Lanes lanes;
    private final Edges edges;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(); // segmenting reads, closing writes
    private boolean closed;

    private Segmenter(OnnxSession session, ModelCard card, Edges edges) {
        this.session = session;
        this.card = card;
        this.edges = edges;
        signature = Signature.of(session, card);
        lanes = new Lanes(session, card, signature);
    }

    /** Opens a model on the processor; see {@link #open(Path, Options)}. */
    public static Segmenter open(Path file) {
        return open(file, Options.defaults());
    }

    /**
     * Opens a model. Its card stands in the file's metadata or, for {@code road.onnx}, in {@code road.card.json} beside it.
     *
     * @throws ModelFormatException if the file is missing, no whole ONNX model, without card, or disagrees with its card
     * @throws SegmentationException if the device cannot be used
     */
    public static Segmenter open(Path file, Options options) {
        return open(OnnxSession.open(file, options), Segmenter::cardOf, options);
    }

    /**
     * Opens a model with a card made by the caller, for files that have none; a card in the file is not looked at.
     *
     * @throws ModelFormatException if the file is missing, no whole ONNX model, or disagrees with the card
     * @throws SegmentationException if the device cannot be used
     */
    public static Segmenter open(Path file, ModelCard card, Options options) {
        return open(OnnxSession.open(file, options), session -> card, options);
    }

    private static Segmenter open(OnnxSession session, Function<OnnxSession, ModelCard> card, Options options) {
        try {
            return new Segmenter(session, card.apply(session), options.edges());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static ModelCard cardOf(OnnxSession session) {
        Path file = session.file();
        if (session.card().isPresent()) {
            return ModelCard.parse(session.card().get(), file.toString());
        }
        Path beside = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".card.json");
        if (!Files.exists(beside)) {
            throw new ModelFormatException(
                    "%s: an ONNX model without a model card; export it with maskwright or put %s beside it"
                            .formatted(file, beside.getFileName()));
        }
        try {
            return ModelCard.parse(Files.readString(beside), beside.toString());
        } catch (IOException e) {
            throw new ModelFormatException("%s: the model card cannot be read (%s)".formatted(beside, e), e);
        }
    }

    /** What the model says about itself. */
    public ModelCard card() {
        return card;
    }

    /**
     * The mask of a frame of any size.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public Mask segment(Frame frame) {
        Mask mask = blank();
        segmentInto(frame, mask);
        return mask;
    }

    /**
     * {@link #segment} into a mask that an earlier call gave: for frames of one size this makes no garbage of its own.
     *
     * @throws IllegalArgumentException if the mask has another size or other classes than this model gives
     */
    public void segmentInto(Frame frame, Mask mask) {
        if (mask.width() != signature.maskWidth()
                || mask.height() != signature.maskHeight()
                || !mask.classes().equals(card.classes())
                || (mask.logits() != null && !givesLogits())) {
            throw new IllegalArgumentException(
                    "%s gives masks of %dx%d with %d classes, got one of %dx%d with %d; reuse what segment returned"
                            .formatted(
                                    session.file(),
                                    signature.maskWidth(),
                                    signature.maskHeight(),
                                    card.classes().size(),
                                    mask.width(),
                                    mask.height(),
                                    mask.classes().size()));
        }
        run(List.of(frame), List.of(mask));
    }

    /**
     * The masks of several frames, which may differ in size. They go through the network together where the model takes any
     * number of frames, so memory grows with the list.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public List<Mask> segmentBatch(List<Frame> frames) {
        List<Mask> masks = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            masks.add(blank());
        }
        int atOnce = signature.fixedBatch() > 0 ? signature.fixedBatch() : frames.size();
        for (int from = 0; from < frames.size(); from += atOnce) {
            int to = Math.min(from + atOnce, frames.size());
            run(frames.subList(from, to), masks.subList(from, to));
        }
        return masks;
    }

    /**
     * Segments the card's golden sample and compares the result with the mask it must give; empty if the card has none.
     *
     * @throws ModelFormatException if the golden mask has another size than this model gives
     */
    public Optional<GoldenCheck> verify() {
        return card.golden().map(this::verify);
    }

    private GoldenCheck verify(Golden golden) {
        Mask mask = segment(Frame.rgb(golden.rgb(), golden.width(), golden.height()));
        if (mask.width() != golden.maskWidth() || mask.height() != golden.maskHeight()) {
            throw new ModelFormatException("%s: its golden mask has %dx%d pixels but it gives %dx%d; export it again"
                    .formatted(session.file(), golden.maskWidth(), golden.maskHeight(), mask.width(), mask.height()));
        }
        int different = 0;
        for (int i = 0; i < golden.classIds().length; i++) {
            different += golden.classIds()[i] == mask.classIds()[i] ? 0 : 1;
        }
        return new GoldenCheck(golden.classIds().length, different);
    }

    /** A mask for this model to write into. */
    private Mask blank() {
        int width = signature.maskWidth();
        int height = signature.maskHeight();
        return switch (edges) {
            case NEAREST -> Mask.blank(width, height, card.classes());
            case SMOOTH -> Mask.blankWithSmoothEdges(width, height, card.classes(), givesLogits());
        };
    }

    private boolean givesLogits() {
        return card.outputs() instanceof LogitsOutput;
    }

    private void run(List<Frame> frames, List<Mask> masks) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("%s: this segmenter is closed".formatted(session.file()));
            }
            Lane lane = lanes.borrow(signature.fixedBatch() > 0 ? signature.fixedBatch() : frames.size());
            try {
                runIn(lane, frames, masks);
            } finally {
                lanes.giveBack(lane);
            }
        } finally {
            reading.unlock();
        }
    }

    private static void runIn(Lane lane, List<Frame> frames, List<Mask> masks) {
        for (int i = 0; i < frames.size(); i++) {
            lane.placement(frames.get(i)); // fails before anything runs
            lane.put(i, frames.get(i));
        }
        lane.run();
        for (int i = 0; i < frames.size(); i++) {
            Mask mask = masks.get(i);
            lane.take(i, mask.classIds(), mask.confidences());
            float @Nullable [] logits = mask.logits();
            if (logits != null) {
                lane.takeLogits(i, logits);
            }
            mask.belongsTo(lane.placement(frames.get(i)));
        }
    }

    /** Frees the model once the calls under way have ended; a second call does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                lanes.close();
                session.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
