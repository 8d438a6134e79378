package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;
import java.util.List;

/** Turns an image into features. */
public sealed interface Encoder permits ResNet, MixTransformer {

    /** The stride of the coarsest features: what height and width of an image must be multiples of. */
    int STRIDE = 32;

    /** Its name in the id of an architecture, such as {@code resnet18}. */
    String id();

    /**
     * Adds the encoder's nodes.
     *
     * @param image {@code (N, C, H, W)}, any number of channels
     * @return features from fine to coarse, each half as high and wide as the one before; the last has stride 32
     */
    List<Value> build(NetworkBuilder net, Value image);
}
