package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Padding;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * EfficientNet-Lite: inverted residual blocks without squeeze-and-excitation, with ReLU6 in place of swish, so that
 * every layer runs on integer kernels. Keys are those of timm's {@code tf_efficientnet_lite0} to {@code lite2}, under
 * {@code model.} as smp's {@code tu-} encoders have them.
 *
 * @param width factor for the channels of all stages, which are rounded to multiples of 8; stem and head are not scaled
 * @param depth factor for the number of blocks of the middle stages, which is rounded up
 * @param stride 32, or 16 with dilated last stages
 * @see <a href="https://arxiv.org/abs/1905.11946">EfficientNet</a>; <a
 *     href="https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite">EfficientNet-Lite</a>,
 *     whose padding, epsilon and unscaled first and last stages are used here; dilated as in timm: the first block of a
 *     stage that no longer halves the map keeps the dilation of the stage before
 */
public record EfficientNetLite(String id, double width, double depth, int stride) implements Encoder.Dilatable {

    public static final EfficientNetLite LITE0 = new EfficientNetLite("efficientnet_lite0", 1.0, 1.0, 32);
    public static final EfficientNetLite LITE1 = new EfficientNetLite("efficientnet_lite1", 1.0, 1.1, 32);
    public static final EfficientNetLite LITE2 = new EfficientNetLite("efficientnet_lite2", 1.1, 1.2, 32);

    private record Stage(int kernel, int stride, int expansion, int channels, int blocks) {}

    private static final List<Stage> STAGES = List.of(
            new Stage(3, 1, 1, 16, 1),
            new Stage(3, 2, 6, 24, 2),
            new Stage(5, 2, 6, 40, 2),
            new Stage(3, 2, 6, 80, 3),
            new Stage(5, 1, 6, 112, 3),
            new Stage(5, 2, 6, 192, 4),
            new Stage(3, 1, 6, 320, 1));

    private static final int STEM_CHANNELS = 32;
    private static final float EPSILON = 1e-3f;

    public EfficientNetLite {
        if (stride != 16 && stride != 32) {
            throw new IllegalArgumentException("the stride of an EfficientNet-Lite is 16 or 32, got " + stride);
        }
    }

    @Override
    public EfficientNetLite dilated() {
        return new EfficientNetLite(id, width, depth, 16);
    }

    /** The number of blocks in each stage. */
    public List<Integer> blocks() {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < STAGES.size(); i++) {
            boolean scaled = i > 0 && i < STAGES.size() - 1;
            blocks.add((int) Math.ceil(STAGES.get(i).blocks() * (scaled ? depth : 1)));
        }
        return blocks;
    }

    /**
     * Features of strides 2, 4, 8, 16 and 32; Lite0's have 16, 24, 40, 112 and 320 channels. If dilated, the last have
     * stride 16.
     */
    @Override
    public Features build(NetworkBuilder net, Value image) {
        return features(net.scope("model"), image);
    }

    /** As {@link #build}, with timm's own keys. */
    public Features features(NetworkBuilder net, Value image) {
        TreeMap<Integer, Value> features = new TreeMap<>();
        Value x = convolution(net, "conv_stem", image, STEM_CHANNELS, 3, 2, 1, 1);
        x = net.relu6("act1", norm(net, "bn1", x)); // (N, 32, H/2, W/2)
        int reached = 2;
        int dilation = 1;
        for (int i = 0; i < STAGES.size(); i++) {
            Stage stage = STAGES.get(i);
            boolean halves = stage.stride() == 2 && reached < stride;
            for (int block = 0; block < blocks().get(i); block++) {
                NetworkBuilder scope = net.scope("blocks." + i + "." + block);
                x = block(scope, x, stage, block == 0 && halves ? 2 : 1, dilation);
                if (block == 0 && stage.stride() == 2 && !halves) {
                    dilation *= 2;
                }
            }
            reached *= halves ? 2 : 1;
            features.put(reached, x); // of stages with the same stride, the last
        }
        return new Features(features);
    }

    private Value block(NetworkBuilder net, Value x, Stage stage, int stride, int dilation) {
        boolean expands = stage.expansion() > 1;
        Value y = x;
        if (expands) {
            y = net.conv("conv_pw", y, x.channels() * stage.expansion(), 1, 1);
            y = net.relu6("act1", norm(net, "bn1", y));
        }
        y = convolution(net, "conv_dw", y, y.channels(), stage.kernel(), stride, dilation, y.channels());
        y = net.relu6(expands ? "act2" : "act1", norm(net, expands ? "bn2" : "bn1", y));
        y = net.conv(expands ? "conv_pwl" : "conv_pw", y, scaled(stage.channels()), 1, 1);
        y = norm(net, expands ? "bn3" : "bn2", y);
        return stride == 1 && y.channels() == x.channels() ? net.sum("add", y, x) : y;
    }

    /** A convolution without bias, padded as in TensorFlow. */
    private static Value convolution(
            NetworkBuilder net, String name, Value x, int out, int kernel, int stride, int dilation, int groups) {
        Padding padding = stride == 1 ? new Padding.Zeros(dilation * (kernel / 2)) : new Padding.Same();
        Layer.Conv conv = Layer.Conv.of(x.channels(), out, kernel)
                .withStride(stride)
                .withPadding(padding)
                .withDilation(dilation)
                .withGroups(groups);
        return net.add(name, conv, x);
    }

    private static Value norm(NetworkBuilder net, String name, Value x) {
        return net.add(name, new Layer.BatchNorm(x.channels(), EPSILON), x);
    }

    /** To the nearest multiple of 8, but never by more than a tenth down. */
    private int scaled(int channels) {
        double exact = channels * width;
        int rounded = Math.max(8, (int) (exact + 4) / 8 * 8);
        return rounded < 0.9 * exact ? rounded + 8 : rounded;
    }
}
