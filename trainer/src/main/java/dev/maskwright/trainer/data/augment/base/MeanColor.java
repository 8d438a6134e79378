package dev.maskwright.trainer.data.augment.base;

/** The colour of pixels outside the picture. */
public final class MeanColor {

    private MeanColor() {}

    /** Red, green and blue: ImageNet's mean, close to 0 once normalised. */
    public static byte[] rgb() {
        return new byte[] {124, 116, 104};
    }
}
