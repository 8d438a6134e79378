package dev.maskwright.models.zoo;

import dev.maskwright.models.graph.Network;

/**
 * A network that can be built by name.
 *
 * @param id decoder and encoder: {@code unet-resnet18}
 */
public record Architecture(String id, Agreement agreement, Builder builder) {

    /** What is known about its agreement with the peer. */
    public enum Agreement {
        /**
         * With the same weights, logits are those recorded from the peer; so are training losses, if they were
         * recorded.
         */
        LOGITS,
        /** Keys, shapes and layout follow the peer's; no outputs were recorded to compare with. */
        KEYS,
        /** The decoder is this project's own; the keys of its encoder are the peer's. */
        OWN
    }

    /** Builds the network for any number of channels and classes. */
    @FunctionalInterface
    public interface Builder {
        Network build(int inputChannels, int classes);
    }
}
