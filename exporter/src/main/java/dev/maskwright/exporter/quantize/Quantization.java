package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.check.Comparison;
import dev.maskwright.exporter.kernel.KernelChoice;
import dev.maskwright.exporter.kernel.KernelRecord;
import dev.maskwright.exporter.kernel.KernelReport;
import dev.maskwright.exporter.kernel.KernelSearch;
import dev.maskwright.exporter.kernel.KernelSubject;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes an int8 model file from a float one, and keeps it only if it is worthwhile on this machine: it must be faster,
 * and lose no more accuracy than is allowed. If it loses more, the layers that cost most stay float, as long as it is
 * still faster.
 */
public final class Quantization {

    private static final int SENSITIVITY_PICTURES = 4;
    private static final int COMPARED_PICTURES = 16;

    /** The key of the float file's proof in the card of an int8 file. */
    static final String PARITY_OF_FLOAT = "parityOfFloat";

    /** The quality of a model file on labelled data. */
    @FunctionalInterface
    public interface MeanIou {
        /** The mean IoU, 0..1. */
        double of(Path model) throws IOException;
    }

    /**
     * The conditions for keeping an int8 file.
     *
     * @param maxDrop the largest loss, 0..1: of mean IoU if there is labelled data, else the share of mask pixels that
     *     may change
     * @param leastSpeedup how many times as fast as the float file it must be
     * @param threads of each model while its speed is measured
     * @param rounds how often the models run on each picture
     */
    public record Terms(double maxDrop, double leastSpeedup, int threads, int rounds) {

        /** Less than this is noise. */
        public static final double LEAST_SPEEDUP = 1.05;

        /** Enough on sixteen pictures. */
        public static final int ROUNDS = 3;

        public Terms {
            if (!(maxDrop >= 0 && maxDrop <= 1) || threads < 1 || rounds < 1) {
                throw new IllegalArgumentException(
                        "maxDrop must be in 0..1, threads and rounds at least 1; got %s, %d and %d"
                                .formatted(maxDrop, threads, rounds));
            }
        }
    }

    /**
     * One quantised model, measured.
     *
     * @param leftFloat layers that could have been quantised but were not
     * @param kernels that were chosen for it
     * @param comparison of the float model with it
     * @param meanIou of it, 0..1; empty without labelled data
     * @param drop in the unit of {@link Terms#maxDrop}
     */
    public record Trial(
            Set<String> leftFloat,
            KernelChoice kernels,
            Comparison.Result comparison,
            Optional<Double> meanIou,
            double drop) {

        public Trial {
            leftFloat = Set.copyOf(leftFloat);
        }

        /** How many times faster it is: with one thread by processor time, which other programs do not affect. */
        public double speedup() {
            Comparison.Times before = comparison.first();
            Comparison.Times after = comparison.second();
            return before.medianCpu().isPresent() && after.medianCpu().isPresent()
                    ? before.medianCpu().get() / after.medianCpu().get()
                    : before.median() / after.median();
        }
    }

    /**
     * The result of quantising.
     *
     * @param layers the error of each layer alone
     * @param trials in order; the last one decided
     * @param kernels the ones chosen for this machine; empty if there was no search
     * @param meanIou of the float model, 0..1; empty without labelled data
     * @param card of the file that was written; empty if none was
     * @param reason why the file was kept or not
     */
    public record Result(
            List<LayerError> layers,
            List<Trial> trials,
            Optional<KernelReport> kernels,
            Optional<Double> meanIou,
            Optional<ModelCard> card,
            String reason) {

        public Result {
            layers = List.copyOf(layers);
            trials = List.copyOf(trials);
        }

        public Trial last() {
            return trials.get(trials.size() - 1);
        }
    }

    /** One way to quantise the model. */
    private record Variant(Set<String> leftFloat, KernelChoice kernels) {}

    private final Path model;
    private final Path output;
    private final ModelCard card;
    private final List<Frame> pictures;
    private final QuantizationOptions settings;
    private final Terms terms;
    private final Optional<MeanIou> quality;
    private final Optional<KernelSearch> search;
    private final Consumer<String> progress;

    private Quantization(
            Path model,
            Path output,
            ModelCard card,
            List<Frame> pictures,
            QuantizationOptions settings,
            Terms terms,
            Optional<MeanIou> quality,
            Optional<KernelSearch> search,
            Consumer<String> progress) {
        this.model = model;
        this.output = output;
        this.card = card;
        this.pictures = pictures;
        this.settings = settings;
        this.terms = terms;
        this.quality = quality;
        this.search = search;
        this.progress = progress;
    }

    /**
     * Quantises a file. The new one appears whole, with its own card and golden sample, or not at all.
     *
     * @param model with a card in it or beside it
     * @param pictures for calibration and comparison; at least eight, and not all identical
     * @param quality on labelled data that the model was not trained on; without it, masks are compared with the float
     *     model's
     * @param search chooses kernels by timing this machine, if that makes the file faster and it still loses no more
     *     than is allowed; without it there is no search
     * @param progress receives a line about each step
     * @throws IllegalArgumentException if the model cannot be quantised, or not with these pictures and settings
     */
    public static Result run(
            Path model,
            Path output,
            List<Frame> pictures,
            QuantizationOptions settings,
            Terms terms,
            Optional<MeanIou> quality,
            Optional<KernelSearch> search,
            Consumer<String> progress)
            throws IOException {
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(model)) { // says what is wrong with file or card
            card = segmenter.card();
        }
        return new Quantization(model, output, card, pictures, settings, terms, quality, search, progress).run();
    }

    private Result run() throws IOException {
        ModelProto original = OnnxFile.read(model);
        progress.accept("calibrating on %d pictures".formatted(pictures.size()));
        Quantizer quantizer = Quantizer.of(original, card, pictures, settings, model.toString());
        progress.accept(
                "measuring %d layers one by one".formatted(quantizer.layers().size()));
        List<LayerError> layers =
                Sensitivity.of(quantizer, card, pictures.subList(0, Math.min(SENSITIVITY_PICTURES, pictures.size())));
        List<String> worst = layers.stream()
                .filter(error -> !Double.isNaN(error.signalToNoise()))
                .filter(error -> !settings.exclude().contains(error.layer().name()))
                .sorted(Comparator.comparingDouble(LayerError::signalToNoise))
                .map(error -> error.layer().name())
                .toList();

        try (PartFile floatFile = PartFile.of(output);
                PartFile int8File = PartFile.of(output)) {
            Path before = floatFile.path();
            Path after = int8File.path();
            OnnxFile.write(floatFile, OnnxFile.withCard(original, card));
            Optional<Double> meanIou =
                    quality.isPresent() ? Optional.of(quality.get().of(before)) : Optional.empty();
            Optional<KernelReport> kernels = search.map(found -> kernels(found, quantizer));
            KernelChoice chosen = kernels.map(KernelReport::choice).orElse(KernelChoice.NONE);
            TrialWords words = new TrialWords(terms);
            List<Trial> trials = new ArrayList<>();
            for (Variant planned : variants(worst, chosen)) {
                Variant variant = thatPays(planned, quantizer);
                ByteLogits quantized = ended(quantizer.without(variant.leftFloat(), variant.kernels()));
                OnnxFile.write(int8File, OnnxFile.withCard(quantized.model(), quantized.card()));
                Trial trial = trial(before, after, variant, meanIou);
                trials.add(trial);
                progress.accept(words.of(trial));
                if (trial.speedup() < terms.leastSpeedup()) {
                    break; // more layers in float make it slower still
                }
                if (trial.drop() <= terms.maxDrop()) {
                    ModelCard written = write(quantized, quantizer, trial, meanIou);
                    return new Result(layers, trials, kernels, meanIou, Optional.of(written), words.of(trial));
                }
            }
            return new Result(layers, trials, kernels, meanIou, Optional.empty(), words.refusal(trials));
        }
    }

    /** With the logits that the options request; those of a last layer in float stay floats. */
    private ByteLogits ended(ModelProto quantized) {
        ByteLogits asFloats = new ByteLogits(quantized, card);
        return settings.byteLogits() ? ByteLogits.of(quantized, card).orElse(asFloats) : asFloats;
    }

    private KernelReport kernels(KernelSearch found, Quantizer quantizer) {
        KernelSubject subject = quantizer.kernels(card);
        progress.accept("timing %d convolutions on this machine"
                .formatted(subject.shapes().size()));
        return found.choose(subject);
    }

    /**
     * The trials in order: with more and more of the worst layers in float, first with the chosen kernels, then without
     * them, because they may be what costs too much.
     */
    private static List<Variant> variants(List<String> worst, KernelChoice chosen) {
        List<Variant> variants = new ArrayList<>();
        // at least once: layers whose error is NaN, such as those with all weights 0, are not among the worst
        for (int leftFloat = 0; leftFloat == 0 || leftFloat < worst.size(); leftFloat = Math.max(1, 2 * leftFloat)) {
            Set<String> excluded = new LinkedHashSet<>(worst.subList(0, leftFloat));
            variants.add(new Variant(excluded, chosen));
            if (!chosen.matrix().isEmpty()) { // everything else changes no number, or improves it
                variants.add(new Variant(excluded, KernelChoice.NONE));
            }
        }
        return variants;
    }

    /** Chosen kernels were tested with all layers in int8; if they are slower with fewer, they are not used. */
    private Variant thatPays(Variant variant, Quantizer quantizer) {
        boolean isProved = variant.kernels().isNone() || variant.leftFloat().isEmpty();
        Set<String> leftFloat = variant.leftFloat();
        boolean pays = isProved
                || search.map(found -> found.stillPays(
                                quantizer.without(leftFloat),
                                quantizer.without(leftFloat, variant.kernels()),
                                quantizer.kernels(card).inputs()))
                        .orElse(true);
        return pays ? variant : new Variant(leftFloat, KernelChoice.NONE);
    }

    private Trial trial(Path before, Path after, Variant variant, Optional<Double> meanIou) throws IOException {
        Set<String> leftFloat = new LinkedHashSet<>(variant.leftFloat());
        leftFloat.addAll(variant.kernels().inFloat());
        leftFloat.addAll(settings.exclude());
        Comparison.Result comparison = Comparison.of(
                before,
                after,
                pictures.subList(0, Math.min(COMPARED_PICTURES, pictures.size())),
                terms.threads(),
                terms.rounds());
        if (quality.isPresent() && meanIou.isPresent()) {
            double found = quality.get().of(after);
            return new Trial(leftFloat, variant.kernels(), comparison, Optional.of(found), meanIou.get() - found);
        }
        return new Trial(
                leftFloat,
                variant.kernels(),
                comparison,
                Optional.empty(),
                1 - comparison.agreement().equalPixels());
    }

    private ModelCard write(ByteLogits quantized, Quantizer quantizer, Trial trial, Optional<Double> meanIou)
            throws IOException {
        Frame sample = card.golden()
                .map(golden -> Frame.rgb(golden.rgb(), golden.width(), golden.height()))
                .orElse(pictures.get(0));
        ModelCard described = quantized.card().withProvenance(provenance(quantizer, trial, meanIou));
        return Export.write(quantized.model(), described, sample, output);
    }

    private JsonObject provenance(Quantizer quantizer, Trial trial, Optional<Double> meanIou) {
        JsonObject provenance = card.provenance();
        JsonObject json = new JsonObject();
        json.addProperty("method", settings.method().name().toLowerCase(Locale.ROOT));
        json.addProperty("pictures", pictures.size());
        json.addProperty("biasCorrection", settings.biasCorrection());
        json.addProperty("reducedRange", settings.reducedRange());
        json.addProperty("layers", quantizer.layers().size());
        JsonArray leftFloat = new JsonArray();
        trial.leftFloat().stream().sorted().forEach(leftFloat::add);
        json.add("leftFloat", leftFloat);
        search.ifPresent(found -> json.add(KernelRecord.KEY, KernelRecord.toJson(trial.kernels(), found)));
        json.addProperty("engine", "ONNX Runtime " + GraphSession.engineVersion());
        json.addProperty("threads", terms.threads());
        json.addProperty("speedup", trial.speedup());
        json.addProperty("equalPixels", trial.comparison().agreement().equalPixels());
        meanIou.ifPresent(number -> json.addProperty("meanIouBefore", number));
        trial.meanIou().ifPresent(number -> json.addProperty("meanIouAfter", number));
        if (provenance.has("parity")) { // it is that of the float file, and would claim too much for an int8 graph
            json.add(PARITY_OF_FLOAT, provenance.remove("parity"));
        }
        provenance.addProperty("precision", "int8");
        provenance.add("quantization", json);
        return provenance;
    }
}
