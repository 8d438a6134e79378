package dev.maskwright.sdk.image;

/** How large a picture is, in pixels. */
public record ImageSize(int width, int height) {

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
