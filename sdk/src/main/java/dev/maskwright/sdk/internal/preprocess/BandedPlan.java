package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.View;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bands of rows of the target, which several threads resize at the same time. As each target row is made by one of
 * them, from the same source rows in the same order, the bytes are those of one {@link SmoothPlan}; the few source rows
 * that two bands need are read twice.
 */
final class BandedPlan implements FramePlan, Helpers.Work {

    private final Helpers helpers;
    private final Fitting fitting;
    private final SmoothPlan[] bands;
    private final InputWriter[] writers;

    private @Nullable PixelSource source; // of the frame that is being resized, with
    private @Nullable View place;
    private int image;

    /**
     * @param fitting of the whole frame
     * @param bands one for each of the helpers' parts
     * @param writer to the input that all frames are for
     */
    BandedPlan(Helpers helpers, Fitting fitting, SmoothPlan[] bands, InputWriter writer) {
        this.helpers = helpers;
        this.fitting = fitting;
        this.bands = bands;
        writers = new InputWriter[bands.length];
        for (int i = 0; i < writers.length; i++) {
            writers[i] = writer.twin();
        }
    }

    @Override
    public boolean fits(PixelSource other, View view) {
        return bands[0].fits(other, view);
    }

    @Override
    public Fitting fitting() {
        return fitting;
    }

    @Override
    public void run(PixelSource newSource, View view, InputWriter input, int newImage) {
        source = newSource;
        place = view;
        image = newImage;
        try {
            helpers.run(this);
        } finally { // or a frame that failed would be kept
            source = null;
            place = null;
        }
    }

    @Override
    public void part(int index) {
        bands[index].run(Objects.requireNonNull(source), Objects.requireNonNull(place), writers[index], image);
    }
}
