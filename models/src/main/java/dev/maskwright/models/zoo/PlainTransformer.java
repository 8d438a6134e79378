package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.graph.Value;

/**
 * A vision transformer whose tokens are turned back into patches of logits. It has a learned vector for each position,
 * so it takes images of one size only.
 *
 * @param imageSize height and width of the image, a multiple of {@code patch}
 * @param patch height and width of the square that becomes one token
 * @param width of a token, a multiple of {@code heads}
 * @param depth transformer blocks
 * @see <a href="https://arxiv.org/abs/2010.11929">An Image is Worth 16x16 Words</a>; here only the queries are
 *     normalised before attention, not keys and values, and there is no norm at the end
 */
public record PlainTransformer(int imageSize, int patch, int width, int depth, int heads) {

    /** Images of 224x224 in patches of 16x16. */
    public static final PlainTransformer DEFAULT = new PlainTransformer(224, 16, 256, 6, 8);

    private static final int MLP_RATIO = 4;
    private static final float EPSILON = 1e-5f;

    public PlainTransformer {
        if (patch < 1 || imageSize < patch || imageSize % patch != 0) {
            throw new IllegalArgumentException(
                    "patches of %d do not divide an image of %d".formatted(patch, imageSize));
        }
        if (heads < 1 || width < heads || width % heads != 0 || depth < 1) {
            throw new IllegalArgumentException(
                    "%d heads do not divide a width of %d, or a depth of %d is below 1".formatted(heads, width, depth));
        }
    }

    public Network build(int inputChannels, int classes) {
        NetworkBuilder net = NetworkBuilder.create();
        Value image = new Value(Network.INPUT, Shape.of(1, inputChannels, imageSize, imageSize));
        Layer embed = Layer.Conv.patches(inputChannels, width, patch);
        Value map = net.add("patch_embed.projection", embed, image); // (N, width, H/patch, W/patch)
        Value x = net.mapToTokens("tokens", map); // (N, L, width)
        x = net.add("position_embedding", new Layer.PositionEmbedding(x.shape().size(1), width), x);
        for (int block = 0; block < depth; block++) {
            x = block(net.scope("blocks." + block), x);
        }
        x = net.tokensToMap("map", x, map);
        Value logits = net.add("reconstruction", new Layer.ConvTranspose(width, classes, patch), x);
        return net.build("vit_plain", inputChannels, imageSize, logits);
    }

    private Value block(NetworkBuilder net, Value tokens) {
        Value queries = net.layerNorm("layer_norms.0", tokens, EPSILON);
        Value x = net.sum("add1", tokens, attention(net.scope("attention"), queries, tokens));
        NetworkBuilder mlp = net.scope("mlp");
        Value hidden = mlp.linear("0", net.layerNorm("layer_norms.1", x, EPSILON), MLP_RATIO * width);
        return net.sum("add2", x, mlp.linear("2", mlp.add("1", new Layer.Gelu(), hidden), width));
    }

    private Value attention(NetworkBuilder net, Value queries, Value keysAndValues) {
        Value packed = net.add("in_proj", new Layer.PackedProjection(width), queries, keysAndValues);
        Value q = heads(net, "q", packed, 0);
        Value k = heads(net, "k", packed, width);
        Value v = heads(net, "v", packed, 2 * width);
        float scale = (float) (1 / Math.sqrt((double) width / heads));
        Value scores = net.add("scores", new Layer.AttentionScores(scale), q, k); // (N, heads, L, L)
        Value shares = net.add("softmax", new Layer.Softmax(), scores);
        Value context = net.add("context", new Layer.MatMul(), shares, v); // (N, heads, L, width/heads)
        return net.linear("out_proj", net.add("merge", new Layer.MergeHeads(), context), width);
    }

    private Value heads(NetworkBuilder net, String name, Value packed, int from) {
        Value part = net.add(name, new Layer.Slice(from, from + width), packed);
        return net.add(name + "_heads", new Layer.SplitHeads(heads), part);
    }
}
