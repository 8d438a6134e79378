package dev.maskwright.exporter;

import dev.maskwright.exporter.rewrite.DropLastResize;
import dev.maskwright.models.graph.Network;
import dev.maskwright.sdk.model.ModelCard.Fit;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.LogitsOutput;
import dev.maskwright.sdk.model.ModelCard.MaskOutputs;
import dev.maskwright.sdk.model.ModelCard.Outputs;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Resampler.Filter;

/** What an exported graph takes and gives, as its card says. */
public enum Form {
    /**
     * Input {@code pixels}, uint8 {@code (N, H, W, 3)} RGB; outputs {@code mask} and {@code confidence}, both uint8
     * {@code (N, H, W)}; above 256 classes the mask is uint16. Normalisation is in the graph.
     */
    PIXELS,
    /**
     * Input as {@link #PIXELS}; output {@code logits} {@code (N, classes, H / stride, W / stride)}, at the network's
     * own resolution. The application enlarges them and chooses the class; the SDK does both at once, in a fraction of
     * the time that the graph would take, with the same classes as a result.
     */
    LOGITS,
    /**
     * Input {@code input}, normalised float32 {@code (N, 3, H, W)}; output {@code logits} {@code (N, classes, H, W)}.
     */
    TENSOR;

    /**
     * The form with which the SDK computes masks fastest on a CPU: {@link #LOGITS} where the network ends with an
     * enlargement, which costs more in the graph than in the SDK, and {@link #PIXELS} otherwise.
     */
    public static Form fastest(Network network) {
        return DropLastResize.fits(network) ? LOGITS : PIXELS;
    }

    /**
     * The input of a graph of this form, for frames that are stretched to {@code width} x {@code height}.
     *
     * @param multipleOf the network's stride
     * @param dynamic whether the graph also takes other multiples of the stride
     */
    public Input input(int width, int height, int multipleOf, boolean dynamic) {
        return switch (this) {
            case PIXELS, LOGITS ->
                new Input(
                        "pixels",
                        Layout.NHWC,
                        PixelType.UINT8,
                        width,
                        height,
                        multipleOf,
                        dynamic,
                        Filter.BILINEAR,
                        Fit.STRETCH);
            case TENSOR ->
                new Input(
                        "input",
                        Layout.NCHW,
                        PixelType.FLOAT32,
                        width,
                        height,
                        multipleOf,
                        dynamic,
                        Filter.BILINEAR,
                        Fit.STRETCH);
        };
    }

    /** The outputs of a graph of this form, with one pixel for each of the input. */
    public Outputs outputs() {
        return outputs(1);
    }

    /**
     * The outputs of a graph of this form.
     *
     * @param stride how many pixels of the input one pixel of the outputs stands for, across and down; masks of {@link
     *     #LOGITS} nevertheless have one for each pixel of the input
     */
    public Outputs outputs(int stride) {
        return switch (this) {
            case PIXELS -> new MaskOutputs("mask", "confidence").withStride(stride);
            case LOGITS -> new LogitsOutput("logits", stride, false);
            case TENSOR -> new LogitsOutput("logits");
        };
    }

    /** The outputs of a graph of this form including logits, which {@link #PIXELS} does not have otherwise. */
    public Outputs outputsWithLogits(int stride) {
        return switch (this) {
            case PIXELS ->
                new MaskOutputs("mask", "confidence").withStride(stride).withLogits("logits");
            case LOGITS, TENSOR -> outputs(stride);
        };
    }
}
