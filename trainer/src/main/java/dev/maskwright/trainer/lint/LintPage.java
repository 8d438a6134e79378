package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.lint.ClassShares.Counts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/** What was found, as one HTML file without anything from outside: the findings by kind with pictures of the worst rows, and the classes. */
public final class LintPage {

    private static final int PICTURES = 6; // of each kind; a page that is to be mailed stays small
    private static final int NAMES = 200;
    private static final int WIDTH = 340; // of a picture, in pixels

    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:1080px;margin:2em auto;padding:0 1em;color:#1b1f24;background:#fff}
            h1{font-size:1.6em;margin-bottom:.2em}h2{font-size:1.2em;margin:2em 0 .3em;border-top:1px solid #d8dee4;padding-top:1em}
            p{margin:.3em 0}.quiet{color:#57606a}table{border-collapse:collapse;margin:1em 0;width:100%}
            th{text-align:left;font-weight:600;border-bottom:2px solid #d8dee4;padding:.3em .6em}
            td{border-bottom:1px solid #eaeef2;padding:.3em .6em;vertical-align:top}
            .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
            .badge{display:inline-block;border-radius:.8em;padding:0 .7em;font-size:.85em;font-weight:600;white-space:nowrap}
            .error{background:#ffdce0;color:#86181d}.warning{background:#fff1c2;color:#6b4e00}.note{background:#dbeafe;color:#1e4078}
            .chip{display:inline-block;width:.9em;height:.9em;border-radius:2px;border:1px solid #8888;margin-right:.5em;vertical-align:-.1em}
            .bar{display:block;height:.45em;background:#4a86c5;border-radius:2px;min-width:1px}.bar.val{background:#e09a3e}
            .rows{display:grid;grid-template-columns:repeat(auto-fill,minmax(480px,1fr));gap:1.2em;margin:1em 0}
            figure{margin:0;border:1px solid #d8dee4;border-radius:6px;padding:.7em;min-width:0}
            .pair{display:flex;gap:.5em;align-items:flex-start}.pair div{flex:1 1 0;min-width:0}
            .pair img{max-width:100%;display:block;border-radius:3px}.pair span{font-size:.8em;color:#57606a}
            figcaption{margin-top:.5em;font-size:.9em;overflow-wrap:anywhere}.missing{color:#b42318;font-weight:600}
            details{margin:.5em 0}li{overflow-wrap:anywhere}
            @media(max-width:560px){.rows{grid-template-columns:1fr}}
            """;

    private LintPage() {}

    /**
     * Writes the page's text; reads the rows again that are shown.
     *
     * @param source what the report is about, still open
     * @param name   what the data set is called
     */
    public static String html(LintReport report, DataSource source, String name) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>lint: ")
                .append(escaped(name))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>");
        heading(page, report, name);
        List<LintReport.Group> groups = report.groups();
        overview(page, groups);
        classes(page, report.shares());
        boolean isDrawn = source.format() == DataFormat.COCO;
        groups.forEach(group -> section(page, group, source, isDrawn));
        return page.append("</body></html>\n").toString();
    }

    private static void heading(StringBuilder page, LintReport report, String name) {
        page.append("<h1>%s</h1><p>%,d rows to train on, %,d to validate, %d classes</p>"
                .formatted(
                        escaped(name),
                        report.trainRows(),
                        report.validationRows(),
                        report.shares().classes().size()));
        report.notes()
                .forEach(note -> page.append("<p class=\"quiet\">")
                        .append(escaped(note))
                        .append("</p>"));
        page.append("<p>");
        for (Severity severity : Severity.values()) {
            long count = report.count(severity);
            page.append("<span class=\"badge %s\">%,d %s</span> "
                    .formatted(lower(severity), count, lower(severity) + (count == 1 ? "" : "s")));
        }
        page.append("</p>");
    }

    private static void overview(StringBuilder page, List<LintReport.Group> groups) {
        if (groups.isEmpty()) {
            page.append("<p>Nothing was found that is wrong.</p>");
            return;
        }
        page.append("<table><tr><th></th><th class=\"n\">count</th><th>what</th><th>what to do</th></tr>");
        for (LintReport.Group group : groups) {
            page.append(
                    "<tr><td>%s</td><td class=\"n\">%,d</td><td><a href=\"#%s\">%s</a></td><td>%s</td></tr>"
                            .formatted(
                                    badge(group.severity()),
                                    group.findings().size(),
                                    lower(group.kind()),
                                    escaped(group.kind().title()),
                                    escaped(group.kind().advice())));
        }
        page.append("</table>");
    }

    private static String badge(Severity severity) {
        return "<span class=\"badge %s\">%s</span>".formatted(lower(severity), lower(severity));
    }

    private static void classes(StringBuilder page, ClassShares shares) {
        page.append("<h2>Classes</h2><p class=\"quiet\">Pixels are shares of those that count: %,d of training (%,d ignored) and"
                .formatted(shares.train().allPixels(), shares.train().ignored()));
        page.append(" %,d of validation (%,d ignored). The weight is the class's in cross-entropy at loss.classBalance=%s.</p>"
                .formatted(
                        shares.validation().allPixels(), shares.validation().ignored(), shares.classBalance()));
        page.append("<table><tr><th class=\"n\">id</th><th>class</th><th class=\"n\">train rows</th><th class=\"n\">pixels</th>")
                .append("<th class=\"n\">val rows</th><th class=\"n\">pixels</th><th style=\"width:30%\"></th><th class=\"n\">weight</th></tr>");
        double most = 0;
        for (int id = 0; id < shares.classes().size(); id++) {
            most = Math.max(most, Math.max(shares.train().share(id), shares.validation().share(id)));
        }
        boolean hasBackground = shares.classes().name(0).equals(ClassList.BACKGROUND);
        for (int id = 0; id < shares.classes().size(); id++) {
            Color colour = RowPicture.colour(id, id == 0 && hasBackground);
            page.append("<tr><td class=\"n\">%d</td><td><span class=\"chip\" style=\"background:%s\"></span>%s</td>"
                    .formatted(id, hex(colour), escaped(shares.classes().name(id))));
            cells(page, shares.train(), id);
            cells(page, shares.validation(), id);
            page.append("<td>%s%s</td><td class=\"n\">%.2f</td></tr>"
                    .formatted(
                            bar("", shares.train().share(id), most),
                            bar(" val", shares.validation().share(id), most),
                            shares.weights().get(id)));
        }
        page.append("</table>");
    }

    private static void cells(StringBuilder page, Counts counts, int id) {
        int images = counts.images().get(id);
        page.append("<td class=\"n%s\">%,d</td><td class=\"n\" title=\"%,d pixels\">%s</td>"
                .formatted(
                        images == 0 ? " missing" : "",
                        images,
                        counts.pixels().get(id),
                        Texts.percent(counts.share(id))));
    }

    private static String bar(String kind, double share, double most) {
        return share == 0
                ? ""
                : String.format(
                        Locale.ROOT, "<span class=\"bar%s\" style=\"width:%.1f%%\"></span>", kind, 100 * share / most);
    }

    private static void section(StringBuilder page, LintReport.Group group, DataSource source, boolean isDrawn) {
        List<Finding> findings = group.findings();
        page.append("<h2 id=\"%s\">%s %s (%,d)</h2><p>%s</p>"
                .formatted(
                        lower(group.kind()),
                        badge(group.severity()),
                        escaped(group.kind().title()),
                        findings.size(),
                        escaped(group.kind().advice())));
        boolean hasRows = findings.get(0).row().isPresent();
        int shown = hasRows ? Math.min(PICTURES, findings.size()) : 0;
        if (hasRows) {
            page.append("<div class=\"rows\">");
            findings.subList(0, shown).forEach(finding -> figure(page, finding, source, isDrawn));
            page.append("</div>");
        }
        List<Finding> others = findings.subList(shown, findings.size());
        if (!others.isEmpty()) {
            page.append(hasRows ? "<details><summary>%,d more</summary><ul>".formatted(others.size()) : "<ul>");
            others.stream().limit(NAMES).forEach(finding -> page.append("<li>%s</li>".formatted(line(finding))));
            if (others.size() > NAMES) {
                page.append("<li>and %,d more, which the JSON document lists</li>".formatted(others.size() - NAMES));
            }
            page.append(hasRows ? "</ul></details>" : "</ul>");
        }
    }

    private static String line(Finding finding) {
        return "<b>%s</b>: %s".formatted(escaped(finding.name()), escaped(finding.detail()));
    }

    private static void figure(StringBuilder page, Finding finding, DataSource source, boolean isDrawn) {
        StoredRow row = read(finding.row().orElseThrow(), source, isDrawn);
        page.append("<figure><div class=\"pair\">");
        if (row.picture().isPresent()) {
            image(page, RowPicture.picture(row, WIDTH), size(row.picture().get().width(), row.picture().get().height()));
        }
        Optional<StoredRow> twin = finding.twin().map(id -> read(id, source, isDrawn));
        if (twin.isPresent() && twin.get().picture().isPresent()) {
            image(page, RowPicture.picture(twin.get(), WIDTH), twin.get().raw().describe());
        } else if (row.raw().mask().isPresent()) {
            image(
                    page,
                    RowPicture.mask(row, WIDTH),
                    "mask, " + size(row.raw().mask().get().width(), row.raw().mask().get().height()));
        }
        page.append("</div><figcaption>").append(line(finding)).append("</figcaption></figure>");
    }

    private static String size(int width, int height) {
        return width + "x" + height;
    }

    private static StoredRow read(RowId id, DataSource source, boolean isDrawn) {
        return StoredRow.read(id.split().of(source), id, isDrawn);
    }

    private static void image(StringBuilder page, BufferedImage image, String caption) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory was not encoded", e);
        }
        page.append("<div><img alt=\"\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png.toByteArray()))
                .append("\"><span>")
                .append(escaped(caption))
                .append("</span></div>");
    }

    private static String hex(Color colour) {
        return "#%06x".formatted(colour.getRGB() & 0xffffff);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
