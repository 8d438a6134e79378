package dev.maskwright.cli.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.exporter.card.CardDraft;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.OutputSize;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphResult;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.graph.GraphSessionOptions;
import dev.maskwright.sdk.graph.PictureInput;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.ScoresOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model tried on a picture by its drafted card, and by cards with other normalisations: a wrong one shows in numbers
 * out of range, masks of a single class, or another one that does better.
 *
 * @param input what the graph was given: least, mean and highest number
 * @param output what it gave: least, mean and highest number
 * @param others the results of other normalisations
 */
record CardTrial(Frame picture, Mask mask, Range input, Range output, List<NormalizationTrial> others) {

    private static final Map<String, Normalization> NORMALIZATIONS = normalizations();

    /** A share of the picture above noise. */
    private static final double LEAST_SHARE = 0.001;

    record Range(double least, double mean, double most) {

        static Range of(float[] numbers) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (float number : numbers) {
                least = Math.min(least, number);
                most = Math.max(most, number);
                sum += number;
            }
            return new Range(least, sum / numbers.length, most);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.4g to %.4g, %.4g on average", least, most, mean);
        }

        JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("least", least);
            json.addProperty("mean", mean);
            json.addProperty("most", most);
            return json;
        }
    }

    /** The result of a normalisation. */
    record NormalizationTrial(String normalization, boolean isDrafted, String classes, double confidence) {}

    CardTrial {
        others = List.copyOf(others);
    }

    static CardTrial of(Path model, CardDraft draft, Frame picture) throws IOException {
        ModelCard card = draft.card();
        GraphSessionOptions settings = GraphSessionOptions.onThreads(1).withoutSpinning();
        Range output;
        try (GraphSession session = GraphSession.open(model, settings);
                GraphResult result = session.run(Map.of(
                        card.input().name(), PictureInput.of(card, session).of(picture)))) {
            output = Range.of(numbers(result, card));
        }
        List<NormalizationTrial> others = new ArrayList<>();
        if (card.input().type() != PixelType.UINT8) {
            for (ChannelOrder order : ChannelOrder.values()) {
                for (Map.Entry<String, Normalization> one : NORMALIZATIONS.entrySet()) {
                    others.add(outcome(model, draft, one, order, picture));
                }
            }
        }
        return new CardTrial(picture, mask(model, card, picture), inputRange(card, picture), output, others);
    }

    private static Map<String, Normalization> normalizations() {
        Map<String, Normalization> all = new LinkedHashMap<>();
        all.put("ImageNet", Normalization.imageNet());
        all.put("0 to 1", Normalization.none());
        all.put("-1 to 1", new Normalization(List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f)));
        all.put("0 to 255", Normalization.of(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), 255));
        return all;
    }

    private static float[] numbers(GraphResult result, ModelCard card) {
        String name = card.outputs() instanceof ScoresOutput scores
                ? scores.output()
                : ((ClassIdsOutput) card.outputs()).classIds();
        if (!result.isWhole(name)) {
            return result.floats(name);
        }
        int[] whole = result.unsigned(name);
        float[] numbers = new float[whole.length];
        for (int i = 0; i < whole.length; i++) {
            numbers[i] = whole[i];
        }
        return numbers;
    }

    private static Mask mask(Path model, ModelCard card, Frame picture) {
        try (Segmenter segmenter =
                Segmenter.open(model, card, Options.defaults().withOutputSize(OutputSize.FRAME))) {
            return segmenter.segment(picture);
        }
    }

    private static NormalizationTrial outcome(
            Path model, CardDraft draft, Map.Entry<String, Normalization> one, ChannelOrder order, Frame picture) {
        ModelCard card = draft.with(one.getValue(), order);
        boolean isDrafted = card.normalization().equals(draft.card().normalization())
                && order == draft.card().input().channels();
        String name = "%s, %s".formatted(one.getKey(), order.name().toLowerCase(Locale.ROOT));
        try (Segmenter segmenter = Segmenter.open(model, card, Options.defaults())) {
            Mask mask = segmenter.segment(picture);
            return new NormalizationTrial(name, isDrafted, classes(mask), mask.meanConfidence());
        }
    }

    /** The classes of a mask, the largest first, without specks. */
    private static String classes(Mask mask) {
        int[] areas = mask.areas();
        double pixels = (double) mask.width() * mask.height();
        List<ClassLabel> seen = new ArrayList<>(mask.classes());
        seen.removeIf(label -> areas[label.id()] < LEAST_SHARE * pixels);
        seen.sort((a, b) -> Integer.compare(areas[b.id()], areas[a.id()]));
        StringBuilder words = new StringBuilder();
        for (ClassLabel label : seen.subList(0, Math.min(4, seen.size()))) {
            words.append(String.format(
                    Locale.ROOT,
                    "%s%s %.1f %%",
                    words.length() == 0 ? "" : ", ",
                    label,
                    100 * areas[label.id()] / pixels));
        }
        return words + (seen.size() > 4 ? " and %d more".formatted(seen.size() - 4) : "");
    }

    private static Range inputRange(ModelCard card, Frame picture) {
        byte[] rgb = picture.rgb();
        float[] numbers = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            int value = rgb[i] & 0xff;
            numbers[i] = card.input().type() == PixelType.UINT8
                    ? value
                    : card.normalization().of(i % 3, value);
        }
        return Range.of(numbers);
    }

    void writeOverlay(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.writeUnforced(file, MaskImages.jpeg(MaskImages.overlay(picture, mask, OverlayStyle.defaults())));
    }

    String text() {
        Table table = new Table("llr").row("normalisation", "classes", "mean confidence");
        for (NormalizationTrial other : others) {
            table.row(
                    other.normalization() + (other.isDrafted() ? " (drafted)" : ""),
                    other.classes(),
                    String.format(Locale.ROOT, "%.3f", other.confidence()));
        }
        return """
                the graph is given  %s
                it gives            %s
                the mask shows      %s
                %s%s
                """.formatted(input, output, classes(mask), warning(), others.isEmpty() ? "" : "\n" + table);
    }

    private String warning() {
        long seen = Arrays.stream(mask.areas()).filter(area -> area > 0).count();
        return seen > 1
                ? ""
                : "all pixels are of one class: the normalisation, the order of colours or the size may be wrong\n";
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.add("input", input.json());
        json.add("output", output.json());
        json.addProperty("classes", classes(mask));
        json.addProperty("meanConfidence", mask.meanConfidence());
        JsonArray all = new JsonArray();
        for (NormalizationTrial other : others) {
            JsonObject one = new JsonObject();
            one.addProperty("normalization", other.normalization());
            one.addProperty("drafted", other.isDrafted());
            one.addProperty("classes", other.classes());
            one.addProperty("meanConfidence", other.confidence());
            all.add(one);
        }
        json.add("normalizations", all);
        return json;
    }
}
