package dev.maskwright.trainer.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table of a page: named columns, and rows with a cell for each. Not thread-safe. */
public final class HtmlTable {

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param name its heading
     * @param number whether its cells are figures, which are right-aligned
     */
    public record Column(String name, boolean number) {

        public static Column text(String name) {
            return new Column(name, false);
        }

        public static Column number(String name) {
            return new Column(name, true);
        }
    }

    /**
     * A cell.
     *
     * @param text what it says
     * @param hint tooltip; empty for none
     * @param share 0..1, the length of a bar behind the text; NaN for no bar
     * @param colour of a chip before the text, as {@code #rrggbb}; empty for none
     * @param pictures below the text
     */
    public record Cell(String text, String hint, double share, String colour, List<HtmlPicture> pictures) {

        public Cell {
            pictures = List.copyOf(pictures);
        }

        public static Cell of(String text) {
            return new Cell(text, "", Double.NaN, "", List.of());
        }

        /** A figure with a bar whose full length means 1. */
        public static Cell bar(String text, double share) {
            return new Cell(text, "", share, "", List.of());
        }

        public static Cell picture(HtmlPicture picture) {
            return new Cell("", "", Double.NaN, "", List.of(picture));
        }

        public Cell withHint(String newHint) {
            return new Cell(text, newHint, share, colour, pictures);
        }

        public Cell withColour(String newColour) {
            return new Cell(text, hint, share, newColour, pictures);
        }

        boolean bar() {
            return !Double.isNaN(share);
        }

        String percent() {
            return String.format(Locale.ROOT, "%.1f%%", 100 * Math.min(1, Math.max(0, share)));
        }
    }

    /** A cell in its column, as the template needs it. */
    record Placed(Cell cell, boolean number) {}

    /** What the template needs of a row. */
    record Row(List<Placed> cells) {}

    private HtmlTable(List<Column> columns) {
        this.columns = columns;
    }

    public static HtmlTable of(Column... columns) {
        return new HtmlTable(List.of(columns));
    }

    /** Adds a row of text. */
    public HtmlTable row(String... texts) {
        return row(Arrays.stream(texts).map(Cell::of).toArray(Cell[]::new));
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it does not have one cell for each column
     */
    public HtmlTable row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "a row needs %d cells, one for each column, got %d".formatted(columns.size(), cells.length));
        }
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            placed.add(new Placed(cells[i], columns.get(i).number()));
        }
        rows.add(new Row(placed));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<Column> columns() {
        return columns;
    }

    List<Row> rows() {
        return rows;
    }
}
