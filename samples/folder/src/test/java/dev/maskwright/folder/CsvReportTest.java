package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.sdk.model.ClassLabel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReportTest {

    @Test
    void eachPictureAndClassHasARowQuotedWhereItMustBe(@TempDir Path folder) throws Exception {
        List<ClassLabel> labels = ClassLabel.of(List.of("background", "chair, \"office\""));
        try (CsvReport report = new CsvReport(folder)) {
            report.add(new Segmented(
                    new PictureFile(Path.of("a.jpg"), "a.jpg"),
                    4,
                    2,
                    List.of(new ClassArea(labels.get(0), 6, 0.75, 0), new ClassArea(labels.get(1), 2, 0.25, 1)),
                    0.5,
                    OptionalDouble.empty()));
            report.add(new Failed(new PictureFile(Path.of("b\n.jpg"), "b\n.jpg"), "b: bad"));
            report.finish();
        }
        assertEquals("""
                picture,status,width,height,confidence,class_id,class,pixels,share,regions,reason
                a.jpg,segmented,4,2,0.5000,0,background,6,0.750000,0,
                a.jpg,segmented,4,2,0.5000,1,"chair, ""office""\",2,0.250000,1,
                "b
                .jpg",failed,,,,,,,,,b: bad
                """, Files.readString(folder.resolve("report.csv")).replace("\r\n", "\n"));
    }
}
