package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import dev.maskwright.sdk.internal.preprocess.Half;
import dev.maskwright.sdk.model.ForegroundOutput;
import dev.maskwright.sdk.model.ForegroundOutput.Values;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ScoresOutput;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * The scores of a run as planes (N, K, H, W) of float32, whatever their layout and type in the graph. For uint8 logits
 * these are the levels, whose scale {@link dev.maskwright.sdk.internal.postprocess.Scores} knows. Output that already
 * has this form is not copied.
 */
final class ScorePlanes implements AutoCloseable {

    private final ScoresOutput card;
    private final BoundTensor tensor;
    private final int batch;
    private final int classes;
    private final int channels; // of the tensor
    private final int pixels;
    private final boolean isDirect;
    private final Numbers numbers; // of the tensor; not used if isDirect
    private final FloatBuffer planes;

    ScorePlanes(OnnxSession session, ModelCard modelCard, ScoresOutput card, OutputForm form, int batch) {
        this.card = card;
        this.batch = batch;
        classes = modelCard.classes().size();
        channels = card instanceof ForegroundOutput ? 1 : classes;
        pixels = form.width() * form.height();
        tensor = BoundTensor.of(session, form.name(), form.shape(batch), form.type());
        isDirect = form.type() == OnnxJavaType.FLOAT && card.layout() == Layout.NCHW && channels == classes;
        boolean isProbability = !(card instanceof LogitsOutput)
                && !(card instanceof ForegroundOutput one && one.values() == Values.LOGIT);
        numbers = numbers(tensor.bytes(), form.type(), isProbability);
        planes = isDirect
                ? tensor.bytes().asFloatBuffer()
                : FloatBuffer.allocate(Math.multiplyExact(Math.multiplyExact(batch, classes), pixels));
    }

    /** The tensor that a run writes to; call {@link #update} after the run. */
    BoundTensor tensor() {
        return tensor;
    }

    /** Whether the tensor holds uint8 levels in planar order, so that masks can be made without {@link #update}. */
    boolean areLevels() {
        return tensor.tensor().getInfo().type == OnnxJavaType.UINT8
                && card instanceof LogitsOutput
                && card.layout() == Layout.NCHW;
    }

    /** The scores of the last run, with levels for uint8 logits: always the same buffer. */
    FloatBuffer planes() {
        return planes;
    }

    /** Converts what a run has written. */
    void update() {
        if (isDirect) {
            return;
        }
        boolean isPlanar = card.layout() == Layout.NCHW || channels == 1;
        int betweenChannels = isPlanar ? pixels : 1;
        int betweenPixels = isPlanar ? 1 : channels;
        float[] to = planes.array();
        for (int image = 0; image < batch; image++) {
            int first = image * channels * pixels;
            int target = (image * classes + classes - channels) * pixels; // a single channel is class 1
            for (int c = 0; c < channels; c++) {
                int from = first + c * betweenChannels;
                for (int p = 0; p < pixels; p++) {
                    to[target + c * pixels + p] = numbers.at(from + p * betweenPixels);
                }
            }
            if (card instanceof ForegroundOutput foreground) {
                addBackground(to, target, foreground);
            }
        }
    }

    /**
     * Fills the plane of class 0 such that class 1 has the higher score where it is above the threshold: see
     * {@link dev.maskwright.sdk.internal.postprocess.Shares}.
     */
    private void addBackground(float[] to, int foreground, ForegroundOutput rule) {
        float threshold = rule.threshold();
        float shift = ForegroundOutput.THRESHOLD - threshold;
        float logit = (float) Math.log(threshold / (1 - threshold));
        for (int p = 0; p < pixels; p++) {
            int at = foreground + p;
            if (rule.values() == Values.LOGIT) {
                to[at - pixels] = logit;
            } else {
                to[at] += shift;
                to[at - pixels] = 1 - to[at];
            }
        }
    }

    @FunctionalInterface
    private interface Numbers {
        float at(int index);
    }

    private static Numbers numbers(ByteBuffer bytes, OnnxJavaType type, boolean isProbability) {
        return switch (type) {
            case FLOAT -> {
                FloatBuffer floats = bytes.asFloatBuffer();
                yield floats::get;
            }
            case FLOAT16 -> {
                ShortBuffer halves = bytes.asShortBuffer();
                yield index -> Half.toFloat(halves.get(index));
            }
            case DOUBLE -> {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                yield index -> (float) doubles.get(index);
            }
            case UINT8 -> {
                float unit = isProbability ? 255 : 1;
                float[] scores = new float[256];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = i / unit;
                }
                yield index -> scores[bytes.get(index) & 0xff];
            }
            default -> throw new AssertionError(type);
        };
    }

    @Override
    public void close() {
        tensor.close();
    }
}
