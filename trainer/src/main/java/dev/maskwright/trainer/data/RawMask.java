package dev.maskwright.trainer.data;

/** A mask as it is stored, before it is converted to class ids. */
public sealed interface RawMask {

    int width();

    int height();

    /**
     * Numbers that name classes.
     *
     * @param ids     a number of 0..65535 for each pixel, as stored
     * @param meaning the class of each of them
     */
    @SuppressWarnings("ArrayRecordComponent") // a large array of pixels; not meant to be compared
    record Ids(int width, int height, char[] ids, LabelIds meaning) implements RawMask {}

    /**
     * The product of its row in white.
     *
     * @param levels one unsigned byte per pixel; the product is from 128 on
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Product(int width, int height, byte[] levels) implements RawMask {}

    /**
     * Colours that name classes.
     *
     * @param rgb     (H, W, 3), interleaved
     * @param palette the class of each colour
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Colours(int width, int height, byte[] rgb, ColourPalette palette) implements RawMask {}
}
