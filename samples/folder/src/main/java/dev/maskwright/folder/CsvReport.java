package dev.maskwright.folder;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.models.text.Csv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code report.csv}: a row for each picture and class in it, and one for each failed picture. */
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
        file.writer().write(Csv.line(HEADER));
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
        file.writer().write(Csv.line(Arrays.asList(cells)));
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
