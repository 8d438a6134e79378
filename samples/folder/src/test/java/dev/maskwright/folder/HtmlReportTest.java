package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Normalization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    private static final ModelCard CARD = ModelCard.builder("rooms & more")
            .classes("background", "coffee_table", "sofa")
            .tensorInput("image", 2, 2)
            .normalization(Normalization.none())
            .logits("logits")
            .build();

    private final OutputFolder folder;

    HtmlReportTest(@TempDir Path folder) {
        this.folder = new OutputFolder(folder);
    }

    private Segmented segmented(String name, double table, double sofa) throws Exception {
        Picture picture = new PictureFile(Path.of("in", name), name);
        ResultFile.write(folder.thumbnail(picture), new byte[] {1, 2, 3});
        List<ClassLabel> labels = CARD.classes();
        List<ClassArea> areas = List.of(
                new ClassArea(labels.get(1), (long) (table * 100), table, 2),
                new ClassArea(labels.get(2), (long) (sofa * 100), sofa, 1));
        return new Segmented(
                picture, 10, 10, areas.stream().filter(area -> area.share() > 0).toList(), 0.5, OptionalDouble.of(1));
    }

    private String report(PictureResult... results) throws Exception {
        try (HtmlReport report = new HtmlReport(folder, CARD, true)) {
            for (PictureResult result : results) {
                report.add(result);
            }
            report.finish();
        }
        return Files.readString(HtmlReport.file(folder));
    }

    @Test
    void onePageHoldsPicturesAreasAndFailures() throws Exception {
        String html = report(
                segmented("a b#.jpg", 0.5, 0.25),
                segmented("<i>.jpg", 0.1, 0),
                new Failed(new PictureFile(Path.of("in/c.jpg"), "c.jpg"), "in/c.jpg: \"<bad>\""));
        assertTrue(html.contains("<article data-c=\"1 2\"><a href=\"overlays/a%20b%23.jpg.jpg\">"), html);
        assertTrue(html.contains("src=\"data:image/jpeg;base64,AQID\""), html);
        assertTrue(html.contains(">&lt;i&gt;.jpg</h2>"), html);
        assertTrue(html.contains("<p>in/c.jpg: &quot;&lt;bad&gt;&quot;</p>"), html);
        assertTrue(html.contains("2 pictures segmented by rooms &amp; more 1, <span class=\"bad\">1 failed"), html);
        // seen in two pictures, with four regions; 30 % of each, and of all
        assertTrue(
                html.contains("coffee table</td><td>2</td><td>4</td><td>30.0 %</td><td>30.0 %</td>"),
                html.substring(html.indexOf("<table>")));
        assertTrue(html.contains("sofa</td><td>1</td><td>1</td><td>25.0 %</td><td>12.5 %</td>"));
        assertTrue(html.contains("<option value=\"1\">coffee table (2)</option>"));
        assertTrue(html.strip().endsWith("</html>"));
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws Exception {
        String html = report(segmented("a.jpg", 0.5, 0.25));
        assertFalse(
                Pattern.compile("https?:|//[a-z]|@import|<link|src=\"(?!data:)")
                        .matcher(html)
                        .find(),
                html);
    }

    @Test
    void pagesDoNotGrowWithoutEnd() throws Exception {
        try (HtmlReport report = new HtmlReport(folder, CARD, true)) {
            PictureResult one = segmented("a.jpg", 0.5, 0.25);
            for (int i = 0; i < 10_002; i++) {
                report.add(one);
            }
            report.finish();
        }
        String html = Files.readString(HtmlReport.file(folder));
        assertEquals(10_000, html.split("<article", -1).length - 1);
        assertTrue(html.contains("10,002 pictures segmented"));
        assertTrue(html.contains("the first 10,000 are below"));
    }
}
