package dev.maskwright.models.weights;

import dev.maskwright.models.zoo.encoder.EfficientNetLite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the keys of an encoder from another library become the keys of this project, which are smp's. Everything specific
 * to a source is data; its tensors need no transposing, since every source here lays out convolutions {@code (out, in,
 * h, w)} and linear layers {@code (out, in)}, as smp does.
 *
 * @param source where these keys come from, for messages
 * @param marker the end of a key that every such encoder has and no other; the part before it is the prefix of all of
 *     the encoder's keys
 * @param leftOut beginnings of keys, after the prefix, that are not part of the encoder: the heads of classifiers
 * @param rewrites applied to each key in this order, after the prefix is removed
 * @param joins pairs of tensors that are joined into one
 * @param inside what is put between {@link #ENCODER} and a rewritten key
 */
record KeyMap(
        String source, String marker, List<String> leftOut, List<Rewrite> rewrites, List<Join> joins, String inside) {

    /** Text that is replaced wherever it occurs in a key. */
    record Rewrite(String from, String to) {}

    /** Two tensors that are concatenated along their outermost dimension; parts of rewritten keys. */
    record Join(String first, String second, String into) {}

    /** The encoder's prefix in a whole network. */
    static final String ENCODER = "encoder.";

    /** Where smp keeps an encoder of timm, behind {@link #ENCODER}. */
    private static final String LITE = "model.";

    private static final KeyMap RESNET = new KeyMap(
            "ResNet of smp, torchvision or timm", "layer1.0.conv1.weight", List.of("fc."), List.of(), List.of(), "");

    private static final KeyMap MIX_TRANSFORMER = new KeyMap(
            "Mix Transformer of smp", "patch_embed1.proj.weight", List.of("head."), List.of(), List.of(), "");

    private static final KeyMap HUGGING_FACE = new KeyMap(
            "Mix Transformer of Hugging Face",
            "patch_embeddings.0.proj.weight",
            List.of(),
            huggingFaceRewrites(),
            List.of(new Join(".attn.key.", ".attn.value.", ".attn.kv.")),
            "");

    /**
     * The names in transformers 5 in memory, which a state dict saved by hand has; its own files have the names above.
     */
    private static final KeyMap HUGGING_FACE_IN_MEMORY = new KeyMap(
            "Mix Transformer of Hugging Face in memory",
            "stages.0.patch_embeddings.proj.weight",
            List.of(),
            huggingFaceRewritesInMemory(),
            List.of(new Join(".attn.key.", ".attn.value.", ".attn.kv.")),
            "");

    private static final KeyMap EFFICIENTNET_LITE = new KeyMap(
            "EfficientNet-Lite of timm or smp",
            "blocks.6.0.conv_pwl.weight",
            List.of("conv_head.", "bn2.", "classifier."),
            List.of(),
            List.of(),
            LITE);

    private static final String HUGGING_FACE_MODEL = "segformer.";
    private static final String HUGGING_FACE_ENCODER = HUGGING_FACE_MODEL + "encoder.";
    private static final String HUGGING_FACE_STAGES = HUGGING_FACE_MODEL + "stages.0.";
    private static final String HUGGING_FACE_FUSE = "decode_head.linear_fuse.weight";
    private static final int STAGES = 4;

    static final List<KeyMap> ALL = all();

    private static List<KeyMap> all() {
        List<KeyMap> all = new ArrayList<>(
                List.of(RESNET, MIX_TRANSFORMER, HUGGING_FACE, HUGGING_FACE_IN_MEMORY, EFFICIENTNET_LITE));
        Stream.of(
                        EfficientNetLite.LITE2,
                        EfficientNetLite.LITE1,
                        EfficientNetLite.LITE0) // the one with most blocks first
                .map(KeyMap::countedBlocks)
                .forEach(all::add);
        return List.copyOf(all);
    }

    /**
     * Keys of the packages {@code efficientnet-lite-pytorch} and {@code efficientnet_pytorch}, which count blocks
     * through all stages.
     */
    private static KeyMap countedBlocks(EfficientNetLite encoder) {
        List<Rewrite> rewrites = new ArrayList<>();
        int counted = 0;
        for (int stage = 0; stage < encoder.blocks().size(); stage++) {
            for (int block = 0; block < encoder.blocks().get(stage); block++, counted++) {
                String from = "_blocks.%d._".formatted(counted);
                String to = "blocks.%d.%d.".formatted(stage, block);
                boolean expands = stage > 0;
                if (expands) {
                    rewrites.add(new Rewrite(from + "expand_conv.", to + "conv_pw."));
                    rewrites.add(new Rewrite(from + "bn0.", to + "bn1."));
                }
                rewrites.add(new Rewrite(from + "depthwise_conv.", to + "conv_dw."));
                rewrites.add(new Rewrite(from + "bn1.", to + (expands ? "bn2." : "bn1.")));
                rewrites.add(new Rewrite(from + "project_conv.", to + (expands ? "conv_pwl." : "conv_pw.")));
                rewrites.add(new Rewrite(from + "bn2.", to + (expands ? "bn3." : "bn2.")));
            }
        }
        rewrites.add(new Rewrite("_conv_stem.", "conv_stem."));
        rewrites.add(new Rewrite("_bn0.", "bn1."));
        return new KeyMap(
                "EfficientNet-Lite of efficientnet-lite-pytorch",
                "_blocks.%d._project_conv.weight".formatted(counted - 1),
                List.of("_conv_head.", "_bn1.", "_fc."),
                rewrites,
                List.of(),
                LITE);
    }

    private static List<Rewrite> huggingFaceRewrites() {
        List<Rewrite> rewrites = new ArrayList<>(List.of(
                new Rewrite(".attention.self.query.", ".attn.q."),
                new Rewrite(".attention.self.key.", ".attn.key."),
                new Rewrite(".attention.self.value.", ".attn.value."),
                new Rewrite(".attention.self.sr.", ".attn.sr."),
                new Rewrite(".attention.self.layer_norm.", ".attn.norm."),
                new Rewrite(".attention.output.dense.", ".attn.proj."),
                new Rewrite(".mlp.dense1.", ".mlp.fc1."),
                new Rewrite(".mlp.dense2.", ".mlp.fc2."),
                new Rewrite(".layer_norm_1.", ".norm1."),
                new Rewrite(".layer_norm_2.", ".norm2.")));
        for (int stage = 0; stage < STAGES; stage++) {
            int here = stage + 1; // smp counts from 1
            rewrites.add(new Rewrite(
                    "patch_embeddings.%d.layer_norm.".formatted(stage), "patch_embed%d.norm.".formatted(here)));
            rewrites.add(new Rewrite("patch_embeddings.%d.".formatted(stage), "patch_embed%d.".formatted(here)));
            rewrites.add(new Rewrite("block.%d.".formatted(stage), "block%d.".formatted(here)));
            rewrites.add(new Rewrite("layer_norm.%d.".formatted(stage), "norm%d.".formatted(here)));
        }
        return rewrites;
    }

    private static List<Rewrite> huggingFaceRewritesInMemory() {
        List<Rewrite> rewrites = new ArrayList<>(List.of(
                new Rewrite(".attention.q_proj.", ".attn.q."),
                new Rewrite(".attention.k_proj.", ".attn.key."),
                new Rewrite(".attention.v_proj.", ".attn.value."),
                new Rewrite(".attention.o_proj.", ".attn.proj."),
                new Rewrite(".attention.sequence_reduction.sequence_reduction.", ".attn.sr."),
                new Rewrite(".attention.sequence_reduction.layer_norm.", ".attn.norm."),
                new Rewrite(".layernorm_before.", ".norm1."),
                new Rewrite(".layernorm_after.", ".norm2.")));
        for (int stage = 0; stage < STAGES; stage++) {
            String from = "stages.%d.".formatted(stage);
            int here = stage + 1;
            rewrites.add(new Rewrite(from + "patch_embeddings.layer_norm.", "patch_embed%d.norm.".formatted(here)));
            rewrites.add(new Rewrite(from + "patch_embeddings.", "patch_embed%d.".formatted(here)));
            rewrites.add(new Rewrite(from + "blocks.", "block%d.".formatted(here)));
            rewrites.add(new Rewrite(from + "layer_norm.", "norm%d.".formatted(here)));
        }
        return rewrites;
    }

    /** Whether a file has a whole {@code SegformerForSemanticSegmentation} of Hugging Face. */
    static boolean isHuggingFaceSegformer(Set<String> keys) {
        return keys.stream().anyMatch(key -> key.endsWith(HUGGING_FACE_FUSE));
    }

    /**
     * A whole {@code SegformerForSemanticSegmentation} of Hugging Face under smp's keys, which count the stages of the
     * decoder from the coarsest; other keys stay as they are.
     */
    static Map<String, Tensor> ofHuggingFaceSegformer(Map<String, Tensor> tensors) {
        boolean isOfMemory = tensors.keySet().stream().anyMatch(key -> key.contains(HUGGING_FACE_STAGES));
        KeyMap map = isOfMemory ? HUGGING_FACE_IN_MEMORY : HUGGING_FACE;
        String begin = isOfMemory ? HUGGING_FACE_MODEL : HUGGING_FACE_ENCODER;
        Map<String, Map<String, Tensor>> encoders = new LinkedHashMap<>(); // by their prefix
        Map<String, Tensor> whole = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> {
            int at = key.indexOf(begin);
            if (at >= 0) {
                encoders.computeIfAbsent(key.substring(0, at), prefix -> new LinkedHashMap<>())
                        .put(key.substring(at + begin.length()), tensor);
            } else {
                whole.put(decoderKey(key), tensor);
            }
        });
        encoders.forEach(
                (prefix, encoder) -> map.apply(encoder).forEach((key, tensor) -> whole.put(prefix + key, tensor)));
        return whole;
    }

    private static String decoderKey(String key) {
        String renamed = key;
        for (int stage = 0; stage < STAGES; stage++) {
            String here = "decoder.mlp_stage.%d.linear.".formatted(STAGES - 1 - stage);
            renamed = renamed.replace("decode_head.linear_c.%d.proj.".formatted(stage), here)
                    .replace("decode_head.linear_projections.%d.proj.".formatted(stage), here);
        }
        return renamed.replace("decode_head.linear_fuse.", "decoder.fuse_stage.0.")
                .replace("decode_head.batch_norm.", "decoder.fuse_stage.1.")
                .replace("decode_head.classifier.", "segmentation_head.0.");
    }

    /** The common prefix of the keys of an encoder of this kind; empty if there is no such encoder. */
    Optional<String> prefix(Weights weights) {
        return weights.keys().stream()
                .filter(key -> key.equals(marker) || key.endsWith("." + marker))
                .map(key -> key.substring(0, key.length() - marker.length()))
                .findFirst();
    }

    /** The tensors of an encoder under smp's keys; a tensor without a rule keeps its key. */
    Map<String, Tensor> apply(Map<String, Tensor> encoder) {
        Map<String, Tensor> mapped = new LinkedHashMap<>();
        encoder.forEach((key, tensor) -> {
            String rewritten = ENCODER + inside + rewrite(key);
            mapped.put(mapped.containsKey(rewritten) ? rewritten + " a second time" : rewritten, tensor);
        });
        for (Join join : joins) {
            for (String key : List.copyOf(mapped.keySet())) {
                Tensor first = mapped.get(key);
                Tensor second = mapped.get(key.replace(join.first(), join.second()));
                if (key.contains(join.first()) && first != null && second != null && canFollow(first, second)) {
                    mapped.remove(key);
                    mapped.remove(key.replace(join.first(), join.second()));
                    mapped.put(key.replace(join.first(), join.into()), Tensor.concat(0, List.of(first, second)));
                }
            }
        }
        return mapped;
    }

    private String rewrite(String key) {
        String rewritten = key;
        for (Rewrite rewrite : rewrites) {
            rewritten = rewritten.replace(rewrite.from(), rewrite.to());
        }
        return rewritten;
    }

    private static boolean canFollow(Tensor first, Tensor second) {
        return first.shape().rank() > 0 && first.shape().equals(second.shape()) && first.type() == second.type();
    }
}
