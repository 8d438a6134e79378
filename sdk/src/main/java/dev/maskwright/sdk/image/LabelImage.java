package dev.maskwright.sdk.image;

/**
 * An image whose pixels are class ids (or grey levels), as data sets store their masks.
 *
 * @param ids one unsigned byte per pixel, row by row; the record's own array, not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // a large array of pixels; not meant to be compared
public record LabelImage(int width, int height, byte[] ids) {

    /** @throws IllegalArgumentException if a size is not positive or the array has another length */
    public LabelImage {
        if (width < 1 || height < 1 || ids.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a label image of %dx%d cannot have %d ids".formatted(width, height, ids.length));
        }
    }
}
