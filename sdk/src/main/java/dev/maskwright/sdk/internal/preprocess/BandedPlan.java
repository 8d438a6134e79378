package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.View;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bands of target rows, which several threads resize concurrently. Each target row is computed by one thread, from the
 * same source rows in the same order, so the result is byte for byte that of one {@link SmoothPlan}; the few source
 * rows that two bands need are read twice.
 */
final class BandedPlan implements FramePlan, Helpers.Work {

    private final Helpers helpers;
    private final Fitting fitting;
    private final SmoothPlan[] bands;
    private final InputWriter[] writers;

    private @Nullable PixelSource source; // of the frame being resized
    private @Nullable View place;
    private int image;

    /**
     * @param fitting of the whole frame
     * @param bands one for each part of the helpers' work
     * @param writer writes to the one input that all frames go into
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
        } finally { // do not keep a frame that failed
            source = null;
            place = null;
        }
    }

    @Override
    public void part(int index) {
        bands[index].run(Objects.requireNonNull(source), Objects.requireNonNull(place), writers[index], image);
    }
}
