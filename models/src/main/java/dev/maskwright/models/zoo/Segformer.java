package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import java.util.List;

/**
 * SegFormer: each of the four coarsest features is projected to one width, enlarged to the finest of them and fused.
 *
 * @see <a href="https://arxiv.org/abs/2105.15203">SegFormer, section 3.2</a>; keys and layout are those of smp's
 *     {@code Segformer}, whose last enlargement aligns the corners
 */
public final class Segformer {

    private static final int WIDTH = 256;
    private static final int STAGES = 4;

    private Segformer() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, Encoder.STRIDE);
        List<Value> features = encoder.build(net.scope("encoder"), image);
        Value x = decoder(net.scope("decoder"), features.subList(features.size() - STAGES, features.size()));
        NetworkBuilder head = net.scope("segmentation_head");
        x = head.convWithBias("0", x, classes, 1, 1); // (N, classes, H/4, W/4)
        Value logits = head.add("1", new Layer.Resize(Interpolation.BILINEAR_ALIGNED, 4), x);
        return net.build("segformer-" + encoder.id(), inputChannels, Encoder.STRIDE, logits);
    }

    /** {@code features} run from stride 4 to stride 32; the result has stride 4. The peer counts from the coarsest. */
    private static Value decoder(NetworkBuilder net, List<Value> features) {
        Value finest = features.get(0);
        Value[] stages = new Value[STAGES];
        for (int i = 0; i < STAGES; i++) {
            NetworkBuilder stage = net.scope("mlp_stage." + i);
            Value feature = features.get(STAGES - 1 - i);
            Value tokens = stage.linear("linear", stage.mapToTokens("tokens", feature), WIDTH); // (N, h*w, 256)
            Value map = stage.tokensToMap("map", tokens, feature); // (N, 256, h, w)
            stages[i] = i == STAGES - 1 ? map : stage.resizeLike("resize", map, finest, Interpolation.BILINEAR);
        }
        return net.convBnRelu("fuse_stage", net.concat("concat", stages), WIDTH, 1); // (N, 1024, H/4, W/4) -> 256
    }
}
