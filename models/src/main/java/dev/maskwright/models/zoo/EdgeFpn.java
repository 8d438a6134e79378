package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.Features;

/**
 * A feature pyramid for integer kernels: maps are added, never concatenated, and enlarged by repeating pixels; channels
 * are multiples of 16; features are projected before they are enlarged, so that the work is done on small maps; and all
 * convolutions but one are pointwise or depthwise.
 *
 * <p>Each level is the projected features of its stride plus the level above, enlarged twice; two separable blocks of
 * 5x5 refine strides 32, 16 and 8, one dense convolution stride 4. The coarsest level also gets the mean of the whole
 * image.
 *
 * @see <a href="https://arxiv.org/abs/1612.03144">Feature Pyramid Networks</a>, for adding levels; decoder and keys are
 *     our own
 */
public final class EdgeFpn {

    private static final int[] STRIDES = {32, 16, 8, 4};
    private static final int[] CHANNELS = {96, 96, 64, 48};
    private static final int BLOCKS = 2;
    private static final int KERNEL = 5;

    private EdgeFpn() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, encoder.stride());
        Value x = decoder(net.scope("decoder"), encoder.build(net.scope("encoder"), image));
        NetworkBuilder head = net.scope("segmentation_head");
        x = head.convWithBias("0", x, classes, 1, 1); // (N, classes, H/4, W/4)
        Value logits = head.resize("1", x, Interpolation.BILINEAR, 4);
        return net.build("edgefpn-" + encoder.id(), inputChannels, encoder.stride(), logits);
    }

    /** The result has stride 4. */
    private static Value decoder(NetworkBuilder net, Features features) {
        NetworkBuilder top = net.scope("p5");
        Value x = top.relu6(
                "act", projected(top, "lateral", features.at(STRIDES[0]), CHANNELS[0])); // (N, 96, H/32, W/32)
        x = withMean(top.scope("mean"), separable(top, x));
        for (int i = 1; i < STRIDES.length; i++) {
            NetworkBuilder level = net.scope("p" + (5 - i));
            int channels = CHANNELS[i];
            Value coarser = x.channels() == channels ? x : projected(level, "reduce", x, channels);
            coarser = level.resize("resize", coarser, Interpolation.NEAREST, 2);
            x = level.sum("add", coarser, projected(level, "lateral", features.at(STRIDES[i]), channels));
            x = i < STRIDES.length - 1 ? separable(level, x) : dense(level.scope("fuse"), x);
        }
        return x;
    }

    /** {@code x + project(relu6(depthwise(x)))}, as often as {@link #BLOCKS} says. */
    private static Value separable(NetworkBuilder net, Value x) {
        Value y = x;
        for (int i = 0; i < BLOCKS; i++) {
            NetworkBuilder block = net.scope("blocks." + i);
            int channels = y.channels();
            Layer depthwise = Layer.Conv.depthwise(channels, KERNEL);
            Value z = block.batchNorm("dw.1", block.add("dw.0", depthwise, y));
            z = projected(block, "pw", block.relu6("act", z), channels);
            y = block.sum("add", y, z);
        }
        return y;
    }

    /** Adds the output of a layer for the mean over the map to each of its pixels. */
    private static Value withMean(NetworkBuilder net, Value x) {
        Value mean = net.convWithBias("project", net.add("pool", new Layer.MeanPool(), x), x.channels(), 1, 1);
        return net.sum("add", x, net.resizeLike("resize", mean, x, Interpolation.NEAREST));
    }

    private static Value dense(NetworkBuilder net, Value x) {
        return net.relu6("2", net.batchNorm("1", net.conv("0", x, x.channels(), 3, 1)));
    }

    private static Value projected(NetworkBuilder net, String name, Value x, int channels) {
        NetworkBuilder scope = net.scope(name);
        return scope.batchNorm("1", scope.conv("0", x, channels, 1, 1));
    }
}
