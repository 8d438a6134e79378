package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.PixelSource;
import dev.maskwright.sdk.internal.pixel.RowReader;
import dev.maskwright.sdk.internal.pixel.View;
import dev.maskwright.sdk.internal.pixel.YuvSource;
import dev.maskwright.sdk.model.Resampler.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Weighted sums along one axis of the stored picture and then along the other, with 8 bits in between as in
 * {@link SmoothResize}. If the axes are taken in the same order as there, the result is byte for byte that of
 * converting the frame to RGB and resizing it; otherwise they differ by the rounding in between.
 */
abstract sealed class SmoothPlan implements FramePlan permits RowsFirstPlan, ColumnsFirstPlan {

    static final int HALF = 1 << (Coefficients.BITS - 1);

    final View view;
    final Fitting fitting;
    final int lead;
    final RowReader reader;
    final Coefficients rows;
    final RowSums sums;

    /** How many pixels a stored row has after resizing. */
    final int columns;

    private final @Nullable VectorLoops loops;
    private final boolean overshoots;
    private final int[] colours;

    SmoothPlan(
            PixelSource source,
            View view,
            Fitting fitting,
            Coefficients across,
            Coefficients rows,
            @Nullable VectorLoops loops) {
        this.view = view;
        this.fitting = fitting;
        this.rows = rows;
        columns = across.targetSize();
        lead = RowReader.lead(source, view.x());
        reader = RowReader.of(source, view.x(), view.width());
        sums = loops == null
                ? new PlainRowSums(across, lead, reader.groups())
                : loops.sums(across, lead, reader.groups());
        this.loops = loops;
        overshoots = across.overshoots() || rows.overshoots();
        colours = new int[3 * columns];
    }

    /** The coefficients of both axes of a stored picture. */
    record Axes(View view, Fitting fitting, Coefficients columns, Coefficients rows) {

        static Axes of(View view, Fitting fitting, Filter filter) {
            int across = view.isSwapped() ? fitting.height() : fitting.width();
            int down = view.isSwapped() ? fitting.width() : fitting.height();
            return new Axes(
                    view,
                    fitting,
                    stored(view.width(), across, view.flipsX(), filter),
                    stored(view.height(), down, view.flipsY(), filter));
        }

        private static Coefficients stored(int size, int toSize, boolean isFlipped, Filter filter) {
            Coefficients coefficients = Coefficients.of(size, 0, size, filter, toSize);
            return isFlipped ? coefficients.flipped(size) : coefficients;
        }

        boolean areOf(View otherView, Fitting otherFitting) {
            return view.equals(otherView) && fitting.equals(otherFitting);
        }
    }

    /** @param loops those to use, or null for the plain ones */
    static SmoothPlan of(PixelSource source, View view, Fitting fitting, Filter filter, @Nullable VectorLoops loops) {
        Axes axes = Axes.of(view, fitting, filter);
        return of(source, view, fitting, filter, axes.columns, axes.rows, axes.rows.mostAtOnce(), loops);
    }

    /**
     * Plans for bands of target rows, at most one per row, whose results together are bit for bit those of {@link #of}.
     */
    static SmoothPlan[] bands(
            PixelSource source, View view, Fitting fitting, Filter filter, @Nullable VectorLoops loops, int count) {
        Axes axes = Axes.of(view, fitting, filter);
        int targets = axes.rows.targetSize();
        int mostAtOnce = axes.rows.mostAtOnce();
        SmoothPlan[] bands = new SmoothPlan[count];
        for (int i = 0; i < count; i++) {
            int from = i * targets / count;
            int to = (i + 1) * targets / count;
            Fitting band = fitting.band(view, from, to);
            bands[i] = of(source, view, band, filter, axes.columns, axes.rows.slice(from, to), mostAtOnce, loops);
        }
        return bands;
    }

    /**
     * A plan for a part of the input alone; its result is bit for bit that part of the result of {@link #of}.
     *
     * @param axes of the whole frame, with its place in the input
     * @param left of the part in the input, as is {@code top}; the part lies entirely within the frame
     * @param part the place of the part in an input of its size: all of it
     */
    static SmoothPlan ofPart(
            PixelSource source,
            Axes axes,
            Filter filter,
            int left,
            int top,
            Fitting part,
            @Nullable VectorLoops loops) {
        View view = axes.view;
        int fromLeft = left - axes.fitting.left();
        int fromTop = top - axes.fitting.top();
        int column = view.isSwapped() ? fromTop : fromLeft;
        int row = view.isSwapped() ? fromLeft : fromTop;
        int width = view.isSwapped() ? part.height() : part.width();
        int height = view.isSwapped() ? part.width() : part.height();
        Coefficients columns = axes.columns;
        Coefficients rows = axes.rows;
        column = view.flipsX() ? columns.targetSize() - column - width : column;
        row = view.flipsY() ? rows.targetSize() - row - height : row;
        Coefficients across = columns.part(column, column + width);
        Coefficients down = rows.part(row, row + height);
        View seen = new View(
                view.x() + columns.first(column, column + width),
                view.y() + rows.first(row, row + height),
                across.last(),
                down.last(),
                view.isSwapped(),
                view.flipsX(),
                view.flipsY());
        return of(source, seen, part, filter, across, down, rows.mostAtOnce(), loops);
    }

    private static SmoothPlan of(
            PixelSource source,
            View view,
            Fitting fitting,
            Filter filter,
            Coefficients across,
            Coefficients rows,
            int mostAtOnce,
            @Nullable VectorLoops loops) {
        // Converted frames may differ by rounding, and columns first is faster, because fewer rows are left to be
        // summed.
        boolean mayBeColumnsFirst = view.isSwapped() || (source instanceof YuvSource && filter == Filter.BILINEAR);
        if (!mayBeColumnsFirst || mostAtOnce > ColumnsFirstPlan.MOST_AT_ONCE) {
            return new RowsFirstPlan(source, view, fitting, across, rows, loops);
        }
        return source instanceof YuvSource yuv && yuv.halvesRows()
                ? new RowPairsPlan(source, view, fitting, across, rows, loops)
                : new ColumnsFirstPlan(source, view, fitting, across, rows, loops);
    }

    @Override
    public boolean fits(PixelSource source, View other) {
        return view.isSameButForPlace(other) && lead == RowReader.lead(source, other.x()) && reader.fits(source);
    }

    @Override
    public Fitting fitting() {
        return fitting;
    }

    /**
     * Writes a row that is summed along both axes, as {@link RowSums} leaves it, as target row {@code target}, in
     * stored order.
     */
    final void write(int[] total, int target, InputWriter input, int image) {
        round(total, colours);
        if (reader.channels() == 1) {
            System.arraycopy(colours, 0, colours, columns, columns);
            System.arraycopy(colours, 0, colours, 2 * columns, columns);
        }
        input.write(image, fitting.position(view, 0, target), fitting.step(view), columns, colours);
    }

    final void round(int[] from, int[] to) {
        if (loops != null) {
            loops.round(from, to);
        } else if (overshoots) {
            roundPlain(from, to);
        } else {
            roundBounded(from, to);
        }
    }

    /** Converts fixed point to 0..255, for weighted sums that cannot leave this range. */
    private static void roundBounded(int[] from, int[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = from[i] >> Coefficients.BITS;
        }
    }

    /** Converts fixed point to 0..255, with clamping. */
    static void roundPlain(int[] from, int[] to) {
        for (int i = 0; i < from.length; i++) {
            int value = from[i] >> Coefficients.BITS;
            value &= ~(value >> 31); // below 0 becomes 0; min and max would not be vectorised
            to[i] = (value | ((255 - value) >> 31)) & 0xff; // above 255 becomes 255
        }
    }
}
