package dev.maskwright.sdk;

import dev.maskwright.sdk.ModelCard.Fit;
import dev.maskwright.sdk.ModelCard.Golden;
import dev.maskwright.sdk.ModelCard.MaskOutputs;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.session.Gate;
import dev.maskwright.sdk.internal.session.InputKey;
import dev.maskwright.sdk.internal.session.Lane;
import dev.maskwright.sdk.internal.session.OnnxSession;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open model that turns frames into masks.
 *
 * <p>Any number of threads may use one segmenter at the same time. Who opened it closes it; {@link #close} waits for the calls that are
 * under way, later ones throw {@link IllegalStateException}; the masks stay. When the JVM exits, segmenters that are still
 * open are closed in the same way.
 */
public final class Segmenter implements AutoCloseable {

    private static final int NO_BACKGROUND = -1;

    private final OpenModel model;
    private final Runnable release;
    private final Signature signature;
    private final OutputSize outputSize;
    private final Fit fit;
    private final Edges edges;
    private final int confidenceThreshold; // pixels below it become background: 0..255
    private final int backgroundId;
    private final Gate gate = new Gate();

    private Segmenter(OpenModel model, Options options, Runnable release) {
        this.model = model;
        this.release = release;
        signature = model.signature();
        outputSize = options.outputSize();
        fit = options.fit().orElse(card().input().fit());
        edges = options.edges();
        confidenceThreshold = (int) Math.ceil(255 * options.confidenceThreshold());
        backgroundId = card().classes().stream()
                .filter(ClassLabel::isBackground)
                .mapToInt(ClassLabel::id)
                .findFirst()
                .orElse(NO_BACKGROUND);
        if (confidenceThreshold > 0 && backgroundId == NO_BACKGROUND) {
            throw new IllegalArgumentException(
                    "%s: it has no class called %s that pixels below the confidence threshold could become; leave the threshold out"
                            .formatted(file(), ClassLabel.BACKGROUND));
        }
        if (confidenceThreshold > 0 && edges == Edges.SMOOTH && givesLogits()) {
            throw new IllegalArgumentException(
                    "%s: its smooth edges are drawn from logits, which a confidence threshold does not change; use one of the two"
                            .formatted(file()));
        }
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
     * @throws IllegalArgumentException if the model has no class that the options need
     * @throws IllegalStateException if the JVM is shutting down
     */
    public static Segmenter open(Path file, Options options) {
        return open(OpenModel.open(file, options, Segmenter::cardOf), options);
    }

    /**
     * Opens a model with a card made by the caller, for files that have none; a card in the file is not looked at.
     *
     * @throws ModelFormatException if the file is missing, no whole ONNX model, or disagrees with the card
     * @throws SegmentationException if the device cannot be used
     * @throws IllegalArgumentException if the model has no class that the options need
     * @throws IllegalStateException if the JVM is shutting down
     */
    public static Segmenter open(Path file, ModelCard card, Options options) {
        return open(OpenModel.open(file, options, session -> card), options);
    }

    private static Segmenter open(OpenModel model, Options options) {
        try {
            return over(model, options, model::close);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /**
     * A segmenter over a model that others may use, too.
     *
     * @param options those that the model was opened with, but for threshold and size, which may differ
     * @param release called once, when the segmenter is closed
     */
    static Segmenter over(OpenModel model, Options options, Runnable release) {
        return new Segmenter(model, options, release);
    }

    static ModelCard cardOf(OnnxSession session) {
        Path file = session.file();
        if (session.card().isPresent()) {
            return ModelCard.parse(session.card().get(), file.toString());
        }
        Path beside = cardBeside(file);
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

    static Path cardBeside(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx$", "") + ".card.json");
    }

    /** What the model says about itself. */
    public ModelCard card() {
        return model.card();
    }

    /** Where the network runs and, if that is not where it was asked to, why. */
    public DeviceChoice device() {
        return model.session().device();
    }

    /**
     * The mask of a frame of any size.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public Mask segment(Frame frame) {
        Mask mask = blank();
        run(List.of(frame), List.of(mask), new Timings());
        return sized(mask);
    }

    /**
     * {@link #segment} into a mask that an earlier call gave: for frames of one size this makes no garbage of its own.
     *
     * @throws IllegalArgumentException if the mask has another size or other classes than this model gives
     * @throws IllegalStateException after {@link #close}, or if the options ask for masks of the frame's size: each of these is new
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
        if (outputSize == OutputSize.FRAME) {
            throw new IllegalStateException(
                    "%s was opened for masks of the frame's size, and each of these is new: call segment, or open it with %s"
                            .formatted(file(), OutputSize.NETWORK));
        }
        if (mask.width() != signature.maskWidth()
                || mask.height() != signature.maskHeight()
                || !mask.classes().equals(card().classes())
                || (mask.logits() != null && !givesLogits())) {
            throw new IllegalArgumentException(
                    "%s gives masks of %dx%d with %d classes, got one of %dx%d with %d; reuse what segment returned"
                            .formatted(
                                    file(),
                                    signature.maskWidth(),
                                    signature.maskHeight(),
                                    card().classes().size(),
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
            masks.add(blank());
        }
        int atOnce = signature.fixedBatch() > 0 ? signature.fixedBatch() : frames.size();
        for (int from = 0; from < frames.size(); from += atOnce) {
            int to = Math.min(from + atOnce, frames.size());
            run(frames.subList(from, to), masks.subList(from, to), new Timings());
        }
        masks.replaceAll(this::sized);
        return masks;
    }

    /** {@link #segment(Frame)}, without a run of the network if the cache knows its input. */
    Mask segment(Frame frame, MaskCache known) {
        List<Frame> frames = List.of(frame);
        gate.enter();
        try {
            Lane lane = model.borrow(batchOf(1));
            try {
                lane.placement(frame); // fails before anything runs
                lane.put(0, frame);
                InputKey key = lane.key(0, frame);
                Mask mask = known.find(key);
                if (mask == null) {
                    Mask made = blank();
                    lane.run(made.logits() != null);
                    take(lane, frames, List.of(made), confidenceThreshold);
                    mask = sized(made);
                    known.add(key, mask);
                }
                return mask;
            } finally {
                model.giveBack(lane);
            }
        } finally {
            gate.leave();
        }
    }

    OutputSize outputSize() {
        return outputSize;
    }

    /** A mask to write into, of the size that the network gives. */
    Mask blank() {
        int width = signature.maskWidth();
        int height = signature.maskHeight();
        return switch (edges) {
            case NEAREST -> Mask.blank(width, height, card().classes());
            case SMOOTH -> Mask.blankWithSmoothEdges(width, height, card().classes(), givesLogits());
        };
    }

    private boolean givesLogits() {
        return !(card().outputs() instanceof MaskOutputs masks)
                || masks.logits().isPresent();
    }

    private Mask sized(Mask mask) {
        return outputSize == OutputSize.FRAME ? mask.atFrameSize() : mask;
    }

    /**
     * Segments the card's golden sample and compares the result with the mask it must give; empty if the card has none. Fit,
     * threshold and size are the model's own, whatever the options.
     *
     * @throws ModelFormatException if the golden mask has another size than this model gives
     */
    public Optional<GoldenCheck> verify() {
        return card().golden().map(this::verify);
    }

    private GoldenCheck verify(Golden golden) {
        Mask mask = blank();
        List<Frame> frames = List.of(Frame.rgb(golden.rgb(), golden.width(), golden.height()));
        gate.enter();
        try {
            Lane lane = model.laneOfCard(batchOf(1));
            try {
                runIn(lane, frames, List.of(mask), 0, new Timings(), System.nanoTime());
            } finally {
                model.discard(lane);
            }
        } finally {
            gate.leave();
        }
        if (mask.width() != golden.maskWidth() || mask.height() != golden.maskHeight()) {
            throw new ModelFormatException("%s: its golden mask has %dx%d pixels but it gives %dx%d; export it again"
                    .formatted(file(), golden.maskWidth(), golden.maskHeight(), mask.width(), mask.height()));
        }
        int different = 0;
        for (int i = 0; i < golden.classIds().length; i++) {
            different += golden.classIds()[i] == mask.classIds()[i] ? 0 : 1;
        }
        return new GoldenCheck(golden.classIds().length, different);
    }

    private void run(List<Frame> frames, List<Mask> masks, Timings timings) {
        long called = System.nanoTime();
        gate.enter();
        try {
            Lane lane = model.borrow(batchOf(frames.size()));
            try {
                runIn(lane, frames, masks, confidenceThreshold, timings, called);
            } finally {
                model.giveBack(lane);
            }
        } finally {
            gate.leave();
        }
    }

    private int batchOf(int frames) {
        return signature.fixedBatch() > 0 ? signature.fixedBatch() : frames;
    }

    private void runIn(Lane lane, List<Frame> frames, List<Mask> masks, int threshold, Timings timings, long called) {
        long begun = System.nanoTime();
        for (int i = 0; i < frames.size(); i++) {
            lane.placement(frames.get(i)); // fails before anything runs
            lane.put(i, frames.get(i));
        }
        long prepared = System.nanoTime();
        lane.run(masks.get(0).logits() != null); // all have them or none
        long ran = System.nanoTime();
        take(lane, frames, masks, threshold);
        timings.set(called, begun, prepared, ran, System.nanoTime());
    }

    private void take(Lane lane, List<Frame> frames, List<Mask> masks, int threshold) {
        for (int i = 0; i < frames.size(); i++) {
            Mask mask = masks.get(i);
            lane.take(i, mask.classIds(), mask.confidences());
            if (threshold > 0) {
                reject(mask.classIds(), mask.confidences(), threshold);
            }
            float @Nullable [] logits = mask.logits();
            if (logits != null) {
                lane.takeLogits(i, logits);
            }
            mask.belongsTo(lane.placement(frames.get(i)));
        }
    }

    int maskWidth() {
        return signature.maskWidth();
    }

    int maskHeight() {
        return signature.maskHeight();
    }

    /** Where the network's input has a frame of this size. */
    Fitting fitting(int width, int height) {
        ModelCard.Input input = card().input();
        return Fitting.of(fit, width, height, input.width(), input.height());
    }

    /** A sink that takes what the options' confidence threshold leaves. */
    MaskSink thresholding(MaskSink sink) {
        return confidenceThreshold == 0
                ? sink
                : (y, count, classIds, confidences) -> {
                    reject(classIds, confidences, confidenceThreshold);
                    sink.rows(y, count, classIds, confidences);
                };
    }

    /**
     * The shares 0..1 of the classes at each pixel of a frame's mask.
     *
     * @param shares receives (K, H, W), with K classes and the mask's height and width
     */
    void sharesInto(Frame frame, float[] shares) {
        gate.enter();
        try {
            Lane lane = model.borrow(batchOf(1));
            try {
                lane.put(0, frame);
                lane.runForShares();
                lane.takeShares(0, shares);
            } finally {
                model.giveBack(lane);
            }
        } finally {
            gate.leave();
        }
    }

    private void reject(byte[] classIds, byte[] confidences, int threshold) {
        for (int i = 0; i < classIds.length; i++) {
            if ((confidences[i] & 0xff) < threshold) {
                classIds[i] = (byte) backgroundId;
            }
        }
    }

    private Path file() {
        return model.session().file();
    }

    /** Frees the model once the calls under way have ended; a second call does nothing. */
    @Override
    public void close() {
        if (gate.shut("%s: this segmenter is closed".formatted(file()))) {
            release.run();
        }
    }
}
