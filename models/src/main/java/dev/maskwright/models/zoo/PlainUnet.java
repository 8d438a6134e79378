package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A U-Net without a separate encoder or batch norm: two convolutions at each size, max pooling on the way down and
 * transposed convolutions on the way up.
 *
 * @param levels how often the size is halved, at least 1
 * @param width channels at the image's size; they double with each halving
 * @see <a href="https://arxiv.org/abs/1505.04597">U-Net</a>; the convolutions here keep the size
 */
public record PlainUnet(int levels, int width) {

    /** Halves the size twice and starts with 64 channels. */
    public static final PlainUnet DEFAULT = new PlainUnet(2, 64);

    private static final int MOST_LEVELS = 8;

    public PlainUnet {
        if (levels < 1 || levels > MOST_LEVELS || width < 1) {
            throw new IllegalArgumentException(
                    "a plain U-Net has 1 to %d levels and a width of at least 1, got %d and %d"
                            .formatted(MOST_LEVELS, levels, width));
        }
    }

    public Network build(int inputChannels, int classes) {
        int stride = 1 << levels;
        NetworkBuilder net = NetworkBuilder.create();
        List<Value> skips = new ArrayList<>();
        Value x = NetworkBuilder.input(inputChannels, stride);
        for (int level = 0; level < levels; level++) {
            x = twoConvolutions(net.scope("_encoder_blocks." + level), x, width << level);
            skips.add(x); // (N, width << level, H >> level, W >> level)
            x = net.add("pool." + level, new Layer.MaxPool(2, 2, 0), x);
        }
        x = twoConvolutions(net.scope("_bottleneck_block"), x, width << levels);
        for (int step = 0; step < levels; step++) {
            int level = levels - 1 - step;
            Layer grow = new Layer.ConvTranspose(x.channels(), width << level, 2);
            x = net.add("_upsampling_layers." + step, grow, x);
            x = net.concat("concat." + step, x, skips.get(level));
            x = twoConvolutions(net.scope("_decoder_blocks." + step), x, width << level);
        }
        Value logits = net.convWithBias("_final_convolution", x, classes, 1, 1);
        return net.build("unet_plain", inputChannels, stride, logits);
    }

    private static Value twoConvolutions(NetworkBuilder net, Value x, int channels) {
        Value y = net.relu("1", net.convWithBias("0", x, channels, 3, 1));
        return net.relu("3", net.convWithBias("2", y, channels, 3, 1));
    }
}
