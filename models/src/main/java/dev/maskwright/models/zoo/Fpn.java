package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Dropout.Unit;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.Features;

/**
 * Feature pyramid network: the features of strides 32 to 4 are summed from the coarsest to the finest, each level is
 * enlarged to stride 4 by convolutions, and the sum of the levels is classified.
 *
 * @see <a href="https://arxiv.org/abs/1901.02446">Panoptic Feature Pyramid Networks, section 3</a>; keys and layout are
 *     those of smp's {@code FPN}
 */
public final class Fpn {

    private static final int PYRAMID_CHANNELS = 256;
    private static final int SEGMENTATION_CHANNELS = 128;
    private static final int GROUPS = 32;
    private static final float DROPOUT = 0.2f;
    private static final int[] STRIDES = {32, 16, 8, 4};

    private Fpn() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, encoder.stride());
        Value x = decoder(net.scope("decoder"), encoder.build(net.scope("encoder"), image));
        NetworkBuilder head = net.scope("segmentation_head");
        x = head.convWithBias("0", x, classes, 1, 1); // (N, classes, H/4, W/4)
        Value logits = head.resize("1", x, Interpolation.BILINEAR_ALIGNED, 4);
        return net.build("fpn-" + encoder.id(), inputChannels, encoder.stride(), logits);
    }

    /** The result has stride 4. */
    private static Value decoder(NetworkBuilder net, Features features) {
        Value[] levels = new Value[STRIDES.length]; // (N, 256, H/stride, W/stride)
        levels[0] = net.convWithBias("p5", features.at(STRIDES[0]), PYRAMID_CHANNELS, 1, 1);
        for (int i = 1; i < levels.length; i++) {
            NetworkBuilder block = net.scope("p" + (5 - i));
            Value skip = block.convWithBias("skip_conv", features.at(STRIDES[i]), PYRAMID_CHANNELS, 1, 1);
            Value coarser = block.resize("resize", levels[i - 1], Interpolation.NEAREST, 2);
            levels[i] = block.sum("add", coarser, skip);
        }
        Value sum = segmentation(net.scope("seg_blocks.0.block"), levels[0], 3);
        for (int i = 1; i < levels.length; i++) {
            Value level = segmentation(net.scope("seg_blocks." + i + ".block"), levels[i], levels.length - 1 - i);
            sum = net.sum("merge." + i, sum, level); // (N, 128, H/4, W/4)
        }
        return net.add("dropout", new Layer.Dropout(Unit.CHANNEL, DROPOUT), sum);
    }

    /** A convolution for each doubling of the size; one without doubling if the size stays. */
    private static Value segmentation(NetworkBuilder net, Value level, int doublings) {
        Value x = level;
        for (int i = 0; i < Math.max(1, doublings); i++) {
            NetworkBuilder block = net.scope(i + ".block");
            x = block.groupNorm("1", block.conv("0", x, SEGMENTATION_CHANNELS, 3, 1), GROUPS);
            x = block.relu("2", x);
            x = doublings == 0 ? x : block.resize("resize", x, Interpolation.BILINEAR_ALIGNED, 2);
        }
        return x;
    }
}
