package dev.maskwright.cli.train;

import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.lint.ClassShares;
import dev.maskwright.trainer.lint.ClassShares.Counts;
import dev.maskwright.trainer.lint.Finding;
import dev.maskwright.trainer.lint.LintReport;
import dev.maskwright.trainer.lint.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of lint as text for a terminal. */
public final class LintText {

    private static final int INDENT = 17; // of the column with the findings
    private static final int LEAST_COLUMNS = 60;
    private static final int MOST_COLUMNS = 110; // longer lines are hard to read

    private LintText() {}

    /** Findings by kind, the worst first: how bad, how many, what, an example, what to do. */
    static String findings(LintReport report, int columns) {
        int width = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns)) - INDENT;
        List<String> lines = new ArrayList<>();
        if (!report.findings().isEmpty()) {
            lines.add("severity  count  finding");
        }
        for (LintReport.Group group : report.groups()) {
            Finding worst = group.findings().get(0);
            String example = "e.g. %s: %s".formatted(worst.name(), worst.detail());
            lines.add("%-8s  %,5d  %s"
                    .formatted(
                            name(group.severity()),
                            group.findings().size(),
                            group.kind().title()));
            indented(lines, example, width);
            indented(lines, "-> " + group.kind().advice(), width);
        }
        return String.join("\n", lines);
    }

    private static void indented(List<String> lines, String text, int width) {
        for (String line : wrapped(text, width)) {
            lines.add(" ".repeat(INDENT) + line);
        }
    }

    /** Lines of at most {@code width} characters, broken between words; only a longer word makes a longer line. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    static String classes(ClassShares shares) {
        Table table = new Table("rlrrrrr").row("id", "class", "train rows", "pixels", "val rows", "pixels", "weight");
        for (int id = 0; id < shares.classes().size(); id++) {
            table.row(
                    String.valueOf(id),
                    shares.classes().name(id),
                    images(shares.train(), id),
                    percent(shares.train(), id),
                    images(shares.validation(), id),
                    percent(shares.validation(), id),
                    String.format(Locale.ROOT, "%.2f", shares.weights().get(id)));
        }
        return table.toString();
    }

    private static String images(Counts counts, int id) {
        return "%,d".formatted(counts.images().get(id));
    }

    private static String percent(Counts counts, int id) {
        double percent = 100 * counts.share(id);
        if (percent > 0 && percent < 0.01) {
            return "< 0.01 %";
        }
        return String.format(Locale.ROOT, "%.2f %%", percent);
    }

    /** {@code 3 errors, 1 warning, 0 notes}. */
    static String summary(LintReport report) {
        return "%s, %s, %s"
                .formatted(
                        Words.count(report.count(Severity.ERROR), "error"),
                        Words.count(report.count(Severity.WARNING), "warning"),
                        Words.count(report.count(Severity.NOTE), "note"));
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
