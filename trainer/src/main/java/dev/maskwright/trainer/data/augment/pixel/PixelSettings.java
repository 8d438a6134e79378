package dev.maskwright.trainer.data.augment.pixel;

import java.util.List;

/**
 * How the pixels of a picture change, without any motion.
 *
 * @param color how its colours vary
 * @param blur whether it is out of focus
 * @param noise whether it is grainy
 * @param jpeg whether it has JPEG artefacts
 * @param cutOut whether parts of it are covered
 */
public record PixelSettings(ColorJitter color, Blur blur, Noise noise, JpegArtefacts jpeg, CutOut cutOut) {

    /** Only colours vary. */
    public static PixelSettings defaults() {
        return asTheyAre().withColor(ColorJitter.defaults());
    }

    /** Nothing changes. */
    public static PixelSettings asTheyAre() {
        return new PixelSettings(
                ColorJitter.none(), Blur.never(), Noise.never(), JpegArtefacts.never(), CutOut.never());
    }

    public PixelSettings withColor(ColorJitter changed) {
        return new PixelSettings(changed, blur, noise, jpeg, cutOut);
    }

    public PixelSettings withBlur(Blur changed) {
        return new PixelSettings(color, changed, noise, jpeg, cutOut);
    }

    public PixelSettings withNoise(Noise changed) {
        return new PixelSettings(color, blur, changed, jpeg, cutOut);
    }

    public PixelSettings withJpeg(JpegArtefacts changed) {
        return new PixelSettings(color, blur, noise, changed, cutOut);
    }

    public PixelSettings withCutOut(CutOut changed) {
        return new PixelSettings(color, blur, noise, jpeg, changed);
    }

    /** Those that follow the colours, in the order in which they happen. */
    public List<Effect> effects() {
        return List.of(blur, noise, jpeg, cutOut);
    }
}
