package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer.Interpolation;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.Features;
import dev.maskwright.models.zoo.encoder.MixTransformer;
import java.util.ArrayList;
import java.util.List;

/**
 * SegFormer: every feature of the encoder is projected to one width, resized to stride 4 and fused.
 *
 * @see <a href="https://arxiv.org/abs/2105.15203">SegFormer, section 3.2</a>; keys and layout are those of smp's {@code
 *     Segformer}, whose last enlargement aligns the corners. With a ResNet it also uses the feature of stride 2, which
 *     a Mix Transformer does not have
 */
public final class Segformer {

    /** The prefix of the ids of {@link #buildHuggingFace}. */
    public static final String HUGGING_FACE = "segformer_hf-";

    private static final int WIDTH = 256;

    private Segformer() {}

    public static Network build(Encoder encoder, int inputChannels, int classes) {
        return build("segformer-", Interpolation.BILINEAR_ALIGNED, encoder, inputChannels, classes);
    }

    /**
     * The network as Hugging Face has it, under smp's keys: all norms have an epsilon of 1e-5, and logits are enlarged
     * without aligned corners, as its users do.
     */
    public static Network buildHuggingFace(MixTransformer encoder, int inputChannels, int classes) {
        return build(HUGGING_FACE, Interpolation.BILINEAR, encoder.ofHuggingFace(), inputChannels, classes);
    }

    private static Network build(
            String id, Interpolation enlargement, Encoder encoder, int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = NetworkBuilder.input(inputChannels, encoder.stride());
        Value x = decoder(net.scope("decoder"), encoder.build(net.scope("encoder"), image));
        NetworkBuilder head = net.scope("segmentation_head");
        x = head.convWithBias("0", x, classes, 1, 1); // (N, classes, H/4, W/4)
        Value logits = head.resize("1", x, enlargement, 4);
        return net.build(id + encoder.id(), inputChannels, encoder.stride(), logits);
    }

    /** The result has stride 4. The peer counts stages from the coarsest. */
    private static Value decoder(NetworkBuilder net, Features features) {
        Value target = features.at(4);
        List<Value> stages = new ArrayList<>();
        for (Value feature : features.coarsestFirst()) {
            NetworkBuilder stage = net.scope("mlp_stage." + stages.size());
            Value tokens = stage.linear("linear", stage.mapToTokens("tokens", feature), WIDTH); // (N, h*w, 256)
            Value map = stage.tokensToMap("map", tokens, feature); // (N, 256, h, w)
            boolean fits = feature.equals(target);
            stages.add(fits ? map : stage.resizeLike("resize", map, target, Interpolation.BILINEAR));
        }
        Value all = net.concat("concat", stages.toArray(Value[]::new));
        return net.convBnRelu("fuse_stage", all, WIDTH, 1); // (N, stages * 256, H/4, W/4) -> 256
    }
}
