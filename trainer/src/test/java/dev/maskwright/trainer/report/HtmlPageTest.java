package dev.maskwright.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.trainer.report.HtmlTable.Cell;
import dev.maskwright.trainer.report.HtmlTable.Column;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

    private static final String NASTY = "<script>alert(1)</script> & \"quotes\"";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void textIsEscapedWhereverItStands() {
        HtmlPicture picture = HtmlPicture.png(NASTY, new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
        String html = HtmlPage.titled(NASTY, NASTY)
                .section(NASTY)
                .text(NASTY)
                .code(NASTY)
                .details(NASTY, NASTY)
                .figures(Map.of(NASTY, NASTY))
                .table(HtmlTable.of(Column.text(NASTY), Column.number("n"))
                        .row(Cell.of(NASTY).withHint(NASTY), Cell.bar(NASTY, 0.25))
                        .row(Cell.picture(picture), Cell.of("")))
                .cards(List.of(new HtmlCard(NASTY, NASTY, List.of(picture))))
                .html();
        assertFalse(html.contains("<script"), html);
        assertFalse(html.contains("\"quotes\""), html);
        assertEquals(20, html.split("&lt;script&gt;alert", -1).length - 1, html);
        assertTrue(html.contains("--share:25.0%"), html);
    }

    @Test
    void nothingIsLeftOfAPageThatReplacesAnother() throws Exception {
        Path file = folder.resolve("page.html");
        HtmlPage.titled("first", "").write(file);
        HtmlPage.titled("second", "").write(file);
        assertTrue(Files.readString(file).contains("<h1>second</h1>"));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void rowWithoutACellForEachColumnIsRefused() {
        HtmlTable table = HtmlTable.of(Column.text("a"), Column.text("b"));
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    }

    @Test
    void picturesThatWouldBeLoadedAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HtmlPicture("x", "https://example.org/x.png"));
    }
}
