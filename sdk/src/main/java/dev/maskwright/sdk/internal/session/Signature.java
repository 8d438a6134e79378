package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a network takes and gives, read from graph and card together.
 *
 * @param fixedBatch how many frames each run takes; 0 for as many as are given
 * @param logitsWidth of the logits, if the network gives them; of the mask otherwise
 */
public record Signature(int fixedBatch, int maskWidth, int maskHeight, int logitsWidth, int logitsHeight) {

    private static final long ANY = -1;

    /** The class ids of a mask are bytes. */
    private static final int MOST_CLASSES = 256;

    /**
     * Compares the card with the graph.
     *
     * @throws ModelFormatException if they contradict each other; names every contradiction
     */
    public static Signature of(OnnxSession session, ModelCard card) {
        if (card.classes().size() > MOST_CLASSES) {
            throw new ModelFormatException(
                    "%s: has %d classes, but the masks of this SDK hold one byte per pixel, which is enough for %d;"
                                    .formatted(session.name(), card.classes().size(), MOST_CLASSES)
                            + " run it with ONNX Runtime itself, or train with fewer classes");
        }
        List<String> faults = new ArrayList<>();
        if (session.inputs().size() > 1) {
            faults.add("the graph has the inputs %s, where one is expected"
                    .formatted(session.inputs().keySet()));
        }
        int width = card.input().width();
        int height = card.input().height();
        long[] input =
                compare(faults, "input", card.input().name(), session.inputs(), inputType(card), inputShape(card, ANY));
        long[] logits = {};
        int stride = 1;
        if (card.outputs() instanceof MaskOutputs names) {
            stride = names.stride();
            long[] shape = {ANY, height / stride, width / stride};
            compare(faults, "output", names.mask(), session.outputs(), OnnxJavaType.UINT8, shape);
            compare(faults, "output", names.confidence(), session.outputs(), OnnxJavaType.UINT8, shape);
            if (names.logits().isPresent()) {
                long[] scores = {ANY, card.classes().size(), shape[1], shape[2]};
                compare(faults, "output", names.logits().get(), session.outputs(), OnnxJavaType.FLOAT, scores);
            }
        } else if (card.outputs() instanceof LogitsOutput name) {
            long[] shape = {ANY, card.classes().size(), ANY, ANY};
            logits = compare(faults, "output", name.logits(), session.outputs(), OnnxJavaType.FLOAT, shape);
        }
        if (!faults.isEmpty()) {
            throw new ModelFormatException(
                    "%s: graph and model card disagree: %s; correct the card or export the model again"
                            .formatted(session.name(), String.join("; ", faults)));
        }
        int fixedBatch = (int) Math.max(0, input[0]);
        if (card.outputs() instanceof LogitsOutput name) {
            boolean sizeIsKnown = logits[2] > 0 && logits[3] > 0;
            long[] shape = sizeIsKnown ? logits : runForShape(session, card, name.logits(), Math.max(1, fixedBatch));
            int logitsWidth = (int) shape[3];
            int logitsHeight = (int) shape[2];
            int times = name.enlargement();
            return new Signature(fixedBatch, times * logitsWidth, times * logitsHeight, logitsWidth, logitsHeight);
        }
        return new Signature(fixedBatch, width / stride, height / stride, width / stride, height / stride);
    }

    /** That of an input of another size. */
    Signature part(ModelCard card, int width, int height) {
        int inputWidth = card.input().width();
        int inputHeight = card.input().height();
        return new Signature(
                fixedBatch,
                maskWidth * width / inputWidth,
                maskHeight * height / inputHeight,
                logitsWidth * width / inputWidth,
                logitsHeight * height / inputHeight);
    }

    static OnnxJavaType inputType(ModelCard card) {
        return switch (card.input().type()) {
            case UINT8 -> OnnxJavaType.UINT8;
            case FLOAT32 -> OnnxJavaType.FLOAT;
        };
    }

    static long[] inputShape(ModelCard card, long batch) {
        Input input = card.input();
        return switch (input.layout()) {
            case NHWC -> new long[] {batch, input.height(), input.width(), 3};
            case NCHW -> new long[] {batch, 3, input.height(), input.width()};
        };
    }

    /** Networks may give logits smaller than their input; where the graph does not say their size, one run does. */
    private static long[] runForShape(OnnxSession session, ModelCard card, String name, int batch) {
        try (BoundTensor input =
                BoundTensor.of(session, card.input().name(), inputShape(card, batch), inputType(card))) {
            return session.shapeOf(name, Map.of(input.name(), input.tensor()));
        }
    }

    /** Notes a fault if the tensor is not as expected; returns its shape. */
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

    private static boolean fits(long[] found, long[] expected) {
        boolean fits = found.length == expected.length;
        for (int i = 0; fits && i < found.length; i++) {
            fits = found[i] == expected[i] || found[i] == ANY || expected[i] == ANY;
        }
        return fits;
    }
}
