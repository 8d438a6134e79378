package dev.maskwright.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Text in columns. */
public final class Table {

    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param alignment one letter per column: {@code l} for left, {@code r} for right
     */
    public Table(String alignment) {
        this.alignment = alignment;
    }

    /**
     * Adds a row. Characters that would break a line, which file names may contain, are escaped by {@link Printable}.
     */
    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Printable::line).toList());
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[alignment.length()];
        Arrays.setAll(widths, column -> rows.stream()
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0));
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(alignment.charAt(i) == 'l' ? row.get(i) + padding : padding + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
