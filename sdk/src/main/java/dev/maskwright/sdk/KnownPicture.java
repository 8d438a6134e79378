package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.postprocess.MaskEnlarging;
import dev.maskwright.sdk.internal.postprocess.Threshold;
import dev.maskwright.sdk.internal.preprocess.Fitting;
import dev.maskwright.sdk.internal.session.Lease;
import dev.maskwright.sdk.internal.session.OpenModel;
import dev.maskwright.sdk.internal.session.Run;
import dev.maskwright.sdk.internal.video.Blend;
import dev.maskwright.sdk.internal.video.BlendedLogits;
import dev.maskwright.sdk.internal.video.Part;
import dev.maskwright.sdk.internal.video.Parts;
import dev.maskwright.sdk.internal.video.Votes;
import dev.maskwright.sdk.model.ModelCard;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accumulated result for a camera's picture, and the runs of the network that update it: the work of a
 * {@link VideoSegmenter}. For one thread at a time.
 */
final class KnownPicture {

    /** Above this share of the input, the whole is run, which costs little more and is more accurate. */
    private static final double MOST_OF_IT = 0.5;

    private final Lease lease;
    private final Threshold threshold;
    private final Mask mask;
    private final int inputWidth;
    private final int inputHeight;
    private final int width; // of the network's output
    private final int height;
    private final Blend blend;
    private final Part whole;
    private final @Nullable Parts parts; // null if the network cannot run on parts
    private final @Nullable BlendedLogits logits; // null if it outputs none
    private final @Nullable MaskEnlarging enlarging; // null if logits is
    private final @Nullable Votes votes; // instead of logits, for steady masks
    private final byte[] before; // class ids before a whole pass; empty if changes are not counted
    private Fitting fitting;

    private long mark; // when the last measured stage ended
    private long prepare;
    private long run;

    KnownPicture(Segmenter segmenter, VideoOptions options, Mask mask) {
        lease = segmenter.lease();
        threshold = segmenter.form().threshold();
        this.mask = mask;
        OpenModel model = lease.model();
        ModelCard card = model.card();
        inputWidth = card.input().width();
        inputHeight = card.input().height();
        fitting = model.fitting(inputWidth, inputHeight);
        boolean hasLogits = model.givesLogits();
        width = hasLogits ? model.signature().logitsWidth() : mask.width();
        height = hasLogits ? model.signature().logitsHeight() : mask.height();
        whole = new Part(0, 0, inputWidth, inputHeight, 0, 0, width, height);
        blend = new Blend(width, height, options.leastChange());
        logits = hasLogits ? new BlendedLogits(card.classes().size(), width, height) : null;
        enlarging = hasLogits ? new MaskEnlarging(segmenter.form().blankLogits(), mask.width(), mask.height()) : null;
        before = new byte[options.changesOnly().isPresent() ? mask.classIds().length : 0];
        votes = !hasLogits && options.steady().isPresent() ? new Votes(width * height) : null;
        parts = options.changesOnly().isPresent() && model.takesParts()
                ? new Parts(inputWidth, inputHeight, card.input().multipleOf(), width, height, MOST_OF_IT)
                : null;
    }

    /** Starts measuring time. */
    void begin() {
        mark = System.nanoTime();
        prepare = 0;
        run = 0;
    }

    private long lap() {
        long before = mark;
        mark = System.nanoTime();
        return mark - before;
    }

    /** Writes the times since {@link #begin}. */
    void end(Timings timings) {
        timings.set(0, 0, prepare, prepare + run, prepare + run + lap());
    }

    /** Compares a frame with the known picture; a new frame starts a new one. */
    void look(Frame frame, boolean isNew) {
        blend.sketch().take(frame);
        if (isNew) {
            fitting = lease.model().fitting(frame.width(), frame.height());
            blend.begin(fitting);
        } else {
            blend.changes().look(blend.sketch().means());
        }
    }

    /** The parts to run: an empty list if nothing has changed; empty if the whole has to be run. */
    Optional<List<Part>> changed() {
        if (parts == null) {
            return blend.changes().isStill() ? Optional.of(List.of()) : Optional.empty();
        }
        return parts.of(
                blend.changes(),
                blend.columns(),
                blend.rows(),
                fitting.left(),
                fitting.top(),
                fitting.width(),
                fitting.height());
    }

    /**
     * Runs the network on all of a frame.
     *
     * @param still its weight where nothing has moved, 0..1
     * @param isNew whether nothing is known yet
     * @return with runs on changes only and a known picture, the share of the mask that is unchanged where nothing has
     *     moved; otherwise 1
     */
    double runWhole(Frame frame, float still, boolean isNew) {
        boolean isCompared = before.length > 0 && !isNew;
        if (isCompared) {
            System.arraycopy(mask.classIds(), 0, before, 0, before.length);
        }
        try (Run running = lease.begin(1)) {
            running.put(0, frame);
            float[] shares = blend.shares(whole, still);
            prepare += lap();
            if (logits != null) {
                running.executeForShares();
                run += lap();
                take(running, logits, whole, shares);
            } else {
                running.execute(false);
                run += lap();
                running.take(0, mask.classIds(), mask.confidences(), null);
                if (votes != null) {
                    votes.add(mask.classIds(), mask.confidences(), shares);
                }
            }
            mask.belongsTo(running.placement(0));
        }
        if (logits != null && enlarging != null) {
            enlarging.read(logits.known(), 0, mask.classIds(), mask.confidences(), mask.logits());
        }
        threshold.apply(mask.classIds(), mask.confidences());
        return isCompared ? blend.agreement(before, mask.classIds(), mask.width()) : 1;
    }

    /**
     * Runs the network on parts of a frame.
     *
     * @param still the frame's weight where nothing has moved, 0..1
     * @return the share of the input that the parts cover, 0..1
     */
    double runParts(Frame frame, List<Part> changed, float still) {
        double area = 0;
        for (Part part : changed) {
            try (Run running = lease.beginPart(part.width(), part.height())) {
                running.putPart(frame, fitting, part.left(), part.top());
                float[] shares = blend.shares(part, still);
                prepare += lap();
                running.executeForShares();
                run += lap();
                take(running, Objects.requireNonNull(logits), part, shares);
            }
            write(part.keepTop(), part.keepBottom());
            area += (double) part.width() * part.height() / (inputWidth * inputHeight);
        }
        threshold.apply(mask.classIds(), mask.confidences());
        return area;
    }

    private void take(Run running, BlendedLogits to, Part part, float[] shares) {
        int partWidth = part.width() * width / inputWidth;
        int partHeight = part.height() * height / inputHeight;
        running.takeLogits(0, to.given(), to.count(partWidth, partHeight));
        int left = part.left() * width / inputWidth;
        int top = part.top() * height / inputHeight;
        to.blend(part, left, top, partWidth, partHeight, shares);
    }

    /** Updates the mask where rows {@code top..bottom} of the scores have changed, end excluded. */
    private void write(int top, int bottom) {
        if (logits != null && enlarging != null) {
            enlarging.readRows(logits.known(), top, bottom, mask.classIds(), mask.confidences(), mask.logits());
        }
    }
}
