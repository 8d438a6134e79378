package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.encoder.MixTransformer;
import dev.maskwright.models.zoo.encoder.ResNet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The list of what can be built by name. */
public final class Architectures {

    private static final Map<String, Builder> BUILDERS = new TreeMap<>(Map.of(
            "unet-resnet18", (channels, classes) -> Unet.build(ResNet.RESNET18, channels, classes),
            "segformer-mit_b0", (channels, classes) -> Segformer.build(MixTransformer.MIT_B0, channels, classes)));

    private Architectures() {}

    /** Ids, decoder and encoder: {@code unet-resnet18}. */
    public static Set<String> ids() {
        return new TreeSet<>(BUILDERS.keySet());
    }

    /**
     * Builds a network.
     *
     * @param inputChannels channels of the image, at least 1
     * @param classes classes that are told apart, background included, at least 1
     * @throws IllegalArgumentException if no architecture has this id; lists those that exist
     */
    public static Network build(String id, int inputChannels, int classes) {
        Builder builder = BUILDERS.get(id);
        if (builder == null) {
            throw new IllegalArgumentException("no architecture is called '%s'; there are %s".formatted(id, ids()));
        }
        if (inputChannels < 1 || classes < 1) {
            throw new IllegalArgumentException("%s needs at least 1 input channel and 1 class, got %d and %d"
                    .formatted(id, inputChannels, classes));
        }
        return builder.build(inputChannels, classes);
    }

    private interface Builder {
        Network build(int inputChannels, int classes);
    }
}
