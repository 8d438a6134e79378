package dev.maskwright.folder;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.Overlay;
import dev.maskwright.sdk.image.OverlayStyle;
import java.awt.image.BufferedImage;

/** A small picture with its mask on it, as JPEG of some kilobytes. */
final class Thumbnail {

    private static final int LONGEST_SIDE = 192;
    private static final float QUALITY = 0.7f;
    private static final OverlayStyle STYLE = OverlayStyle.defaults().withLegend(LegendPlace.NONE);

    private Thumbnail() {}

    static byte[] jpeg(Frame frame, Mask mask) {
        BufferedImage small = SmallPicture.of(frame, LONGEST_SIDE);
        Overlay.of(STYLE).paint(mask, small);
        return MaskImages.jpeg(small, QUALITY);
    }
}
