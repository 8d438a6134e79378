package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import java.util.List;

/**
 * U-Net: a decoder that enlarges the coarsest features step by step, each time beside the encoder's features of that
 * size.
 *
 * @see <a href="https://arxiv.org/abs/1505.04597">U-Net</a>; keys and layout are those of smp's {@code Unet}
 */
public final class Unet {

    private static final int[] DECODER_CHANNELS = {256, 128, 64, 32, 16};

    private Unet() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, Encoder.STRIDE);
        List<Value> features = encoder.build(net.scope("encoder"), image);
        Value x = decoder(net.scope("decoder"), image, features);
        Value logits = net.convWithBias("segmentation_head.0", x, classes, 3, 1);
        return net.build("unet-" + encoder.id(), inputChannels, Encoder.STRIDE, logits);
    }

    /** {@code features} run from fine to coarse; the result has the size of the image. */
    private static Value decoder(NetworkBuilder net, Value image, List<Value> features) {
        Value x = features.get(features.size() - 1); // (N, 512, H/32, W/32)
        for (int i = 0; i < DECODER_CHANNELS.length; i++) {
            NetworkBuilder block = net.scope("blocks." + i);
            int finer = features.size() - 2 - i;
            if (finer >= 0) {
                Value skip = features.get(finer); // (N, Cs, 2h, 2w)
                x = block.resizeLike("resize", x, skip, Interpolation.NEAREST);
                x = block.concat("concat", x, skip); // (N, Cx + Cs, 2h, 2w)
            } else {
                x = block.resizeLike("resize", x, image, Interpolation.NEAREST);
            }
            x = block.convBnRelu("conv1", x, DECODER_CHANNELS[i], 3);
            x = block.convBnRelu("conv2", x, DECODER_CHANNELS[i], 3);
        }
        return x;
    }
}
