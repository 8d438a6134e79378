package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.lint.ClassShares.Counts;
import dev.maskwright.trainer.report.HtmlCard;
import dev.maskwright.trainer.report.HtmlPage;
import dev.maskwright.trainer.report.HtmlPicture;
import dev.maskwright.trainer.report.HtmlTable;
import dev.maskwright.trainer.report.HtmlTable.Cell;
import dev.maskwright.trainer.report.HtmlTable.Column;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The findings as a page: by kind, with the classes and pictures of the worst rows. */
public final class LintPage {

    private static final int PICTURES = 6; // of each kind; keeps the page small enough for mail
    private static final int LINES = 200;
    private static final int WIDTH = 400; // of a picture, in pixels

    private LintPage() {}

    /**
     * Creates the page; reads the shown rows again.
     *
     * @param source what the report is about, still open
     * @param name   what the data set is called
     */
    public static HtmlPage of(LintReport report, DataSource source, String name) {
        String lead = String.format(
                Locale.ROOT,
                "%,d rows to train on, %,d to validate, %d classes",
                report.trainRows(),
                report.validationRows(),
                report.shares().classes().size());
        HtmlPage page = HtmlPage.titled("Lint of " + name, lead);
        Map<String, String> counts = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            counts.put(lower(severity) + "s", String.format(Locale.ROOT, "%,d", report.count(severity)));
        }
        page.figures(counts);
        report.notes().forEach(page::text);
        findings(page, report.groups());
        classes(page, report.shares());
        boolean isDrawn = source.format() == DataFormat.COCO;
        report.groups().forEach(group -> group(page, group, source, isDrawn));
        return page;
    }

    private static void findings(HtmlPage page, List<LintReport.Group> groups) {
        page.section("Findings");
        if (groups.isEmpty()) {
            page.text("No problems were found.");
            return;
        }
        HtmlTable table = HtmlTable.of(
                Column.text("severity"), Column.number("count"), Column.text("finding"), Column.text("what to do"));
        for (LintReport.Group group : groups) {
            table.row(
                    lower(group.severity()),
                    String.format(Locale.ROOT, "%,d", group.findings().size()),
                    group.kind().title(),
                    group.kind().advice());
        }
        page.table(table);
    }

    private static void classes(HtmlPage page, ClassShares shares) {
        page.section("Classes")
                .text(("Shares are of the pixels that count: %,d of training (%,d more are"
                                + " ignored) and %,d of validation (%,d). The weight is the class's in"
                                + " cross-entropy at loss.crossEntropy.classBalance=%s.")
                        .formatted(
                                shares.train().allPixels(),
                                shares.train().ignored(),
                                shares.validation().allPixels(),
                                shares.validation().ignored(),
                                shares.classBalance()));
        HtmlTable table = HtmlTable.of(
                Column.number("id"),
                Column.text(""),
                Column.text("class"),
                Column.number("train rows"),
                Column.number("pixels"),
                Column.number("share"),
                Column.number("val rows"),
                Column.number("pixels"),
                Column.number("share"),
                Column.number("weight"));
        boolean hasBackground = shares.classes().name(0).equals(ClassList.BACKGROUND);
        for (int id = 0; id < shares.classes().size(); id++) {
            table.row(
                    Cell.of(String.valueOf(id)),
                    Cell.picture(chip(RowPicture.colour(id, id == 0 && hasBackground))),
                    Cell.of(shares.classes().name(id)),
                    Cell.of(String.format(
                            Locale.ROOT, "%,d", shares.train().images().get(id))),
                    Cell.of(String.format(
                            Locale.ROOT, "%,d", shares.train().pixels().get(id))),
                    share(shares.train(), id),
                    Cell.of(String.format(
                            Locale.ROOT, "%,d", shares.validation().images().get(id))),
                    Cell.of(String.format(
                            Locale.ROOT, "%,d", shares.validation().pixels().get(id))),
                    share(shares.validation(), id),
                    Cell.of(String.format(Locale.ROOT, "%.2f", shares.weights().get(id))));
        }
        page.table(table);
        page.text("In the pictures below, masks have these colours; ignored pixels are grey, a"
                + " value that is not a class is magenta, and the row's box is yellow.");
    }

    private static Cell share(Counts counts, int id) {
        return Cell.bar(Texts.percent(counts.share(id)), counts.share(id));
    }

    private static HtmlPicture chip(Color colour) {
        return HtmlPicture.svg(
                "the colour of its pixels",
                ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"16\" height=\"16\"><rect"
                                + " width=\"16\" height=\"16\" rx=\"3\" fill=\"#%06x\"/></svg>")
                        .formatted(colour.getRGB() & 0xffffff));
    }

    private static void group(HtmlPage page, LintReport.Group group, DataSource source, boolean isDrawn) {
        List<Finding> findings = group.findings();
        page.section(String.format(
                Locale.ROOT,
                "%s: %s (%,d)",
                lower(group.severity()),
                group.kind().title(),
                findings.size()));
        page.text(group.kind().advice());
        List<Finding> shown = findings.stream()
                .filter(finding -> finding.row().isPresent())
                .limit(PICTURES)
                .toList();
        if (!shown.isEmpty()) {
            page.cards(shown.stream()
                    .map(finding -> card(finding, source, isDrawn))
                    .toList());
        }
        List<Finding> others = findings.subList(shown.size(), findings.size());
        if (!others.isEmpty()) {
            String lines = others.stream()
                    .limit(LINES)
                    .map(finding -> finding.name() + ": " + finding.detail())
                    .collect(Collectors.joining("\n"));
            String left = others.size() > LINES
                    ? String.format(Locale.ROOT, "\nand %,d more, which the JSON document lists", others.size() - LINES)
                    : "";
            if (shown.isEmpty()) {
                page.code(lines + left);
            } else {
                page.details(String.format(Locale.ROOT, "%,d more", others.size()), lines + left);
            }
        }
    }

    private static HtmlCard card(Finding finding, DataSource source, boolean isDrawn) {
        try {
            return new HtmlCard(finding.name(), finding.detail(), pictures(finding, source, isDrawn));
        } catch (OutOfMemoryError e) { // the page is useful without it
            return new HtmlCard(
                    finding.name(), finding.detail() + " (not drawn: there is not enough memory)", List.of());
        }
    }

    private static List<HtmlPicture> pictures(Finding finding, DataSource source, boolean isDrawn) {
        StoredRow row = read(finding.row().orElseThrow(), source, isDrawn);
        List<HtmlPicture> pictures = new ArrayList<>();
        row.picture()
                .ifPresent(picture -> pictures.add(HtmlPicture.jpeg(
                        String.format(Locale.ROOT, "picture, %dx%d", picture.width(), picture.height()),
                        RowPicture.picture(row, WIDTH))));
        Optional<StoredRow> twin = finding.twin().map(id -> read(id, source, isDrawn));
        if (twin.isPresent() && twin.get().picture().isPresent()) {
            pictures.add(HtmlPicture.jpeg(twin.get().raw().describe(), RowPicture.picture(twin.get(), WIDTH)));
        } else {
            row.raw()
                    .mask()
                    .ifPresent(mask -> pictures.add(HtmlPicture.png(
                            String.format(Locale.ROOT, "mask, %dx%d", mask.width(), mask.height()),
                            RowPicture.mask(row, WIDTH))));
        }
        return pictures;
    }

    private static StoredRow read(RowId id, DataSource source, boolean isDrawn) {
        return StoredRow.read(id.split().of(source).orElseThrow(), id, isDrawn);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
