package dev.maskwright.trainer.report;

import dev.maskwright.models.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page of HTML in one file: styles, scripts and pictures are in it, and its content security policy forbids it to
 * load anything else. Text is escaped. It is light or dark like the reader's system, and fits narrow windows.
 *
 * <p>Content appears in the order of the calls. Not thread-safe.
 */
public final class HtmlPage {

    private final String title;
    private final String lead;
    private final List<String> blocks = new ArrayList<>();
    private final List<String> styles = new ArrayList<>();
    private final List<String> scripts = new ArrayList<>();

    private HtmlPage(String title, String lead) {
        this.title = title;
        this.lead = lead;
        styles.add(Templates.resource("page.css"));
    }

    /**
     * An empty page.
     *
     * @param title of the window and of the page
     * @param lead one sentence below the title
     */
    public static HtmlPage titled(String title, String lead) {
        return new HtmlPage(title, lead);
    }

    /** A heading of a new section. */
    public HtmlPage section(String heading) {
        return fragment("section.mustache", Map.of("heading", heading));
    }

    /** A paragraph. */
    public HtmlPage text(String text) {
        return fragment("text.mustache", Map.of("text", text));
    }

    /** Text in a fixed-width font with its line breaks, such as a command or a file. */
    public HtmlPage code(String text) {
        return fragment("code.mustache", Map.of("text", text));
    }

    /** Large figures with their names below, in one row if there is room. */
    public HtmlPage figures(Map<String, String> valuesByName) {
        return fragment("figures.mustache", Map.of("figures", List.copyOf(valuesByName.entrySet())));
    }

    /** A table; a wide one scrolls in its own frame. */
    public HtmlPage table(HtmlTable table) {
        return fragment("table.mustache", table);
    }

    /** Pictures with their names, as many side by side as there is room. */
    public HtmlPage cards(List<HtmlCard> cards) {
        return fragment("cards.mustache", Map.of("cards", cards));
    }

    /** Text that is shown on demand, such as a long listing. */
    public HtmlPage details(String summary, String code) {
        return fragment("details.mustache", Map.of("summary", summary, "text", code));
    }

    /** A template of this package that is shown on demand. */
    HtmlPage folded(String summary, String template, Object context) {
        return fragment("folded.mustache", Map.of("summary", summary, "html", Templates.filled(template, context)));
    }

    /** A template of this package, filled in. */
    HtmlPage fragment(String template, Object context) {
        blocks.add(Templates.filled(template, context));
        return this;
    }

    HtmlPage style(String css) {
        styles.add(css);
        return this;
    }

    /** A script that runs when the page is complete. */
    HtmlPage script(String javaScript) {
        scripts.add(javaScript);
        return this;
    }

    /** The page's HTML. */
    public String html() {
        return Templates.filled(
                "page.mustache",
                Map.of("title", title, "lead", lead, "styles", styles, "blocks", blocks, "scripts", scripts));
    }

    /**
     * Writes the page. The file appears whole or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        WholeFile.write(file, html());
    }
}
