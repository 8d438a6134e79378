package dev.maskwright.sdk;

import dev.maskwright.sdk.ModelCard.Golden;
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
    private final ReadWriteLock lock = new ReentrantReadWriteLock(); // segmenting reads, closing writes
    private boolean closed;

    private Segmenter(OnnxSession session, ModelCard card) {
        this.session = session;
        this.card = card;
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
        return open(OnnxSession.open(file, options), Segmenter::cardOf);
    }

    /**
     * Opens a model with a card made by the caller, for files that have none; a card in the file is not looked at.
     *
     * @throws ModelFormatException if the file is missing, no whole ONNX model, or disagrees with the card
     * @throws SegmentationException if the device cannot be used
     */
    public static Segmenter open(Path file, ModelCard card, Options options) {
        return open(OnnxSession.open(file, options), session -> card);
    }

    private static Segmenter open(OnnxSession session, Function<OnnxSession, ModelCard> card) {
        try {
            return new Segmenter(session, card.apply(session));
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
        Mask mask = Mask.blank(signature.maskWidth(), signature.maskHeight(), card.classes());
        segmentInto(frame, mask);
        return mask;
    }

    /**
     * {@link #segment} into a mask that an earlier call gave: for frames of one size this makes no garbage of its own.
     *
     * @throws IllegalArgumentException if the mask has another size or other classes than this model gives
     */
    public void segmentInto(Frame frame, Mask mask) {
        segmentInto(frame, mask, new Timings());
    }

    /**
     * {@link #segmentInto(Frame, Mask)} that also says how long its parts took.
     *
     * @param timings overwritten; left as it was if the call fails
     */
    public void segmentInto(Frame frame, Mask mask, Timings timings) {
        if (mask.width() != signature.maskWidth()
                || mask.height() != signature.maskHeight()
                || !mask.classes().equals(card.classes())) {
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
        run(List.of(frame), List.of(mask), timings);
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
            masks.add(Mask.blank(signature.maskWidth(), signature.maskHeight(), card.classes()));
        }
        int atOnce = signature.fixedBatch() > 0 ? signature.fixedBatch() : frames.size();
        for (int from = 0; from < frames.size(); from += atOnce) {
            int to = Math.min(from + atOnce, frames.size());
            run(frames.subList(from, to), masks.subList(from, to), new Timings());
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

    private void run(List<Frame> frames, List<Mask> masks, Timings timings) {
        long called = System.nanoTime();
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("%s: this segmenter is closed".formatted(session.file()));
            }
            Lane lane = lanes.borrow(signature.fixedBatch() > 0 ? signature.fixedBatch() : frames.size());
            try {
                runIn(lane, frames, masks, timings, called);
            } finally {
                lanes.giveBack(lane);
            }
        } finally {
            reading.unlock();
        }
    }

    private static void runIn(Lane lane, List<Frame> frames, List<Mask> masks, Timings timings, long called) {
        long begun = System.nanoTime();
        for (int i = 0; i < frames.size(); i++) {
            lane.put(i, frames.get(i));
        }
        long prepared = System.nanoTime();
        lane.run();
        long ran = System.nanoTime();
        for (int i = 0; i < frames.size(); i++) {
            Mask mask = masks.get(i);
            lane.take(i, mask.classIds(), mask.confidences());
            mask.belongsTo(frames.get(i).width(), frames.get(i).height());
        }
        timings.set(called, begun, prepared, ran, System.nanoTime());
    }

    int maskWidth() {
        return signature.maskWidth();
    }

    int maskHeight() {
        return signature.maskHeight();
    }

    /**
     * The shares 0..1 of the classes at each pixel of a frame's mask.
     *
     * @param shares receives (K, H, W), with K classes and the mask's height and width
     */
    void sharesInto(Frame frame, float[] shares) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("%s: this segmenter is closed".formatted(session.file()));
            }
            Lane lane = lanes.borrow(Math.max(1, signature.fixedBatch()));
            try {
                lane.put(0, frame);
                lane.run();
                lane.takeShares(0, shares);
            } finally {
                lanes.giveBack(lane);
            }
        } finally {
            reading.unlock();
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
