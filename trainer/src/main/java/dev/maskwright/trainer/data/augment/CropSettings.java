package dev.maskwright.trainer.data.augment;

import dev.maskwright.trainer.data.augment.Augmentation.CropKind;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;

/**
 * Which part of a picture is shown.
 *
 * @param kind of crop; the other settings are for {@link CropKind#RANDOM}
 * @param area its share of the picture's area; above 1 the picture is shown smaller, with an ignored border
 * @param aspect its width over its height, in pixels of the picture
 * @param toBox probability that it is around the product's box instead, 0..1
 * @param enlarge its size relative to the box then, at least 1; the box may be anywhere in it
 */
public record CropSettings(CropKind kind, Range area, Range aspect, double toBox, Range enlarge) {

    public CropSettings {
        Checks.probability("crop.toBox", toBox);
        if (enlarge.min() < 1) {
            throw new IllegalArgumentException("crop.enlarge must be at least 1 to keep the product, got " + enlarge);
        }
    }

    /** Up to 4 times closer, a third around the product. */
    public static CropSettings defaults() {
        return new CropSettings(CropKind.RANDOM, new Range(0.25, 1), new Range(0.9, 1.8), 0.35, new Range(1.2, 2.5));
    }

    /** The whole picture, stretched; boxes are not enlarged if the kind is changed to {@link CropKind#BOX}. */
    public static CropSettings whole() {
        Range one = new Range(1, 1);
        return new CropSettings(CropKind.WHOLE, one, one, 0, one);
    }

    public CropSettings withKind(CropKind changed) {
        return new CropSettings(changed, area, aspect, toBox, enlarge);
    }

    public CropSettings withArea(Range changed) {
        return new CropSettings(kind, changed, aspect, toBox, enlarge);
    }

    public CropSettings withAspect(Range changed) {
        return new CropSettings(kind, area, changed, toBox, enlarge);
    }

    /** The same, with another probability, 0..1, that a crop contains the box. */
    public CropSettings withToBox(double likelihood) {
        return new CropSettings(kind, area, aspect, likelihood, enlarge);
    }

    public CropSettings withEnlarge(Range changed) {
        return new CropSettings(kind, area, aspect, toBox, changed);
    }
}
