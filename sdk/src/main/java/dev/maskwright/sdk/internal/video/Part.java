package dev.maskwright.sdk.internal.video;

/**
 * A part of a network's input that is run for itself, and what of its result is kept; the rest is there to be seen.
 *
 * @param left in pixels of the input; as are {@code top}, {@code width} and {@code height}
 * @param keepLeft in pixels of the logits of the whole; as are {@code keepTop} and the ends
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
