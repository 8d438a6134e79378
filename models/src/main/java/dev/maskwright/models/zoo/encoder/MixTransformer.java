package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Layer.Dropout.Unit;
import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.List;
import java.util.TreeMap;

/**
 * Mix Transformer: four stages of overlapping patch embeddings and transformer blocks, whose attention reads keys and
 * values from a map reduced by a strided convolution. Keys are smp's.
 *
 * @param widths channels of each stage
 * @param depths transformer blocks of each stage
 * @param epsilon of the norms in blocks and after stages
 * @see <a href="https://arxiv.org/abs/2105.15203">SegFormer, section 3.1</a>; the epsilons of the norms are smp's: 1e-6
 *     in blocks and after stages, 1e-5 in patch embeddings and after the reduction; in Hugging Face's all are 1e-5
 */
public record MixTransformer(String id, List<Integer> widths, List<Integer> depths, float epsilon) implements Encoder {

    public static final MixTransformer MIT_B0 =
            new MixTransformer("mit_b0", List.of(32, 64, 160, 256), List.of(2, 2, 2, 2), 1e-6f);

    public static final MixTransformer MIT_B1 =
            new MixTransformer("mit_b1", List.of(64, 128, 320, 512), List.of(2, 2, 2, 2), 1e-6f);

    public static final MixTransformer MIT_B2 =
            new MixTransformer("mit_b2", List.of(64, 128, 320, 512), List.of(3, 4, 6, 3), 1e-6f);

    private static final int[] HEADS = {1, 2, 5, 8};
    private static final int[] REDUCTIONS = {8, 4, 2, 1};
    private static final int MLP_RATIO = 4;
    /** The rate of stochastic depth grows linearly from 0 in the first block to this in the last. */
    private static final float DROP_PATH = 0.1f;

    public MixTransformer {
        widths = List.copyOf(widths);
        depths = List.copyOf(depths);
    }

    /** The same encoder with the norms of Hugging Face. */
    public MixTransformer ofHuggingFace() {
        return new MixTransformer(id, widths, depths, 1e-5f);
    }

    @Override
    public int stride() {
        return 32;
    }

    /** Features of strides 4, 8, 16 and 32 with {@link #widths} channels. */
    @Override
    public Features build(NetworkBuilder net, Value image) {
        int blocks = depths.stream().mapToInt(Integer::intValue).sum();
        int blocksBefore = 0;
        TreeMap<Integer, Value> features = new TreeMap<>();
        Value x = image;
        for (int stage = 0; stage < widths.size(); stage++) {
            NetworkBuilder embed = net.scope("patch_embed" + (stage + 1));
            int kernel = stage == 0 ? 7 : 3;
            Value map = embed.convWithBias("proj", x, widths.get(stage), kernel, stage == 0 ? 4 : 2); // (N, C, h, w)
            Value tokens = embed.layerNorm("norm", embed.mapToTokens("tokens", map), 1e-5f); // (N, h*w, C)
            for (int block = 0; block < depths.get(stage); block++) {
                float dropPath = DROP_PATH * (blocksBefore + block) / Math.max(1, blocks - 1);
                NetworkBuilder scope = net.scope("block" + (stage + 1) + "." + block);
                tokens = block(scope, tokens, map, HEADS[stage], REDUCTIONS[stage], dropPath);
            }
            blocksBefore += depths.get(stage);
            tokens = net.layerNorm("norm" + (stage + 1), tokens, epsilon);
            x = net.tokensToMap("map" + (stage + 1), tokens, map); // (N, h*w, C) -> (N, C, h, w)
            features.put(4 << stage, x);
        }
        return new Features(features);
    }

    private Value block(NetworkBuilder net, Value tokens, Value map, int heads, int reduction, float dropPath) {
        Value attended = attention(net.scope("attn"), net.layerNorm("norm1", tokens, epsilon), map, heads, reduction);
        Value x = net.sum("add1", tokens, net.add("drop_path1", new Layer.Dropout(Unit.IMAGE, dropPath), attended));
        Value mixed = mixFeedForward(net.scope("mlp"), net.layerNorm("norm2", x, epsilon), map);
        return net.sum("add2", x, net.add("drop_path2", new Layer.Dropout(Unit.IMAGE, dropPath), mixed));
    }

    /** Tokens are {@code (N, L, C)}; the map has their height and width. */
    private static Value attention(NetworkBuilder net, Value tokens, Value map, int heads, int reduction) {
        int width = tokens.channels();
        Value reduced = tokens;
        if (reduction > 1) {
            Value x = net.tokensToMap("map", tokens, map);
            x = net.add("sr", Layer.Conv.patches(width, width, reduction), x); // (N, C, h/r, w/r)
            reduced = net.layerNorm("norm", net.mapToTokens("reduced", x), 1e-5f); // (N, M, C)
        }
        Value q = net.linear("q", tokens, width);
        Value kv = net.linear("kv", reduced, 2 * width); // keys first
        Value k = net.add("k", new Layer.Slice(0, width), kv);
        Value v = net.add("v", new Layer.Slice(width, 2 * width), kv);
        Layer split = new Layer.SplitHeads(heads);
        float scale = (float) (1 / Math.sqrt((double) width / heads));
        Value scores = net.add(
                "scores",
                new Layer.AttentionScores(scale),
                net.add("q_heads", split, q),
                net.add("k_heads", split, k)); // (N, heads, L, M)
        Value x = net.add(
                "context",
                new Layer.MatMul(),
                net.add("softmax", new Layer.Softmax(), scores),
                net.add("v_heads", split, v)); // (N, heads, L, C/heads)
        return net.linear("proj", net.add("merge", new Layer.MergeHeads(), x), width);
    }

    /**
     * The feed-forward part: a depth-wise 3x3 convolution between the two linear layers encodes the position of tokens.
     */
    private static Value mixFeedForward(NetworkBuilder net, Value tokens, Value map) {
        int width = tokens.channels();
        int hidden = MLP_RATIO * width;
        Value x = net.tokensToMap("map", net.linear("fc1", tokens, hidden), map);
        x = net.add("dwconv.dwconv", Layer.Conv.depthwise(hidden, 3).withBias(), x);
        x = net.add("act", new Layer.Gelu(), net.mapToTokens("tokens", x));
        return net.linear("fc2", x, width);
    }
}
