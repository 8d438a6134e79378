package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Weights;

/** A network with the values of its parameters. */
public record Trained(Network network, Weights weights) {

    /**
     * @throws IllegalArgumentException if the weights are not those of the network; the message lists every key that
     *     does not fit
     */
    public Trained {
        weights.requireFits(network, "the weights to export");
    }
}
