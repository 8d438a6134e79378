package dev.maskwright.sdk.image;

/**
 * An image whose pixels are the numbers that its file stores, as data sets keep their labels.
 *
 * @param numbers 0..65535, one for each pixel, row by row; the record's own array, not a copy
 */
@SuppressWarnings("ArrayRecordComponent") // a large array of pixels; not meant to be compared
public record LabelNumbers(int width, int height, char[] numbers) {

    /** @throws IllegalArgumentException if a size is not positive or the array has another length */
    public LabelNumbers {
        if (width < 1 || height < 1 || numbers.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "labels of %dx%d cannot be %d numbers".formatted(width, height, numbers.length));
        }
    }
}
