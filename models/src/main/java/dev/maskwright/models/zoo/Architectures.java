package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architecture.Agreement;
import dev.maskwright.models.zoo.encoder.EfficientNetLite;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.models.zoo.encoder.MixTransformer;
import dev.maskwright.models.zoo.encoder.ResNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The list of what can be built by name. */
public final class Architectures {

    private static final List<ResNet> RESNETS = List.of(ResNet.RESNET18, ResNet.RESNET34);
    private static final List<MixTransformer> MIX_TRANSFORMERS =
            List.of(MixTransformer.MIT_B0, MixTransformer.MIT_B1, MixTransformer.MIT_B2);

    private static final List<EfficientNetLite> LITES =
            List.of(EfficientNetLite.LITE0, EfficientNetLite.LITE1, EfficientNetLite.LITE2);

    /** Architectures for which the peer's logits and losses were recorded. */
    private static final Set<String> RECORDED = Set.of(
            "unet-resnet18",
            "segformer-mit_b0",
            "unet-efficientnet_lite0",
            "fpn-efficientnet_lite0",
            "deeplabv3plus-efficientnet_lite0",
            "unet_plain",
            "vit_plain");

    private static final List<Architecture> ALL = all();

    private Architectures() {}

    /** All architectures, in the order in which they are shown. */
    public static List<Architecture> list() {
        return ALL;
    }

    /** Ids, decoder and encoder: {@code unet-resnet18}. */
    public static List<String> ids() {
        return ALL.stream().map(Architecture::id).toList();
    }

    /**
     * Builds a network.
     *
     * @param inputChannels channels of the image, at least 1
     * @param classes number of classes, background included, at least 1
     * @throws IllegalArgumentException if no architecture has this id; lists those that exist
     */
    public static Network build(String id, int inputChannels, int classes) {
        Architecture architecture = ALL.stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(unknown(id)));
        if (inputChannels < 1 || classes < 1) {
            throw new IllegalArgumentException("%s needs at least 1 input channel and 1 class, got %d and %d"
                    .formatted(id, inputChannels, classes));
        }
        return architecture.builder().build(inputChannels, classes);
    }

    private static String unknown(String id) {
        boolean undilated = MIX_TRANSFORMERS.stream().anyMatch(encoder -> id.equals("deeplabv3plus-" + encoder.id()));
        return undilated
                ? ("%s cannot be built: deeplabv3plus dilates its encoder, and a Mix Transformer"
                                + " cannot be dilated; take a ResNet or an EfficientNet-Lite")
                        .formatted(id)
                : "no architecture is called '%s'; the architectures are %s".formatted(id, ids());
    }

    private static List<Architecture> all() {
        List<Encoder> encoders = new ArrayList<>(RESNETS);
        encoders.addAll(MIX_TRANSFORMERS);
        List<Encoder> withLites = new ArrayList<>(encoders);
        withLites.addAll(LITES);
        List<Encoder.Dilatable> dilatable = new ArrayList<>(RESNETS);
        dilatable.addAll(LITES);
        List<Architecture> all = new ArrayList<>();
        for (Encoder e : withLites) {
            all.add(of("unet-" + e.id(), (channels, classes) -> Unet.build(e, channels, classes)));
        }
        for (Encoder e : encoders) {
            all.add(of("segformer-" + e.id(), (channels, classes) -> Segformer.build(e, channels, classes)));
        }
        for (MixTransformer e : MIX_TRANSFORMERS) {
            all.add(of(
                    Segformer.HUGGING_FACE + e.id(),
                    (channels, classes) -> Segformer.buildHuggingFace(e, channels, classes)));
        }
        for (Encoder e : withLites) {
            all.add(of("fpn-" + e.id(), (channels, classes) -> Fpn.build(e, channels, classes)));
        }
        for (Encoder.Dilatable e : dilatable) {
            all.add(of("deeplabv3plus-" + e.id(), (channels, classes) -> DeepLabV3Plus.build(e, channels, classes)));
        }
        for (Encoder e : LITES) {
            all.add(new Architecture(
                    "edgefpn-" + e.id(), Agreement.OWN, (channels, classes) -> EdgeFpn.build(e, channels, classes)));
        }
        all.add(of("unet_plain", PlainUnet.DEFAULT::build));
        all.add(of("vit_plain", PlainTransformer.DEFAULT::build));
        return List.copyOf(all);
    }

    private static Architecture of(String id, Architecture.Builder builder) {
        return new Architecture(id, RECORDED.contains(id) ? Agreement.LOGITS : Agreement.KEYS, builder);
    }
}
