package dev.maskwright.trainer.reproduce;

import dev.maskwright.trainer.report.HtmlPage;
import dev.maskwright.trainer.report.HtmlTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The notebook's table beside the figures measured here.
 *
 * @param data what was trained and measured on, in a line
 * @param references the figures for predicting one class everywhere
 * @param trained the cells that are done; others have a dash
 */
public record ReproductionReport(String data, List<Reference> references, List<TrainedCell> trained) {

    /**
     * Predicting one class everywhere.
     *
     * @param name such as {@code always sofa}
     * @param figures by hypothesis, for the notebook shows each its own pictures
     */
    public record Reference(String name, Map<Hypothesis, Figures> figures) {
        public Reference {
            figures = Collections.unmodifiableMap(new EnumMap<>(figures));
        }
    }

    /**
     * Cells of text.
     *
     * @param textColumns how many columns, from the left, are text; the others are figures
     */
    public record Table(String title, List<String> head, int textColumns, List<List<String>> rows) {
        public Table {
            head = List.copyOf(head);
            rows = List.copyOf(rows);
        }

        HtmlTable html() {
            HtmlTable table = HtmlTable.of(IntStream.range(0, head.size())
                    .mapToObj(i -> new HtmlTable.Column(head.get(i), i >= textColumns))
                    .toArray(HtmlTable.Column[]::new));
            rows.forEach(row -> table.row(row.toArray(String[]::new)));
            return table;
        }

        String markdown() {
            String rule = head.stream().map(name -> "---").collect(Collectors.joining("|"));
            for (int i = textColumns; i < head.size(); i++) {
                rule = rule.substring(0, 4 * i) + "--:" + rule.substring(4 * i + 3);
            }
            StringBuilder text = new StringBuilder("| %s |%n|%s|%n".formatted(String.join(" | ", head), rule));
            rows.forEach(row -> text.append("| %s |%n".formatted(String.join(" | ", row))));
            return text.toString();
        }
    }

    private static final String NOTES = "How to read this";

    public ReproductionReport {
        references = List.copyOf(references);
        trained = List.copyOf(trained);
    }

    public String title() {
        return "The notebook's table, reproduced";
    }

    /** The notebook's own table: its metric, its rows and columns. */
    public Table notebookTable() {
        List<String> head = new ArrayList<>(List.of("system", "notebook's IoU"));
        for (Hypothesis hypothesis : Hypothesis.values()) {
            head.add(hypothesis.column());
        }
        List<List<String>> rows = new ArrayList<>();
        Set<String> systems = new LinkedHashSet<>();
        NotebookCell.all().forEach(cell -> systems.add(cell.system()));
        for (String system : systems) {
            rows.add(row(system, "in the notebook", hypothesis -> cell(system, hypothesis)
                    .map(cell -> ratio(cell.notebookIou()) + (cell.wasTrained() ? "" : " (untrained)"))));
            for (Variant variant : Variant.values()) {
                if (trained.stream().anyMatch(done -> done.variant() == variant)) {
                    rows.add(row("", variant.words() + ", here", hypothesis -> trained(system, hypothesis, variant)
                            .map(done -> ratio(done.figures().notebookIou()))));
                }
            }
        }
        for (Reference reference : references) {
            rows.add(row(reference.name(), "here", hypothesis -> Optional.ofNullable(
                            reference.figures().get(hypothesis))
                    .map(figures -> ratio(figures.notebookIou()))));
        }
        return new Table("In the notebook's metric", head, 2, rows);
    }

    private interface Cells {
        Optional<String> at(Hypothesis hypothesis);
    }

    private static List<String> row(String first, String second, Cells cells) {
        List<String> row = new ArrayList<>(List.of(first, second));
        for (Hypothesis hypothesis : Hypothesis.values()) {
            row.add(cells.at(hypothesis).orElse("-"));
        }
        return row;
    }

    private static Optional<NotebookCell> cell(String system, Hypothesis hypothesis) {
        return NotebookCell.all().stream()
                .filter(cell -> cell.system().equals(system) && cell.hypothesis() == hypothesis)
                .findFirst();
    }

    private Optional<TrainedCell> trained(String system, Hypothesis hypothesis, Variant variant) {
        return trained.stream()
                .filter(done -> done.variant() == variant
                        && done.cell().system().equals(system)
                        && done.cell().hypothesis() == hypothesis)
                .findFirst();
    }

    /** Every training by every metric. */
    public Table fullTable() {
        boolean hasLabels =
                trained.stream().anyMatch(done -> !Double.isNaN(done.figures().labelledMeanIou()));
        List<String> head =
                new ArrayList<>(List.of("recipe", "notebook's IoU", "with background", "background right", "mean IoU"));
        if (hasLabels) {
            head.add("every product");
        }
        head.addAll(List.of("epochs", "training"));
        List<List<String>> rows = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            for (NotebookCell cell : NotebookCell.all()) {
                trained(cell.system(), cell.hypothesis(), variant)
                        .ifPresent(done -> rows.add(fullRow(
                                done.name(),
                                done.figures(),
                                hasLabels,
                                String.valueOf(done.epochs()),
                                duration(done.seconds()))));
            }
        }
        for (Reference reference : references) {
            Optional.ofNullable(reference.figures().get(Hypothesis.BASELINE))
                    .ifPresent(figures -> rows.add(fullRow(reference.name(), figures, hasLabels, "-", "-")));
        }
        return new Table("By every metric", head, 1, rows);
    }

    private static List<String> fullRow(
            String name, Figures figures, boolean hasLabels, String epochs, String duration) {
        List<String> row = new ArrayList<>(List.of(
                name,
                ratio(figures.notebookIou()),
                ratio(figures.microIou()),
                ratio(figures.backgroundRight()),
                ratio(figures.meanIou())));
        if (hasLabels) {
            row.add(ratio(figures.labelledMeanIou()));
        }
        row.addAll(List.of(epochs, duration));
        return row;
    }

    /** What a reader must know to read the tables. */
    public List<String> notes() {
        return List.of(
                "\"As intended\" keeps the notebook's decisions (background ignored in the loss,"
                        + " crops to the true box) but not its mistakes: rows are shuffled, the optimiser"
                        + " is kept from epoch to epoch, and every network is trained. All networks start"
                        + " from random weights.",
                "\"Corrected\" is the same network on the same masks: background counted inside"
                        + " the product's box, where it is known, rare classes weighted, cross-entropy and"
                        + " Dice, crops as well as whole pictures, boxes measured after the rotation.",
                "Notebook's IoU: micro IoU over the whole validation split, ignoring the"
                        + " background, so that predicting products outside the labelled one costs"
                        + " nothing. In the cropped columns it is measured on pictures that are cropped to"
                        + " the true box, which no camera provides.",
                "All other figures are on whole pictures. With background: the same IoU with"
                        + " background as a class. Background right: the share of background pixels"
                        + " predicted as background. Mean IoU: over all products and the background. In"
                        + " these, everything but the product of the row counts as background, including"
                        + " other products. Every product: the mean IoU against labels of everything in"
                        + " the picture, if the data has them.",
                "The weights are those of the last epoch, not of the best on validation."
                        + " \"Untrained\": the notebook measured this network as initialised, because"
                        + " nothing consumed the generator that was to train it. The notebook's figures"
                        + " come from another data set: compare rows and columns with each other, not"
                        + " figures across the two.");
    }

    public String markdown() {
        StringBuilder text = new StringBuilder("# %s%n%n%s%n".formatted(title(), data));
        for (Table table : List.of(notebookTable(), fullTable())) {
            text.append("%n## %s%n%n%s".formatted(table.title(), table.markdown()));
        }
        text.append("%n## %s%n%n".formatted(NOTES));
        notes().forEach(note -> text.append("- %s%n".formatted(note)));
        return text.toString();
    }

    /** The same as a page. */
    public HtmlPage page() {
        HtmlPage page = HtmlPage.titled(title(), data);
        for (Table table : List.of(notebookTable(), fullTable())) {
            page.section(table.title()).table(table.html());
        }
        page.section(NOTES);
        notes().forEach(page::text);
        return page;
    }

    private static String ratio(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String duration(double seconds) {
        long minutes = Math.round(seconds / 60);
        return seconds < 90 ? "%d s".formatted(Math.round(seconds)) : "%d min".formatted(minutes);
    }

    /** For references: one figure for each hypothesis. */
    public static Reference reference(String name, Function<Hypothesis, Figures> measured) {
        Map<Hypothesis, Figures> figures = new EnumMap<>(Hypothesis.class);
        for (Hypothesis hypothesis : Hypothesis.values()) {
            figures.put(hypothesis, measured.apply(hypothesis));
        }
        return new Reference(name, figures);
    }
}
