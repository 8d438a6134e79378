package dev.maskwright.folder;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code report.csv}: a row for each picture and class that it shows, and one for a picture that failed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvReport implements Report {

    private static final List<String> HEADER = List.of(
            "picture",
            "status",
            "width",
            "height",
            "confidence",
            "class_id",
            "class",
            "pixels",
            "share",
            "regions",
            "reason");

    private final ResultFile file;

    CsvReport(Path folder) throws IOException {
        file = ResultFile.begin(folder.resolve("report.csv"));
        file.writer().write(line(HEADER));
    }

    @Override
    public void add(PictureResult result) throws IOException {
        if (result instanceof Failed failed) {
            row(failed.picture().source(), "failed", "", "", "", "", "", "", "", "", failed.reason());
        } else if (result instanceof Segmented segmented) {
            for (ClassArea area : segmented.classes()) {
                row(
                        segmented.picture().source(),
                        "segmented",
                        Integer.toString(segmented.width()),
                        Integer.toString(segmented.height()),
                        String.format(Locale.ROOT, "%.4f", segmented.confidence()),
                        Integer.toString(area.label().id()),
                        area.label().name(),
                        Long.toString(area.pixels()),
                        String.format(Locale.ROOT, "%.6f", area.share()),
                        Integer.toString(area.regions()),
                        "");
            }
        }
    }

    private void row(String... cells) throws IOException {
        file.writer().write(line(Arrays.asList(cells)));
    }

    static String line(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    @Override
    public void finish() throws IOException {
        file.takeName();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
