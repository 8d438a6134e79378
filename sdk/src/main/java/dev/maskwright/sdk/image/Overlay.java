package dev.maskwright.sdk.image;

import dev.maskwright.sdk.Mask;
import java.awt.image.BufferedImage;

/**
 * Paints masks over the caller's pictures, as {@link MaskImages#overlay} does over new ones. Working memory is kept:
 * for pictures of one size and reused masks, only text causes allocations. For one thread at a time.
 */
public final class Overlay {

    private final OverlayStyle style;
    private final MaskPainter layer;

    private Overlay(OverlayStyle style) {
        this.style = style;
        layer = new MaskPainter(style);
    }

    /**
     * Creates overlays in a style.
     *
     * @throws IllegalArgumentException if the style has a legend beside the picture, where there is no room
     */
    public static Overlay of(OverlayStyle style) {
        requireInside(style);
        return new Overlay(style);
    }

    /**
     * Paints a mask over a picture.
     *
     * @param mask of any size; it is stretched over the picture
     * @param picture of type {@code INT_RGB}, {@code INT_ARGB} or {@code 3BYTE_BGR}, not part of another; its alpha, if
     *     any, is unchanged
     * @throws IllegalArgumentException if the picture is not like that
     */
    public void paint(Mask mask, BufferedImage picture) {
        layer.paint(mask, picture.getWidth(), picture.getHeight(), Canvas.of(picture));
        write(style, mask, picture);
    }

    static void requireInside(OverlayStyle style) {
        if (style.legend() == LegendPlace.BESIDE) {
            throw new IllegalArgumentException(
                    "an existing picture has no room for a legend beside it; use MaskImages.overlay, or "
                            + "a legend inside");
        }
    }

    /** Writes the names and the legend that the style asks for. */
    static void write(OverlayStyle style, Mask mask, BufferedImage picture) {
        if (style.names()) {
            RegionNames.draw(picture, mask);
        }
        if (style.legend() == LegendPlace.INSIDE) {
            Legend.inside(picture, mask);
        }
    }
}
