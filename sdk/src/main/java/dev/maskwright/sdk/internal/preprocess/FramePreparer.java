package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.StoredPicture;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.internal.preprocess.SmoothPlan.Axes;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.Resampler.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Resizes frames of any format and size into the input of a network. A frame of the same format and size as the
 * previous one allocates nothing. For one thread at a time.
 */
public final class FramePreparer {

    /** From this many pixels on, other threads save more time than waking them takes. */
    private static final int WORTH_HELP = 200_000;

    private final Input input;
    private final InputWriter writer;
    private final @Nullable VectorLoops loops;
    private final @Nullable Helpers helpers;
    private final int[] black;
    private @Nullable FramePlan plan;
    private @Nullable Axes axes; // of the whole that parts are cut from
    private @Nullable PartKey partKey; // of the plan that follows
    private @Nullable SmoothPlan partPlan;

    private record PartKey(View view, Fitting whole, int left, int top) {}

    /** @param helpers for large frames; null if the calling thread does all the work */
    public FramePreparer(Input input, InputWriter writer, @Nullable Helpers helpers) {
        this(input, writer, helpers, VectorLoops.found());
    }

    /** @param loops those to use, or null for the plain ones */
    FramePreparer(Input input, InputWriter writer, @Nullable Helpers helpers, @Nullable VectorLoops loops) {
        this.input = input;
        this.writer = writer;
        this.helpers = helpers;
        this.loops = loops;
        black = new int[3 * Math.max(input.width(), input.height())];
    }

    /**
     * Writes a frame into image {@code image} of the input.
     *
     * @return where the frame lies in the input
     */
    public Fitting prepare(Frame frame, int image) {
        StoredPicture picture = StoredPicture.of(frame);
        PixelSource source = picture.source();
        View view = picture.view();
        FramePlan current = plan;
        if (current == null || !current.fits(source, view)) {
            Fitting fitting = Fitting.of(input.fit(), frame.width(), frame.height(), input.width(), input.height());
            current = input.resize() == Filter.NEAREST ? new NearestPlan(view, fitting) : smooth(source, view, fitting);
            plan = current;
        }
        current.run(source, view, writer, image);
        blacken(current.fitting(), image);
        return current.fitting();
    }

    private FramePlan smooth(PixelSource source, View view, Fitting fitting) {
        Filter filter = input.resize();
        int rows = view.isSwapped() ? fitting.width() : fitting.height();
        if (helpers == null || view.width() * view.height() < WORTH_HELP || rows < helpers.parts()) {
            return SmoothPlan.of(source, view, fitting, filter, loops);
        }
        SmoothPlan[] bands = SmoothPlan.bands(source, view, fitting, filter, loops, helpers.parts());
        return new BandedPlan(helpers, fitting, bands, writer);
    }

    /**
     * Fills the input with what a part of a larger input would contain, bit for bit.
     *
     * @param whole where the frame lies in the larger input
     * @param left where the part begins in the larger input, as is {@code top}; the part lies entirely within the frame
     * @throws IllegalArgumentException for networks whose frames are resized to the nearest pixels
     */
    public void preparePart(Frame frame, Fitting whole, int left, int top) {
        if (input.resize() == Filter.NEAREST) {
            throw new IllegalArgumentException(
                    "parts can be prepared only for a smooth resize filter, not for nearest");
        }
        StoredPicture picture = StoredPicture.of(frame);
        PartKey wanted = new PartKey(picture.view(), whole, left, top);
        SmoothPlan current = partPlan;
        if (current == null || !wanted.equals(partKey) || !current.fits(picture.source(), current.view)) {
            Fitting all = new Fitting(0, 0, input.width(), input.height(), input.width(), input.height());
            Axes from = axes(picture.view(), whole);
            current = SmoothPlan.ofPart(picture.source(), from, input.resize(), left, top, all, loops);
            partKey = wanted;
            partPlan = current;
        }
        current.run(picture.source(), current.view, writer, 0);
    }

    /** They are the same for all frames of one camera, wherever the part lies. */
    private Axes axes(View view, Fitting whole) {
        Axes current = axes;
        if (current == null || !current.areOf(view, whole)) {
            current = Axes.of(view, whole, input.resize());
            axes = current;
        }
        return current;
    }

    /** A letterboxed frame leaves room either above and below or at the sides, never both. */
    private void blacken(Fitting fitting, int image) {
        int width = input.width();
        int height = input.height();
        for (int y = 0; y < height; y++) {
            if (y < fitting.top() || y >= fitting.top() + fitting.height()) {
                writer.write(image, y * width, 1, width, black);
            }
        }
        for (int x = 0; x < width; x++) {
            if (x < fitting.left() || x >= fitting.left() + fitting.width()) {
                writer.write(image, x, width, height, black);
            }
        }
    }
}
