package dev.maskwright.models.graph;

import static dev.maskwright.models.graph.Parameter.Kind.BATCHES_TRACKED;
import static dev.maskwright.models.graph.Parameter.Kind.BIAS;
import static dev.maskwright.models.graph.Parameter.Kind.NORM_SCALE;
import static dev.maskwright.models.graph.Parameter.Kind.NORM_SHIFT;
import static dev.maskwright.models.graph.Parameter.Kind.POSITION;
import static dev.maskwright.models.graph.Parameter.Kind.RUNNING_MEAN;
import static dev.maskwright.models.graph.Parameter.Kind.RUNNING_VAR;
import static dev.maskwright.models.graph.Parameter.Kind.WEIGHT;

import java.util.List;

/**
 * A kind of layer with its settings: something that owns parameters, or plain maths. What a layer computes is defined
 * by the rule sets that implement {@link LayerRules}; a new kind does not compile until every rule set has it.
 */
public sealed interface Layer {

    /** Passes this layer to the rule for its kind. */
    <R> R accept(Node node, List<R> inputs, LayerRules<R> rules);

    /** The parameters that a node of this name owns, in the order of PyTorch's state dict. */
    default List<Parameter> parameters(String node) {
        return List.of();
    }

    /** How a map is padded with zeros before a window moves over it. */
    sealed interface Padding {

        /**
         * The number of zeros before the first of {@code size} pixels, for a window that covers {@code extent} of them.
         */
        int before(int size, int extent, int stride);

        /** The number of zeros after the last pixel. */
        int after(int size, int extent, int stride);

        /** The same number on all four sides. */
        record Zeros(int each) implements Padding {
            @Override
            public int before(int size, int extent, int stride) {
                return each;
            }

            @Override
            public int after(int size, int extent, int stride) {
                return each;
            }

            @Override
            public String toString() {
                return "padding " + each;
            }
        }

        /**
         * As many as give {@code ceil(size / stride)} outputs; if their number is odd, the extra one is at the right
         * and bottom. So a window of 3 with stride 2 pads an even size at its end only, where PyTorch's networks pad it
         * at its beginning.
         *
         * @see <a href="https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2">TensorFlow's SAME</a>;
         *     ONNX's {@code SAME_UPPER}
         */
        record Same() implements Padding {
            @Override
            public int before(int size, int extent, int stride) {
                return all(size, extent, stride) / 2;
            }

            @Override
            public int after(int size, int extent, int stride) {
                return all(size, extent, stride) - before(size, extent, stride);
            }

            @Override
            public String toString() {
                return "padding SAME";
            }

            private static int all(int size, int extent, int stride) {
                int outputs = (size + stride - 1) / stride;
                return Math.max(0, (outputs - 1) * stride + extent - size);
            }
        }
    }

    /**
     * Convolution over {@code (N, C, H, W)} with a square kernel, zero padding and equal strides.
     *
     * @param dilation distance between elements of the kernel in pixels, 1 for neighbours
     */
    record Conv(int in, int out, int kernel, int stride, Padding padding, int dilation, int groups, boolean bias)
            implements Layer {
        public Conv {
            if (in % groups != 0 || out % groups != 0) {
                throw new IllegalArgumentException(
                        "%d groups do not divide %d input and %d output channels".formatted(groups, in, out));
            }
            if (padding instanceof Padding.Same && dilation > 1) { // ONNX Runtime cannot run it
                throw new IllegalArgumentException(
                        "a dilated convolution needs a fixed number of zeros as padding, not SAME; dilation is "
                                + dilation);
            }
        }

        /**
         * The most common convolution: stride 1, padding of half the kernel, so that an odd kernel keeps height and
         * width, no dilation, one group, and no bias, because a norm follows.
         */
        public static Conv of(int in, int out, int kernel) {
            return new Conv(in, out, kernel, 1, new Padding.Zeros(kernel / 2), 1, 1, false);
        }

        /** As {@link #of}, but depthwise: each channel by itself. */
        public static Conv depthwise(int channels, int kernel) {
            return of(channels, channels, kernel).withGroups(channels);
        }

        /** One output for each square of {@code side x side} pixels, without overlap; with a bias. */
        public static Conv patches(int in, int out, int side) {
            return of(in, out, side).withStride(side).withPadding(0).withBias();
        }

        public Conv withStride(int newStride) {
            return new Conv(in, out, kernel, newStride, padding, dilation, groups, bias);
        }

        public Conv withPadding(Padding newPadding) {
            return new Conv(in, out, kernel, stride, newPadding, dilation, groups, bias);
        }

        /** With this many zeros on all sides. */
        public Conv withPadding(int zeros) {
            return withPadding(new Padding.Zeros(zeros));
        }

        /** The padding is not changed; {@code dilation * (kernel / 2)} zeros would keep height and width. */
        public Conv withDilation(int newDilation) {
            return new Conv(in, out, kernel, stride, padding, newDilation, groups, bias);
        }

        public Conv withGroups(int newGroups) {
            return new Conv(in, out, kernel, stride, padding, dilation, newGroups, bias);
        }

        public Conv withBias() {
            return new Conv(in, out, kernel, stride, padding, dilation, groups, true);
        }

        /** Whether it pads with this many zeros on all sides. */
        public boolean pads(int each) {
            return padding.equals(new Padding.Zeros(each));
        }

        /** The number of pixels that the kernel covers in one direction, including those between its elements. */
        public int extent() {
            return dilation * (kernel - 1) + 1;
        }

        public Shape weightShape() {
            return Shape.of(out, in / groups, kernel, kernel);
        }

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.conv(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            Parameter weight = new Parameter(node + ".weight", weightShape(), WEIGHT);
            return bias ? List.of(weight, new Parameter(node + ".bias", Shape.of(out), BIAS)) : List.of(weight);
        }
    }

    /**
     * Transposed convolution whose stride is its kernel: each pixel of {@code (N, C, H, W)} becomes a square of
     * {@code factor x factor}, and no two squares overlap. It has a bias.
     */
    record ConvTranspose(int in, int out, int factor) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.convTranspose(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(
                    new Parameter(node + ".weight", Shape.of(in, out, factor, factor), WEIGHT),
                    new Parameter(node + ".bias", Shape.of(out), BIAS));
        }
    }

    /**
     * The result of a 3x3 convolution with padding 1 on a map that was enlarged twice by {@link Interpolation#NEAREST},
     * computed without enlarging it: {@code (N, in, H, W) -> (N, out, 2H, 2W)}. The targets at odd and even rows and
     * columns have weights of 2x2 each, one after the other in {@code (4 * out, in, 2, 2)}: even rows and columns, even
     * rows and odd columns, odd rows and even columns, odd rows and columns. The exporter creates it; no network is
     * trained with it.
     */
    record EnlargedConv(int in, int out, boolean bias) implements Layer {
        public Shape weightShape() {
            return Shape.of(4 * out, in, 2, 2);
        }

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.enlargedConv(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            Parameter weight = new Parameter(node + ".weight", weightShape(), WEIGHT);
            return bias ? List.of(weight, new Parameter(node + ".bias", Shape.of(out), BIAS)) : List.of(weight);
        }
    }

    /** Batch normalisation over {@code (N, C, H, W)}; running statistics move by {@link #MOMENTUM} at each step. */
    record BatchNorm(int channels, float epsilon) implements Layer {
        /** The weight of a new batch in the running statistics, as PyTorch defines it. */
        public static final float MOMENTUM = 0.1f;

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.batchNorm(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            Shape shape = Shape.of(channels);
            return List.of(
                    new Parameter(node + ".weight", shape, NORM_SCALE),
                    new Parameter(node + ".bias", shape, NORM_SHIFT),
                    new Parameter(node + ".running_mean", shape, RUNNING_MEAN),
                    new Parameter(node + ".running_var", shape, RUNNING_VAR),
                    new Parameter(node + ".num_batches_tracked", Shape.of(), BATCHES_TRACKED));
        }
    }

    /** Layer normalisation over the channels: the innermost dimension of tokens, the second of a map. */
    record LayerNorm(int width, float epsilon) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.layerNorm(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(
                    new Parameter(node + ".weight", Shape.of(width), NORM_SCALE),
                    new Parameter(node + ".bias", Shape.of(width), NORM_SHIFT));
        }
    }

    /**
     * {@code x / sqrt(mean(x^2) + epsilon)} over the channels: the innermost dimension of tokens, the second of a map.
     * Nothing is subtracted, and it has no parameters.
     *
     * @see <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>
     */
    record RmsNorm(int width, float epsilon) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.rmsNorm(node, this, inputs.get(0));
        }
    }

    /** Normalisation of each image of {@code (N, C, H, W)} over groups of neighbouring channels. */
    record GroupNorm(int groups, int channels, float epsilon) implements Layer {
        public GroupNorm {
            if (channels % groups != 0) {
                throw new IllegalArgumentException("%d groups do not divide %d channels".formatted(groups, channels));
            }
        }

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.groupNorm(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(
                    new Parameter(node + ".weight", Shape.of(channels), NORM_SCALE),
                    new Parameter(node + ".bias", Shape.of(channels), NORM_SHIFT));
        }
    }

    /** A matrix product with {@code (out, in)} weights over the innermost dimension, plus a bias. */
    record Linear(int in, int out) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.linear(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(
                    new Parameter(node + ".weight", Shape.of(out, in), WEIGHT),
                    new Parameter(node + ".bias", Shape.of(out), BIAS));
        }
    }

    /**
     * The three linear layers before attention, packed in one weight as in PyTorch's {@code MultiheadAttention}:
     * queries from the first input, keys and values from the second, both {@code (N, L, width)}, concatenated in {@code
     * (N, L, 3 * width)}.
     */
    record PackedProjection(int width) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.packedProjection(node, this, inputs.get(0), inputs.get(1));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(
                    new Parameter(node + "_weight", Shape.of(3 * width, width), WEIGHT),
                    new Parameter(node + "_bias", Shape.of(3 * width), BIAS));
        }
    }

    /**
     * Adds a learned vector to each token of {@code (N, tokens, width)}: the network then takes images of one size
     * only.
     */
    record PositionEmbedding(int tokens, int width) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.positionEmbedding(node, this, inputs.get(0));
        }

        @Override
        public List<Parameter> parameters(String node) {
            return List.of(new Parameter(node, Shape.of(1, tokens, width), POSITION));
        }
    }

    /** {@code max(x, 0)}. */
    record Relu() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.relu(node, inputs.get(0));
        }
    }

    /** {@code min(max(x, 0), 6)}. */
    record Relu6() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.relu6(node, inputs.get(0));
        }
    }

    /** The exact Gaussian error linear unit, {@code x * (1 + erf(x / sqrt 2)) / 2}. */
    record Gelu() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.gelu(node, inputs.get(0));
        }
    }

    /** The largest value under a square window of {@code (N, C, H, W)}; padding never wins. */
    record MaxPool(int kernel, int stride, int padding) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.maxPool(node, this, inputs.get(0));
        }
    }

    /** The mean of each channel: {@code (N, C, H, W) -> (N, C, 1, 1)}. */
    record MeanPool() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.meanPool(node, inputs.get(0));
        }
    }

    /** How {@link Resize} and {@link ResizeLike} find a value between the pixels of a map. */
    enum Interpolation {
        /** The source pixel at {@code floor(target * in / out)}. */
        NEAREST,
        /** Bilinear between pixel centres: PyTorch's {@code align_corners=False}. Shrinking does not smooth. */
        BILINEAR,
        /** Bilinear with the centres of the corner pixels aligned: PyTorch's {@code align_corners=True}. */
        BILINEAR_ALIGNED
    }

    /** Enlarges {@code (N, C, H, W)} by a whole factor in both directions. */
    record Resize(Interpolation interpolation, int factor) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.resize(node, this, inputs.get(0));
        }
    }

    /** Resizes the first input, {@code (N, C, H, W)}, to the height and width of the second. */
    record ResizeLike(Interpolation interpolation) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.resizeLike(node, this, inputs.get(0), inputs.get(1));
        }
    }

    /** Concatenates maps of the same height and width along the channel dimension. */
    record Concat() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.concat(node, inputs);
        }
    }

    /** The sum of two tensors of the same shape. */
    record Add() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.add(node, inputs.get(0), inputs.get(1));
        }
    }

    /** {@code (N, C, H, W) -> (N, H*W, C)}. */
    record MapToTokens() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.mapToTokens(node, inputs.get(0));
        }
    }

    /** {@code (N, H*W, C) -> (N, C, H, W)} with the height and width of the second input, a map. */
    record TokensToMap() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.tokensToMap(node, inputs.get(0), inputs.get(1));
        }
    }

    /** {@code (N, L, C) -> (N, heads, L, C/heads)}. */
    record SplitHeads(int heads) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.splitHeads(node, this, inputs.get(0));
        }
    }

    /** {@code (N, heads, L, C/heads) -> (N, L, C)}. */
    record MergeHeads() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.mergeHeads(node, inputs.get(0));
        }
    }

    /** The heads of a map, each token a column: {@code (N, C, H, W) -> (N, heads, C/heads, H*W)}. */
    record MapToHeads(int heads) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.mapToHeads(node, this, inputs.get(0));
        }
    }

    /** {@code (N, heads, C/heads, H*W) -> (N, C, H, W)} with the height and width of the second input, a map. */
    record HeadsToMap() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.headsToMap(node, inputs.get(0), inputs.get(1));
        }
    }

    /** The elements from {@code from} (inclusive) to {@code to} (exclusive) of the innermost dimension. */
    record Slice(int from, int to) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.slice(node, this, inputs.get(0));
        }
    }

    /** Attention scores {@code scale * q k^T}: {@code (N, heads, L, D), (N, heads, M, D) -> (N, heads, L, M)}. */
    record AttentionScores(float scale) implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.scores(node, this, inputs.get(0), inputs.get(1));
        }
    }

    /** Softmax over the innermost dimension. */
    record Softmax() implements Layer {
        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.softmax(node, inputs.get(0));
        }
    }

    /**
     * Matrix product: {@code (N, heads, L, M), (N, heads, M, D) -> (N, heads, L, D)}.
     *
     * @param transposeFirst whether the first is given as {@code (N, heads, M, L)}
     * @param transposeSecond whether the second is given as {@code (N, heads, D, M)}
     */
    record MatMul(boolean transposeFirst, boolean transposeSecond) implements Layer {
        /** Without transposing either. */
        public MatMul() {
            this(false, false);
        }

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.matMul(node, this, inputs.get(0), inputs.get(1));
        }
    }

    /**
     * In training, each unit is set to zero with probability {@code rate} and divided by {@code 1 - rate} otherwise.
     * Does nothing in evaluation.
     *
     * @see <a href="https://arxiv.org/abs/1603.09382">Deep Networks with Stochastic Depth</a>, which drops whole images
     *     of a branch
     */
    record Dropout(Unit unit, float rate) implements Layer {
        /** The unit that is dropped as a whole. */
        public enum Unit {
            IMAGE,
            CHANNEL,
            ELEMENT
        }

        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("the rate of dropout must be at least 0 and below 1, got " + rate);
            }
        }

        @Override
        public <R> R accept(Node node, List<R> inputs, LayerRules<R> rules) {
            return rules.dropout(node, this, inputs.get(0));
        }
    }
}
