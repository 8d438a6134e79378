package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.model.ClassIdsOutput;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.ScoresOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds in a graph the output of scores or class ids that a card names, and says what does not fit. */
final class OutputForms {

    private static final long ANY = -1;

    private static final Set<OnnxJavaType> SCORES =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.DOUBLE, OnnxJavaType.UINT8);

    private static final Set<OnnxJavaType> IDS = Set.of(
            OnnxJavaType.UINT8,
            OnnxJavaType.INT8,
            OnnxJavaType.INT16,
            OnnxJavaType.INT32,
            OnnxJavaType.INT64,
            OnnxJavaType.BOOL,
            OnnxJavaType.FLOAT,
            OnnxJavaType.FLOAT16,
            OnnxJavaType.DOUBLE);

    private static final Set<TensorInfo.OnnxTensorType> UNSIGNED = Set.of(
            TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16,
            TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32,
            TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64);

    /** Operators whose results are probabilities, not logits. */
    private static final Set<String> PROBABILITIES = Set.of("Softmax", "Sigmoid", "HardSigmoid");

    private OutputForms() {}

    /** The output that a card names; empty, with a fault added, if it does not fit. */
    static Optional<OutputForm> of(OnnxSession session, ModelCard card, ModelData data, List<String> faults) {
        String name = card.outputs() instanceof ScoresOutput scores
                ? scores.output()
                : ((ClassIdsOutput) card.outputs()).classIds();
        @Nullable TensorInfo tensor = session.outputs().get(name);
        if (tensor == null) {
            faults.add("output '%s' of the card is not among the graph's %s"
                    .formatted(name, session.outputs().keySet()));
            return Optional.empty();
        }
        if (UNSIGNED.contains(tensor.onnxType)) {
            faults.add("output '%s' is %s, which ONNX Runtime does not pass to Java; add a Cast to int32 to the graph"
                    .formatted(name, tensor.onnxType));
            return Optional.empty();
        }
        Optional<OutputForm> form = of(name, tensor.type, tensor.getShape(), card, faults);
        if (card.outputs() instanceof ClassIdsOutput) {
            BrokenWeights.name(data).ifPresent(constant -> {
                throw new ModelFormatException(
                        "%s: its constant '%s' contains NaN, so its class ids are meaningless; export or train it again"
                                .formatted(session.name(), constant));
            });
        }
        boolean isOfLogits = card.outputs() instanceof LogitsOutput
                || (card.outputs() instanceof ForegroundOutput one && one.values() == Values.LOGIT);
        if (form.isPresent() && isOfLogits) {
            checkLevels(name, tensor.type, card, faults);
            requireLogits(GraphNodes.of(data).operator(name), name, card, faults);
        }
        return form;
    }

    /** Checks that logits are uint8 if and only if the card says what their levels stand for. */
    private static void checkLevels(String name, OnnxJavaType type, ModelCard card, List<String> faults) {
        boolean hasLevels =
                card.outputs() instanceof LogitsOutput logits && logits.levels().isPresent();
        if (type == OnnxJavaType.UINT8 && !hasLevels) {
            faults.add("output '%s' has logits as uint8, which have lost their scale; %s"
                    .formatted(
                            name,
                            card.outputs() instanceof LogitsOutput
                                    ? "write \"levels\": {\"scale\": ..., \"zeroPoint\": ...} in the "
                                            + "outputs of the card, as the graph's QuantizeLinear has them, or end "
                                            + "the graph with DequantizeLinear"
                                    : "end the graph with DequantizeLinear"));
        } else if (type != OnnxJavaType.UINT8 && hasLevels) {
            faults.add("output '%s' is %s, but the card has the levels of uint8; leave out \"levels\""
                    .formatted(name, type));
        }
    }

    private static void requireLogits(String operator, String name, ModelCard card, List<String> faults) {
        if (PROBABILITIES.contains(operator)) {
            faults.add(("output '%s' comes from a %s, so its numbers are probabilities, which the card calls "
                            + "logits: write %s in its outputs")
                    .formatted(
                            name,
                            operator,
                            card.outputs() instanceof LogitsOutput
                                    ? "\"probabilities\": \"%s\"".formatted(name)
                                    : "\"values\": \"probability\""));
        }
    }

    /**
     * An output as the card describes it; empty, with a fault added, if it does not fit.
     *
     * @param shape as the graph declares it, or as a run returned it; empty if the graph does not declare it
     */
    static Optional<OutputForm> of(String name, OnnxJavaType type, long[] shape, ModelCard card, List<String> faults) {
        boolean isUnknown = shape.length == 0;
        if (card.outputs() instanceof ScoresOutput scores) {
            int channels =
                    scores instanceof ForegroundOutput ? 1 : card.classes().size();
            boolean isPlane = channels == 1 && (shape.length == 3 || shape.length == 2);
            long[] expected = scores.layout() == Layout.NCHW
                    ? new long[] {ANY, channels, ANY, ANY}
                    : new long[] {ANY, ANY, ANY, channels};
            if (SCORES.contains(type) && (isUnknown || isPlane || Signature.fits(shape, expected))) {
                return Optional.of(new OutputForm(name, type, shape, scores.layout()));
            }
            faults.add("output '%s' should be FLOAT %s, the graph has %s %s%s"
                    .formatted(
                            name,
                            Arrays.toString(expected),
                            type,
                            Arrays.toString(shape),
                            hint(name, type, shape, scores, card.classes().size())));
            return Optional.empty();
        }
        Optional<Layout> layout = isUnknown ? Optional.of(Layout.NCHW) : layoutOfOne(shape);
        if (layout.isEmpty() || !IDS.contains(type)) {
            faults.add(("output '%s' should be class ids of an integer type, [-1, -1, -1] or [-1, 1, -1, "
                            + "-1], the graph has %s %s")
                    .formatted(name, type, Arrays.toString(shape)));
            return Optional.empty();
        }
        return Optional.of(new OutputForm(name, type, shape, layout.get()));
    }

    private static Optional<Layout> layoutOfOne(long[] shape) {
        if (shape.length < 4) {
            return shape.length < 2 ? Optional.empty() : Optional.of(Layout.NCHW);
        }
        if (Signature.fits(shape, new long[] {ANY, 1, ANY, ANY})) {
            return Optional.of(Layout.NCHW);
        }
        return Signature.fits(shape, new long[] {ANY, ANY, ANY, 1}) ? Optional.of(Layout.NHWC) : Optional.empty();
    }

    /** What the card should say instead, if that can be inferred. */
    private static String hint(String name, OnnxJavaType type, long[] shape, ScoresOutput scores, int classes) {
        boolean isIds = !SCORES.contains(type) || (type == OnnxJavaType.UINT8 && shape.length == 3);
        if (isIds && IDS.contains(type) && layoutOfOne(shape).isPresent()) {
            return " (class ids: write \"classIds\": \"%s\")".formatted(name);
        }
        int channels = scores instanceof ForegroundOutput ? 1 : classes;
        boolean isPlane = shape.length == 3 || (shape.length == 4 && (shape[1] == 1 || shape[3] == 1));
        if (channels > 1 && isPlane) {
            return " (one number per pixel: write \"foreground\": \"%s\")".formatted(name);
        }
        long[] other = scores.layout() == Layout.NCHW
                ? new long[] {ANY, ANY, ANY, channels}
                : new long[] {ANY, channels, ANY, ANY};
        if (Signature.fits(shape, other)) {
            Layout layout = scores.layout() == Layout.NCHW ? Layout.NHWC : Layout.NCHW;
            return " (add \"layout\": \"%s\" to the outputs)".formatted(layout);
        }
        return "";
    }
}
