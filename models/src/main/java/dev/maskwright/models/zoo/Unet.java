package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.Features;
import java.util.Optional;

/**
 * U-Net: a decoder that enlarges the coarsest features step by step, and concatenates the encoder's features of each
 * size, if there are any.
 *
 * @see <a href="https://arxiv.org/abs/1505.04597">U-Net</a>; keys and layout are those of smp's {@code Unet}
 */
public final class Unet {

    private static final int[] DECODER_CHANNELS = {256, 128, 64, 32, 16};

    private Unet() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, encoder.stride());
        Value x = decoder(net.scope("decoder"), encoder.build(net.scope("encoder"), image), encoder.stride());
        Value logits = net.convWithBias("segmentation_head.0", x, classes, 3, 1);
        return net.build("unet-" + encoder.id(), inputChannels, encoder.stride(), logits);
    }

    /** The result has the size of the image. */
    private static Value decoder(NetworkBuilder net, Features features, int coarsest) {
        Value x = features.coarsest(); // (N, C, H/32, W/32)
        for (int i = 0; i < DECODER_CHANNELS.length; i++) {
            NetworkBuilder block = net.scope("blocks." + i);
            Optional<Value> skip = features.find(coarsest >> (i + 1)); // (N, Cs, 2h, 2w)
            x = block.resize("resize", x, Interpolation.NEAREST, 2);
            x = skip.isPresent() ? block.concat("concat", x, skip.get()) : x; // (N, Cx + Cs, 2h, 2w)
            x = block.convBnRelu("conv1", x, DECODER_CHANNELS[i], 3);
            x = block.convBnRelu("conv2", x, DECODER_CHANNELS[i], 3);
        }
        return x;
    }
}
