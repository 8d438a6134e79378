package dev.maskwright.sdk.image;

/** The size of a picture, in pixels. */
public record ImageSize(int width, int height) {

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
