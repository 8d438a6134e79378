package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.session.Lease;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Run;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Golden;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open model that turns frames into masks.
 *
 * <p>Thread-safe: any number of threads may use one segmenter. Close it when it is no longer needed; {@link #close}
 * waits for the calls in progress, later ones throw {@link IllegalStateException}, and masks stay valid. When the JVM
 * exits, segmenters that are still open are closed in the same way.
 */
public final class Segmenter implements AutoCloseable {

    private final Lease lease;
    private final MaskForm form;

    private Segmenter(OpenModel model, Options options, Runnable release) {
        form = new MaskForm(model, options);
        lease = model.lease(release);
    }

    /** Opens a model in a file with default options; see {@link #open(ModelSource, Options)}. */
    public static Segmenter open(Path file) {
        return open(file, Options.defaults());
    }

    /** Opens a model in a file; see {@link #open(ModelSource, Options)}. */
    public static Segmenter open(Path file, Options options) {
        return open(ModelSource.file(file), options);
    }

    /** Opens a model in a file with a card from the caller; see {@link #open(ModelSource, Options)}. */
    public static Segmenter open(Path file, ModelCard card, Options options) {
        return open(ModelSource.file(file).withCard(card), options);
    }

    /**
     * Opens a model.
     *
     * @throws ModelFormatException if it is missing, not a complete ONNX model, without card, or disagrees with its
     *     card
     * @throws SegmentationException if the device cannot be used
     * @throws IllegalArgumentException if the model has no class that the options need
     * @throws IllegalStateException if the JVM is shutting down
     */
    public static Segmenter open(ModelSource source, Options options) {
        return open(OpenModel.open(source.data(), options, source::cardOf), options);
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
     * A segmenter over a model that others may use too.
     *
     * @param options those that the model was opened with, except threshold and size, which may differ
     * @param release called once, when the segmenter is closed
     */
    static Segmenter over(OpenModel model, Options options, Runnable release) {
        return new Segmenter(model, options, release);
    }

    /** The model's card. */
    public ModelCard card() {
        return lease.model().card();
    }

    /** The device that the network runs on and, if it is not the requested one, the reason. */
    public DeviceChoice device() {
        return lease.model().session().device();
    }

    /**
     * Segments a frame of any size.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public Mask segment(Frame frame) {
        Mask mask = form.blank();
        run(frame, mask, null);
        return form.sized(mask);
    }

    /**
     * An empty mask for {@link #segmentInto}.
     *
     * @throws IllegalStateException if the options ask for masks of the frame's size, which cannot be reused
     */
    public Mask blankMask() {
        form.requireReuse();
        return form.blank();
    }

    /**
     * {@link #segment} into a mask of an earlier call or from {@link #blankMask}; for frames of one size this creates
     * no garbage.
     *
     * @throws IllegalArgumentException if the mask's size or classes differ from those that this model gives
     * @throws IllegalStateException after {@link #close}, or if the options ask for masks of the frame's size, which
     *     cannot be reused
     */
    public void segmentInto(Frame frame, Mask mask) {
        form.requireFits(mask);
        run(frame, mask, null);
    }

    /**
     * {@link #segmentInto(Frame, Mask)} that also measures its stages.
     *
     * @param timings overwritten; unchanged if the call fails
     */
    public void segmentInto(Frame frame, Mask mask, Timings timings) {
        form.requireFits(mask);
        run(frame, mask, timings);
    }

    /**
     * Segments several frames, which may differ in size. They go through the network together if the model takes any
     * number of frames, so memory grows with the list.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public List<Mask> segmentBatch(List<Frame> frames) {
        List<Mask> masks = new ArrayList<>(frames.size());
        for (int i = 0; i < frames.size(); i++) {
            masks.add(form.blank());
        }
        int fixedBatch = lease.model().signature().fixedBatch();
        int atOnce = fixedBatch > 0 ? fixedBatch : frames.size();
        for (int from = 0; from < frames.size(); from += atOnce) {
            int to = Math.min(from + atOnce, frames.size());
            run(frames.subList(from, to), masks.subList(from, to));
        }
        masks.replaceAll(form::sized);
        return masks;
    }

    /**
     * Segments the card's golden sample and compares the result with the expected mask; empty if the card has none.
     * Fit, threshold and size are the model's own, regardless of the options.
     *
     * @throws ModelFormatException if the golden mask has another size than this model gives
     */
    public Optional<GoldenCheck> verify() {
        return card().golden().map(this::verify);
    }

    private GoldenCheck verify(Golden golden) {
        Mask mask = form.blankWithoutLogits();
        Frame frame = Frame.rgb(golden.rgb(), golden.width(), golden.height());
        try (Run run = lease.beginByCard()) {
            run.put(0, frame);
            run.execute(false);
            MaskForm.takeAll(run, 0, mask);
        }
        return GoldenCheck.of(lease.model().session().name(), golden, mask);
    }

    private void run(List<Frame> frames, List<Mask> masks) {
        try (Run run = lease.begin(frames.size())) {
            for (int i = 0; i < frames.size(); i++) {
                run.put(i, frames.get(i));
            }
            run.execute(masks.get(0).logits() != null); // either all have them or none
            for (int i = 0; i < masks.size(); i++) {
                form.take(run, i, masks.get(i));
            }
        }
    }

    private void run(Frame frame, Mask mask, @Nullable Timings timings) {
        long called = System.nanoTime();
        try (Run run = lease.begin(1)) {
            long begun = System.nanoTime();
            run.put(0, frame);
            long prepared = System.nanoTime();
            run.execute(mask.logits() != null);
            long ran = System.nanoTime();
            form.take(run, 0, mask);
            if (timings != null) {
                timings.set(called, begun, prepared, ran, System.nanoTime());
            }
        }
    }

    /** The lease, for runs that do more than segment a frame. */
    Lease lease() {
        return lease;
    }

    MaskForm form() {
        return form;
    }

    /** Frees the model once the calls in progress have ended; a second call does nothing. */
    @Override
    public void close() {
        lease.close();
    }
}
