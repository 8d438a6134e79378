package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.quantize.OutputLevels;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.Levels;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.Outputs;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ProbabilitiesOutput;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a graph says about its output.
 *
 * @param classes number of classes; 0 if the graph does not say
 * @param isComparison whether it gives true and false instead of ids
 */
record DraftedOutput(Outputs outputs, int classes, boolean isComparison) {

    private static final int FOREGROUND = 2;

    /** How far 255 times the scale of probabilities may be from 1: it is 1/255 or 1/256. */
    private static final double ONE = 0.01;

    /**
     * How far, as a logarithm, the aspect ratio of a mask may be from that of the input: pixels in a single row are not
     * a mask.
     */
    private static final double OTHER_SHAPE = Math.log(2);

    /** An output as a map of {@code channels} numbers per pixel. */
    private record PixelMap(GraphValue value, Layout layout, long channels, long height, long width) {

        long pixels() {
            return height * width;
        }
    }

    static DraftedOutput of(
            MeasuredOutputs measured,
            DraftedInput input,
            GraphIndex index,
            CardHints hints,
            List<String> found,
            List<String> guessed) {
        PixelMap map = chosen(measured.values(), input, hints, guessed);
        if (map.value().rank() == 4
                && map.channels() == map.height()
                && map.channels() == map.width()
                && hints.classes().isEmpty()) {
            guessed.add("layout: %s, like the input's, because channels, height and width of the output are equal"
                    .formatted(map.layout()));
        }
        String name = map.value().name();
        GraphEnd end = GraphEnd.of(name, index);
        requireClassAxis(map, end, measured, input);
        requireUsable(map, input);
        Optional<Levels> levels =
                map.value().type() == DataType.UINT8 ? OutputLevels.of(name, index) : Optional.empty();
        ValueRange range = ValueRange.of(
                map.channels(), map.layout(), map.pixels(), measured.numbers().get(name));
        boolean isIds = map.channels() == 1 && areIds(map.value(), end, levels, range, hints);
        found.add("output: %s%s".formatted(map.value(), end.operator().isEmpty() ? "" : ", from " + end.operator()));
        if (isIds) {
            found.add("form: class ids, without confidences");
            boolean isComparison = end.isComparison() || map.value().type() == DataType.BOOL;
            return new DraftedOutput(
                    new ClassIdsOutput(name), isComparison ? FOREGROUND : classesOf(end, measured), isComparison);
        }
        int enlargement = enlargement(map, input, hints, guessed);
        boolean isProbability = isProbability(map, end, levels, range, guessed);
        if (map.channels() == 1) {
            Values values = isProbability ? Values.PROBABILITY : Values.LOGIT;
            found.add("form: one %s per pixel, foreground at or above a threshold"
                    .formatted(isProbability ? "probability" : "logit"));
            if (!isProbability && range.isNeverNegative()) {
                guessed.add("form: a logit, although it was never below 0 on noise, which makes"
                        + " everything foreground; if it is a probability of 0 to 255, divide it"
                        + " by 255 in the graph");
            }
            guessed.add("threshold: %s".formatted(ForegroundOutput.THRESHOLD));
            return new DraftedOutput(
                    new ForegroundOutput(
                            name, values, ForegroundOutput.THRESHOLD, enlargement, hints.alignsCorners(), map.layout()),
                    FOREGROUND,
                    false);
        }
        if (!isProbability) {
            levels.ifPresent(
                    known -> found.add("levels: scale %s, zero point %d".formatted(known.scale(), known.zeroPoint())));
        }
        found.add("form: %s of %d classes, %s"
                .formatted(isProbability ? "probabilities" : "logits", map.channels(), map.layout()));
        Outputs outputs = isProbability
                ? new ProbabilitiesOutput(name, enlargement, hints.alignsCorners(), map.layout())
                : new LogitsOutput(name, enlargement, hints.alignsCorners(), map.layout(), levels);
        return new DraftedOutput(outputs, Math.toIntExact(map.channels()), false);
    }

    private static void requireUsable(PixelMap map, DraftedInput input) {
        if (!map.value().isReadable()) {
            throw new ModelFormatException(
                    ("output %s: ONNX Runtime does not pass numbers of this type to Java; end the"
                                    + " graph with a Cast to %s")
                            .formatted(map.value(), map.value().isWhole() ? "int32" : "float32"));
        }
        if (map.channels() > 1 && map.value().isWhole() && map.value().type() != DataType.UINT8) {
            throw new ModelFormatException(("output %s has scores as whole numbers, of which the SDK reads uint8 only;"
                            + " end the graph with a Cast to float32")
                    .formatted(map.value()));
        }
        if (map.height() == input.width() && map.width() == input.height() && input.width() != input.height()) {
            throw new ModelFormatException(
                    "output %s has width and height of the input, %dx%d, swapped; export it without the last Transpose"
                            .formatted(map.value(), input.width(), input.height()));
        }
    }

    private static void requireClassAxis(PixelMap map, GraphEnd end, MeasuredOutputs measured, DraftedInput input) {
        List<Long> scores = measured.choices().get(end.source());
        Optional<String> fault = end.choosesOne() && scores != null
                ? ClassAxis.faultOfChoice(end, scores, input)
                : end.isSoftmax()
                        ? ClassAxis.faultOfSoftmax(
                                map.value().shape(),
                                map.layout(),
                                measured.numbers().get(map.value().name()))
                        : Optional.empty();
        fault.ifPresent(words -> {
            throw new ModelFormatException("output %s: %s".formatted(map.value(), words));
        });
    }

    /**
     * Shown by softmax and sigmoid, or by the numbers themselves if those are composed of other operators; for bytes by
     * the scale, 255 times which is 1.
     */
    private static boolean isProbability(
            PixelMap map, GraphEnd end, Optional<Levels> levels, ValueRange range, List<String> guessed) {
        boolean isOne = levels.isPresent()
                && levels.get().zeroPoint() == 0
                && Math.abs(255 * levels.get().scale() - 1) < ONE;
        if (end.isSoftmax() || end.isSigmoid()) {
            if (levels.isPresent() && !isOne) {
                guessed.add("values: 0 to 255 for 0 to 1, though their scale is %s and their zero point %d"
                        .formatted(levels.get().scale(), levels.get().zeroPoint()));
            }
            return true;
        }
        if (!map.value().isWhole()) {
            if (range.areProbabilities()) {
                guessed.add(
                        map.channels() == 1
                                ? "form: probabilities, as all numbers were between 0 and 1 when it was run on noise"
                                : "form: probabilities, as the numbers of each pixel were between"
                                        + " 0 and 1 and added up to 1 when it was run on noise");
            }
            return range.areProbabilities();
        }
        if (isOne) {
            guessed.add("form: probabilities, as 255 times the scale of the bytes is about 1");
        } else if (levels.isEmpty()) {
            guessed.add("form: probabilities, 0 to 255 for 0 to 1, as the graph has no scale of its"
                    + " bytes; if they are logits, write \"logits\" and \"levels\" instead");
        }
        return isOne || levels.isEmpty();
    }

    /** Whether the one number of each pixel is the id of its class. */
    private static boolean areIds(
            GraphValue value, GraphEnd end, Optional<Levels> levels, ValueRange range, CardHints hints) {
        boolean isMoreThanForeground = hints.classes().size() > FOREGROUND || !range.isOfBytes();
        return end.isChoice() || (value.isWhole() && !end.isSigmoid() && levels.isEmpty() && isMoreThanForeground);
    }

    private static int enlargement(PixelMap map, DraftedInput input, CardHints hints, List<String> guessed) {
        if (map.height() >= input.height() && map.width() >= input.width()) {
            return 1;
        }
        guessed.add(("enlargement: scores of %dx%d are enlarged to the input, %s aligned corners;"
                        + " training must have done the same")
                .formatted(map.width(), map.height(), hints.alignsCorners() ? "with" : "without"));
        return ScoresOutput.TO_INPUT;
    }

    private static PixelMap chosen(
            List<GraphValue> outputs, DraftedInput input, CardHints hints, List<String> guessed) {
        if (hints.output().isPresent()) {
            String wanted = hints.output().get();
            GraphValue value = outputs.stream()
                    .filter(output -> output.name().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no output is called '%s'; the outputs are %s".formatted(wanted, names(outputs))));
            return map(value, input, hints)
                    .orElseThrow(() -> new ModelFormatException("output %s is not a map of classes".formatted(value)));
        }
        List<PixelMap> maps = outputs.stream()
                .flatMap(output -> map(output, input, hints).stream())
                .toList();
        PixelMap first = maps.stream()
                .max(Comparator.comparingLong(PixelMap::pixels)
                        .thenComparing(DraftedOutput::rank)
                        .thenComparing(map ->
                                !map.value().name().toLowerCase(Locale.ROOT).contains("aux"))
                        .thenComparing(map -> -maps.indexOf(map)))
                .orElseThrow(() ->
                        new ModelFormatException(("none of the outputs %s has numbers for each pixel, so this is not"
                                        + " semantic segmentation; if it should be one, export it as (N, classes,"
                                        + " H, W)")
                                .formatted(outputs)));
        if (maps.size() > 1) {
            guessed.add("output: %s, the first of the largest among %s"
                    .formatted(first.value().name(), names(outputs)));
        }
        return first;
    }

    /** Scores say more than ids, and one float per pixel next to ids is their confidence. */
    private static int rank(PixelMap map) {
        return map.channels() > 1 ? 2 : map.value().isWhole() ? 1 : 0;
    }

    private static List<String> names(List<GraphValue> outputs) {
        return outputs.stream().map(GraphValue::name).toList();
    }

    private static Optional<PixelMap> map(GraphValue value, DraftedInput input, CardHints hints) {
        Optional<PixelMap> map =
                switch (value.rank()) {
                    case 4 -> Optional.of(map4(value, input, hints));
                    case 3 -> Optional.of(map3(value, input));
                    case 2 -> Optional.of(new PixelMap(value, Layout.NCHW, 1, value.size(0), value.size(1)));
                    default -> Optional.empty();
                };
        double ratio = (double) input.width() / input.height();
        return map.filter(found -> value.rank() == 4 || distance(found, ratio) < OTHER_SHAPE);
    }

    private static PixelMap map3(GraphValue value, DraftedInput input) {
        long pictures = input.shape().get(0);
        if (value.size(0) != pictures) {
            throw new ModelFormatException(
                    ("output %s has no batch dimension, although the graph was run on a batch of %d;"
                                    + " export it as (N, classes, H, W), or add an Unsqueeze to the graph")
                            .formatted(value, pictures));
        }
        return new PixelMap(value, input.layout(), 1, value.size(1), value.size(2));
    }

    private static PixelMap map4(GraphValue value, DraftedInput input, CardHints hints) {
        PixelMap first = new PixelMap(value, Layout.NCHW, value.size(1), value.size(2), value.size(3));
        PixelMap last = new PixelMap(value, Layout.NHWC, value.size(3), value.size(1), value.size(2));
        int named = hints.classes().size();
        if (named > 0 && (first.channels() == named) != (last.channels() == named)) {
            return first.channels() == named ? first : last;
        }
        // The map with the aspect ratio of the input.
        double ratio = (double) input.width() / input.height();
        double distance = distance(first, ratio) - distance(last, ratio);
        if (Math.abs(distance) > 1e-9) {
            return distance < 0 ? first : last;
        }
        return input.layout() == Layout.NCHW ? first : last;
    }

    private static double distance(PixelMap map, double ratio) {
        return Math.abs(Math.log((double) map.width() / map.height() / ratio));
    }

    /** The number of classes that it chooses from. */
    private static int classesOf(GraphEnd end, MeasuredOutputs measured) {
        List<Long> scores = measured.choices().get(end.source());
        return !end.choosesOne() || scores == null || scores.size() != 4
                ? 0
                : Math.toIntExact(scores.get(ClassAxis.axis(end, scores)));
    }
}
