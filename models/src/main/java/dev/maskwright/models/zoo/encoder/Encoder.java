package dev.maskwright.models.zoo.encoder;

import dev.maskwright.models.graph.NetworkBuilder;
import dev.maskwright.models.graph.Value;

/** Turns an image into features. */
public sealed interface Encoder permits Encoder.Dilatable, MixTransformer {

    /** Its part of the id of an architecture, such as {@code resnet18}. */
    String id();

    /** The stride of the coarsest features: height and width of an image must be multiples of it. */
    int stride();

    /**
     * Adds the encoder's nodes.
     *
     * @param image {@code (N, C, H, W)}, any number of channels
     */
    Features build(NetworkBuilder net, Value image);

    /** Whether a node or parameter of this name belongs to the encoder of its network. */
    static boolean owns(String name) {
        return name.startsWith("encoder.");
    }

    /** An encoder that can keep its last stages at stride 16, with dilated convolutions instead. */
    sealed interface Dilatable extends Encoder permits ResNet, EfficientNetLite {

        /** The same network with maps of stride 16 instead of 32. */
        Dilatable dilated();
    }
}
