package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.Resampler.Filter;

/**
 * Reads each stored row once, sums it up along the row, and keeps as many of these short rows as one target row is made of. Rounding to
 * 8 bits comes after the rows and after the columns, as in {@link SmoothResize}, so frames that are not turned on their side give
 * the same bytes as converting them to RGB and resizing that; those on their side are summed up along their columns first and
 * differ from it by the rounding.
 */
final class SmoothPlan implements FramePlan {

    private static final int HALF = 1 << (Coefficients.BITS - 1);

    private final View view;
    private final Fitting fitting;
    private final int lead;
    private final Coefficients rows;
    private final RowReader reader;
    private final RowSums sums;

    /** How many pixels a stored row has after resizing. */
    private final int columns;

    private final int[][] channels;

    /** Short rows as whole numbers, that of source row {@code y} at {@code y % shortRows.length}. */
    private final int[][] shortRows;

    private final int[] total;
    private final int[] colours;

    SmoothPlan(PixelSource source, View view, Fitting fitting, Filter filter) {
        this.view = view;
        this.fitting = fitting;
        columns = view.isSwapped() ? fitting.height() : fitting.width();
        int rowCount = view.isSwapped() ? fitting.width() : fitting.height();
        rows = stored(view.height(), rowCount, view.flipsY(), filter);
        lead = RowReader.lead(source, view.x());
        reader = RowReader.of(source, view.x(), view.width());
        sums = new RowSums(stored(view.width(), columns, view.flipsX(), filter), lead, reader.groups);
        channels = new int[reader.channels()][RowReader.LANES * reader.groups];
        int longest = 0;
        for (int length : rows.lengths()) {
            longest = Math.max(longest, length);
        }
        shortRows = new int[longest][reader.channels() * columns];
        total = new int[reader.channels() * columns];
        colours = new int[3 * columns];
    }

    private static Coefficients stored(int size, int toSize, boolean isFlipped, Filter filter) {
        Coefficients coefficients = Coefficients.of(size, 0, size, filter, toSize);
        return isFlipped ? coefficients.flipped(size) : coefficients;
    }

    @Override
    public boolean fits(PixelSource source, View other) {
        return view.isSameButForPlace(other) && lead == RowReader.lead(source, other.x()) && reader.fits(source);
    }

    @Override
    public Fitting fitting() {
        return fitting;
    }

    @Override
    public void run(PixelSource source, View place, InputWriter input, int image) {
        reader.open(source, place.x() - lead);
        int read = 0;
        int step = fitting.step(view);
        for (int target = 0; target < rows.targetSize(); target++) {
            for (read = Math.max(read, rows.starts()[target]); read < rows.end(target); read++) {
                readShortRow(place.y() + read, shortRows[read % shortRows.length]);
            }
            sumUp(target);
            input.write(image, fitting.position(view, 0, target), step, columns, colours);
        }
        reader.close();
    }

    private void readShortRow(int row, int[] shortRow) {
        reader.read(row, channels);
        for (int c = 0; c < channels.length; c++) {
            sums.sum(channels[c], shortRow, c * columns);
        }
        round(shortRow, shortRow);
    }

    private void sumUp(int target) {
        int start = rows.starts()[target];
        int weight = target * rows.stride();
        for (int k = 0; k < rows.lengths()[target]; k++) {
            int[] shortRow = shortRows[(start + k) % shortRows.length];
            if (k == 0) {
                begin(shortRow, rows.weights()[weight], total);
            } else {
                add(shortRow, rows.weights()[weight + k], total);
            }
        }
        round(total, colours);
        if (channels.length == 1) {
            System.arraycopy(colours, 0, colours, columns, columns);
            System.arraycopy(colours, 0, colours, 2 * columns, columns);
        }
    }

    private static void begin(int[] row, int weight, int[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] = row[i] * weight + HALF;
        }
    }

    private static void add(int[] row, int weight, int[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] += row[i] * weight;
        }
    }

    /** From fixed point to 0..255. */
    private static void round(int[] from, int[] to) {
        for (int i = 0; i < from.length; i++) {
            int value = from[i] >> Coefficients.BITS;
            value &= ~(value >> 31);
            to[i] = (value | ((255 - value) >> 31)) & 0xff;
        }
    }
}
