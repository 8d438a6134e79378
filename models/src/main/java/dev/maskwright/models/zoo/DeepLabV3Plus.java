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
 * DeepLabV3+: features of stride 16 are processed with several dilations in parallel, enlarged to stride 4 and refined
 * together with the features of that stride. It needs an encoder whose last stage can be dilated.
 *
 * <p>A training batch must have at least two images, because a batch norm follows the mean over the whole image.
 *
 * @see <a href="https://arxiv.org/abs/1802.02611">Encoder-Decoder with Atrous Separable Convolution</a>; keys and
 *     layout are those of smp's {@code DeepLabV3Plus}
 */
public final class DeepLabV3Plus {

    private static final int CHANNELS = 256;
    private static final int FINE_CHANNELS = 48;
    private static final int[] DILATIONS = {12, 24, 36};
    private static final float DROPOUT = 0.5f;

    private DeepLabV3Plus() {}

    public static Network build(Encoder.Dilatable encoder, int inputChannels, int classes) {
        Encoder dilated = encoder.dilated();
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, dilated.stride());
        Value x = decoder(net.scope("decoder"), dilated.build(net.scope("encoder"), image));
        NetworkBuilder head = net.scope("segmentation_head");
        x = head.convWithBias("0", x, classes, 1, 1); // (N, classes, H/4, W/4)
        Value logits = head.resize("1", x, Interpolation.BILINEAR_ALIGNED, 4);
        return net.build("deeplabv3plus-" + encoder.id(), inputChannels, dilated.stride(), logits);
    }

    /** The result has stride 4. */
    private static Value decoder(NetworkBuilder net, Features features) {
        NetworkBuilder aspp = net.scope("aspp");
        Value x = pyramid(aspp.scope("0"), features.coarsest()); // (N, 256, H/16, W/16)
        x = normalised(aspp, "2", "3", separable(aspp.scope("1"), x, 1));
        x = net.resize("up", x, Interpolation.BILINEAR_ALIGNED, 4);
        Value fine = net.convBnRelu("block1", features.at(4), FINE_CHANNELS, 1); // (N, 48, H/4, W/4)
        NetworkBuilder fuse = net.scope("block2");
        return normalised(fuse, "1", "2", separable(fuse.scope("0"), net.concat("concat", x, fine), 1));
    }

    /** Atrous spatial pyramid pooling. */
    private static Value pyramid(NetworkBuilder net, Value x) {
        NetworkBuilder branches = net.scope("convs");
        Value[] all = new Value[DILATIONS.length + 2];
        all[0] = branches.convBnRelu("0", x, CHANNELS, 1);
        for (int i = 1; i <= DILATIONS.length; i++) {
            NetworkBuilder branch = branches.scope(String.valueOf(i));
            all[i] = normalised(branch, "1", "2", separable(branch.scope("0"), x, DILATIONS[i - 1]));
        }
        NetworkBuilder pooling = branches.scope(String.valueOf(all.length - 1));
        Value mean = pooling.add("0", new Layer.MeanPool(), x); // (N, 512, 1, 1)
        mean = normalised(pooling, "2", "3", pooling.conv("1", mean, CHANNELS, 1, 1));
        all[all.length - 1] = pooling.resizeLike("resize", mean, x, Interpolation.BILINEAR);
        Value projected = net.convBnRelu("project", net.concat("concat", all), CHANNELS, 1);
        return net.add("project.3", new Layer.Dropout(Unit.ELEMENT, DROPOUT), projected);
    }

    /** A depth-wise 3x3 convolution, then a pointwise one. */
    private static Value separable(NetworkBuilder net, Value x, int dilation) {
        Layer.Conv conv =
                Layer.Conv.depthwise(x.channels(), 3).withPadding(dilation).withDilation(dilation);
        Value depthWise = net.add("0", conv, x);
        return net.conv("1", depthWise, CHANNELS, 1, 1);
    }

    private static Value normalised(NetworkBuilder net, String norm, String relu, Value x) {
        return net.relu(relu, net.batchNorm(norm, x));
    }
}
