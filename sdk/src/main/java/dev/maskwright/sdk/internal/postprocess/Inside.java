package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Box;

/** The pixels of a mask whose centres lie in a box, ends excluded. */
public record Inside(int left, int top, int right, int bottom) {

    public static Inside of(Box box) {
        return new Inside(
                (int) Math.ceil(box.x() - 0.5),
                (int) Math.ceil(box.y() - 0.5),
                (int) Math.ceil(box.x() + box.width() - 0.5),
                (int) Math.ceil(box.y() + box.height() - 0.5));
    }

    public int width() {
        return right - left;
    }

    public int height() {
        return bottom - top;
    }
}
