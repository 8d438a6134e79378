package dev.maskwright.exporter.card;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.gson.JsonObject;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.quantize.Preparation;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.Normalization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Drafts the card of a model of another tool from its graph.
 *
 * @param found what the graph says, one line each
 * @param guessed what the graph does not say and the card assumes, one line each, to be checked
 */
public record CardDraft(ModelCard card, List<String> found, List<String> guessed) {

    public CardDraft {
        found = List.copyOf(found);
        guessed = List.copyOf(guessed);
    }

    /**
     * Drafts the card of a model.
     *
     * @param file that the model was read from
     * @throws ModelFormatException if the graph is not a semantic segmentation, or the SDK cannot run it; the message
     *     says what it is
     * @throws IllegalArgumentException if the hints of the caller contradict the graph
     */
    public static CardDraft of(ModelProto model, Path file, CardHints hints) {
        GraphProto graph = Preparation.withConstantsAsInitializers(model.getGraph());
        List<GraphValue> inputs =
                graph.getInputList().stream().map(GraphValue::of).toList();
        List<GraphValue> outputs =
                graph.getOutputList().stream().map(GraphValue::of).toList();
        requireSegmentation(inputs, outputs, file);
        List<Layout> layouts = named(file, () -> DraftedInput.layouts(inputs.get(0)));
        try {
            return of(model, graph, inputs, outputs, layouts.get(0), file, hints);
        } catch (ModelFormatException e) {
            if (layouts.size() == 1) {
                throw e;
            }
            try {
                return of(model, graph, inputs, outputs, layouts.get(1), file, hints);
            } catch (ModelFormatException other) {
                throw e; // of the likelier layout
            }
        }
    }

    private static CardDraft of(
            ModelProto model,
            GraphProto graph,
            List<GraphValue> inputs,
            List<GraphValue> outputs,
            Layout layout,
            Path file,
            CardHints hints) {
        List<String> found = new ArrayList<>();
        List<String> guessed = new ArrayList<>();
        GraphIndex index = new GraphIndex(graph);
        DraftedInput input = named(file, () -> DraftedInput.of(inputs.get(0), layout, index, hints, found, guessed));
        MeasuredOutputs measured = MeasuredOutputs.of(model, input, outputs, index, file);
        OtherKinds.of(inputs, measured.values()).ifPresent(kind -> refuse(file, kind));
        DraftedOutput output = named(file, () -> DraftedOutput.of(measured, input, index, hints, found, guessed));
        List<ClassLabel> classes = classes(output, hints, guessed);
        ModelCard card = new ModelCard(
                name(file),
                "1",
                "unknown",
                classes,
                input.toCard(hints),
                input.normalization(),
                output.outputs(),
                new JsonObject(),
                Optional.empty());
        return new CardDraft(card, found, guessed);
    }

    /**
     * What kind of model a graph is, if not semantic segmentation; empty if it may be one.
     *
     * @param model any model
     */
    public static Optional<String> otherKind(ModelProto model) {
        Set<String> constants = model.getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        return OtherKinds.of(
                model.getGraph().getInputList().stream()
                        .filter(input -> !constants.contains(input.getName()))
                        .map(GraphValue::of)
                        .toList(),
                model.getGraph().getOutputList().stream().map(GraphValue::of).toList());
    }

    private static void requireSegmentation(List<GraphValue> inputs, List<GraphValue> outputs, Path file) {
        OtherKinds.of(inputs, outputs).ifPresent(kind -> refuse(file, kind));
        if (inputs.size() != 1) {
            throw new ModelFormatException(
                    ("%s: its graph has the inputs %s, but exactly one is expected, for pictures;"
                                    + " export it with the others as constants")
                            .formatted(file, inputs));
        }
        if (outputs.isEmpty()) {
            throw new ModelFormatException("%s: its graph has no outputs; export it again".formatted(file));
        }
    }

    /** Adds the file to the message of what it throws. */
    private static <T> T named(Path file, Supplier<T> draft) {
        try {
            return draft.get();
        } catch (ModelFormatException e) {
            throw new ModelFormatException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void refuse(Path file, String kind) {
        throw new ModelFormatException("%s: %s".formatted(file, kind));
    }

    private static String name(Path file) {
        String name = file.getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
        return name.isBlank() ? "model" : name;
    }

    private static List<ClassLabel> classes(DraftedOutput output, CardHints hints, List<String> guessed) {
        int count = output.classes();
        if (hints.classes().isEmpty()) {
            if (output.outputs() instanceof ForegroundOutput || output.isComparison()) {
                guessed.add("classes: called background and foreground, as graphs hold no names");
                return ClassLabel.of(List.of(ClassLabel.BACKGROUND, "foreground"));
            }
            if (count == 0) {
                throw new IllegalArgumentException(
                        "the graph gives class ids but does not say how many classes there are; name them all");
            }
            guessed.add("classes: %d, called class_0 to class_%d, as graphs hold no names".formatted(count, count - 1));
            return ClassLabel.of(
                    IntStream.range(0, count).mapToObj(id -> "class_" + id).toList());
        }
        int given = hints.classes().size();
        if (count > 0 && given != count) {
            throw new IllegalArgumentException("%d classes are named, but the output distinguishes %d%s"
                    .formatted(
                            given,
                            count,
                            given == count - 1
                                    ? "; most likely the background is missing: put it where the"
                                            + " network has it, usually first"
                                    : ""));
        }
        if (output.outputs() instanceof ClassIdsOutput && count == 0) {
            guessed.add("classes: the graph does not say how many ids there are; %d are named".formatted(given));
        }
        return ClassLabel.of(hints.classes());
    }

    /** The card with another normalization and order of colours, to try whether the result is better. */
    public ModelCard with(Normalization normalization, ModelCard.ChannelOrder channels) {
        ModelCard.Input input = card.input();
        return new ModelCard(
                card.name(),
                card.version(),
                card.architecture(),
                card.classes(),
                new ModelCard.Input(
                        input.name(),
                        input.layout(),
                        input.type(),
                        input.width(),
                        input.height(),
                        input.multipleOf(),
                        input.dynamic(),
                        input.resize(),
                        input.fit(),
                        channels),
                normalization,
                card.outputs(),
                card.provenance(),
                card.golden());
    }
}
