package dev.maskwright.trainer.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.reproduce.ReproductionReport.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionReportTest {

    private static final Figures FIGURES = new Figures(0.0977, 0.0131, 0, 0.0123, Double.NaN);

    private static NotebookCell cell(String name) {
        return NotebookCell.all().stream()
                .filter(cell -> cell.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ReproductionReport report(TrainedCell... trained) {
        return new ReproductionReport(
                "some data",
                List.of(ReproductionReport.reference("always sofa", hypothesis -> FIGURES)),
                List.of(trained));
    }

    @Test
    void figuresStandBesideTheNotebooks() {
        NotebookCell cell = cell("segformer-mit_b0-baseline");
        String markdown =
                report(new TrainedCell(cell, Variant.AS_MEANT, FIGURES, 3, 700)).markdown();
        assertTrue(markdown.contains("""
                        | SegFormer, MiT-B0 encoder | in the notebook | 0.1348 | 0.0210 (untrained) | 0.0152 (untrained) |
                        |  | as intended, here | 0.0977 | - | - |
                        """), markdown);
        assertTrue(
                markdown.contains(
                        "| notebook/segformer-mit_b0-baseline | 0.0977 | 0.0131 | 0.0000 | 0.0123 | 3 | 12 min |"),
                markdown);
        assertTrue(markdown.contains("|---|---|--:|--:|--:|\n"), markdown);
        assertFalse(markdown.contains("corrected, here"), markdown);
        assertFalse(markdown.contains("NaN"), markdown);
    }

    @Test
    void doneRightStandsBelowAsMeant() {
        NotebookCell cell = cell("vit_plain-baseline");
        Table table = report(
                        new TrainedCell(cell, Variant.AS_MEANT, FIGURES, 1, 10),
                        new TrainedCell(cell, Variant.DONE_RIGHT, FIGURES, 1, 10))
                .notebookTable();
        assertEquals(4 * 3 + 1, table.rows().size());
        assertEquals(
                List.of("", "corrected, here", "0.0977", "-", "-"), table.rows().get(11));
    }

    @Test
    void fullLabelsHaveAColumnWhereTheDataHasThem() {
        NotebookCell cell = cell("vit_plain-baseline");
        TrainedCell without = new TrainedCell(cell, Variant.AS_MEANT, FIGURES, 1, 10);
        TrainedCell with = new TrainedCell(cell, Variant.AS_MEANT, new Figures(0, 0, 0, 0, 0.5), 1, 10);
        assertFalse(report(without).fullTable().head().contains("every product"));
        assertTrue(report(with).fullTable().head().contains("every product"));
        assertTrue(
                report(with).page().html().contains("<td class=\"number\">0.5000"),
                report(with).page().html());
    }

    @Test
    void whatIsWrittenIsReadBack(@TempDir Path folder) throws IOException {
        NotebookCell cell = cell("unet_plain-baseline");
        assertEquals(Optional.empty(), TrainedCell.read(folder, cell, Variant.DONE_RIGHT));
        TrainedCell trained = new TrainedCell(cell, Variant.DONE_RIGHT, FIGURES, 2, 123.5);
        Files.createDirectories(folder.resolve("fixed/unet_plain-baseline"));
        trained.write(folder);
        assertEquals(Optional.of(trained), TrainedCell.read(folder, cell, Variant.DONE_RIGHT));
        assertEquals(Optional.empty(), TrainedCell.read(folder, cell, Variant.AS_MEANT));
    }
}
