package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and outputs of one run of a network, read from graph and card together.
 *
 * @param fixedBatch how many frames each run takes; 0 for any number
 * @param logitsWidth of the logits, if the network outputs them; of the mask otherwise
 * @param output the output of scores or class ids, if it has one
 */
public record Signature(
        int fixedBatch, int maskWidth, int maskHeight, int logitsWidth, int logitsHeight, Optional<OutputForm> output) {

    private static final long ANY = -1;

    /** The class ids of a mask are bytes. */
    private static final int MOST_CLASSES = 256;

    /**
     * Compares the card with the graph.
     *
     * @param data of the session's model
     * @throws ModelFormatException if they contradict each other; the message names every contradiction
     */
    static Signature of(OnnxSession session, ModelCard card, ModelData data) {
        requireByteIds(session, card);
        Signature signature = read(session, card, data);
        if ((long) signature.maskWidth * signature.maskHeight > Frame.MAX_PIXELS) {
            throw new ModelFormatException("%s: card and graph give masks of %dx%d pixels, but at most %d are possible"
                    .formatted(session.name(), signature.maskWidth, signature.maskHeight, Frame.MAX_PIXELS));
        }
        return signature;
    }

    private static Signature read(OnnxSession session, ModelCard card, ModelData data) {
        List<String> faults = new ArrayList<>();
        if (session.inputs().size() > 1) {
            faults.add("the graph has the inputs %s, but one is expected"
                    .formatted(session.inputs().keySet()));
        }
        long[] input = compare(
                faults,
                "input",
                card.input().name(),
                session.inputs(),
                inputType(card),
                card.input().shape(ANY));
        if (input.length > 0 && input[0] == 0) {
            faults.add("input '%s' takes batches of 0 pictures; the first dimension must be 1, more, or free"
                    .formatted(card.input().name()));
        }
        int fixedBatch = input.length == 0 ? 0 : (int) Math.max(0, input[0]);
        if (card.outputs() instanceof MaskOutputs masks) {
            Signature signature = ofMasks(session, card, masks, fixedBatch, faults);
            requireNone(faults, session);
            return signature;
        }
        Optional<OutputForm> form = OutputForms.of(session, card, data, faults);
        requireNone(faults, session);
        OutputForm known = sized(session, card, form.orElseThrow(), Math.max(1, fixedBatch));
        int batch = known.shape().length == 2 ? 1 : fixedBatch;
        int width = known.width();
        int height = known.height();
        if (card.outputs() instanceof ScoresOutput scores) {
            int maskWidth = scores.maskSize(width, card.input().width());
            int maskHeight = scores.maskSize(height, card.input().height());
            return new Signature(batch, maskWidth, maskHeight, width, height, Optional.of(known));
        }
        return new Signature(batch, width, height, width, height, Optional.of(known));
    }

    private static void requireByteIds(OnnxSession session, ModelCard card) {
        if (card.classes().size() > MOST_CLASSES) {
            throw new ModelFormatException(
                    "%s: has %d classes, but the masks of this SDK hold one byte per pixel, which is enough for %d;"
                                    .formatted(session.name(), card.classes().size(), MOST_CLASSES)
                            + " run it with ONNX Runtime itself, or train with fewer classes");
        }
    }

    private static void requireNone(List<String> faults, OnnxSession session) {
        if (!faults.isEmpty()) {
            throw new ModelFormatException(
                    "%s: graph and model card disagree: %s; correct the card or export the model again"
                            .formatted(session.name(), String.join("; ", faults)));
        }
    }

    private static Signature ofMasks(
            OnnxSession session, ModelCard card, MaskOutputs names, int fixedBatch, List<String> faults) {
        int width = card.input().width() / names.stride();
        int height = card.input().height() / names.stride();
        long[] shape = {ANY, height, width};
        compare(faults, "output", names.mask(), session.outputs(), OnnxJavaType.UINT8, shape);
        compare(faults, "output", names.confidence(), session.outputs(), OnnxJavaType.UINT8, shape);
        if (names.logits().isPresent()) {
            long[] scores = {ANY, card.classes().size(), height, width};
            compare(faults, "output", names.logits().get(), session.outputs(), OnnxJavaType.FLOAT, scores);
        }
        return new Signature(fixedBatch, width, height, width, height, Optional.empty());
    }

    /** The signature for an input of another size. */
    Signature part(ModelCard card, int width, int height) {
        int inputWidth = card.input().width();
        int inputHeight = card.input().height();
        int partWidth = logitsWidth * width / inputWidth;
        int partHeight = logitsHeight * height / inputHeight;
        return new Signature(
                fixedBatch,
                maskWidth * width / inputWidth,
                maskHeight * height / inputHeight,
                partWidth,
                partHeight,
                output.map(form -> form.sized(partWidth, partHeight)));
    }

    static OnnxJavaType inputType(ModelCard card) {
        return switch (card.input().type()) {
            case UINT8 -> OnnxJavaType.UINT8;
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
        };
    }

    /**
     * An output with its size, which may be smaller than the input's; if the graph does not declare it, one run finds
     * it.
     */
    private static OutputForm sized(OnnxSession session, ModelCard card, OutputForm form, int batch) {
        if (form.hasSize()) {
            return form;
        }
        try (BoundTensor input =
                BoundTensor.of(session, card.input().name(), card.input().shape(batch), inputType(card))) {
            long[] shape = session.shapeOf(form.name(), Map.of(input.name(), input.tensor()));
            List<String> faults = new ArrayList<>();
            Optional<OutputForm> found = OutputForms.of(form.name(), form.type(), shape, card, faults);
            requireNone(faults, session);
            return found.orElseThrow();
        }
    }

    /** Adds a fault if the tensor is not as expected; returns its shape. */
    private static long[] compare(
            List<String> faults,
            String kind,
            String name,
            Map<String, TensorInfo> found,
            OnnxJavaType type,
            long[] shape) {
        @Nullable TensorInfo tensor = found.get(name);
        if (tensor == null) {
            faults.add("%s '%s' of the card is not among the graph's %s".formatted(kind, name, found.keySet()));
            return shape;
        }
        if (tensor.type != type || !fits(tensor.getShape(), shape)) {
            faults.add("%s '%s' should be %s %s, the graph has %s %s"
                    .formatted(
                            kind, name, type, Arrays.toString(shape), tensor.type, Arrays.toString(tensor.getShape())));
        }
        return tensor.getShape();
    }

    static boolean fits(long[] found, long[] expected) {
        boolean fits = found.length == expected.length;
        for (int i = 0; fits && i < found.length; i++) {
            fits = found[i] == expected[i] || found[i] == ANY || expected[i] == ANY;
        }
        return fits;
    }
}
