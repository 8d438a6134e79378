package dev.maskwright.inventory.shelf;

import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.geometry.Box;

/**
 * A region of a scan. It is not an item: items that touch are one region, and an item behind another may be two.
 *
 * @param label the name of its class
 * @param share of the picture that it covers, 0..1
 * @param box around it, in shares of the picture's width and height
 * @param confidence the mean of its pixels, 0..1
 */
public record Seen(String label, double share, Box box, double confidence, OutlineText outline) {

    /** A region of a mask of a frame of this size. */
    public static Seen of(Region region, int frameWidth, int frameHeight) {
        Box box = region.boxInFrame();
        return new Seen(
                region.label().name(),
                region.share(),
                new Box(
                        box.x() / frameWidth,
                        box.y() / frameHeight,
                        box.width() / frameWidth,
                        box.height() / frameHeight),
                region.confidence(),
                OutlineText.of(region, frameWidth, frameHeight));
    }
}
