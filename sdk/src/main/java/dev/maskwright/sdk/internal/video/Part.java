package dev.maskwright.sdk.internal.video;

/**
 * A part of a network's input that is run separately, and the region of its result that is kept; the rest of the part
 * is context.
 *
 * @param left in pixels of the input, as are {@code top}, {@code width} and {@code height}
 * @param keepLeft in pixels of the whole's logits, as are {@code keepTop} and the ends, which are excluded
 */
public record Part(int left, int top, int width, int height, int keepLeft, int keepTop, int keepRight, int keepBottom) {

    int area() {
        return width * height;
    }

    boolean overlaps(Part other) {
        return left < other.left + other.width
                && other.left < left + width
                && top < other.top + other.height
                && other.top < top + height;
    }
}
