package dev.maskwright.folder;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.models.text.Markup;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * {@code report.html}: one file that opens offline. Pictures are written one after the other; the areas of classes,
 * which are known only at the end, are at the end of the file and are shown at its top.
 */
final class HtmlReport implements Report {

    /** More would be more than browsers show at once. */
    private static final int MOST_PICTURES = 10_000;

    private static final int MOST_FAILED = 1_000;
    private static final int CLASSES_SHOWN = 4;

    /** What all pictures show of a class. */
    private static final class Total {
        private long pictures;
        private long regions;
        private double shares;
    }

    private final OutputFolder folder;
    private final ModelCard card;
    private final boolean hasOverlays;
    private final ResultFile file;
    private final Writer html;
    private final Total[] totals;
    private long segmented;
    private long failed;

    HtmlReport(OutputFolder folder, ModelCard card, boolean hasOverlays) throws IOException {
        this.folder = folder;
        this.card = card;
        this.hasOverlays = hasOverlays;
        totals = new Total[card.classes().size()];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = new Total();
        }
        file = ResultFile.begin(file(folder));
        html = file.writer();
        html.write(resource("report-head.html"));
    }

    static Path file(OutputFolder folder) {
        return folder.path().resolve("report.html");
    }

    @Override
    public void add(PictureResult result) throws IOException {
        if (result instanceof Segmented one) {
            segmented++;
            for (ClassArea area : one.classes()) {
                Total total = totals[area.label().id()];
                total.pictures++;
                total.regions += area.regions();
                total.shares += area.share();
            }
            if (segmented <= MOST_PICTURES) {
                write(one);
            }
        } else if (result instanceof Failed failure) {
            failed++;
            if (failed <= MOST_FAILED) {
                write(failure);
            }
        }
    }

    private void write(Segmented one) throws IOException {
        List<ClassArea> things = one.classes().stream()
                .filter(area -> !area.label().isBackground())
                .toList();
        html.write("<article data-c=\"");
        for (int i = 0; i < things.size(); i++) {
            html.write((i > 0 ? " " : "") + things.get(i).label().id());
        }
        html.write("\">");
        Path large = hasOverlays ? folder.overlay(one.picture()) : folder.mask(one.picture());
        html.write("<a href=\"" + Markup.escaped(url(folder.path().relativize(large))) + "\">");
        html.write("<img loading=\"lazy\" decoding=\"async\" alt=\"\" src=\"data:image/jpeg;base64,");
        html.write(Base64.getEncoder().encodeToString(Files.readAllBytes(folder.thumbnail(one.picture()))));
        html.write("\"></a>");
        name(one.picture());
        html.write(String.format(
                Locale.ROOT,
                "<p class=\"faint\">%dx%d, confidence %.2f</p><ul>",
                one.width(),
                one.height(),
                one.confidence()));
        for (ClassArea area : things.subList(0, Math.min(CLASSES_SHOWN, things.size()))) {
            html.write("<li>" + chip(area.label()) + "<span>"
                    + Markup.escaped(area.label().words()) + "</span><b>" + percent(area.share()) + "</b></li>");
        }
        if (things.size() > CLASSES_SHOWN) {
            html.write("<li class=\"faint\">and " + (things.size() - CLASSES_SHOWN) + " more</li>");
        } else if (things.isEmpty()) {
            html.write("<li class=\"faint\">only background</li>");
        }
        html.write("</ul></article>\n");
    }

    private void write(Failed failure) throws IOException {
        html.write("<article class=\"failed\">");
        name(failure.picture());
        html.write("<p>" + Markup.escaped(failure.reason()) + "</p></article>\n");
    }

    private void name(Picture picture) throws IOException {
        String name = picture.name();
        html.write("<h2 title=\"" + Markup.escaped(name) + "\">"
                + Markup.escaped(name.substring(name.lastIndexOf('/') + 1)) + "</h2>");
    }

    @Override
    public void finish() throws IOException {
        html.write("</main>\n<section id=\"summary\">\n<h1>Segmentation report</h1>\n");
        html.write(String.format(
                Locale.ROOT,
                "<p>%,d %s segmented by %s %s%s%s</p>\n",
                segmented,
                segmented == 1 ? "picture" : "pictures",
                Markup.escaped(card.name()),
                Markup.escaped(card.version()),
                failed > 0 ? String.format(Locale.ROOT, ", <span class=\"bad\">%,d failed</span>", failed) : "",
                more()));
        List<ClassLabel> present = card.classes().stream()
                .filter(label -> totals[label.id()].pictures > 0)
                .sorted(Comparator.comparing((ClassLabel label) -> totals[label.id()].shares)
                        .reversed())
                .toList();
        html.write("<table>\n<tr><th>class</th><th>pictures</th><th>regions</th><th>share where it is seen</th>"
                + "<th>share of all pictures</th><th></th></tr>\n");
        for (ClassLabel label : present) {
            row(label, totals[label.id()]);
        }
        html.write("</table>\n</section>\n");
        tools(present);
        html.write(resource("report-tail.html"));
        file.takeName();
    }

    private String more() {
        return segmented > MOST_PICTURES || failed > MOST_FAILED
                ? String.format(
                        Locale.ROOT,
                        "; the first %,d are below, and the first %,d that failed, the others in report.csv",
                        MOST_PICTURES,
                        MOST_FAILED)
                : "";
    }

    private void row(ClassLabel label, Total total) throws IOException {
        double share = total.shares / segmented;
        html.write(String.format(
                Locale.ROOT,
                "<tr><td>%s%s</td><td>%,d</td><td>%s</td><td>%s</td><td>%s</td><td"
                        + " class=\"bar\"><i style=\"--c:%s;width:%s\"></i></td></tr>\n",
                chip(label),
                Markup.escaped(label.words()),
                total.pictures,
                label.isBackground() ? "" : String.format(Locale.ROOT, "%,d", total.regions),
                percent(total.shares / total.pictures),
                percent(share),
                label.colour(),
                percent(share).replace(" ", "")));
    }

    /** Hidden until the script that they need runs. */
    private void tools(List<ClassLabel> present) throws IOException {
        html.write("<nav id=\"tools\" hidden>\n<select id=\"class\" aria-label=\"class\"><option"
                + " value=\"\">all classes</option>");
        for (ClassLabel label : present) {
            if (!label.isBackground()) {
                html.write(String.format(
                        Locale.ROOT,
                        "<option value=\"%d\">%s (%,d)</option>",
                        label.id(),
                        Markup.escaped(label.words()),
                        totals[label.id()].pictures));
            }
        }
        html.write("</select>\n<input id=\"name\" type=\"search\" placeholder=\"name\" aria-label=\"name\">\n");
        html.write("<label%s><input id=\"failed\" type=\"checkbox\"> failed only</label>\n"
                .formatted(failed == 0 ? " hidden" : ""));
        html.write("<output id=\"shown\" class=\"faint\"></output>\n</nav>\n");
    }

    private static String chip(ClassLabel label) {
        return "<i class=\"chip\" style=\"--c:%s\"></i>".formatted(label.colour());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String url(Path relative) {
        try {
            return new URI(null, null, relative.toString().replace('\\', '/'), null).getRawPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path alone is always a URI", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException(
                        name + ": not on the class path; the jar of maskwright-folder is incomplete");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
