package dev.maskwright.models.text;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables of text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class Csv {

    private Csv() {}

    /** A row with its line end; cells are quoted where necessary. */
    public static String line(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(","))
                + "\r\n";
    }
}
